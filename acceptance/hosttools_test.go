//go:build acceptance

package acceptance

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// sectionOf collects one section of this machine.
func sectionOf(t *testing.T, target *collect.Target, section string) facts.Fact {
	t.Helper()
	sources := collect.HostSources(target)
	i := slices.IndexFunc(sources, func(s collect.Source) bool { return s.Section == section })
	f := sources[i].Collect(t.Context(), target, collect.Had{})
	text, err := facts.WriteBundle(&facts.Bundle{Kind: facts.NodeBundle, Facts: map[string]facts.Fact{section: f}})
	require.NoError(t, err)
	require.NotContains(t, string(text), ourCanary)
	return f
}

func thisHost(t *testing.T) *collect.Target {
	t.Helper()
	target, closeHost, err := collect.ThisHost(time.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, closeHost()) })
	return target
}

// TestRealAudit runs a program under the audit system of this machine's kernel, which
// internal/tools/hosttools.sh turns on, and finds it in what is collected.
func TestRealAudit(t *testing.T) {
	if os.Getenv("STIGWRIGHT_AUDITD") == "" {
		t.Skip("internal/tools/hosttools.sh starts auditd for this")
	}
	dir := t.TempDir()
	client := filepath.Join(dir, "docker")
	program, err := os.ReadFile("/bin/true")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(client, program, 0o755))
	// auditctl -l prints the first of them with its parts run together (version 3.0.9).
	runs(t, dir, "auditctl", "-a", "always,exit", "-F", "perm=x", "-F", "path="+client, "-F", "key=docker")
	runs(t, dir, "auditctl", "-w", dir, "-p", "wa", "-k", "docker")
	runs(t, dir, "auditctl", "-a", "always,exit", "-F", "arch=b64", "-S", "execve", "-F", "path="+dir+"/x", "-F", "key=other")
	many := []string{client, "exec", "nothere"}
	for range 3000 {
		many = append(many, "word")
	}
	long := []string{client, "exec", "nothere", strings.Repeat("z", 20000)}
	wanted := [][]string{
		{client, "exec", "--privileged", "-e", "A=" + facts.Redacted, "nothere", "sh", "-c", `echo "x y" | cat`}, many, long,
		{client, "login", "-p", facts.Redacted, "a\u00e9\nb"},
	}
	for _, argv := range wanted {
		given := slices.Clone(argv)
		for i := range given {
			given[i] = strings.ReplaceAll(given[i], facts.Redacted, ourCanary+" and a blank")
		}
		runs(t, dir, given...)
	}
	target := thisHost(t)
	found := func(f facts.Fact) (all [][]string) {
		for _, r := range f.Value.(facts.AuditLog).Search.Value.Records.Value {
			if len(r.Argv.Value) > 0 && r.Argv.Value[0] == client {
				require.Equal(t, facts.Some(client), r.Exe)
				require.Empty(t, r.Argv.Why())
				all = append(all, r.Argv.Value)
			}
		}
		return all
	}
	var audit facts.Fact
	require.Eventually(t, func() bool { // auditd writes in its own time
		audit = sectionOf(t, target, facts.Audit.Name)
		return len(found(audit)) == len(wanted)
	}, 10*time.Second, 200*time.Millisecond)
	require.Equal(t, wanted, found(audit))
	log := audit.Value.(facts.AuditLog)
	require.Equal(t, facts.Some(true), log.AuditdActive)
	require.Equal(t, facts.Some([]string{"-w " + client + " -p x -k docker", "-w " + dir + " -p wa -k docker",
		"-a always,exit -F arch=b64 -S execve -F path=" + dir + "/x -F key=other"}), log.Rules)
	require.Empty(t, log.Search.Value.Records.Why())
	require.Empty(t, log.Search.Value.Lacks)
	require.Equal(t, facts.Some(0), log.Search.Value.ExitCode)
}

// TestRealSystemd reads units from a manager of systemd, which internal/tools/hosttools.sh
// starts; it is asked as the system's own is.
func TestRealSystemd(t *testing.T) {
	units := os.Getenv("STIGWRIGHT_SYSTEMD_UNITS")
	if units == "" {
		t.Skip("internal/tools/hosttools.sh starts a manager of systemd for this")
	}
	write := func(name, text string) string {
		file := filepath.Join(units, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	service := write("docker.service", "[Service]\nEnvironment=HTTPS_PROXY=http://u:"+ourCanary+"@p \"A="+ourCanary+" with blanks\" 'B=q\"uote' C=back\\x20slash \"D=two\\nlines\"\n"+
		"Environment=DOCKER_FIPS=1\nEnvironmentFile=-/etc/default/docker\n"+
		"ExecStart=/usr/bin/dockerd -H fd:// --log-opt splunk-token="+ourCanary+" --label \"a b\" $DOCKER_OPTS\n")
	dropIns := []string{write("docker.service.d/10.conf", "[Service]\nEnvironment=E=x\n"), write("docker.service.d/a b.conf", "[Unit]\nDescription=x\n")}
	runs(t, units, "systemctl", "--user", "daemon-reload")
	target := thisHost(t)
	target.Run = func(ctx context.Context, argv ...string) (out collect.Output) {
		cmd := exec.CommandContext(ctx, argv[0], append([]string{"--user"}, argv[1:]...)...)
		out.Stdout, out.Err = cmd.Output()
		return out
	}
	f := sectionOf(t, target, facts.Systemd.Name)
	require.Empty(t, f.Why())
	const lacks = "variables of a file are not read: /etc/default/docker (ignore_errors=yes)"
	keys := facts.Some([]string{"A", "B", "C", "D", "DOCKER_FIPS", "E", "HTTPS_PROXY"})
	keys.Partial, keys.Error = true, lacks
	require.Equal(t, map[string]facts.Maybe[facts.Unit]{
		"docker.service": facts.Some(facts.Unit{FragmentPath: facts.Some(service), LoadState: facts.Some("loaded"), ActiveState: facts.Some("inactive"), DropInPaths: facts.Some(dropIns),
			ExecStart:       facts.Some([]string{"/usr/bin/dockerd -H fd:// --log-opt splunk-token=" + facts.Redacted + " --label a b $DOCKER_OPTS"}),
			EnvironmentKeys: keys, DockerFIPS: facts.Some("1")}),
		"docker.socket": facts.Some(facts.Unit{FragmentPath: facts.Some(""), LoadState: facts.Some("not-found"), ActiveState: facts.Some("inactive"),
			DropInPaths: facts.Some([]string{}), ExecStart: facts.Some([]string{}), EnvironmentKeys: facts.Some([]string{}), DockerFIPS: facts.Some("")}),
	}, f.Value)
	write("docker.service.d/20.conf", "[Service]\nType=oneshot\nExecStart=/bin/true \"two\\nlines\"\n")
	runs(t, units, "systemctl", "--user", "daemon-reload")
	unit := sectionOf(t, target, facts.Systemd.Name).Value.(map[string]facts.Maybe[facts.Unit])["docker.service"].Value
	require.Equal(t, facts.Failed, unit.ExecStart.State, "an argument of two lines is printed as two lines")
}
