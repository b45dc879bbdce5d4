package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001940(t *testing.T) {
	const id = "DKER-EE-001940"
	set := func(v []string) option { return host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Some(v) }) }
	bad := set([]string{"label=disable"})
	system := func(id, mode string) facts.Setting {
		return func(s *facts.Snapshot) {
			facts.OS.Is(facts.OSRelease{ID: facts.Some(id), PrettyName: id})(s)
			facts.LSM.Is(facts.LSMState{SELinuxMode: facts.Some(mode)})(s)
		}
	}
	inUse := system("rhel", "enforcing")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "SecurityOpt holds label=disable", inUse), byState(bad, "SecurityOpt holds label=disable", inUse), byFilter(id, bad, inUse), []ruletest.Case{
		row("older spelling", open, "label=disable", inUse, have(container("web", set([]string{"label:disable"})))),
		row("one of several", open, "label=disable", inUse, have(container("web", set([]string{"no-new-privileges", "label=disable"})))),
		row("another label", fine, "SecurityOpt=[label=type:svirt_apache_t]", inUse, have(container("web", set([]string{"label=type:svirt_apache_t"})))),
		row("the cause", open, "because of Privileged=true, PidMode=host", inUse, have(container("web", bad, host(func(h *facts.HostConfig) { h.Privileged, h.PidMode = facts.Some(true), facts.Some("host") })))),
		row("permissive is in use", open, "OPEN web", system("rhel", "permissive"), have(container("web", bad))),
		row("ubuntu", notAppl, "os.id ubuntu", system("ubuntu", "none"), have(container("web", bad))),
		row("disabled", notAppl, "WARNING: the title wants it in use", system("rhel", "disabled"), facts.EngineInfo.Is(facts.Info{SecurityOptions: facts.Some([]string{})}), have(container("web", bad))),
		row("disabled, engine unknown", unclear, "docker_engine.info: not collected", system("rhel", "disabled"), have(container("web", bad))),
		row("system unknown", unclear, "os: not collected", have(container("web", bad))),
		row("mode unknown", unclear, "lsm: not collected", facts.OS.Is(facts.OSRelease{ID: facts.Some("rhel")}), have(container("web", bad))),
	})...)
}
