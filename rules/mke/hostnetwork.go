package mke

import (
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// hostNetwork finds out which containers of a node use the host's network: by their
// mode, by a network they are attached to, or by joining the network of one that
// does.
type hostNetwork map[string]facts.OwnedContainer // by id and by name

func newHostNetwork(all []facts.OwnedContainer) hostNetwork {
	h := hostNetwork{}
	for _, c := range all {
		h[c.Name()] = c
	}
	for _, c := range all {
		h[c.ID] = c // an id wins over a name that looks like one
	}
	return h
}

// maxJoins is how long a chain of containers, each in the network of the next, is
// followed. The engine makes no chain: it joins the last of it at once.
const maxJoins = 8

// look is the network of one container.
func (h hostNetwork) look(i facts.Inspect) seen { return h.follow(i, maxJoins) }

func (h hostNetwork) follow(i facts.Inspect, joins int) seen {
	mode, why := host(i).NetworkMode.Get()
	attached, unknown := networks(i)
	if _, on := attached["host"]; on && mode != "host" {
		return seen{actual: "NetworkMode=" + mode + ", attached to the network host", bad: true}
	}
	target, joined := strings.CutPrefix(mode, "container:")
	switch {
	case why == "" && mode == "host":
		return seen{actual: "NetworkMode=host", bad: true}
	case why != "":
		return seen{actual: "NetworkMode not known", unknown: "NetworkMode: " + why}
	case joined:
		return h.join(mode, target, joins)
	case unknown != "":
		return seen{actual: "networks not known", unknown: "NetworkSettings.Networks: " + unknown}
	}
	return seen{actual: "no host network"}
}

// join is the network of a container that shares another's.
func (h hostNetwork) join(mode, target string, joins int) seen {
	other, ok := h[target]
	inspect, why := other.Inspect.Get()
	if !ok || why != "" || joins == 0 {
		return seen{actual: "NetworkMode=" + mode, odd: "the network of the container it joins is not known"}
	}
	s := h.follow(inspect, joins-1)
	switch {
	case s.bad:
		s.actual = "NetworkMode=" + mode + ", and " + other.Name() + " has " + s.actual
	case s.unknown != "":
		s = seen{actual: "NetworkMode=" + mode, odd: "the network of " + other.Name() + ", which it joins, is not known"}
	}
	return s
}

// networks is the names of the networks a container is attached to, also where more
// may be missing.
func networks(i facts.Inspect) (map[string]struct{}, string) {
	settings := i.NetworkSettings
	if settings.State != facts.OK {
		return nil, settings.Why()
	}
	return settings.Value.Networks.Value, orWord(settings.Why(), settings.Value.Networks.Why())
}
