package collect

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// engineHost is the files of a host with an engine, all of the user who runs the tests.
func engineHost(more map[string]string) map[string]string {
	files := map[string]string{
		"etc/docker/daemon.json":         `{"log-opts": {"splunk-token": "canary"}, "icc": false}`,
		"etc/docker/key.json":            "canary",
		"etc/docker/certs.d/reg/ca.crt":  "canary",
		"etc/docker/certs.d/a\nb/ca.crt": "canary",
		"etc/docker/certs.d/linked":      "-> reg",
		"etc/default/docker":             "A=1\n",
		"etc/os-release":                 "-> ../usr/lib/os-release",
		"usr/lib/os-release":             "ID=debian\n",
		"var/run":                        "-> /run",
		"run/docker.sock":                "",
		"var/lib/":                       "",
		"usr/bin/docker":                 "",
		"etc/sysconfig/":                 "",
	}
	for name, content := range more {
		if files[name] = content; content == "(none)" {
			delete(files, name)
		}
	}
	return files
}

// hostFilesOf collects host_files of a target whose only known user is the one who runs
// the tests.
func hostFilesOf(t *testing.T, target *Target, had Had) (map[string]facts.Maybe[facts.HostFile], facts.Fact) {
	t.Helper()
	f := collected(t, hostFilesSource(), target, had)
	require.True(t, f.Complete, f.Why())
	return f.Value.(map[string]facts.Maybe[facts.HostFile]), f
}

func TestHostFiles(t *testing.T) {
	target := folder(t, engineHost(nil))
	files, f := hostFilesOf(t, target, nil)
	require.Equal(t, []string{"host_files./etc/docker/daemon.json.log-opts.splunk-token"}, f.Redactions)

	daemon := files["/etc/docker/daemon.json"].Value
	require.Equal(t, facts.Some("file"), daemon.Type)
	require.Equal(t, facts.Some("0644"), daemon.Mode)
	require.Equal(t, facts.Some(int64(os.Getuid())), daemon.UID)
	require.Equal(t, `{"log-opts": {"splunk-token": "<redacted>"}, "icc": false}`, daemon.Content.Value)
	require.Equal(t, facts.Some(false), daemon.Parsed.Value.Bool("icc"))
	require.Equal(t, "json", daemon.ContentFormat)
	require.Len(t, daemon.SHA256, 64)

	require.Equal(t, facts.Some([]string{"certs.d", "daemon.json", "key.json"}), files["/etc/docker"].Value.Entries)
	require.Equal(t, facts.Some([]string{"a\nb", "linked", "reg"}), files["/etc/docker/certs.d"].Value.Entries)
	require.Equal(t, facts.Some([]string{"ca.crt"}), files["/etc/docker/certs.d/a\nb"].Value.Entries)
	require.Equal(t, facts.OK, files["/etc/docker/certs.d/a\nb/ca.crt"].State)
	link := files["/etc/docker/certs.d/linked"].Value
	require.Equal(t, []string{"link", "reg", "/etc/docker/certs.d/reg"}, []string{link.Type.Value, link.LinkTarget.Value, link.Resolved.Value})
	require.Equal(t, facts.NotCollected, files["/etc/docker/key.json"].Value.Content.State)

	require.Equal(t, facts.Some("/run/docker.sock"), files["/var/run/docker.sock"].Value.Resolved)
	require.Equal(t, "ID=debian\n", files["/etc/os-release"].Value.Content.Value)
	require.Equal(t, facts.Maybe[facts.HostFile]{State: facts.Absent}, files["/usr/bin/dockerd"])
	text, err := facts.WriteBundle(&facts.Bundle{Kind: facts.NodeBundle, Facts: map[string]facts.Fact{"host_files": f}})
	require.NoError(t, err)
	require.NotContains(t, string(text), "canary")
}

// Owners are named as stat(1) names them; an id without a name is not known, and never
// root's.
func TestOwners(t *testing.T) {
	target := folder(t, engineHost(map[string]string{"etc/passwd": "root:x:0:0::/:/x\nroot2:x:0:0::/:/x\nops:x:7:7::/:/x\n", "etc/group": "root:x:0:\n"}))
	all := target.Files
	ids := all
	ids.Lstat = func(name string) (Stat, error) {
		s, err := all.Lstat(name)
		s.UID, s.GID = 0, 0
		if strings.HasSuffix(name, "daemon.json") {
			s.UID, s.GID, s.Mode = 7, 8, s.Mode|fs.ModeSetuid|fs.ModeSticky
		}
		return s, err
	}
	target.Files = ids
	target.Run = prints(map[string]Output{"getent group 8": printed("eight:x:8:\n")})
	files, _ := hostFilesOf(t, target, nil)
	require.Equal(t, facts.Some("root"), files["/etc/docker"].Value.Owner)
	daemon := files["/etc/docker/daemon.json"].Value
	require.Equal(t, []string{"ops", "eight", "5644"}, []string{daemon.Owner.Value, daemon.Group.Value, daemon.Mode.Value})
	target.Run = prints(nil)
	files, _ = hostFilesOf(t, target, nil)
	require.Equal(t, "error: 8 has no name in /etc/group", files["/etc/docker/daemon.json"].Value.Group.Why())
	target.Files = refusing(ids, "/etc/group", fs.ErrPermission)
	files, _ = hostFilesOf(t, target, nil)
	require.Equal(t, "denied: /etc/group: permission denied at /etc/group", files["/etc/docker/daemon.json"].Value.Group.Why())
}

func TestHostFilesHostile(t *testing.T) {
	daemon := func(content string) facts.HostFile {
		files, f := hostFilesOf(t, folder(t, engineHost(map[string]string{"etc/docker/daemon.json": content, "etc/shadow": `root:canary`})), nil)
		text, err := facts.WriteBundle(&facts.Bundle{Kind: facts.NodeBundle, Facts: map[string]facts.Fact{"host_files": f}})
		require.NoError(t, err)
		require.NotContains(t, string(text), "canary")
		return files["/etc/docker/daemon.json"].Value
	}
	for content, want := range map[string]string{
		`{"a": canary}`:                "not stored: is not JSON that the engine reads: line 1, column 7: invalid character 'c' at start of value",
		strings.Repeat("x", maxText+1): "/etc/docker/daemon.json is too large: more than 65536 bytes",
		"-> ../shadow":                 "not stored: is not JSON that the engine reads: line 1, column 1: invalid character 'r' at start of value",
		"-> daemon.json":               "too many symbolic links",
		"-> /srv/away/daemon.json":     "/etc/docker/daemon.json leads by the link /etc/docker/daemon.json to /srv, which is not there",
		"-> daemon2.json":              "is not there",
	} {
		d := daemon(content)
		require.Equal(t, want, d.Parsed.Error, content)
		require.NotEqual(t, facts.OK, d.Content.State, content)
		require.NotEqual(t, facts.OK, d.Parsed.State, content)
	}
	files, _ := hostFilesOf(t, folder(t, engineHost(map[string]string{"etc/default/docker": "-> ../shadow", "etc/shadow": "canary"})), nil)
	require.Equal(t, "error: not stored: it is a link to /etc/shadow", files["/etc/default/docker"].Value.Content.Why())
	require.Equal(t, facts.OK, files["/etc/shadow"].State, "what a link leads to has its entry")

	// Names that are no UTF-8 stay told apart.
	files, _ = hostFilesOf(t, folder(t, engineHost(map[string]string{"etc/docker/certs.d/\xff": "", `etc/docker/certs.d/\xff`: ""})), nil)
	entries := files["/etc/docker/certs.d"].Value.Entries
	require.True(t, entries.Partial)
}

// What may not be looked at is denied, and never absent.
func TestHostFilesDenied(t *testing.T) {
	target := folder(t, engineHost(nil))
	all := target.Files
	target.Files = refusing(all, "/etc/docker", fs.ErrPermission)
	files, _ := hostFilesOf(t, target, nil)
	for _, name := range []string{"/etc/docker", "/etc/docker/daemon.json", "/etc/docker/certs.d"} {
		require.Equal(t, facts.Denied, files[name].State, name)
	}
	target.Files = all
	target.Files.ReadDir = func(name string) ([]string, error) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrPermission}
	}
	files, _ = hostFilesOf(t, target, nil)
	require.Equal(t, facts.Denied, files["/etc/docker"].Value.Entries.State)
	require.Equal(t, facts.Denied, files["/usr/bin/dockerd"].State, "nobody saw that it is not there")
	target.Files = all
	target.Files.Head = func(name string, _ int) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	files, _ = hostFilesOf(t, target, nil)
	require.Equal(t, facts.Denied, files["/etc/docker/daemon.json"].Value.Parsed.State)
	require.Equal(t, facts.Some("0644"), files["/etc/docker/daemon.json"].Value.Mode)
}

func TestHostFilesOfOthers(t *testing.T) {
	target := folder(t, engineHost(map[string]string{"lib": "-> usr/lib", "usr/lib/systemd/system/docker.service": "[Service]\nEnvironment=T=canary\n", "certs/key.pem": "canary"}))
	had := Had{
		"systemd":   {State: facts.OK, Value: map[string]facts.Maybe[facts.Unit]{"docker.service": facts.Some(facts.Unit{FragmentPath: facts.Some("/lib/systemd/system/docker.service"), DropInPaths: facts.Some([]string{"/etc/none.conf", "relative"})})}},
		"tls_paths": {State: facts.OK, Value: []facts.TLSPath{{Role: "key", Path: "/certs/key.pem"}}},
	}
	files, f := hostFilesOf(t, target, had)
	require.Equal(t, "[Service]\nEnvironment=T=<redacted>\n", files["/lib/systemd/system/docker.service"].Value.Content.Value)
	require.Equal(t, facts.Some("/usr/lib/systemd/system/docker.service"), files["/lib/systemd/system/docker.service"].Value.Resolved)
	require.Equal(t, facts.NotCollected, files["/certs/key.pem"].Value.Content.State)
	require.Equal(t, facts.Absent, files["/etc/none.conf"].State)
	require.True(t, slices.Contains(f.Redactions, "host_files./lib/systemd/system/docker.service.Environment"))
}

func TestTLSPaths(t *testing.T) {
	volumes := facts.Fact{State: facts.OK, Complete: true, Value: []facts.Volume{{Name: "ucp-client-root-ca", Mountpoint: "/v/rootca"}, {Name: "ucp-controller-server-certs", Mountpoint: "/v/server"}, {Name: "data", Mountpoint: "/v/data"}}}
	engine := func(argv ...string) facts.Fact {
		return facts.Fact{State: facts.OK, Complete: true, Value: []facts.Process{{PID: 1, User: "root", Argv: facts.Some(append([]string{"dockerd"}, argv...))}}}
	}
	files := engineHost(map[string]string{"etc/docker/daemon.json": `{"tlskey": "/k/key.pem", "tlsverify": true}`,
		"v/rootca/cert.pem": "", "v/rootca/key.pem": "", "v/server/ca.pem": "", "v/server/cert.pem": "", "v/server/key.pem": "", "v/server/note.txt": "", "v/data/key.pem": ""})
	paths := func(had Had) facts.Fact { return collected(t, tlsPathsSource(), folder(t, files), had) }
	f := paths(Had{"processes": engine("--tlscacert=/k/ca.pem", "--tlscert", "/k/cert.pem"), "docker_engine.volumes": volumes})
	require.Equal(t, "", f.Why())
	require.Equal(t, []facts.TLSPath{
		{Role: "ca", Path: "/k/ca.pem", From: "argv"}, {Role: "cert", Path: "/k/cert.pem", From: "argv"}, {Role: "key", Path: "/k/key.pem", From: "daemon.json"},
		{Role: "ca", Path: "/v/rootca/cert.pem", From: "volume:ucp-client-root-ca"}, {Role: "key", Path: "/v/rootca/key.pem", From: "volume:ucp-client-root-ca"},
		{Role: "ca", Path: "/v/server/ca.pem", From: "volume:ucp-controller-server-certs"}, {Role: "cert", Path: "/v/server/cert.pem", From: "volume:ucp-controller-server-certs"},
		{Role: "key", Path: "/v/server/key.pem", From: "volume:ucp-controller-server-certs"},
	}, f.Value)

	for want, had := range map[string]Had{
		"partly collected: docker_engine.volumes: not collected":                                 {"processes": engine("--tlscacert=/c", "--tlscert=/d")},
		"partly collected: docker_engine.volumes: denied: EACCES":                                {"processes": engine("--tlscacert=/c", "--tlscert=/d"), "docker_engine.volumes": {State: facts.Denied, Error: "EACCES"}},
		"partly collected: TLS is on without --tlscacert: the engine then looks in its own home": {"processes": engine("--tlscert=/d"), "docker_engine.volumes": volumes},
		`partly collected: argv names "ca.pem", and from where is not known; TLS is on without --tlscacert: the engine then looks in its own home`: {
			"processes": engine("--tlscacert=ca.pem", "--tlscert=/d"), "docker_engine.volumes": volumes},
		"partly collected: /x.json: is not there, and the engine was started with it": {"processes": engine("--config-file=/x.json", "--tlscacert=/c", "--tlscert=/d"), "docker_engine.volumes": volumes},
		`partly collected: the engine reads "x.json", and from where is not known`:    {"processes": engine("--config-file=x.json", "--tlscacert=/c", "--tlscert=/d"), "docker_engine.volumes": volumes},
		"partly collected: processes: skipped":                                        {"processes": {State: facts.Skipped}, "docker_engine.volumes": volumes},
	} {
		got := paths(had).Why()
		require.True(t, strings.HasPrefix(got, want), "want %q, got %q", want, got)
	}
	files["etc/docker/daemon.json"] = "{"
	require.Contains(t, paths(Had{"processes": engine(), "docker_engine.volumes": volumes}).Why(), "/etc/docker/daemon.json: is not JSON that the engine reads")
	volumes.Value = []facts.Volume{{Name: "ucp-client-root-ca", Mountpoint: "/v/gone"}}
	files["etc/docker/daemon.json"] = "{}"
	require.Equal(t, "partly collected: volume:ucp-client-root-ca: is not there", paths(Had{"processes": engine(), "docker_engine.volumes": volumes}).Why())
}

// Every socket that the engine is told to listen on is looked at, by its arguments and by
// the files of its settings; of other programs' and of other kinds of address none is.
func TestSocketsOfTheEngine(t *testing.T) {
	root, err := os.MkdirTemp("", "sw") // the path of a socket is short
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	fill(t, root, engineHost(map[string]string{
		"etc/docker/daemon.json": `{"hosts": ["unix:///srv/c.sock", "tcp://0.0.0.0:2375", "unix://"]}`,
		"etc/engine.json":        `{"hosts": ["unix:///srv/d.sock"]}`,
		"srv/b.sock":             "", "srv/d.sock": "", "srv/other.sock": "", "srv/real.sock": "-> a.sock",
	}))
	listener, err := net.Listen("unix", root+"/srv/a.sock")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	require.NoError(t, os.Chmod(root+"/srv/a.sock", 0o660))
	target := openFolder(t, root)

	had := Had{"processes": dockerds([]string{"root", "-H", "fd://", "-H", "unix:///srv/real.sock", "--host=unix:///srv/b.sock", "-Hunix:///srv/gone.sock",
		"-H", "unix://srv/relative.sock", "-H", "unix:///srv//b.sock", "--config-file", "/etc/engine.json"}, []string{"ops", "-H", "unix:///srv/a.sock"})}
	list := had["processes"].Value.([]facts.Process)
	list[0].Argv.Value = append(list[0].Argv.Value, "-H", "unix:///srv/other.sock") // of containerd
	files, f := hostFilesOf(t, target, had)
	require.Empty(t, f.Why())
	for name, kind := range map[string]string{"/srv/a.sock": "socket", "/srv/b.sock": "file", "/srv//b.sock": "file", "/srv/d.sock": "file", "/srv/real.sock": "link"} {
		require.Equal(t, facts.Some(kind), files[name].Value.Type, name)
	}
	require.Equal(t, facts.Some("0660"), files["/srv/a.sock"].Value.Mode)
	require.Equal(t, facts.Some("/srv/a.sock"), files["/srv/real.sock"].Value.Resolved)
	for _, name := range []string{"/srv/gone.sock", "/srv/c.sock"} {
		require.Equal(t, facts.Absent, files[name].State, name)
	}
	for _, name := range []string{"/srv/other.sock", "/srv/relative.sock", "srv/relative.sock", ""} {
		require.NotContains(t, files, name)
	}
}

// A process of any user can call itself dockerd and name as many sockets as an argument
// list holds. Those beyond a limit are not looked at, and a rule misses their entries.
func TestTooManySocketsOfTheEngine(t *testing.T) {
	argv := []string{"ops"}
	for i := range maxNamedSockets + 50 {
		argv = append(argv, fmt.Sprintf("-Hunix:///srv/%d.sock", i))
	}
	had := Had{"processes": dockerds(argv)}
	f := collected(t, hostFilesSource(), folder(t, engineHost(map[string]string{"srv/": ""})), had)
	require.Equal(t, "partly collected: processes and daemon.json name more than 64 sockets, and no more are looked at", f.Why())
	files := f.Value.(map[string]facts.Maybe[facts.HostFile])
	require.Equal(t, facts.Absent, files[fmt.Sprintf("/srv/%d.sock", maxNamedSockets-1)].State)
	require.NotContains(t, files, fmt.Sprintf("/srv/%d.sock", maxNamedSockets))
}
