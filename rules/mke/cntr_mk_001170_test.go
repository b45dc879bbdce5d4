package mke_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001170(t *testing.T) {
	engine := func(options ...string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("25.0.8"), SecurityOptions: facts.Some(options)})
	}
	good := engine("name=seccomp,profile=builtin")
	options := func(list ...string) option {
		return host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Some(list) })
	}
	off := options("seccomp=unconfined")
	privileged := host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })
	swarm := all(onSwarm, good)
	web := func(o ...option) facts.Setting { return all(swarm, have(whole("web", o...))) }
	proxy := func(o ...option) facts.Setting {
		return all(swarm, have(whole("ucp-proxy", o...)), signedOff(""))
	}
	long := `seccomp={"defaultAction":"SCMP_ACT_ERRNO","syscalls":[` + strings.Repeat(`{"names":["read"]},`, 200) + `{}]}`

	ruletest.Run(t, mke.Rules, "CNTR-MK-001170", byLinux(off)...)
	ruletest.Run(t, mke.Rules, "CNTR-MK-001170", slices.Concat(ofSwarm(good, off, "SecurityOpt=seccomp=unconfined"), []ruletest.Case{
		row("spelled as older engines do", open, "seccomp:unconfined", web(options("seccomp:unconfined"))),
		row("spelled as the check does", open, "seccomp:=unconfined", web(options("seccomp:=unconfined"))),
		row("among other options", open, "OPEN web", web(options("no-new-privileges", "seccomp=unconfined", "label=disable"))),
		row("another module's", fine, "PASS 1", web(options("apparmor=unconfined"))),
		row("privileged", open, "Privileged=true, which switches seccomp off", web(privileged)),
		row("privileged in spite of a profile", open, "Privileged=true", web(privileged, options("seccomp=builtin"))),
		row("a profile of its own, cut", fine, `SCMP_ACT_ERRNO`, web(options(long))),
		row("a profile of its own that allows all", unclear, "allows what it does not name", web(options(`seccomp={"defaultAction":"SCMP_ACT_ALLOW"}`))),
		row("a profile of its own that cannot be read", unclear, "a profile of its own", web(options(`seccomp={"defaultAction`))),
		row("stopped is not judged", fine, "1 stopped container", web(off, inState("exited"))),
		row("options not collected", unclear, "SecurityOpt: not collected", web(host(func(h *facts.HostConfig) { h.SecurityOpt = facts.Maybe[[]string]{} }))),
		row("privileged not collected", unclear, "Privileged: not collected", web(host(func(h *facts.HostConfig) { h.Privileged = facts.Maybe[bool]{} }))),
		row("part of the options, one of them bad", open, "OPEN web", web(host(func(h *facts.HostConfig) {
			h.SecurityOpt = facts.Maybe[[]string]{State: facts.OK, Partial: true, Value: []string{"seccomp=unconfined"}}
		}))),

		row("proven vendor container that is privileged", fine, "proven vendor container (ucp-proxy), whose being privileged is CNTR-MK-001220's subject", proxy(vendor, privileged)),
		row("proven vendor container that is unconfined", open, "SecurityOpt=seccomp=unconfined; component ucp-proxy", proxy(vendor, off)),
		row("unproven vendor container that is privileged", unclear, "not in ssp system_containers.images", proxy(unproven, privileged)),
		row("unproven vendor container that is unconfined", open, "OPEN ucp-proxy", proxy(unproven, off)),
		row("an exemption is printed only", open, "does not count", swarm, have(whole("ucp-proxy", vendor, off)), exempted("CNTR-MK-001170", "component: ucp-proxy", "2026-01-15", "2027-01-15")),

		row("engine without seccomp", open, "SecurityOptions=[name=apparmor]", onSwarm, engine("name=apparmor"), have()),
		row("engine without any option", open, "SecurityOptions=[]", onSwarm, engine(), have()),
		row("engine unconfined", open, "profile=unconfined", onSwarm, engine("name=seccomp,profile=unconfined"), have()),
		row("engine with a profile of the site's", unclear, "a profile of the site's, whose content is not known", onSwarm, engine("name=seccomp,profile=/etc/docker/allow-all.json"), have()),
		row("engine with its own profile, as older ones call it", fine, "PASS the engine's security options", onSwarm, engine("name=seccomp,profile=default"), have()),
		row("engine that names no profile", fine, "PASS the engine's security options", onSwarm, engine("name=seccomp"), have()),
		row("a name that only begins so", open, "name=seccompX", onSwarm, engine("name=seccompX"), have()),
		row("engine not collected", unclear, "docker_engine.info: not collected", onSwarm, have(whole("web"))),
		row("engine denied beside an offender", open, "OPEN web", onSwarm, have(whole("web", off)), facts.EngineInfo.Lacks(facts.Denied, "")),
		row("options of the engine not collected", unclear, "docker_engine.info.SecurityOptions", onSwarm, have(), facts.EngineInfo.Is(facts.Info{})),
		row("taken through MKE", unclear, "taken through the MKE proxy", onSwarm, have(),
			facts.EngineInfo.Is(facts.Info{ServerVersion: facts.Some("ucp/3.7.4"), SecurityOptions: facts.Some([]string{"name=seccomp"})})),
		row("kubernetes asks nothing of the engine", notAppl, "orchestrator is kubernetes", onKubernetes, have(), pods),
		row("engine without seccomp, orchestrator unknown", unclear, "depends on its orchestrator", engine("name=apparmor"), have()),
	})...)
}
