package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002660 = rules.Rule{
	ID:    "DKER-EE-002660",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "Every secret that ssp.yaml requires must be in the swarm's list, by its exact name. That an application uses it is not " +
		"shown by the printed command and not judged; names of environment variables that look like secrets are a hint.",
	Check: rules.About("Swarm secrets", "every secret of ssp secrets.swarm_required exists",
		rules.FromCase([]string{facts.Swarm.Name, facts.SSPSecretsSwarm.Name}, platform.SwarmSecrets)),
}
