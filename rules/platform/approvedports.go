package platform

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

const portsExpected = "every port of a host that leads to a container is documented in ssp ports.allowed"

// NodePorts is the node half of the two rules on approved ports.
var NodePorts = rules.FromCase([]string{facts.NodeContainers.Name, facts.Listening.Name, facts.SSPPortsAllowed.Name,
	facts.SSPHostNetworkListeners.Name, "ssp:system_containers"}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	v.Expected = portsExpected
	all, missing := facts.Get(c.Snapshot, facts.NodeContainers)
	missing = append(missing, all.Missing...)
	j := portJudge{approvedPorts(c.Snapshot), newListeners(c.Snapshot), NewHostNetwork(all.List)}
	looked, silent := 0, 0
	for i := range all.List {
		container := &all.List[i]
		if Stopped(container) {
			continue
		}
		looked++
		outcomes, lacks := j.container(container)
		if len(outcomes) == 0 {
			silent++
		}
		v.Outcomes, missing = append(v.Outcomes, outcomes...), append(missing, lacks...)
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: Plural(silent, "running container", "running containers"),
			Expected: documented, Actual: "no published port", Facts: []string{facts.NodeContainers.Name}})
		v.Pass = "Every published port of " + Plural(looked, "running container", "running containers") + " is documented."
	}
	return v, missing
})

// portJudge is what the ports of a node's containers are measured against.
type portJudge struct {
	approval  approval
	listeners listeners
	network   HostNetwork
}

// container is the outcomes of one running container, none where it has no port.
func (j portJudge) container(c *facts.OwnedContainer) ([]rules.Outcome, []facts.Missing) {
	inspect, why := c.Inspected()
	if why != "" {
		ref := facts.Ref(c.Container, "inspect")
		return []rules.Outcome{{Subject: c.Name(), Label: c.Image, Expected: documented, Actual: "not inspected", Note: why, Facts: []string{ref}}},
			[]facts.Missing{{Name: ref, Why: why, How: []string{"by hand: " + facts.Containers.Doc.ByHand}}}
	}
	outcomes, missing := j.approval.outcomes(containerPorts(c, inspect))
	if c.Owner == facts.OwnedByPod && c.Labels["io.kubernetes.docker.type"] == "podsandbox" {
		return outcomes, missing // it holds the pod's network and runs nothing that listens
	}
	network := j.network.Look(inspect)
	switch {
	case network.Unknown != "" || network.Odd != "":
		ref := facts.Ref(c.Container, "inspect.HostConfig.NetworkMode")
		why := OrWord(network.Unknown, network.Odd)
		outcomes = append(outcomes, rules.Outcome{Subject: c.Name(), Label: c.Image, Expected: documented, Actual: network.Actual, Note: why, Facts: []string{ref}})
		missing = append(missing, facts.Missing{Name: ref, Why: why})
	case network.Bad:
		more, lacks := j.listeners.judge(c)
		outcomes, missing = append(outcomes, more...), append(missing, lacks...)
	}
	return outcomes, missing
}

// ClusterPorts is the cluster half of the rules on approved ports. noKubernetes says why
// Kubernetes is left out, "" where it is looked at.
func ClusterPorts(noKubernetes func(*facts.Snapshot) string) rules.Fn[rules.Verdict] {
	return rules.FromCase([]string{facts.Swarm.Name, facts.K8s.Name, facts.ClusterOrchestrator.Name, facts.EngineInfo.Name,
		facts.SSPPortsAllowed.Name}, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		return clusterPorts(c, noKubernetes(c.Snapshot))
	})
}

func clusterPorts(c *rules.Case, noKubernetes string) (v rules.Verdict, missing []facts.Missing) {
	v.Expected = portsExpected
	a := approvedPorts(c.Snapshot)
	// What a scheduler that is not served publishes need not be known. What is known
	// counts: the check asks of containers, whoever placed them.
	add := func(ports []openPort, lacks []facts.Missing, unserved, none, ref string) {
		if unserved != "" {
			v.Notes, lacks = append(v.Notes, unserved), nil
			if len(ports) == 0 {
				return
			}
		}
		outcomes, more := a.outcomes(ports)
		lacks = append(lacks, more...)
		if len(outcomes) == 0 && lacks == nil {
			outcomes = []rules.Outcome{{Kind: result.Pass, Subject: none, Expected: documented, Actual: "no published port", Facts: []string{ref}}}
		}
		v.Outcomes, missing = append(v.Outcomes, outcomes...), append(missing, lacks...)
	}
	noSwarm := WithoutSwarm(c.Snapshot)
	if noSwarm == "" && facts.OutsideSwarm(c.Snapshot) && facts.Look(c.Snapshot, facts.Swarm).State == facts.NotCollected {
		noSwarm = "the node is in no swarm"
	}
	ports, lacks := swarmPorts(c.Snapshot)
	add(ports, lacks, noSwarm, "Swarm services", "swarm.services")
	ports, lacks = KubernetesPorts(c.Snapshot)
	add(ports, lacks, noKubernetes, "Kubernetes services and pods", "k8s.services")
	return v, missing
}
