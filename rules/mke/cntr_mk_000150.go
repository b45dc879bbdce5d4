package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000150 = rules.Rule{
	ID:    "CNTR-MK-000150",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Pods where Kubernetes is served, and those that are known to run elsewhere; running containers where Swarm is. The printed filter selects the vendor's " +
		"containers alone, so users' are judged too. The task of a service on the host's network shows another mode, so the " +
		"attached networks are looked at, and a container that joins another's network is where that one is. Only an " +
		"exception that ssp.yaml documents sets one aside; for the vendor's it must name a component or an image." + orchestratorReading,
	Check: half(rules.FromCase([]string{facts.NodeContainers.Name, facts.Orchestrator.Name, "ssp:system_containers",
		facts.SSPHostNetwork.Name}, hostNetworkContainers)),
	ClusterCheck: podCheck{
		field: "hostNetwork",
		read:  func(p facts.Pod) facts.Maybe[bool] { return p.HostNetwork },
		needs: facts.SSPHostNetwork.Name,
		allowed: func(c *rules.Case, w facts.Workload) platform.Seen {
			list, lacks := facts.Get(c.Snapshot, facts.SSPHostNetwork)
			return exceptedBy(list, lacks, w)
		},
	}.fn(),
}

func hostNetworkContainers(c *rules.Case) (rules.Verdict, []facts.Missing) {
	all, _ := facts.Get(c.Snapshot, facts.NodeContainers)
	network := platform.NewHostNetwork(all.List)
	list, lacks := facts.Get(c.Snapshot, facts.SSPHostNetwork)
	return platform.ContainerCheck{
		Setting: "inspect.HostConfig.NetworkMode", Want: "not on the host's network",
		Expected: "no running container and no pod uses the host's network without a documented exception",
		Offends:  "uses the host's network",
		Running:  true, Vendor: platform.ExemptKey, Swarm: true,
		Look: func(container *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
			s := network.Look(i)
			if !s.Bad {
				return s
			}
			fitting := list
			if platform.Vendors(container) {
				fitting = platform.ByVendor(list)
			}
			by := exceptedBy(fitting, lacks, platform.Workload(container))
			s.By, s.Refs, s.Missing = by.By, by.Refs, by.Missing
			return s
		},
	}.Judge(c)
}

// exceptedBy is the decision on a workload that a list of exceptions holds.
func exceptedBy(list facts.ExceptionList, lacks []facts.Missing, w facts.Workload) platform.Seen {
	if lacks != nil {
		return platform.Seen{Missing: lacks, Refs: []string{lacks[0].Name}}
	}
	if e, ok := list.Find(w); ok {
		return platform.Seen{By: platform.Excepted(e), Refs: []string{e.Ref()}}
	}
	return platform.Seen{}
}
