package facts

import (
	"slices"
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
	Source: "ssp.yaml msr.in_use, mke_api.registries, mke_config registries, msr, containers of the registry",
	ByHand: "in MKE: Admin Settings, Mirantis Secure Registry; docker ps --filter name=dtr",
}, func(s *Snapshot) (RegistryUse, []Missing) {
	shown := registryShown(s)
	said, unsaid := Get(s, SSPMSRInUse)
	switch {
	case unsaid == nil && !said && shown != "":
		return RegistryUse{}, []Missing{{Name: "msr.in_use",
			Why: "ssp.yaml says that no registry is in use, but " + shown,
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
	missing = append(missing, containersSeen(s)...)
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
	return ""
}

// answered reports whether the facts are those of a registry that is there.
func (r Registry) answered() bool {
	if r.Present.State == OK {
		return r.Present.Value
	}
	return r.Settings.State == OK || r.Version.State == OK || r.Repositories.State == OK
}

// registryRepository reports whether a container runs an image that the vendor
// publishes for its registry, under whatever name.
func registryRepository(c Container) bool {
	repository := RepositoryOf(c.Image)
	return slices.ContainsFunc([]Pattern{"mirantis/dtr*", "docker/dtr*", "mirantis/msr*", "registry.mirantis.com/msr/*"},
		func(p Pattern) bool { return p.Matches(repository) })
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
