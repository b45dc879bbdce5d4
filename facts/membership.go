package facts

import (
	"slices"
	"strings"
)

// Membership says whether a node belongs to a cluster of UCP, today's MKE.
type Membership struct {
	InUCP  bool
	Source string // what shows it
}

// UCPMember is missing when it is not known whether the node belongs to a UCP cluster:
// nothing shows it, or what shows it is contradicted. A name or a label, which anybody
// can set, shows nothing and excuses nothing.
var UCPMember = Derived("node.ucp_member", Doc{
	Shape:  "true or false, with its source",
	Source: "docker_engine.info Swarm, containers of proven identity, swarm.services, swarm.nodes beside facts read through MKE's API",
	ByHand: "docker info --format '{{.Swarm.LocalNodeState}}'; docker ps -a --filter name=ucp-",
	Needs:  "docker group",
}, func(s *Snapshot) (Membership, []Missing) {
	shown, outside := ucpShown(s), outsideUCP(s)
	switch {
	case shown != "" && outside != "":
		return Membership{}, []Missing{{Name: "node.ucp_member", Why: shown + ", but " + outside,
			How: []string{"find out whether the node has left the cluster, then collect again"}}}
	case shown != "":
		return Membership{InUCP: true, Source: shown}, nil
	case outside != "":
		return Membership{Source: outside}, nil
	}
	return noUCP(s)
})

// outsideUCP is the fact that proves the node to be in no cluster of UCP, "" when none
// does: UCP runs on a swarm, and its agent is a service of that swarm.
func outsideUCP(s *Snapshot) string {
	if OutsideSwarm(s) {
		return "the engine says that it is in no swarm (docker_engine.info.Swarm)"
	}
	swarm, missing := Get(s, Swarm)
	services, why := swarm.Services.Get()
	if missing != nil || why != "" {
		return ""
	}
	for _, service := range services {
		spec := service.Spec
		if strings.HasPrefix(spec.Name, "ucp-") || vendorLabel(spec.Labels) ||
			VendorRepository(s.SSP, RepositoryOf(spec.TaskTemplate.Value.ContainerSpec.Value.Image)) {
			return ""
		}
	}
	return "the swarm has no service of UCP's (swarm.services)"
}

// ucpShown is the fact that proves the node to be UCP's, "" when none does. A container
// that stands still may be what the node's former cluster left behind.
func ucpShown(s *Snapshot) string {
	all, _ := Get(s, NodeContainers)
	for _, c := range all.List {
		if c.Owner == OwnedByVendor && c.State == "running" && strings.HasPrefix(c.Component, "ucp-") {
			return "there is the proven vendor container " + c.Name()
		}
	}
	if listedByUCP(s) {
		return "the cluster whose facts were read through MKE's API lists the node (swarm.nodes)"
	}
	return ""
}

// listedByUCP reports whether a cluster whose facts were read through MKE's API lists the
// node.
func listedByUCP(s *Snapshot) bool {
	if Look(s, MKEVersion).State != OK && Look(s, MKEConfig).State != OK {
		return false
	}
	id := swarmID(s)
	return id != "" && slices.ContainsFunc(Look(s, Swarm).Value.Nodes.Value, func(n SwarmNode) bool { return n.ID == id })
}

// swarmID is the Swarm id of the node, "" where it is not known.
func swarmID(s *Snapshot) string {
	if id := Look(s, Node).Value.SwarmNodeID; id != "" {
		return id
	}
	return Look(s, EngineInfo).Value.Swarm.Value.NodeID
}

// OutsideSwarm reports whether the node's own engine says that it is in no swarm.
func OutsideSwarm(s *Snapshot) bool {
	info, missing := Get(s, EngineInfo)
	return missing == nil && !info.ServerVersion.Is(func(v string) bool { return strings.HasPrefix(v, "ucp/") }) &&
		info.Swarm.Is(func(w SwarmState) bool { return w.LocalNodeState == "inactive" })
}

// noUCP is "none" for a node in a swarm only when every container is known and none
// has so much as the looks of UCP's, whose agent is on each of its nodes.
func noUCP(s *Snapshot) (Membership, []Missing) {
	all, missing := Get(s, NodeContainers)
	if missing = append(missing, all.Missing...); missing != nil {
		return Membership{}, missing
	}
	if len(all.List) == 0 { // what stands on an empty list is as likely one that was not got
		return Membership{}, []Missing{{Name: Containers.Name, Why: "is empty, which proves nothing of a node in a swarm",
			How: []string{"collect the services of its swarm too", "by hand: " + Containers.Doc.ByHand}}}
	}
	for _, c := range all.List {
		if strings.HasPrefix(c.Name(), "ucp-") || vendorLabel(c.Labels) || VendorRepository(s.SSP, RepositoryOf(c.Image)) {
			return Membership{}, []Missing{{Name: "node.ucp_member", Why: "the container " + c.Name() + " looks like UCP's, which proves nothing either way",
				How: []string{"ssp.yaml: sign the image off in system_containers.images if it is the vendor's; else remove the container"}}}
		}
	}
	return Membership{Source: "no container of the node has the image, label or name of one of UCP's"}, nil
}
