package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002070(t *testing.T) {
	const id = "DKER-EE-002070"
	opt := func(o ...string) option { return host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Some(o) }) }
	engine := func(o ...string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{OSType: "linux", SecurityOptions: facts.Some(o)})
	}
	bad, on := opt("seccomp=unconfined"), engine("name=seccomp,profile=default")
	filter := func(mode int) option {
		return func(c *facts.Container) { c.Proc = facts.Some(facts.Proc{Seccomp: facts.Some(mode)}) }
	}
	privileged := host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "SecurityOpt=seccomp=unconfined", on), byState(bad, "SecurityOpt=seccomp=unconfined", on), byFilter(id, bad, on), []ruletest.Case{
		row("older spelling", open, "seccomp:unconfined", linux, on, have(container("web", opt("seccomp:unconfined")))),
		row("privileged", open, "Privileged=true, which switches seccomp off", linux, on, have(container("web", privileged))),
		row("the proven agent is privileged", fine, "which the printed command leaves out", linux, on, have(container("ucp-agent", vendor, privileged)), signedOff("")),
		row("an engine without a profile", open, "SecurityOptions=[name=apparmor]", linux, engine("name=apparmor"), have(container("web"))),
		row("an engine with a profile of the site's", unclear, "whose content is not known", linux, engine("name=seccomp,profile=/etc/docker/allow-all.json"), have(container("web"))),
		row("an engine that switches it off", open, "profile=unconfined", linux, engine("name=seccomp,profile=unconfined"), have(container("web"))),
		row("engine unknown", unclear, "docker_engine.info: not collected", linux, have(container("web"))),
		row("a profile that allows what it does not name", unclear, "a profile of its own", linux, on, have(container("web", opt(`seccomp={"defaultAction":"SCMP_ACT_ALLOW"}`)))),
		row("no filter on the process that runs", unclear, "proc.Seccomp is 0", linux, on, have(container("web", filter(0)))),
		row("a filter on the process that runs", fine, "a seccomp profile", linux, on, have(container("web", filter(2)))),
		row("windows", notAppl, "runs Windows", onWindows, have(container("web", bad))),
		row("options not collected", unclear, "SecurityOpt not known", linux, on, have(container("web", host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Maybe[[]string]{} })))),
	})...)
}
