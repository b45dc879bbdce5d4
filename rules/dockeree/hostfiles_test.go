package dockeree_test

import (
	"fmt"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// node is facts of a node in the plain form.
func node(text string) facts.Setting { return ruletest.Bundle(`{"node":{` + text + `}}`) }

// stat is one entry of host_files.
func stat(path, kind, owner, group, mode string) string {
	return fmt.Sprintf(`%q:{"exists":true,"type":%q,"owner":%q,"group":%q,"mode":%q}`, path, kind, owner, group, mode)
}

// fileRule is a rule on one file: good and bad are its entry, needs the other facts.
type fileRule struct {
	id, path, needs   string
	good, bad, actual string // actual is what the finding shows
	settings          []facts.Setting
}

// rows is the rows every rule on one file has.
func (r fileRule) rows() []ruletest.Case {
	with := func(files string) []facts.Setting {
		text := `"host_files":` + files
		if r.needs != "" {
			text = r.needs + "," + text
		}
		return append([]facts.Setting{node(text)}, r.settings...)
	}
	entry := func(state, why string) string { return fmt.Sprintf(`{%q:{%q:%q}}`, r.path, state, why) }
	link := fmt.Sprintf(`%q:{"exists":true,"type":"link","owner":"user","group":"user","mode":"0777","resolved":"/srv/there"}`, r.path)
	moved := func(s string) string { return `"/srv/there"` + s[len(fmt.Sprintf("%q", r.path)):] }
	return []ruletest.Case{
		row("as wanted", fine, "PASS "+r.path, with("{"+r.good+"}")...),
		row("not as wanted", open, r.path+": "+r.actual, with("{"+r.bad+"}")...),
		row("not as wanted in a partial list", open, r.actual, with(`{"$partial":{`+r.bad+`}}`)...),
		row("as wanted in a partial list", unclear, "host_files: partly collected", with(`{"$partial":{`+r.good+`}}`)...),
		row("files not collected", unclear, "host_files: not collected", append([]facts.Setting{node(orNothing(r.needs))}, r.settings...)...),
		row("files denied", unclear, "host_files: denied: no root", with(`{"$denied":"no root"}`)...),
		row("path never looked for", unclear, "host_files["+r.path+"]: not collected", with(`{}`)...),
		row("path denied", unclear, "host_files["+r.path+"]: denied: EACCES", with(entry("$denied", "EACCES"))...),
		row("path failed", unclear, "host_files["+r.path+"]: error: EIO", with(entry("$error", "EIO"))...),
		row("no owner and no mode", unclear, "not collected", with(fmt.Sprintf(`{%q:{"exists":true}}`, r.path))...),
		row("a link to a file as wanted", fine, "a symbolic link to /srv/there", with("{"+link+","+moved(r.good)+"}")...),
		row("a link to a file that is not", open, r.actual, with("{"+link+","+moved(r.bad)+"}")...),
		row("a link to a file that nobody looked at", unclear, "host_files["+r.path+"]", with("{"+link+"}")...),
	}
}

func orNothing(text string) string {
	if text == "" {
		return `"os":{"id":"ubuntu"}`
	}
	return text
}

func unit(name, path string) string {
	return fmt.Sprintf(`"systemd":{%q:{"LoadState":"loaded","FragmentPath":%q,"DropInPaths":["/etc/systemd/system/x.d/10.conf"]}}`, name, path)
}

// byUnit is the rows of the rules on the file of a unit.
func byUnit(r fileRule, name string) []ruletest.Case {
	r.path = "/usr/lib/systemd/system/" + name
	r.needs = unit(name, r.path)
	with := func(systemd string) facts.Setting {
		return node(`"systemd":` + systemd + `,"host_files":{` + r.good + `}`)
	}
	return append(r.rows(),
		row("drop-ins are named", fine, "/etc/systemd/system/x.d/10.conf", node(r.needs+`,"host_files":{`+r.good+`}`)),
		row("unit not found", fine, "systemd finds no such unit", with(fmt.Sprintf(`{%q:{"LoadState":"not-found","FragmentPath":""}}`, name))),
		row("unit absent", fine, "systemd finds no such unit", with(fmt.Sprintf(`{%q:{"$absent":true}}`, name))),
		row("no systemd", fine, "no systemd", with(`{"$absent":true}`)),
		row("unit not asked for", unclear, "systemd["+name+"]: not collected", with(`{}`)),
		row("units denied", unclear, "systemd: denied: dbus", with(`{"$denied":"dbus"}`)),
		row("units partial", unclear, "systemd: partly collected", with(`{"$partial":{}}`)),
		row("no path", unclear, "FragmentPath: not collected", with(fmt.Sprintf(`{%q:{"LoadState":"loaded"}}`, name))),
		row("empty path of a loaded unit", unclear, "systemd names no file although the unit is known", with(fmt.Sprintf(`{%q:{"LoadState":"loaded","FragmentPath":""}}`, name))),
		row("file gone", fine, "is not there", node(fmt.Sprintf(`%s,"host_files":{%q:{"$absent":true}}`, r.needs, r.path))),
	)
}

func TestUnitFiles(t *testing.T) {
	for _, r := range []struct{ id, unit, goodOwner, badOwner, goodMode, badMode, actual string }{
		{"DKER-EE-005170", "docker.service", "root", "toor", "0777", "0777", "toor:root"},
		{"DKER-EE-005180", "docker.service", "user", "user", "0644", "0664", "mode 0664"},
		{"DKER-EE-005190", "docker.socket", "root", "user", "0777", "0777", "user:root"},
		{"DKER-EE-005200", "docker.socket", "user", "user", "0640", "0645", "mode 0645"},
	} {
		t.Run(r.id, func(t *testing.T) {
			path := "/usr/lib/systemd/system/" + r.unit
			ruletest.Run(t, dockeree.Rules, r.id, byUnit(fileRule{id: r.id,
				good: stat(path, "file", r.goodOwner, "root", r.goodMode), bad: stat(path, "file", r.badOwner, "root", r.badMode), actual: r.actual}, r.unit)...)
		})
	}
}

func TestDKEREE005170(t *testing.T) {
	file := func(owner, group string) facts.Setting {
		return node(unit("docker.service", "/lib/d.service") + `,"host_files":{` + stat("/lib/d.service", "file", owner, group, "0644") + `}`)
	}
	ruletest.Run(t, dockeree.Rules, "DKER-EE-005170",
		row("a name that holds root:root", open, "toor:rootless", file("toor", "rootless")),
		row("another group", open, "root:adm", file("root", "adm")),
	)
}

func TestDKEREE005180(t *testing.T) {
	file := func(mode string) facts.Setting {
		return node(unit("docker.service", "/lib/d.service") + `,"host_files":{` + stat("/lib/d.service", "file", "root", "root", mode) + `}`)
	}
	ruletest.Run(t, dockeree.Rules, "DKER-EE-005180",
		row("stricter", fine, "stricter than 0644, which the text allows", file("0600")),
		row("a smaller number with another bit", open, "mode 0611", file("0611")),
		row("setuid", open, "mode 4644", file("4644")),
		row("no octal number", unclear, "want octal digits", file("rw-r--r--")),
	)
}

// absentOf is the row of a path that was looked for and is not there.
func absentOf(path string) facts.Setting {
	return node(fmt.Sprintf(`"os":{"id":"ubuntu"},"host_files":{%q:{"$absent":true}}`, path))
}

func TestFixedFiles(t *testing.T) {
	const folder, sock, daemon, defaults = "/etc/docker", "/var/run/docker.sock", "/etc/docker/daemon.json", "/etc/default/docker"
	ubuntu := `"node":{"windows":false},"os":{"id":"ubuntu"}`
	for _, r := range []fileRule{
		{id: "DKER-EE-005220", path: folder, good: stat(folder, "directory", "user", "user", "0755"), bad: stat(folder, "directory", "root", "root", "0775"), actual: "mode 0775"},
		{id: "DKER-EE-005310", path: sock, good: stat(sock, "socket", "root", "docker", "0777"), bad: stat(sock, "socket", "root", "root", "0660"), actual: "root:root"},
		{id: "DKER-EE-005320", path: sock, good: stat(sock, "socket", "user", "user", "0660"), bad: stat(sock, "socket", "root", "docker", "0666"), actual: "mode 0666"},
		{id: "DKER-EE-005330", path: daemon, good: stat(daemon, "file", "root", "root", "0777"), bad: stat(daemon, "file", "root", "adm", "0644"), actual: "root:adm"},
		{id: "DKER-EE-005340", path: daemon, good: stat(daemon, "file", "user", "user", "0644"), bad: stat(daemon, "file", "root", "root", "0664"), actual: "mode 0664"},
		{id: "DKER-EE-005350", path: defaults, needs: ubuntu, good: stat(defaults, "file", "root", "root", "0777"), bad: stat(defaults, "file", "user", "root", "0644"), actual: "user:root"},
		{id: "DKER-EE-005360", path: defaults, needs: ubuntu, good: stat(defaults, "file", "user", "user", "0644"), bad: stat(defaults, "file", "root", "root", "0755"), actual: "mode 0755"},
	} {
		t.Run(r.id, func(t *testing.T) { ruletest.Run(t, dockeree.Rules, r.id, r.rows()...) })
	}
	t.Run("what it means that a file is not there", func(t *testing.T) {
		for id, row := range map[string]ruletest.Case{
			"DKER-EE-005210": row("folder", unclear, "is not there, and the check does not say", absentOf(folder)),
			"DKER-EE-005220": row("folder", unclear, "is not there, and the check does not say", absentOf(folder)),
			"DKER-EE-005310": row("socket", unclear, "is not there, and the check does not say", absentOf(sock)),
			"DKER-EE-005330": row("daemon.json", open, "OPEN /etc/docker/daemon.json: is not there", absentOf(daemon)),
			"DKER-EE-005340": row("daemon.json", open, "OPEN /etc/docker/daemon.json: is not there", absentOf(daemon)),
			"DKER-EE-005350": row("defaults", unclear, "is not there, and the check does not say", absentOf(defaults)),
			"DKER-EE-005360": row("defaults", unclear, "is not there, and the check does not say", absentOf(defaults)),
		} {
			ruletest.Run(t, dockeree.Rules, id, row)
		}
	})
	t.Run("what else the engine listens on or reads", func(t *testing.T) {
		started := func(argv string) string {
			return `"processes":[{"pid":1,"argv":["dockerd",` + argv + `]}],"host_files":{`
		}
		goodSock, goodFile := stat(sock, "socket", "root", "docker", "0660"), stat(daemon, "file", "root", "root", "0644")
		for id, r := range map[string]struct{ argv, good, other, bad string }{
			"DKER-EE-005310": {`"-H","unix:///srv/d.sock"`, goodSock, stat("/srv/d.sock", "socket", "root", "docker", "0777"), stat("/srv/d.sock", "socket", "root", "root", "0660")},
			"DKER-EE-005320": {`"-H","unix:///srv/d.sock"`, goodSock, stat("/srv/d.sock", "socket", "user", "user", "0660"), stat("/srv/d.sock", "socket", "root", "docker", "0666")},
			"DKER-EE-005330": {`"--config-file=/srv/d.json"`, goodFile, stat("/srv/d.json", "file", "root", "root", "0777"), stat("/srv/d.json", "file", "user", "root", "0644")},
			"DKER-EE-005340": {`"--config-file=/srv/d.json"`, goodFile, stat("/srv/d.json", "file", "user", "user", "0644"), stat("/srv/d.json", "file", "root", "root", "0666")},
		} {
			ruletest.Run(t, dockeree.Rules, id,
				row("as wanted", fine, "PASS /srv/d.", node(started(r.argv)+r.good+","+r.other+`}`)),
				row("not as wanted", open, "OPEN /srv/d.", node(started(r.argv)+r.good+","+r.bad+`}`)),
				row("nobody looked at it", unclear, "host_files[/srv/d.", node(started(r.argv)+r.good+`}`)))
		}
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005310", row("an address of the network", unclear, "who may reach it is in no fact", node(started(`"-H","tcp://192.0.2.1:2376"`)+goodSock+`}`)))
	})
	t.Run("stricter than named", func(t *testing.T) {
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005220", row("folder", fine, "stricter than 0755", node(`"host_files":{`+stat(folder, "directory", "root", "root", "0700")+`}`)))
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005320", row("socket", fine, "stricter than 0660", node(`"host_files":{`+stat(sock, "socket", "root", "root", "0600")+`}`)))
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005340", row("daemon.json", fine, "stricter than 0644", node(`"host_files":{`+stat(daemon, "file", "root", "root", "0600")+`}`)))
	})
	t.Run("not what it should be", func(t *testing.T) {
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005310", row("a file", unclear, "is a file; want a socket", node(`"host_files":{`+stat(sock, "file", "root", "docker", "0660")+`}`)))
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005220", row("a file", unclear, "is a file; want a directory", node(`"host_files":{`+stat(folder, "file", "root", "root", "0755")+`}`)))
	})
}

func TestDKEREE005210(t *testing.T) {
	const id = "DKER-EE-005210"
	folder, defaults := stat("/etc/docker", "directory", "root", "root", "0755"), stat("/etc/default/docker", "file", "root", "root", "0644")
	wrong := stat("/etc/docker", "directory", "user", "root", "0755")
	host := func(os string, files ...string) facts.Setting {
		text := ""
		for _, f := range files {
			text += "," + f
		}
		return node(`"os":` + os + `,"host_files":{` + text[1:] + `}`)
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("red hat", fine, "PASS /etc/docker", host(`{"id":"rhel"}`, folder)),
		row("red hat, wrong owner", open, "OPEN /etc/docker: user:root", host(`{"id":"rhel"}`, wrong)),
		row("another system", fine, "PASS /etc/docker", host(`{"id":"debian"}`, folder)),
		row("ubuntu, both", fine, "/etc/default/docker", host(`{"id":"ubuntu"}`, folder, defaults)),
		row("ubuntu, the second is wrong", open, "OPEN /etc/default/docker: user:root", host(`{"id":"ubuntu"}`, folder, stat("/etc/default/docker", "file", "user", "root", "0644"))),
		row("ubuntu, the folder is wrong", open, "OPEN /etc/docker: user:root", host(`{"id":"ubuntu"}`, wrong, defaults)),
		row("ubuntu without the second", unclear, "host_files[/etc/default/docker]: not collected", host(`{"id":"ubuntu"}`, folder)),
		row("system not known", unclear, "os: not collected", node(`"host_files":{`+folder+`}`)),
		row("system not known, the folder is wrong", open, "OPEN /etc/docker: user:root", node(`"host_files":{`+wrong+`}`)),
		row("system denied", unclear, "os: denied", host(`{"$denied":"x"}`, folder)),
	)
}

func TestUbuntuAlone(t *testing.T) {
	for _, id := range []string{"DKER-EE-005350", "DKER-EE-005360"} {
		file := stat("/etc/default/docker", "file", "root", "root", "0644")
		bad := stat("/etc/default/docker", "file", "user", "user", "0666")
		ruletest.Run(t, dockeree.Rules, id,
			row("red hat", notAppl, "The operating system is", node(`"node":{"windows":false},"os":{"id":"rhel"},"host_files":{`+bad+`}`)),
			row("system not known", unclear, "os: not collected", node(`"node":{"windows":false},"host_files":{`+file+`}`)),
			row("windows", notAppl, "Windows", node(`"node":{"windows":true},"host_files":{`+file+`}`)),
		)
	}
}

func TestRegistryCertificates(t *testing.T) {
	const dir, reg, ca = "/etc/docker/certs.d", "/etc/docker/certs.d/msr.example.mil", "/etc/docker/certs.d/msr.example.mil/ca.crt"
	folder := func(path, owner, entries string) string {
		return fmt.Sprintf(`%q:{"exists":true,"type":"directory","owner":%q,"group":"root","mode":"0755","entries":%s}`, path, owner, entries)
	}
	files := func(list ...string) facts.Setting {
		text := ""
		for _, f := range list {
			text += "," + f
		}
		return node(`"host_files":{` + text[1:] + `}`)
	}
	top, sub := folder(dir, "root", `["msr.example.mil"]`), folder(reg, "root", `["ca.crt"]`)
	shared := func(good, bad, actual string) []ruletest.Case {
		return []ruletest.Case{
			row("as wanted", fine, "PASS "+ca, files(top, sub, good)),
			row("not as wanted", open, "OPEN "+ca+": "+actual, files(top, sub, bad)),
			row("no folder", fine, "there is no registry certificate to look at", node(`"host_files":{"`+dir+`":{"$absent":true}}`)),
			row("empty folder", fine, "hold no file", files(folder(dir, "root", `[]`))),
			row("folder not looked for", unclear, "host_files["+dir+"].entries: not collected", node(`"host_files":{}`)),
			row("folder not listed", unclear, "entries: not collected", node(`"host_files":{`+stat(dir, "directory", "root", "root", "0755")+`}`)),
			row("a registry's folder not listed", unclear, "host_files["+reg+"].entries", files(top, stat(reg, "directory", "root", "root", "0755"))),
			row("a file that nobody looked at", unclear, "host_files["+ca+"]: not collected", files(top, sub)),
			row("a link to a folder", unclear, "is a link to a folder", files(top, `"`+reg+`":{"exists":true,"type":"link","owner":"root","group":"root","mode":"0444","resolved":"/srv/certs"}`, folder("/srv/certs", "root", `[]`))),
			row("an entry of no known type", unclear, "type: not collected", files(top, `"`+reg+`":{"exists":true,"owner":"root","group":"root","mode":"0444"}`)),
			row("a folder too deep", unclear, "is not looked into", files(top, sub, folder(ca, "root", `[]`))),
			row("a file in the first folder", open, "OPEN "+dir+"/loose.crt: "+actual, files(folder(dir, "root", `["loose.crt"]`), `"`+dir+`/loose.crt"`+bad[len(fmt.Sprintf("%q", ca)):])),
			row("partial", unclear, "partly collected", node(`"host_files":{"$partial":{`+top+","+sub+","+good+`}}`)),
			row("nothing in a partial list", unclear, "partly collected", node(`"host_files":{"$partial":{`+folder(dir, "root", `[]`)+`}}`)),
			row("denied", unclear, "host_files: denied: x", node(`"host_files":{"$denied":"x"}`)),
			row("not collected", unclear, "host_files: not collected", node(`"os":{"id":"rhel"}`)),
		}
	}
	t.Run("DKER-EE-005230", func(t *testing.T) {
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005230", append(shared(stat(ca, "file", "root", "root", "0777"), stat(ca, "file", "user", "root", "0444"), "user:root"),
			row("the folder belongs to somebody", open, "OPEN "+reg+": user:root", files(top, folder(reg, "user", `["ca.crt"]`), stat(ca, "file", "root", "root", "0444"))))...)
	})
	t.Run("DKER-EE-005240", func(t *testing.T) {
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005240", append(shared(stat(ca, "file", "user", "user", "0444"), stat(ca, "file", "root", "root", "0644"), "mode 0644"),
			row("stricter", fine, "stricter than 0444", files(top, sub, stat(ca, "file", "root", "root", "0400"))))...)
	})
}

func TestTLSFiles(t *testing.T) {
	for _, r := range []struct{ id, role, goodOwner, badOwner, goodMode, badMode, actual string }{
		{"DKER-EE-005250", "ca", "root", "user", "0777", "0777", "user:root"},
		{"DKER-EE-005260", "ca", "user", "user", "0444", "0644", "mode 0644"},
		{"DKER-EE-005270", "cert", "root", "nobody", "0777", "0777", "nobody:root"},
		{"DKER-EE-005280", "cert", "user", "user", "0444", "0644", "mode 0644"},
		{"DKER-EE-005290", "key", "root", "user", "0777", "0777", "user:root"},
		{"DKER-EE-005300", "key", "user", "user", "0400", "0600", "mode 0600"},
	} {
		t.Run(r.id, func(t *testing.T) {
			path := "/etc/docker/tls/" + r.role + ".pem"
			list := fmt.Sprintf(`{"role":%q,"path":%q,"from":"argv"},{"role":"other","path":"/x","from":"argv"}`, r.role, path)
			f := fileRule{id: r.id, path: path, needs: `"tls_paths":[` + list + `]`, actual: r.actual,
				good: stat(path, "file", r.goodOwner, "root", r.goodMode), bad: stat(path, "file", r.badOwner, "root", r.badMode)}
			with := func(paths string) facts.Setting {
				return node(`"tls_paths":` + paths + `,"host_files":{` + f.good + `}`)
			}
			ruletest.Run(t, dockeree.Rules, r.id, append(f.rows(),
				row("paths not collected", unclear, "tls_paths: not collected", node(`"host_files":{`+f.good+`}`)),
				row("paths denied", unclear, "tls_paths: denied: x", with(`{"$denied":"x"}`)),
				row("paths partial", unclear, "tls_paths: partly collected", with(`{"$partial":[`+list+`]}`)),
				row("a finding in partial paths", open, r.actual, node(`"tls_paths":{"$partial":[`+list+`]},"host_files":{`+f.bad+`}`)),
				row("no file of the role", unclear, "names no file of role "+r.role, with(`[]`)),
				row("named file not there", unclear, "is not there", node(fmt.Sprintf(`"tls_paths":[%s],"host_files":{%q:{"$absent":true}}`, list, path))),
			)...)
		})
	}
	t.Run("UCP's own volumes", func(t *testing.T) {
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005270", row("nobody", open, "belong to nobody:nobody (99:99) by the vendor's guide",
			node(`"tls_paths":[{"role":"cert","path":"/v/cert.pem","from":"volume:ucp-controller-server-certs"}],"host_files":{`+stat("/v/cert.pem", "file", "nobody", "nobody", "0444")+`}`)))
	})
	t.Run("stricter than the one mode named", func(t *testing.T) {
		ruletest.Run(t, dockeree.Rules, "DKER-EE-005300", row("0000", open, "stricter, and the check asks for this very value",
			node(`"tls_paths":[{"role":"key","path":"/k","from":"argv"}],"host_files":{`+stat("/k", "file", "root", "root", "0000")+`}`)))
	})
}
