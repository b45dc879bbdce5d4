package facts

import (
	"slices"
	"strings"
)

// RegistryUse says whether the cluster uses a Mirantis registry (mke-rules P-MSR).
type RegistryUse struct {
	InUse  bool
	Source string // what shows it
}

// MSRInUse is missing when it is not known whether a registry is in use: neither
// ssp.yaml nor the facts say, or they disagree.
var MSRInUse = Derived("msr.in_use", Doc{
	Shape:  "true or false, with its source",
	Source: "ssp.yaml msr.in_use, mke_api.registries, mke_config registries, msr, node.msr_replica, swarm.nodes, containers, pods and services of the registry",
	ByHand: "in MKE: Admin Settings, Mirantis Secure Registry; docker ps --filter name=dtr; kubectl get pods,services -A",
}, func(s *Snapshot) (RegistryUse, []Missing) {
	shown := registryShown(s)
	said, unsaid := Get(s, SSPMSRInUse)
	against := firstOf(shown, registryRefused(s))
	switch {
	case unsaid == nil && !said && against != "":
		return RegistryUse{}, []Missing{{Name: "msr.in_use",
			Why: "ssp.yaml says that no registry is in use, but " + against,
			How: []string{"ssp.yaml: correct msr.in_use, or find out whose registry that is"}}}
	case unsaid == nil && said:
		return RegistryUse{InUse: true, Source: "ssp.yaml msr.in_use"}, nil
	case unsaid == nil:
		return RegistryUse{Source: "ssp.yaml msr.in_use is false and no fact contradicts it"}, nil
	case shown != "":
		return RegistryUse{InUse: true, Source: shown}, nil
	}
	return noRegistry(s, unsaid)
})

// noRegistry is "none" only when every place a registry would show in was looked at.
func noRegistry(s *Snapshot, unsaid []Missing) (RegistryUse, []Missing) {
	_, missing := Get(s, MKERegistries)
	config, lacks := Get(s, MKEConfig)
	if lacks == nil {
		if _, why := config.List("registries").Get(); why != "" {
			lacks = []Missing{{Name: "mke_config registries", Why: why}}
		}
	}
	missing = append(append(missing, lacks...), registryAsked(s)...)
	missing = append(append(append(missing, nodesListed(s)...), containersSeen(s)...), podsSeen(s)...)
	if missing != nil {
		return RegistryUse{}, append(missing, unsaid...)
	}
	return RegistryUse{Source: "MKE knows no registry"}, nil
}

// registryAsked is what is missing of the registry's own facts to say that there is
// none: one that refused to answer is no proof that it does not exist.
func registryAsked(s *Snapshot) []Missing {
	r := Look(s, MSR)
	none := r.Why() == "" && r.Value.Present.State == OK && !r.Value.Present.Value
	if r.State == Absent || none {
		return nil
	}
	return []Missing{{Name: "msr", Why: firstOf(r.Why(), "does not say whether it is present")}}
}

// nodesListed is what is missing of the list of the swarm's nodes: only it tells which
// nodes nobody looked at.
func nodesListed(s *Snapshot) []Missing {
	if OutsideSwarm(s) {
		return nil
	}
	swarm := Look(s, Swarm)
	why := firstOf(swarm.Why(), swarm.Value.Nodes.Why())
	if why == "" && len(swarm.Value.Nodes.Value) == 0 {
		why = "is empty, and every swarm has a node"
	}
	if why == "" {
		return nil
	}
	return []Missing{{Name: "swarm.nodes", Why: why, How: []string{"by hand: docker node ls"}}}
}

// containersSeen is what is missing of the containers of the site to say that none is
// a registry's.
func containersSeen(s *Snapshot) []Missing {
	bundles := s.bundles()
	if len(bundles)+len(s.Unseen) == 0 {
		_, missing := Get(s, Containers)
		return missing
	}
	for _, b := range bundles {
		if p := b.Peer(); p.Lacks != "" {
			return []Missing{{Name: Containers.Name, Why: "of " + p.Name + ": " + p.Lacks}}
		}
	}
	for _, n := range s.Unseen {
		if p := n.Peer(); p.Lacks != "" {
			return []Missing{{Name: Containers.Name, Why: "of " + p.Name + ": " + p.Lacks,
				How: []string{"collect a bundle on that node and give it with -f"}}}
		}
	}
	return nil
}

// podsSeen is what is missing of the pods to say that none is a registry's: MSR 3 and 4
// run on Kubernetes, and MKE need not know them.
func podsSeen(s *Snapshot) []Missing {
	why := podsOf(s).Why()
	if orch, _ := Get(s, ClusterOrchestrator); why == "" || orch.Scheduler == SwarmOnly && orch.Settled() {
		return nil
	}
	return []Missing{{Name: "k8s.pods", Why: why, How: []string{"by hand: kubectl get pods -A -o json"}}}
}

// registryRefused says that a registry answered, if only to refuse, that one was asked in
// vain, or that MKE's list of registries was, "" where nothing of this is so. It
// contradicts that there is none and shows nothing else.
func registryRefused(s *Snapshot) string {
	r := Look(s, MSR)
	v := r.Value
	if r.State == Denied || v.Present.State == Denied || v.Settings.State == Denied || v.Version.State == Denied || v.Repositories.State == Denied {
		return "a registry refused its facts (msr)"
	}
	if why := inVain(r.State, r.Why()); why != "" {
		return "a registry was asked and did not answer (msr: " + why + ")"
	}
	list, config := Look(s, MKERegistries), Look(s, MKEConfig)
	if why := inVain(list.State, list.Why()); why != "" {
		return "MKE may know a registry (mke_api.registries: " + why + ")"
	}
	if why := inVain(config.State, config.Why()); why != "" && list.State != OK {
		return "MKE may know a registry (mke_config: " + why + ")"
	}
	return ""
}

// inVain is why a fact that somebody asked for is not whole, "" of one that is whole, that
// is not there, or that nobody asked for.
func inVain(state State, why string) string {
	if state == Denied || state == Failed || state == OK {
		return why
	}
	return ""
}

// registryShown is the fact that shows a registry, "" when none does. A partial
// list can show one.
func registryShown(s *Snapshot) string {
	if r := Look(s, MSR); r.State == OK && r.Value.answered() {
		return "facts of a registry were collected (msr)"
	}
	if list := Look(s, MKERegistries); list.State == OK && len(list.Value) > 0 {
		return "MKE knows the registry " + list.Value[0].HostAddress + " (mke_api.registries)"
	}
	if config := Look(s, MKEConfig); config.State == OK && config.Value.Len("registries") > 0 {
		return "MKE's configuration names a registry (mke_config registries)"
	}
	if name := s.registryContainer(); name != "" {
		return "there is a container " + name
	}
	shown, _ := Get(s, registryRuns)
	return firstOf(shown, s.registryReplica())
}

// registryRuns is what of the cluster's pods and services is a registry's, "" when
// nothing is.
var registryRuns = DerivedOnce("msr.runs", Doc{
	Shape:  "the pod or service of a registry",
	Source: "k8s.pods, k8s.services, swarm.services",
}, func(s *Snapshot) (string, []Missing) {
	for _, p := range podsOf(s).Value {
		for _, c := range p.Containers.Value {
			if registryImage(c.Image) {
				return "the pod " + p.Namespace + "/" + p.Name + " runs the image " + c.Image, nil
			}
		}
	}
	for _, k := range kubernetes(s).Services.Value {
		if k.Name == "msr" || registryComponent(k.Name) {
			return "there is the Kubernetes service " + k.Namespace + "/" + k.Name, nil
		}
	}
	for _, service := range Look(s, Swarm).Value.Services.Value {
		if registryName(service.Spec.Name) || registryImage(service.Spec.TaskTemplate.Value.ContainerSpec.Value.Image) {
			return "there is the Swarm service " + service.Spec.Name, nil
		}
	}
	return "", nil
})

// answered reports whether the facts are those of a registry that is there.
func (r Registry) answered() bool {
	if r.Present.State == OK {
		return r.Present.Value
	}
	return r.Settings.State == OK || r.Version.State == OK || r.Repositories.State == OK
}

// registryImage reports whether an image is one that the vendor publishes for its
// registry, also in a mirror.
func registryImage(image string) bool {
	repository := RepositoryOf(image)
	return slices.ContainsFunc([]Pattern{"mirantis/dtr*", "docker/dtr*", "mirantis/msr*", "registry.mirantis.com/msr/*", "registry.mirantis.com/harbor/*",
		"*/mirantis/dtr*", "*/docker/dtr*", "*/mirantis/msr*", "*/msr/msr-*"},
		func(p Pattern) bool { return p.Matches(repository) })
}

// registryName reports whether a container or Swarm service has a name as those of a
// registry have; in a pod it stands behind k8s_, in a stack behind msr_.
func registryName(name string) bool {
	return registryComponent(strings.TrimPrefix(name, "k8s_")) || strings.HasPrefix(name, "msr_")
}

// registryReplica says which node holds a replica of a registry, "" when none is known to.
func (s *Snapshot) registryReplica() string {
	const holds = " is said to hold a replica of a registry (node.msr_replica)"
	if n := Look(s, Node).Value; n.MSRReplica.Is(isTrue) {
		return firstOf(n.Hostname, "the node") + holds
	}
	return anyPeer(s, func(p Peer) string {
		if !p.Replica {
			return ""
		}
		return p.Name + holds
	})
}

// bundles is every node bundle of the snapshot. The one that is judged may stand among
// them as its head.
func (s *Snapshot) bundles() []*Bundle {
	if s.Node == nil || slices.ContainsFunc(s.Nodes, func(b *Bundle) bool {
		return b == s.Node || b.head != nil && b.File == s.Node.File && b.Digest == s.Node.Digest
	}) {
		return s.Nodes
	}
	return append(slices.Clone(s.Nodes), s.Node)
}

// registryContainer is a container of a registry on any node of the site, those
// without a fresh bundle included; "" when none is known.
func (s *Snapshot) registryContainer() string {
	if p := peerOf("", "", "", Look(s, Containers).Value); p.Registry != "" {
		return p.Registry
	}
	for _, b := range s.Nodes {
		if p := b.Peer(); p.Registry != "" {
			return p.Registry
		}
	}
	for _, n := range s.Unseen {
		if p := n.Peer(); p.Registry != "" {
			return p.Registry
		}
	}
	return ""
}
