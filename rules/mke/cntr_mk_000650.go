package mke

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000650 = rules.Rule{
	ID:    "CNTR-MK-000650",
	Scope: rules.NodeAndCluster,
	Reading: "Running containers, whoever's they are, and services, whose ports never show in a container; on Kubernetes " +
		"also a pod's host port. A stopped container that declares such a port is a remark: the check speaks of running ones.",
	Warnings: []string{"MKE itself listens on port 443 unless it was installed with another controller port."},
	Check: containerCheck{
		setting: "inspect.NetworkSettings.Ports", want: "no host port below 1024",
		expected: "no running container and no service is mapped to a host port below 1024",
		offends:  "is mapped to a host port below 1024",
		running:  true,
		look:     lowPorts,
		stopped: func(i facts.Inspect) string {
			return strings.Replace(declaredLowPorts(i), "declares", "is stopped and declares", 1)
		},
	}.fn(),
	ClusterCheck: rules.All(lowServices, lowPods),
}

func lowPorts(c facts.OwnedContainer, i facts.Inspect) seen {
	ports := i.NetworkSettings.Value.Ports
	all, why := published(ports.Value)
	why = orWord(orWord(i.NetworkSettings.Why(), ports.Why()), why)
	low := privileged(all)
	switch {
	case low != "": // also in a list that is not whole
		return seen{actual: low, bad: true}
	case why != "":
		return seen{actual: "ports not known", unknown: why}
	case c.State != "running" && declaredLowPorts(i) != "":
		// Between two starts the engine lists no ports.
		return seen{actual: "state " + c.State + "; " + declaredLowPorts(i), odd: "whether it was mapped when it ran cannot be told"}
	}
	return seen{actual: "no host port below 1024"}
}

// declaredLowPorts is what a container was told to publish, running or not.
func declaredLowPorts(i facts.Inspect) string {
	ports, _ := host(i).PortBindings.Get()
	all, _ := published(ports)
	if low := privileged(all); low != "" {
		return "declares " + low
	}
	return ""
}

var lowServices = rules.FromCase([]string{facts.Swarm.Name, facts.EngineInfo.Name}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if outsideSwarm(c.Snapshot) && facts.Look(c.Snapshot, facts.Swarm).State != facts.OK {
		return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Subject: "Swarm services", Expected: "no published port below 1024",
			Actual: "the node is in no swarm", Facts: []string{"docker_engine.info.Swarm"}}}}, nil
	}
	services, missing := swarmServices(c.Snapshot)
	low := 0
	for _, s := range services {
		if o, odd := lowService(s); odd {
			v.Outcomes = append(v.Outcomes, o)
			missing = append(missing, unknownPorts(o)...)
			low++
		}
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: fmt.Sprintf("%d Swarm services", len(services)-low),
			Expected: "no published port below 1024", Actual: "no published port below 1024", Facts: []string{"swarm.services"}})
	}
	return v, missing
})

// unknownPorts is what is missing where the ports of one service or pod are not known.
func unknownPorts(o rules.Outcome) []facts.Missing {
	if o.Kind == result.Violates {
		return nil
	}
	return []facts.Missing{{Name: o.Facts[0], Why: o.Note}}
}

// outsideSwarm reports whether the node's own engine says that it is in no swarm.
func outsideSwarm(s *facts.Snapshot) bool {
	info, missing := ownEngine(s)
	return missing == nil && info.Swarm.Is(func(w facts.SwarmState) bool { return w.LocalNodeState == "inactive" })
}

// swarmServices is the services that are known, with what is missing of them.
func swarmServices(s *facts.Snapshot) ([]facts.Service, []facts.Missing) {
	swarm, ok, missing := facts.Partly(s, facts.Swarm)
	if !ok {
		return nil, missing
	}
	if why := swarm.Services.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "swarm.services", Why: why, How: []string{"by hand: docker service ls -q | xargs docker service inspect"}})
	}
	return swarm.Services.Value, missing
}

func lowService(s facts.Service) (rules.Outcome, bool) {
	o := rules.Outcome{Subject: "service " + s.Spec.Name, Expected: "no published port below 1024",
		Facts: []string{"swarm.services[" + s.Spec.Name + "].Endpoint.Ports"}}
	ports := s.Endpoint.Value.Ports
	low := lowServicePorts(ports.Value)
	if low == nil { // what was asked for and is not there yet
		low = lowServicePorts(s.Spec.EndpointSpec.Value.Ports.Value)
	}
	why := orWord(s.Endpoint.Why(), ports.Why())
	switch {
	case low != nil:
		o.Kind, o.Actual = result.Violates, "publishes "+strings.Join(low, ", ")
	case why != "":
		o.Actual, o.Note = "ports not known", why
	}
	return o, low != nil || why != ""
}

func lowServicePorts(ports []facts.ServicePort) []string {
	var low []string
	for _, p := range ports {
		if p.PublishedPort > 0 && p.PublishedPort < 1024 {
			low = append(low, fmt.Sprintf("%d/%s (%s)", p.PublishedPort, p.Protocol, p.PublishMode))
		}
	}
	return low
}

var lowPods = rules.FromCase([]string{facts.K8s.Name, facts.ClusterOrchestrator.Name}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	orch, _ := facts.Get(c.Snapshot, facts.ClusterOrchestrator)
	alone := outsideSwarm(c.Snapshot) && facts.Look(c.Snapshot, facts.K8s).State != facts.OK
	if orch.Scheduler == facts.SwarmOnly && orch.Settled() || alone {
		return v, nil
	}
	pods, missing := podList(c.Snapshot)
	odd := 0
	for _, p := range pods {
		if o, ok := lowPod(p); ok {
			v.Outcomes = append(v.Outcomes, o)
			missing = append(missing, unknownPorts(o)...)
			odd++
		}
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: fmt.Sprintf("%d pods", len(pods)-odd),
			Expected: "no host port below 1024", Actual: "no host port below 1024", Facts: []string{"k8s.pods"}})
	}
	return v, missing
})

// podList is the pods that are known, with what is missing of them.
func podList(s *facts.Snapshot) ([]facts.Pod, []facts.Missing) {
	k8s, ok, missing := facts.Partly(s, facts.K8s)
	if !ok {
		return nil, missing
	}
	if why := k8s.Pods.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "k8s.pods", Why: why, How: []string{"by hand: kubectl get pods -A -o json"}})
	}
	return k8s.Pods.Value, missing
}

func lowPod(p facts.Pod) (rules.Outcome, bool) {
	name := p.Namespace + "/" + p.Name
	o := rules.Outcome{Subject: "pod " + name, Expected: "no host port below 1024", Facts: []string{"k8s.pods[" + name + "].containers"}}
	why := p.Containers.Why()
	var low []string
	for _, c := range p.Containers.Value {
		if unknown := c.Ports.Why(); unknown != "" {
			why = "ports of " + c.Name + ": " + unknown
		}
		for _, port := range c.Ports.Value {
			if port.HostPort > 0 && port.HostPort < 1024 {
				low = append(low, fmt.Sprintf("host port %d/%s of %s", port.HostPort, strings.ToLower(port.Protocol), c.Name))
			}
		}
	}
	switch {
	case low != nil:
		o.Kind, o.Actual = result.Violates, strings.Join(low, ", ")
	case why != "":
		o.Actual, o.Note = "ports not known", why
	}
	return o, low != nil || why != ""
}
