package mke

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// orchestratorReading is added to the reading of the rules that the text takes from
// nodes which serve Kubernetes alone, or asks of what a node serves.
const orchestratorReading = " What a node serves is what its labels say, in its own bundle or in the swarm's list of nodes; what the cluster serves, all of them. ssp.yaml counts where nobody asked for them: where " +
	"the node or the swarm's list of nodes was asked and gave none, they may contradict it. Mixed in ssp.yaml, and what runs, " +
	"count without labels only where labels could contradict nothing that runs. One orchestrator alone is contradicted by what " +
	"users run or keep on the other one: pods, services and other objects, containers of pods or tasks of services. Else the orchestrator is unknown, and then a " +
	"violation by a user's container is Open and everything else Not_Reviewed."

// whereServed leaves a setting of Kubernetes that violates a rule to a person where nothing
// shows that the cluster serves Kubernetes: the product's defaults violate some of them, and
// stand in clusters of Swarm alone too.
func whereServed(c *rules.Case, v rules.Verdict, missing []facts.Missing) (rules.Verdict, []facts.Missing) {
	o, _ := facts.Get(c.Snapshot, facts.ClusterOrchestrator)
	if o.Settled() || facts.KubernetesShown(c.Snapshot) != "" {
		return v, missing
	}
	for i := range v.Outcomes {
		if one := &v.Outcomes[i]; one.Kind == result.Violates {
			one.Kind, one.Note = result.Unknown, "whether it applies depends on what the cluster serves"
			missing = append(missing, platform.Unsettled(o)...)
		}
	}
	return v, missing
}

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
