package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001890 = rules.Rule{
	ID:    "DKER-EE-001890",
	Scope: rules.Cluster,
	Reading: "Two switches of the cluster, not of each node. That for administrators is a key of the configuration. That for " +
		"users is kept as a grant: the role Scheduler on the root collection for the organisation docker-datacenter, to " +
		"which everybody belongs. Where a release has a key for it too, it counts as well.",
	Check: platform.Scheduling,
}
