package dockeree

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002050 = rules.Rule{
	ID: "DKER-EE-002050",
	Reading: "Every mount of every container, running or stopped; shared and rshared, where the text misspells the second. The " +
		"printed filter removes lines that hold ucp, kube or dtr, and with them any container of a user's that is so " +
		"called: proven identity takes its place.",
	Check: platform.ContainerCheck{
		Setting: "inspect.Mounts", Want: `no mount has Propagation shared or rshared`,
		Expected: `no mount of a container is shared with the host`,
		Offends:  "has a shared mount",
		Vendor:   platform.ExemptFilter,
		Look:     sharedMounts,
	}.Fn(),
}

func sharedMounts(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	var shared []string
	silent := ""
	for _, m := range i.Mounts.Value {
		switch word := strings.ToLower(m.Propagation); {
		case word == "shared" || word == "rshared":
			shared = append(shared, m.Source+" at "+m.Destination+" ("+word+")")
		case word == "" && m.Type == "bind":
			silent = m.Source + " at " + m.Destination // the engine gives every bind mount a word
		}
	}
	for _, bind := range i.Host().Binds.Value {
		source, rest, _ := strings.Cut(bind, ":")
		target, options, _ := strings.Cut(rest, ":")
		for _, o := range strings.Split(options, ",") {
			if word := source + " at " + target + " (" + o + ")"; (o == "shared" || o == "rshared") && !slices.Contains(shared, word) {
				shared = append(shared, word)
			}
		}
	}
	switch why := i.Mounts.Why(); {
	case shared != nil:
		slices.Sort(shared)
		return platform.Seen{Bad: true, Actual: "mounts " + strings.Join(shared, ", ")}
	case why != "":
		return platform.Seen{Actual: "mounts not known", Unknown: "Mounts: " + why}
	case silent != "":
		return platform.Seen{Actual: "mounts " + silent, Unknown: "its Propagation is not given"}
	}
	return platform.Seen{Actual: "no shared mount"}
}
