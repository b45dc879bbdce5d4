package mke

import (
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK001200 = rules.Rule{
	ID: "CNTR-MK-001200",
	Reading: "Every container, running or stopped, that is not Kubernetes'. An empty value passes the text even where " +
		"the engine remaps nothing. The sentence about process limits belongs to another rule.",
	Check: containerCheck{
		setting: "inspect.HostConfig.UsernsMode", want: `UsernsMode is ""`,
		expected: "HostConfig.UsernsMode of every container is empty",
		offends:  "uses the host's user namespace",
		vendor:   exemptFix, swarm: true,
		notes: remapping,
		look:  usersNamespace,
	}.fn(),
}

// remapping says whether the engine remaps users at all: without it an empty value
// still means the host's users, and the text passes it.
func remapping(s *facts.Snapshot) []string {
	options, why := facts.Look(s, facts.EngineInfo).Value.SecurityOptions.Get()
	switch {
	case why != "":
		return nil
	case slices.Contains(options, "name=userns"):
		return []string{"the engine remaps users (name=userns)"}
	}
	return []string{"the engine remaps no users: an empty UsernsMode is then the host's, which the text passes"}
}

// usersNamespace is a container that uses the host's user namespace.
func usersNamespace(_ facts.OwnedContainer, i facts.Inspect) seen {
	mode, why := host(i).UsernsMode.Get()
	switch {
	case why == "" && mode == "":
		return seen{actual: `UsernsMode=""`}
	case why == "" && mode != "host":
		return seen{actual: "UsernsMode=" + mode, odd: "a value that the text does not know"}
	}
	return of("UsernsMode", mode, why, mode == "host")
}
