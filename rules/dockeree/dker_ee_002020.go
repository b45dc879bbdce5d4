package dockeree

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002020 = rules.Rule{
	ID: "DKER-EE-002020",
	Reading: "Every container, running or stopped, whoever's it is: neither text nor command leaves any out. 1024 is what the " +
		"engine takes for 0, so it is a finding also where it was set on purpose.",
	Warnings: []string{
		"Swarm services cannot set CPU shares, so their containers stay findings.",
	},
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.CpuShares", Want: `CpuShares is neither 0 nor 1024`,
		Expected: `every container has CPU shares other than 0 and 1024`,
		Offends:  "has default CPU shares",
		Look:     cpuShares,
	}.Fn(),
}

func cpuShares(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	shares, why := i.Host().CPUShares.Get()
	if why == "" && shares > 0 && shares != 1024 {
		return platform.Seen{Actual: "CpuShares is set"}
	}
	return platform.Value("CpuShares", fmt.Sprint(shares), why, true)
}
