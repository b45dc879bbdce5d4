package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000150 = rules.Rule{
	ID:    "CNTR-MK-000150",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Pods where Kubernetes is served, running containers where Swarm is. The printed filter selects the vendor's " +
		"containers alone, so users' are judged too. The task of a service on the host's network shows another mode, so the " +
		"attached networks are looked at, and a container that joins another's network is where that one is. Only an " +
		"exception that ssp.yaml documents sets one aside; for the vendor's it must name a component or an image.",
	Check: half(rules.FromCase([]string{facts.NodeContainers.Name, facts.Orchestrator.Name, "ssp:system_containers",
		facts.SSPHostNetwork.Name}, hostNetworkContainers)),
	ClusterCheck: podCheck{
		field: "hostNetwork",
		read:  func(p facts.Pod) facts.Maybe[bool] { return p.HostNetwork },
		needs: facts.SSPHostNetwork.Name,
		allowed: func(c *rules.Case, w facts.Workload) seen {
			list, lacks := facts.Get(c.Snapshot, facts.SSPHostNetwork)
			return exceptedBy(list, lacks, w)
		},
	}.fn(),
}

func hostNetworkContainers(c *rules.Case) (rules.Verdict, []facts.Missing) {
	all, _ := facts.Get(c.Snapshot, facts.NodeContainers)
	network := newHostNetwork(all.List)
	list, lacks := facts.Get(c.Snapshot, facts.SSPHostNetwork)
	return containerCheck{
		setting: "inspect.HostConfig.NetworkMode", want: "not on the host's network",
		expected: "no running container and no pod uses the host's network without a documented exception",
		offends:  "uses the host's network",
		running:  true, vendor: exemptKey, swarm: true,
		look: func(container facts.OwnedContainer, i facts.Inspect) seen {
			s := network.look(i)
			if !s.bad {
				return s
			}
			fitting := list
			if vendors(container) {
				fitting = byVendor(list)
			}
			by := exceptedBy(fitting, lacks, workload(container))
			s.by, s.refs, s.missing = by.by, by.refs, by.missing
			return s
		},
	}.judge(c)
}

// exceptedBy is the decision on a workload that a list of exceptions holds.
func exceptedBy(list facts.ExceptionList, lacks []facts.Missing, w facts.Workload) seen {
	if lacks != nil {
		return seen{missing: lacks, refs: []string{lacks[0].Name}}
	}
	if e, ok := list.Find(w); ok {
		return seen{by: excepted(e), refs: []string{e.Ref()}}
	}
	return seen{}
}
