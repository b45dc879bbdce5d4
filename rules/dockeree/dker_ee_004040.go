package dockeree

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE004040 = rules.Rule{
	ID:    "DKER-EE-004040",
	Class: rules.GivenSSP,
	Reading: "Limits of every container, running or stopped, whoever's it is. None passes, in either spelling of none. One that is set " +
		"must be in ssp.yaml by its name, and by the values that are given there.",
	NotApplicable: platform.OnlyLinux,
	Check: rules.FromCase([]string{facts.NodeContainers.Name, facts.SSPUlimits.Name, "ssp:system_containers", "ssp:exemptions"}, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		return platform.ContainerCheck{
			Setting: "inspect.HostConfig.Ulimits", Want: "no limit beyond ssp images.ulimits",
			Expected: "no container overrides a limit that ssp images.ulimits lacks",
			Offends:  "overrides limits that ssp.yaml does not approve",
			Look:     func(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen { return ulimits(c, i) },
		}.Judge(c)
	}),
}

func ulimits(c *rules.Case, i *facts.Inspect) platform.Seen {
	set, why := i.Host().Ulimits.Get()
	if why != "" || len(set) == 0 {
		return platform.Value("Ulimits", "none", why, false)
	}
	approved, undecided := facts.Get(c.Snapshot, facts.SSPUlimits)
	var all, beyond []string
	for _, u := range set {
		text := fmt.Sprintf("%s=%d:%d", u.Name, u.Soft, u.Hard)
		all = append(all, text)
		if !slices.ContainsFunc(approved, func(e facts.UlimitEntry) bool { return covers(e, u) }) {
			beyond = append(beyond, text)
		}
	}
	s := platform.Seen{Actual: "Ulimits=[" + strings.Join(all, " ") + "]", Refs: []string{facts.SSPUlimits.Name}}
	switch {
	case undecided != nil:
		s.Missing = undecided
	case beyond != nil:
		s.Bad, s.Actual = true, s.Actual+", not in ssp.yaml: "+strings.Join(beyond, " ")
	default:
		s.By = platform.Approver(c, "images")
	}
	return s
}

// covers reports whether an entry allows a limit: what the entry does not give may be
// anything.
func covers(e facts.UlimitEntry, u facts.Ulimit) bool {
	return e.Name == u.Name && (e.Soft == nil || *e.Soft == u.Soft) && (e.Hard == nil || *e.Hard == u.Hard)
}
