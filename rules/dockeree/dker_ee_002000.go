package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002000 = rules.Rule{
	ID: "DKER-EE-002000",
	Reading: "Every container, running or stopped, by its mode, by the networks it is attached to, and where it joins another " +
		"container's network by that one's. The rule knows no documented exception. The printed filter removes lines that " +
		"hold ucp, kube or dtr, and with them any container of a user's that is so called: proven identity takes its " +
		"place.",
	Check: rules.FromCase([]string{facts.NodeContainers.Name, "ssp:system_containers", "ssp:exemptions"}, hostNetworks),
}

func hostNetworks(c *rules.Case) (rules.Verdict, []facts.Missing) {
	all, _ := facts.Get(c.Snapshot, facts.NodeContainers)
	network := platform.NewHostNetwork(all.List)
	return platform.ContainerCheck{
		Setting: "inspect.HostConfig.NetworkMode", Want: "not on the host's network",
		Expected: "no container uses the host's network",
		Offends:  "uses the host's network",
		Vendor:   platform.ExemptFilter,
		Look:     func(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen { return network.Look(i) },
	}.Judge(c)
}
