package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001250(t *testing.T) {
	const id = "DKER-EE-001250"
	set := func(v string) option { return host(func(h *facts.HostConfig) { h.IpcMode = facts.Some(v) }) }
	bad := set("host")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "IpcMode=host"), byState(bad, "IpcMode=host"), byLinux(bad), byFilter(id, bad), []ruletest.Case{
		row("shareable", open, "the text names this value", linux, have(container("web", set("shareable")))),
		row("another container's", fine, "IpcMode=container:id-api", linux, have(container("web", set("container:id-api")), container("api"))),
		row("that of one with the host's", open, "OPEN web (shop/web:1): IpcMode=container:id-api; api, which it joins, has IpcMode=host", linux,
			have(container("web", set("container:id-api")), container("api", bad))),
		row("that of one nobody lists", unclear, "abc, is not among those of the node", linux, have(container("web", set("container:abc")))),
		row("of a pod of kube-system that has the host's", fine, "proven container of a pod of kube-system", linux, systemPods,
			have(container("k8s_calico", inPod("kube-system"), set("container:id-k8s_POD")), container("k8s_POD", inPod("kube-system"), bad))),
		row("of an old engine", fine, `IpcMode=""`, linux, have(container("web", set("")))),
		row("not collected", unclear, "not known", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
