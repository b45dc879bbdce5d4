package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000490 = rules.Rule{
	ID:    "CNTR-MK-000490",
	Scope: rules.Cluster,
	Reading: "Two switches of the cluster, not of each node. That for administrators is a key of the configuration. That for " +
		"users is kept as a grant: the role Scheduler on the root collection for the organisation docker-datacenter, to " +
		"which everybody belongs. Older releases have a key for it too; where there is one it counts as well.",
	Warnings: []string{"For Kubernetes the switches work together with taints of the nodes, which the check does not look at."},
	Check:    platform.Scheduling,
}
