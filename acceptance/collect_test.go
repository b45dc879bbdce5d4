//go:build acceptance

package acceptance

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	mkeZip    = "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"
	dockerZip = "U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip"
)

// The containers that a rule is to find, and one that none is to find.
func (e dockerEngine) containers() {
	e.t.Helper()
	good := []string{"--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--memory", "64m", "--pids-limit", "50",
		"--cpu-shares", "512", "--user", "1000:1000", "--restart", "on-failure:5", "--network", "none", "-e", "DB_PASSWORD=" + ourCanary}
	with := func(name, mode string, more ...string) {
		args := append([]string{mode, "--name", "swacc-" + name, "--label", ours}, good...)
		if mode == "run" {
			args = append([]string{mode, "-d"}, args[1:]...)
		}
		for i, a := range more {
			if a == "--" {
				e.docker(append(append(append(args, more[:i]...), ourImage), more[i+1:]...)...)
				return
			}
		}
		e.docker(append(append(args, more...), ourImage)...)
	}
	socket := strings.TrimPrefix(e.host, "unix://")
	with("good", "run", "--", "/app", "--password", ourCanary)
	with("sshd", "run", "--", "/sshd", "-D")
	with("hostpid", "run", "--pid", "host")
	with("vendor", "run", "--label", "com.docker.ucp.version=3.7.4")
	with("seccomp", "run", "--security-opt", "seccomp=unconfined")
	with("hostipc", "create", "--ipc", "host")
	with("hostuts", "create", "--uts", "host")
	with("privileged", "create", "--privileged")
	with("socket", "create", "-v", socket+":/var/run/docker.sock")
	with("restart", "create", "--restart", "always")
	with("memory", "create", "--cpu-shares", "0") // a limit of memory alone
	with("shared", "create", "-v", e.t.TempDir()+":/data:shared")
	// Published ports need a network, and the engine may have no default bridge.
	e.docker("network", "create", "-d", "bridge", "--label", ours, "swacc-bridge")
	e.docker("run", "-d", "--name", "swacc-lowport", "--label", ours, "--read-only", "--network", "swacc-bridge", "-p", "127.0.0.1:81:80", ourImage)
	e.docker("create", "--name", "swacc-plain", "--label", ours, "--network", "host", "--cap-add", "NET_ADMIN", ourImage)
}

// swarm makes a swarm of one node with objects of every kind.
func (e dockerEngine) swarm() {
	e.t.Helper()
	e.docker("swarm", "init", "--advertise-addr", "127.0.0.1")
	e.docker("network", "create", "-d", "overlay", "--label", ours, "--opt", "encrypted", "swacc-encrypted")
	e.docker("network", "create", "-d", "overlay", "--label", ours, "swacc-open")
	for _, kind := range []string{"secret", "config"} {
		cmd := e.command(kind, "create", "--label", ours, "swacc-"+kind, "-")
		cmd.Stdin = strings.NewReader(ourCanary)
		out, err := cmd.CombinedOutput()
		require.NoError(e.t, err, "%s", out)
	}
	e.docker("service", "create", "-d", "--name", "swacc-service", "--label", ours, "--container-label", ours, "--network", "swacc-encrypted",
		"--secret", "swacc-secret", "--config", "swacc-config", "-p", "8088:80", "-e", "TOKEN="+ourCanary, "--replicas", "1", ourImage)
}

// A real engine is collected from, and its containers are judged: by a bundle, by scan
// and by the recorded answers alike.
func TestCollectFromARealEngine(t *testing.T) {
	b := setUp(t)
	e := realEngine(t)
	t.Setenv("DOCKER_HOST", e.host)
	e.image()
	e.containers()
	if e.own {
		e.swarm()
	}

	facts, record := filepath.Join(b.out, "facts"), filepath.Join(b.out, "record")
	said := b.collect("-o", facts+"/", "--record", record, "--only", "docker_engine,node,swarm")
	require.NotContains(t, said, " error ", "every section is there")
	require.NotContains(t, said, " partial ")
	b.noCanary(facts, record)

	open := map[string]string{ // rule → a container it names
		"CNTR-MK-001160": "swacc-plain", "CNTR-MK-001220": "swacc-privileged", "CNTR-MK-001170": "swacc-seccomp", "CNTR-MK-000550": "swacc-socket",
		"CNTR-MK-000680": "swacc-hostpid", "CNTR-MK-000120": "swacc-sshd", "CNTR-MK-001010": "swacc-plain",
		"DKER-EE-001240": "swacc-hostpid", "DKER-EE-001250": "swacc-hostipc", "DKER-EE-001960": "swacc-privileged", "DKER-EE-001970": "swacc-sshd",
		"DKER-EE-002000": "swacc-plain", "DKER-EE-002010": "swacc-plain", "DKER-EE-002030": "swacc-plain", "DKER-EE-002060": "swacc-hostuts",
		"DKER-EE-002070": "swacc-seccomp", "DKER-EE-002110": "swacc-plain", "DKER-EE-002130": "swacc-socket", "DKER-EE-002780": "swacc-plain",
		"DKER-EE-003200": "swacc-plain", "DKER-EE-004030": "swacc-restart",
		"DKER-EE-002020": "swacc-memory", "DKER-EE-002050": "swacc-shared", "DKER-EE-002150": "swacc-lowport", "CNTR-MK-000650": "swacc-lowport",
	}
	not := map[string]string{ // rule → a container it does not name
		"DKER-EE-002010": "swacc-memory", "DKER-EE-002050": "swacc-socket",
	}
	if e.own {
		open["DKER-EE-002160"], open["DKER-EE-002400"] = "swacc-service", "AutoLockManagers"
	}
	collected := b.verdicts("-f", facts)
	recorded := b.verdicts("-f", record)
	for rule, name := range open {
		for way, verdicts := range map[string]map[string]judgedAs{"bundle": collected, "recorded answers": recorded} {
			require.Equal(t, "Open", verdicts[rule].status, "%s by the %s", rule, way)
			require.Contains(t, verdicts[rule].text, name, "%s by the %s", rule, way)
			require.NotContains(t, verdicts[rule].text, `"swacc-good"`, "%s by the %s", rule, way)
		}
	}
	for rule, name := range not {
		require.NotContains(t, collected[rule].text, name, rule)
		require.NotContains(t, recorded[rule].text, name, rule)
	}
	for rule, v := range recorded {
		require.Equal(t, collected[rule].status, v.status, "%s by the recorded answers", rule)
	}
	for rule, v := range b.scanned() {
		require.Equal(t, collected[rule].status, v.status, "%s by scan", rule)
	}
	if e.own {
		b.onlyTheGoodOne(e)
	}
}

// onlyTheGoodOne removes all containers but one that is as the rules want it: what was
// Open is not any more.
func (b bench) onlyTheGoodOne(e dockerEngine) {
	e.docker("swarm", "leave", "--force")
	for id := range strings.FieldsSeq(e.docker("ps", "-aq", "--no-trunc")) {
		if e.docker("inspect", "--format", "{{.Name}}", id) != "/swacc-good" {
			e.docker("rm", "-f", id)
		}
	}
	facts := filepath.Join(b.out, "good.json")
	b.collect("-o", facts, "--only", "docker_engine,node")
	verdicts := b.verdicts("-f", facts)
	for _, rule := range []string{"DKER-EE-001240", "DKER-EE-001250", "DKER-EE-001960", "DKER-EE-001970", "DKER-EE-002000", "DKER-EE-002010", "DKER-EE-002030",
		"DKER-EE-002050", "DKER-EE-002060", "DKER-EE-002070", "DKER-EE-002110", "DKER-EE-002130", "DKER-EE-002780", "DKER-EE-003200", "DKER-EE-004030"} {
		require.Equal(b.t, "NotAFinding", verdicts[rule].status, "%s: %s", rule, verdicts[rule].text)
	}
}

// collect runs `stigwright collect` and gives what it printed.
func (b bench) collect(args ...string) string {
	return string(b.run(append([]string{"collect"}, args...)...))
}

// noCanary demands that nothing secret is in any file of the folders.
func (b bench) noCanary(dirs ...string) {
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		require.NoError(b.t, err)
		require.NotEmpty(b.t, files)
		for _, file := range files {
			data, err := os.ReadFile(file)
			require.NoError(b.t, err)
			require.False(b.t, bytes.Contains(data, []byte(ourCanary)), "%s holds a secret", file)
		}
	}
}

// judgedAs is how one rule came out.
type judgedAs struct{ status, text string }

// verdicts is how every rule of both STIGs came out, by STIG ID.
func (b bench) verdicts(args ...string) map[string]judgedAs {
	b.t.Helper()
	args = append([]string{"evaluate", "-q", "--json", "-b", b.zip(mkeZip), "-b", b.zip(dockerZip)}, args...)
	return byRule(b, b.run(args...))
}

// scanned is the verdicts of a scan.
func (b bench) scanned() map[string]judgedAs {
	b.t.Helper()
	cmd := exec.Command(b.command, "scan", "-q", "--json", "-b", b.zip(mkeZip), "-b", b.zip(dockerZip), "--only", "docker_engine,node,swarm")
	out, err := cmd.Output()
	require.NoError(b.t, err)
	return byRule(b, out)
}

func byRule(b bench, out []byte) map[string]judgedAs {
	b.t.Helper()
	require.NotContains(b.t, string(out), ourCanary)
	verdicts := map[string]judgedAs{}
	for _, run := range parseSaid(b.t, out) {
		require.Len(b.t, run.Assets, 1)
		for _, r := range run.Assets[0].Results {
			verdicts[r.STIGID] = judgedAs{r.Status, r.Reason + string(r.Clauses)}
		}
	}
	require.NotEmpty(b.t, verdicts)
	return verdicts
}
