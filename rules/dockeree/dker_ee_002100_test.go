package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002100(t *testing.T) {
	const id = "DKER-EE-002100"
	parent := func(p string) option { return host(func(h *facts.HostConfig) { h.CgroupParent = facts.Some(p) }) }
	bad := parent("/other")
	started := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"dockerd"}, argv...))}})
	}
	daemonSays := func(content string) facts.Setting {
		return facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{facts.DaemonFile: facts.Some(facts.HostFile{Content: facts.Some(content)})})
	}
	none, some := ruletest.SSP("images: {cgroup_parents: []}"), signedOff("images: {cgroup_parents: [/batch]}")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "CgroupParent=/other", none), byState(bad, "CgroupParent=/other", none), []ruletest.Case{
		row("nothing stated and none has one", fine, "PASS 1 container", linux, have(container("web"))),
		row("nothing stated", unclear, "ssp:images.cgroup_parents", linux, have(container("web", bad))),
		row("approved", fine, "in ssp images.cgroup_parents, approved by J. Doe", linux, have(container("web", parent("/batch"))), some),
		row("below an approved one", open, "/batch/x", linux, have(container("web", parent("/batch/x"))), some),
		row("the proven agent is judged like any other", open, "OPEN ucp-agent", linux, have(container("ucp-agent", vendor, bad)), some),
		row("a pod has a parent of its own", open, "OPEN k8s_calico", linux, have(container("k8s_calico", inPod("kube-system"))), systemPods, some),
		row("the engine's own is another", unclear, "--cgroup-parent or cgroup-parent", linux, have(container("web")), some, started("--cgroup-parent=/other")),
		row("the engine's own is approved", fine, "in ssp images.cgroup_parents", linux, have(container("web")), some, started("--cgroup-parent=/batch")),
		row("the engine's own, and nothing stated", unclear, "ssp:images.cgroup_parents", linux, have(container("web")), started("--cgroup-parent=/other")),
		row("the engine's own by the file", unclear, "--cgroup-parent or cgroup-parent", linux, have(container("web")), some, started(), daemonSays(`{"cgroup-parent":"/other"}`)),
		row("windows", notAppl, "runs Windows", onWindows, have(container("web", bad)), none),
		row("not collected", unclear, "CgroupParent not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} }))), none),
	})...)
}
