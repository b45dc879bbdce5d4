package platform

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// LowPorts is a container that is mapped to a host port below 1024.
func LowPorts(c *facts.OwnedContainer, i *facts.Inspect) Seen {
	ports := i.NetworkSettings.Value.Ports
	all, why := Published(ports.Value)
	why = OrWord(OrWord(i.NetworkSettings.Why(), ports.Why()), why)
	low := PrivilegedPorts(all)
	switch {
	case low != "": // also in a list that is not whole
		return Seen{Actual: low, Bad: true}
	case why != "":
		return Seen{Actual: "ports not known", Unknown: why}
	}
	if state := unsteady(c, i); state != "" {
		declared, why := declaration(i)
		if low := PrivilegedPorts(declared); low != "" {
			return Seen{Actual: "state " + state + "; declares " + low, Odd: "whether it was mapped when it ran cannot be told"}
		} else if why != "" {
			return Seen{Actual: "ports not known", Unknown: "state " + state + ", and of what it declares " + why}
		}
	}
	return Seen{Actual: "no host port below 1024"}
}

// WidePorts is what a container that may be between two starts will publish on every
// address, or may, "" where it is running or will publish nothing so.
func WidePorts(c *facts.OwnedContainer, i *facts.Inspect) string {
	state := unsteady(c, i)
	if state == "" {
		return ""
	}
	declared, _ := declaration(i) // what is not known of it LowPorts says
	if wide := Wildcards(declared); wide != "" {
		return "state " + state + "; declares on every address: " + wide
	}
	return publishesAll(i, state)
}

// UnknownDeclaration is why it is not known what a container that may be between two
// starts was told to publish, "" where it is running or that is known.
func UnknownDeclaration(c *facts.OwnedContainer, i *facts.Inspect) string {
	state := unsteady(c, i)
	if state == "" {
		return ""
	}
	if _, why := declaration(i); why != "" {
		return "state " + state + ", and of what it declares " + why
	}
	return ""
}

// unsteady is the state of a container that the list or the inspect answer does not call
// running or paused, "" where both do: they are two calls, and between two starts the
// engine lists no ports.
func unsteady(c *facts.OwnedContainer, i *facts.Inspect) string {
	for _, state := range []string{c.State, i.State.Value.Status} {
		if state != "running" && state != "paused" {
			return OrWord(state, "not known")
		}
	}
	return ""
}

// declaration is what a container was told to publish, and why some of that is not known.
func declaration(i *facts.Inspect) (all []Publication, why string) {
	ports := i.Host().PortBindings
	if why = ports.Why(); why != "" {
		why = "HostConfig.PortBindings: " + why
	}
	all, unread := Published(ports.Value)
	return all, OrWord(why, unread)
}

// publishesAll is that a container in state publishes each port its image exposes on one
// that the engine chooses, or may do so; "" where it is known not to.
func publishesAll(i *facts.Inspect, state string) string {
	all, why := i.Host().PublishAllPorts.Get()
	switch {
	case why != "":
		return "state " + state + "; HostConfig.PublishAllPorts: " + why
	case all:
		return "state " + state + "; PublishAllPorts=true"
	}
	return ""
}

// DeclaredLowPorts is what a container was told to publish, running or not.
func DeclaredLowPorts(i *facts.Inspect) string {
	ports, _ := i.Host().PortBindings.Get()
	all, _ := Published(ports)
	if low := PrivilegedPorts(all); low != "" {
		return "declares " + low
	}
	return ""
}

// LowServices is that no Swarm service publishes a port below 1024.
var LowServices = rules.FromCase([]string{facts.Swarm.Name, facts.EngineInfo.Name}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if facts.OutsideSwarm(c.Snapshot) && facts.Look(c.Snapshot, facts.Swarm).State == facts.NotCollected {
		return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Subject: "Swarm services", Expected: "no published port below 1024",
			Actual: "the node is in no swarm", Facts: []string{"docker_engine.info.Swarm"}}}}, nil
	}
	services, missing := SwarmServices(c.Snapshot)
	low := 0
	for _, s := range services {
		if o, odd := LowService(s); odd {
			v.Outcomes = append(v.Outcomes, o)
			missing = append(missing, unknownPorts(o)...)
			low++
		}
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: Plural(len(services)-low, "Swarm service", "Swarm services"),
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

// LowService is what one service publishes below 1024; false where that is nothing.
func LowService(s facts.Service) (rules.Outcome, bool) {
	o := rules.Outcome{Subject: "service " + s.Spec.Name, Expected: "no published port below 1024",
		Facts: []string{"swarm.services[" + s.Spec.Name + "].Endpoint.Ports"}}
	ports := s.Endpoint.Value.Ports
	low := lowServicePorts(ports.Value)
	if low == nil { // what was asked for and is not there yet
		low = lowServicePorts(s.Spec.EndpointSpec.Value.Ports.Value)
	}
	why := OrWord(OrWord(s.Endpoint.Why(), ports.Why()), unnumbered(ports.Value))
	switch {
	case low != nil:
		o.Kind, o.Actual = result.Violates, "publishes "+strings.Join(low, ", ")
	case why != "":
		o.Actual, o.Note = "ports not known", why
	}
	return o, low != nil || why != ""
}

// unnumbered says of a published port that its number is not known, "" where there is
// none such: the swarm gives one to every port that is not published in host mode, and
// in host mode the engine takes a high one.
func unnumbered(ports []facts.ServicePort) string {
	for _, p := range ports {
		if p.PublishedPort <= 0 && p.PublishMode != "host" {
			return fmt.Sprintf("no published port is given for %d/%s", p.TargetPort, p.Protocol)
		}
	}
	return ""
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

// LowKubernetes is that no pod of Kubernetes takes a host port below 1024, and no service
// such a port of every node. Where Kubernetes is not served pods and services need not be
// known; those that are count, since the check asks of containers, whoever placed them.
var LowKubernetes = rules.FromCase([]string{facts.K8s.Name, facts.ClusterOrchestrator.Name}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	orch, _ := facts.Get(c.Snapshot, facts.ClusterOrchestrator)
	alone := facts.OutsideSwarm(c.Snapshot) && facts.Look(c.Snapshot, facts.K8s).State == facts.NotCollected
	unserved := orch.Scheduler == facts.SwarmOnly && orch.Settled() || alone
	pods, lacks := PodList(c.Snapshot)
	v.Outcomes, missing = lowOnes(pods, lacks, unserved, lowPod, "pod", "host", "k8s.pods")
	services, lacks := KubernetesServices(c.Snapshot)
	more, lacks := lowOnes(services, lacks, unserved, func(s facts.K8sService) (rules.Outcome, bool) { return lowNodePort(c.Snapshot, s) }, "Kubernetes service", "node", "k8s.services")
	v.Outcomes = append(v.Outcomes, more...)
	return v, append(missing, lacks...)
})

// lowOnes is those of a list that have a port below 1024, and one outcome for the others.
func lowOnes[T any](list []T, missing []facts.Missing, unserved bool, judge func(T) (rules.Outcome, bool), what, kind, ref string) (out []rules.Outcome, lacks []facts.Missing) {
	if !unserved {
		lacks = missing
	}
	for _, one := range list {
		if o, odd := judge(one); odd {
			out, lacks = append(out, o), append(lacks, unknownPorts(o)...)
		}
	}
	if lacks == nil && (!unserved || len(list) > 0) {
		want := "no " + kind + " port below 1024"
		out = append(out, rules.Outcome{Kind: result.Pass, Subject: Plural(len(list)-len(out), what, what+"s"), Expected: want, Actual: want, Facts: []string{ref}})
	}
	return out, lacks
}

// lowNodePort is the ports below 1024 at which nodes serve one service: its node ports, and
// its own at external addresses, of which it must be known that they are a node's.
func lowNodePort(all *facts.Snapshot, s facts.K8sService) (rules.Outcome, bool) {
	name := s.Namespace + "/" + s.Name
	o := rules.Outcome{Subject: "service " + name, Expected: "no node port below 1024", Facts: []string{"k8s.services[" + name + "].ports"}}
	var low []string
	for _, p := range s.Ports.Value {
		if p.NodePort > 0 && p.NodePort < 1024 {
			low = append(low, fmt.Sprintf("node port %d/%s -> %d", p.NodePort, strings.ToLower(p.Protocol), p.Port))
		}
	}
	why := unknownNodePorts(s)
	for _, address := range externalIPs(s) {
		for _, p := range s.Ports.Value {
			switch {
			case p.Port <= 0 || p.Port >= 1024:
			case NodeAddress(all, address):
				low = append(low, fmt.Sprintf("external address %s/%s", net.JoinHostPort(address, strconv.Itoa(p.Port)), strings.ToLower(p.Protocol)))
			default:
				why = OrWord(why, "external address "+address+": whether it is one of a node's is not known, and the port is "+strconv.Itoa(p.Port))
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
			n, unknown := onHost(p, port)
			if n > 0 && n < 1024 && unknown == "" {
				low = append(low, fmt.Sprintf("host port %d/%s of %s", n, strings.ToLower(port.Protocol), c.Name))
			} else if n < 1024 {
				why = OrWord(why, unknown)
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
