package platform

import (
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// HostNetwork finds out which containers of a node use the host's network: by their
// mode, by a network they are attached to, or by joining the network of one that
// does.
type HostNetwork map[string]*facts.OwnedContainer // by id and by name

// NewHostNetwork indexes the containers of a node.
func NewHostNetwork(all []facts.OwnedContainer) HostNetwork {
	h := make(HostNetwork, 2*len(all))
	for i := range all {
		h[all[i].Name()] = &all[i]
	}
	for i := range all {
		h[all[i].ID] = &all[i] // an id wins over a name that looks like one
	}
	return h
}

// find is the container that is called by its id, its name or the start of its id, nil
// where there is none or more than one.
func (h HostNetwork) find(name string) *facts.OwnedContainer {
	const short = 12 // digits of an id as the client prints it
	if c := h[name]; c != nil || len(name) < short {
		return c
	}
	var found *facts.OwnedContainer
	for _, c := range h {
		if !strings.HasPrefix(c.ID, name) || c == found {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}

// maxJoins is how long a chain of containers, each in the network of the next, is
// followed. The engine makes no chain: it joins the last of it at once.
const maxJoins = 8

// Look is the network of one container.
func (h HostNetwork) Look(i *facts.Inspect) Seen { return h.follow(i, maxJoins) }

func (h HostNetwork) follow(i *facts.Inspect, joins int) Seen {
	mode, why := i.Host().NetworkMode.Get()
	attached, unknown := networks(i)
	if _, on := attached["host"]; on && mode != "host" {
		return Seen{Actual: "NetworkMode=" + mode + ", attached to the network host", Bad: true}
	}
	target, joined := strings.CutPrefix(mode, "container:")
	switch {
	case why == "" && mode == "host":
		return Seen{Actual: "NetworkMode=host", Bad: true}
	case why != "":
		return Seen{Actual: "NetworkMode not known", Unknown: "NetworkMode: " + why}
	case joined:
		return h.join(mode, target, joins)
	case unknown != "":
		return Seen{Actual: "networks not known", Unknown: "NetworkSettings.Networks: " + unknown}
	}
	return Seen{Actual: "no host network"}
}

// join is the network of a container that shares another's.
func (h HostNetwork) join(mode, target string, joins int) Seen {
	other := h.find(target)
	inspect, why := &facts.Inspect{}, ""
	if other != nil {
		inspect, why = other.Inspected()
	}
	if other == nil || why != "" || joins == 0 {
		return Seen{Actual: "NetworkMode=" + mode, Odd: "the network of the container it joins is not known"}
	}
	s := h.follow(inspect, joins-1)
	switch {
	case s.Bad:
		s.Actual = "NetworkMode=" + mode + ", and " + other.Name() + " has " + s.Actual
	case s.Unknown != "":
		s = Seen{Actual: "NetworkMode=" + mode, Odd: "the network of " + other.Name() + ", which it joins, is not known"}
	}
	return s
}

// networks is the names of the networks a container is attached to, also where more
// may be missing.
func networks(i *facts.Inspect) (map[string]struct{}, string) {
	settings := i.NetworkSettings
	if settings.State != facts.OK {
		return nil, settings.Why()
	}
	return settings.Value.Networks.Value, OrWord(settings.Why(), settings.Value.Networks.Why())
}
