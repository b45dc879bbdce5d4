package platform

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// openPort is one port of a host that leads to a workload.
type openPort struct {
	Subject string // web, service shop_api, pod shop/edge
	label   string
	Text    string // 0.0.0.0:8443 -> 8443/tcp
	Ref     string
	// spellings are the ways ssp.yaml may name the port; one that is approved suffices.
	spellings []facts.PublishedPort
	unknown   string // why it is not known whether there is one
}

// approval asks ssp.yaml about ports.
type approval struct {
	list  facts.PortList
	lacks []facts.Missing // why there is no list
	key   string
}

func approvedPorts(s *facts.Snapshot) approval {
	list, lacks := facts.Get(s, facts.SSPPortsAllowed)
	return approval{list, lacks, facts.SSPPortsAllowed.Name}
}

// find is the first entry that approves the port in any of its spellings.
func (a approval) find(p openPort) (*facts.PortEntry, bool) {
	for _, spelling := range p.spellings {
		if e, ok := a.list.Find(spelling); ok {
			return e, true
		}
	}
	return nil, false
}

const documented = "documented in ssp.yaml"

// outcome is what one port means.
func (a approval) outcome(p openPort) (rules.Outcome, []facts.Missing) {
	o := rules.Outcome{Subject: p.Subject, Label: p.label, Expected: documented, Actual: p.Text, Facts: []string{p.Ref}}
	if p.unknown != "" {
		o.Actual, o.Note = "ports not known", p.unknown
		return o, []facts.Missing{{Name: p.Ref, Why: p.unknown}}
	}
	if e, ok := a.find(p); ok {
		o.Kind, o.By, o.Facts = result.Pass, e.Approval.String()+byName(e), append(o.Facts, e.Ref())
		return o, nil
	}
	o.Facts = append(o.Facts, a.key)
	if a.lacks != nil {
		return o, a.lacks
	}
	o.Kind, o.Note = result.Violates, "not documented"
	return o, nil
}

// byName warns of an entry that names a container or a service by what anybody may call
// one. Within a namespace Kubernetes has one service of a name.
func byName(e *facts.PortEntry) string {
	if e.Namespace != "" {
		return ""
	}
	return NameWarning(facts.Selector{Container: e.Container, Component: e.Component, Service: e.Service})
}

// outcomes is what several ports mean.
func (a approval) outcomes(ports []openPort) (out []rules.Outcome, missing []facts.Missing) {
	for _, p := range ports {
		o, lacks := a.outcome(p)
		out, missing = append(out, o), append(missing, lacks...)
	}
	return out, missing
}

// containerPorts is the ports that one container publishes. The task of a service
// may be named by either.
func containerPorts(c *facts.OwnedContainer, i *facts.Inspect) []openPort {
	ref := facts.Ref(c.Container, "inspect.NetworkSettings.Ports")
	base := openPort{Subject: c.Name(), label: c.Image, Ref: ref}
	settings := i.NetworkSettings
	all, why := Published(settings.Value.Ports.Value)
	var out []openPort
	for _, p := range all {
		_, proto, _ := strings.Cut(p.Container, "/")
		one := base
		one.Text = p.String()
		one.spellings = spelled(facts.PublishedPort{Workload: Workload(c), Proto: proto, HostPort: p.Host, HostIP: p.Address}, "container", "service")
		out = append(out, one)
	}
	for _, lacks := range []string{settings.Why(), settings.Value.Ports.Why()} {
		why = OrWord(why, lacks)
	}
	if state := unsteady(c, i); why == "" && state != "" && len(all) == 0 {
		why = betweenStarts(i, state)
	}
	if why != "" {
		base.unknown = why
		out = append(out, base)
	}
	return out
}

// betweenStarts is why the ports of a container that is in state and lists none are not
// known, "" where it is known to publish nothing.
func betweenStarts(i *facts.Inspect, state string) string {
	declared, why := declaration(i)
	words := make([]string, len(declared))
	for n, p := range declared {
		words[n] = p.String()
	}
	switch {
	case len(words) > 0:
		return "state " + state + "; declares " + strings.Join(words, ", ") + ", and whether that was published when it ran cannot be told"
	case why != "":
		return "state " + state + "; what it declares: " + why
	}
	return publishesAll(i, state)
}

// spelled is a port under each of several kinds.
func spelled(p facts.PublishedPort, kinds ...string) []facts.PublishedPort {
	out := make([]facts.PublishedPort, len(kinds))
	for i, kind := range kinds {
		out[i] = p
		out[i].Kind = kind
	}
	return out
}

// swarmPorts is the ports that Swarm services publish, which no container shows.
func swarmPorts(s *facts.Snapshot) ([]openPort, []facts.Missing) {
	services, missing := SwarmServices(s)
	var out []openPort
	for _, service := range services {
		name := service.Spec.Name
		base := openPort{Subject: "service " + name, Ref: "swarm.services[" + name + "].Endpoint.Ports"}
		endpoint := service.Endpoint
		// What a service asks for may not be there yet.
		for _, p := range withoutRepeats(slices.Concat(endpoint.Value.Ports.Value, service.Spec.EndpointSpec.Value.Ports.Value)) {
			one := base
			one.Text = fmt.Sprintf("%d/%s -> %d (%s)", p.PublishedPort, p.Protocol, p.TargetPort, OrWord(p.PublishMode, "mode not known"))
			one.spellings = spelled(facts.PublishedPort{Workload: facts.Workload{Service: name}, Proto: strings.ToLower(p.Protocol), HostPort: p.PublishedPort}, "service")
			out = append(out, one)
		}
		if why := OrWord(endpoint.Why(), endpoint.Value.Ports.Why()); why != "" {
			base.unknown = why
			out = append(out, base)
		}
	}
	return out, missing
}

// withoutRepeats leaves out a port that is listed before, and one that asks for any
// port where another says which it got.
func withoutRepeats(ports []facts.ServicePort) []facts.ServicePort {
	var out []facts.ServicePort
	for _, p := range ports {
		if !slices.ContainsFunc(out, func(q facts.ServicePort) bool {
			return q == p || p.PublishedPort == 0 && q.TargetPort == p.TargetPort && q.Protocol == p.Protocol
		}) {
			out = append(out, p)
		}
	}
	return out
}

// KubernetesPorts is the ports of nodes that lead to services and pods of Kubernetes.
func KubernetesPorts(s *facts.Snapshot) ([]openPort, []facts.Missing) {
	var out []openPort
	services, missing := KubernetesServices(s)
	for _, service := range services {
		out = append(out, servicePorts(service)...)
	}
	pods, lacks := PodList(s)
	for _, p := range pods {
		out = append(out, podPorts(p)...)
	}
	return out, append(missing, lacks...)
}

// servicePorts is the node ports of one service, and of a load balancer also the
// ports it takes outside, as of one with external addresses those it takes at each.
func servicePorts(s facts.K8sService) []openPort {
	name := s.Namespace + "/" + s.Name
	base := openPort{Subject: "service " + name, Ref: "k8s.services[" + name + "].ports"}
	kind, _ := s.Type.Get()
	workload := facts.Workload{Namespace: s.Namespace, Service: s.Name}
	var out []openPort
	for _, p := range s.Ports.Value {
		port := facts.PublishedPort{Workload: workload, Proto: strings.ToLower(p.Protocol)}
		if p.NodePort > 0 {
			one := base
			port.HostPort = p.NodePort
			one.Text = fmt.Sprintf("node port %d/%s -> %d", p.NodePort, port.Proto, p.Port)
			one.spellings = spelled(port, "nodePort", "loadBalancer")
			out = append(out, one)
		}
		if kind == "LoadBalancer" {
			one := base
			port.HostPort = p.Port
			one.Text = fmt.Sprintf("load balancer port %d/%s", p.Port, port.Proto)
			one.spellings = spelled(port, "loadBalancer")
			out = append(out, one)
		}
	}
	for _, address := range externalIPs(s) {
		for _, p := range s.Ports.Value {
			one := base
			port := facts.PublishedPort{Workload: workload, Proto: strings.ToLower(p.Protocol), HostPort: p.Port, HostIP: address}
			one.Text = fmt.Sprintf("external address %s/%s", net.JoinHostPort(address, strconv.Itoa(p.Port)), port.Proto)
			one.spellings = spelled(port, "loadBalancer")
			out = append(out, one)
		}
	}
	if why := unknownNodePorts(s); why != "" {
		base.unknown = why
		out = append(out, base)
	}
	return out
}

// unknownNodePorts is why a service may have a node port that is not known, "" where it
// has none such. A service that is a name alone has no port (type ExternalName).
func unknownNodePorts(s facts.K8sService) string {
	kind, unknown := s.Type.Get()
	why := OrWord(s.Ports.Why(), unknown)
	if kind == "NodePort" && slices.ContainsFunc(s.Ports.Value, func(p facts.K8sServicePort) bool { return p.NodePort <= 0 }) {
		why = OrWord(why, "the type is NodePort and a port has no node port")
	}
	if outside := s.ExternalIPs.Why(); outside != "" && s.ExternalIPs.State != facts.NotCollected {
		why = OrWord(why, "external addresses: "+outside)
	}
	if kind == "ExternalName" {
		return ""
	}
	return why
}

// externalIPs is the addresses at which every node takes the ports of a service: none of
// one that is a name alone.
func externalIPs(s facts.K8sService) []string {
	if s.Type.Is(func(kind string) bool { return kind == "ExternalName" }) {
		return nil
	}
	return s.ExternalIPs.Value
}

// NodeAddress reports whether an address is known to be one of a node of the swarm.
func NodeAddress(s *facts.Snapshot, address string) bool {
	want, err := netip.ParseAddr(address)
	return err == nil && slices.ContainsFunc(facts.Look(s, facts.Swarm).Value.Nodes.Value, func(n facts.SwarmNode) bool {
		own, errOwn := netip.ParseAddr(n.Status.Addr)
		manager, errManager := netip.ParseAddrPort(n.ManagerStatus.Value.Addr)
		return errOwn == nil && own == want || errManager == nil && manager.Addr() == want
	})
}

// onHost is the port of the host that a port of a pod takes, 0 for none, and why that is
// not known. A pod on the host's network has no port of its own (Kubernetes API,
// ContainerPort.hostPort).
func onHost(p facts.Pod, port facts.PodPort) (number int, unknown string) {
	if port.HostPort > 0 || port.ContainerPort <= 0 {
		return port.HostPort, ""
	}
	on, why := p.HostNetwork.Get()
	switch {
	case why != "":
		return port.ContainerPort, "whether it is on the host's network: " + why
	case on:
		return port.ContainerPort, ""
	}
	return 0, ""
}

// podPorts is the host ports of one pod.
func podPorts(p facts.Pod) []openPort {
	name := p.Namespace + "/" + p.Name
	base := openPort{Subject: "pod " + name, Ref: "k8s.pods[" + name + "].containers"}
	why := p.Containers.Why()
	var out []openPort
	for _, c := range p.Containers.Value {
		for _, port := range c.Ports.Value {
			number, unknown := onHost(p, port)
			if unknown != "" {
				why = unknown
			}
			if number <= 0 || unknown != "" {
				continue
			}
			one := base
			proto := strings.ToLower(port.Protocol)
			one.Text = fmt.Sprintf("host port %d/%s of %s", number, proto, c.Name)
			one.spellings = spelled(facts.PublishedPort{Workload: facts.Workload{Namespace: p.Namespace, Pod: p.Name}, Proto: proto, HostPort: number}, "hostPort")
			out = append(out, one)
		}
		if unknown := c.Ports.Why(); unknown != "" {
			why = "ports of " + c.Name + ": " + unknown
		}
	}
	if why != "" {
		base.unknown = why
		out = append(out, base)
	}
	return out
}
