package collect

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

const shownUnits = `ExecStart={ path=/usr/bin/dockerd ; argv[]=/usr/bin/dockerd -H fd:// --log-opt splunk-token=canary ; ignore_errors=no ; start_time=[n/a] ; status=0/0 }
Environment=DOCKER_FIPS=1 "HTTP_PROXY=http://me:canary@proxy/ x" TOKEN=canary
EnvironmentFiles=
Id=docker.service
LoadState=loaded
ActiveState=active
FragmentPath=/lib/systemd/system/docker.service
DropInPaths=/etc/systemd/system/docker.service.d/a.conf /etc/systemd/system/docker.service.d/b\x20c.conf

Id=docker.socket
LoadState=not-found
ActiveState=inactive
FragmentPath=
DropInPaths=
`

func TestSystemd(t *testing.T) {
	show := strings.Join(showUnits(), " ")
	systemd := func(out Output) facts.Fact {
		target := folder(t, map[string]string{"run/": "", "usr/lib/": "", "etc/": "", "lib/": ""})
		target.Run = prints(map[string]Output{show: out})
		return collected(t, systemdSource(), target, nil)
	}
	f := systemd(printed(shownUnits))
	require.Equal(t, "", f.Why())
	require.Equal(t, []string{"systemd.docker.service.Environment"}, f.Redactions)
	require.Equal(t, map[string]facts.Maybe[facts.Unit]{
		"docker.service": facts.Some(facts.Unit{FragmentPath: facts.Some("/lib/systemd/system/docker.service"), LoadState: facts.Some("loaded"), ActiveState: facts.Some("active"),
			DropInPaths:     facts.Some([]string{"/etc/systemd/system/docker.service.d/a.conf", "/etc/systemd/system/docker.service.d/b c.conf"}),
			ExecStart:       facts.Some([]string{"/usr/bin/dockerd -H fd:// --log-opt splunk-token=" + facts.Redacted}),
			EnvironmentKeys: facts.Some([]string{"DOCKER_FIPS", "HTTP_PROXY", "TOKEN"}), DockerFIPS: facts.Some("1")}),
		"docker.socket": facts.Some(facts.Unit{FragmentPath: facts.Some(""), LoadState: facts.Some("not-found"), ActiveState: facts.Some("inactive"),
			DropInPaths: facts.Some([]string{}), ExecStart: facts.Some([]string{}), EnvironmentKeys: facts.Some([]string{}), DockerFIPS: facts.Some("")}),
	}, f.Value)

	unit := func(old, new string) facts.Unit {
		return systemd(printed(strings.Replace(shownUnits, old, new, 1))).Value.(map[string]facts.Maybe[facts.Unit])["docker.service"].Value
	}
	u := unit("DOCKER_FIPS=1", "A=b")
	require.Equal(t, facts.Some(""), u.DockerFIPS)
	u = unit("DOCKER_FIPS=1", "A=b")
	require.NotContains(t, u.EnvironmentKeys.Value, "DOCKER_FIPS")
	u = unit("EnvironmentFiles=", "EnvironmentFiles=/etc/default/docker (ignore_errors=yes)")
	require.Equal(t, "partly collected: variables of a file are not read: /etc/default/docker (ignore_errors=yes)", u.EnvironmentKeys.Why())
	u = unit("argv[]=", "args=")
	require.Equal(t, facts.Failed, u.ExecStart.State)
	u = unit("FragmentPath=/lib", "Other=/lib")
	require.Equal(t, "error: systemctl does not show FragmentPath once", u.FragmentPath.Why())
	f = systemd(printed(strings.Replace(shownUnits, "LoadState=loaded\n", "", 1)))
	require.Equal(t, "error: systemctl shows no LoadState", f.Value.(map[string]facts.Maybe[facts.Unit])["docker.service"].Why())
}

// A host without systemd is one that has nothing of it; silence is not that.
func TestSystemdAbsent(t *testing.T) {
	systemd := func(run Runner, files map[string]string) facts.Fact {
		target := folder(t, files)
		target.Run = run
		return collected(t, systemdSource(), target, nil)
	}
	bare := map[string]string{"run/": "", "usr/lib/": "", "lib/": "", "etc/": ""}
	require.Equal(t, facts.Absent, systemd(prints(nil), bare).State)
	bare["usr/lib/systemd/system/"] = ""
	require.Equal(t, facts.Failed, systemd(prints(nil), bare).State)
	delete(bare, "usr/lib/systemd/system/")
	show := strings.Join(showUnits(), " ")
	for name, out := range map[string]Output{
		"nothing printed": printed(""), "one unit": printed("LoadState=loaded\n"), "not booted with it": {Exit: 1, Stderr: []byte("Failed to connect to bus: Host is down")},
		"killed": {Err: errors.New("killed")},
	} {
		f := systemd(prints(map[string]Output{show: out}), bare)
		require.Equal(t, facts.Failed, f.State, name)
		require.NotEmpty(t, f.Error, name)
	}
	target := folder(t, bare)
	target.Live = false
	require.Equal(t, facts.Skipped, collected(t, systemdSource(), target, nil).State)
}

func TestWords(t *testing.T) {
	require.Equal(t, []string{"a", "b c", `d"e`, "f", ""}, words(`a  "b c" d\"e 'f' ""`))
	require.Equal(t, []string{}, words(" "))
}
