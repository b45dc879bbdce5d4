package mke

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// swarmCluster makes a rule about Kubernetes not applicable to a cluster that is
// known to serve Swarm alone.
var swarmCluster = rules.FromCase([]string{facts.ClusterOrchestrator.Name}, func(c *rules.Case) (string, []facts.Missing) {
	o, _ := facts.Get(c.Snapshot, facts.ClusterOrchestrator)
	switch {
	case o.Conflict != "":
		return "", platform.Unsettled(o)
	case o.Scheduler == facts.SchedulerUnknown:
		return "", o.Missing
	case o.Scheduler == facts.SwarmOnly:
		return fmt.Sprintf("The cluster's orchestrator is swarm (%s), and the rule is about Kubernetes", o.Source), nil
	}
	return "", nil
})
