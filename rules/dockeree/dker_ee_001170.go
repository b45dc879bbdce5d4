package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001170 = rules.Rule{
	ID:    "DKER-EE-001170",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "The grants of UCP must be exactly those of ssp.yaml, compared by name. Cluster role bindings \"applied to Swarm\" " +
		"do not exist; the text means grants.",
	Check: rules.About("grants", "UCP's grants are those of ssp rbac.swarm_grants", rules.FromCase(
		[]string{facts.MKERBAC.Name, facts.SSPSwarmGrants.Name}, statedGrants)),
}

func statedGrants(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v, missing := platform.StatedGrants(c)
	v.Pass = "The grants of UCP are those of ssp.yaml."
	return v, missing
}
