package facts

import "strings"

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
	if lacks == nil && !config.Has("registries") {
		lacks = []Missing{{Name: "mke_config registries", Why: "not collected"}}
	}
	missing = append(missing, lacks...)
	if Look(s, MSR).State == NotCollected {
		missing = append(missing, Missing{Name: "msr", Why: "not collected"})
	}
	if missing != nil {
		return RegistryUse{}, append(missing, unsaid...)
	}
	return RegistryUse{Source: "MKE knows no registry"}, nil
}

// registryShown is the fact that shows a registry, "" when none does. A partial
// list can show one.
func registryShown(s *Snapshot) string {
	if r := Look(s, MSR); r.State == OK {
		if r.Value.Present.Is(func(b bool) bool { return b }) {
			return "facts of a registry were collected (msr)"
		}
	}
	if list := Look(s, MKERegistries); list.State == OK && len(list.Value) > 0 {
		return "MKE knows the registry " + list.Value[0].HostAddress + " (mke_api.registries)"
	}
	if config := Look(s, MKEConfig); config.State == OK && len(config.Value.List("registries").Value) > 0 {
		return "MKE's configuration names a registry (mke_config registries)"
	}
	for _, list := range s.containerLists() {
		for _, c := range list {
			if name := c.Name(); strings.HasPrefix(name, "dtr-") || strings.HasPrefix(name, "msr-") {
				return "there is a container " + name
			}
		}
	}
	return ""
}

// containerLists is the containers of every node of the site that are known.
func (s *Snapshot) containerLists() [][]Container {
	lists := [][]Container{Look(s, Containers).Value}
	for _, b := range s.Nodes {
		list, _ := b.Facts[Containers.Name].Value.([]Container)
		lists = append(lists, list)
	}
	return lists
}
