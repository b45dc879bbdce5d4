package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001360 = rules.Rule{
	ID:    "CNTR-MK-001360",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "The same ports and the same approvals as CNTR-MK-000640. An ingress controller makes it not applicable, and facts " +
		"must show one, in a cluster that serves not Swarm alone; while that is not known nothing is judged, and CNTR-MK-000640 has the findings. The layer 7 routing " +
		"of Swarm is not called an ingress controller.",
	NotApplicable: rules.From1(facts.KubernetesIngress, func(use facts.IngressUse) string {
		if use.InUse {
			return "An ingress controller is configured for the cluster: " + use.Source
		}
		return ""
	}),
	Check: platform.NodePorts,
	// Where no node is judged the engine does not ask whether the rule applies.
	ClusterCheck: rules.FromCase(append([]string{facts.KubernetesIngress.Name}, clusterPorts.Needs...), func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		use, missing := facts.Get(c.Snapshot, facts.KubernetesIngress)
		if missing != nil || use.InUse {
			return rules.Verdict{NotApplicable: "An ingress controller is configured for the cluster: " + use.Source}, missing
		}
		return clusterPorts.Eval(c)
	}),
}
