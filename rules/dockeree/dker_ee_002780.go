package dockeree

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002780 = rules.Rule{
	ID: "DKER-EE-002780",
	Reading: "Every container, running or stopped, whoever's it is. 0 and -1 are named; newer engines give null for both and for a limit " +
		"that was never set, which is no limit either.",
	Warnings:      []string{"Too low a limit stops the platform's own components; set it by their documented needs."},
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.PidsLimit", Want: "PidsLimit above 0",
		Expected: "HostConfig.PidsLimit of every container is above 0",
		Offends:  "has no limit of processes",
		Look:     processLimit,
	}.Fn(),
}

func processLimit(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	limit, why := i.Host().PidsLimit.Get()
	switch {
	case why != "":
		return platform.Value("PidsLimit", "", why, true)
	case limit == nil:
		return platform.Value("PidsLimit", "null", "", true)
	case *limit > 0:
		return platform.Seen{Actual: "PidsLimit is set"}
	}
	return platform.Value("PidsLimit", fmt.Sprint(*limit), "", true)
}
