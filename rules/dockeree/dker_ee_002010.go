package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002010 = rules.Rule{
	ID: "DKER-EE-002010",
	Reading: "Every container, running or stopped, whoever's it is: neither text nor command leaves any out. The engine gives " +
		"0 for no limit.",
	Warnings: []string{
		"The platform's own containers have no memory limit on a stock installation.",
	},
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.Memory", Want: `Memory is not 0`,
		Expected: `every container has a memory limit`,
		Offends:  "has no memory limit",
		Look:     platform.MemoryLimit,
	}.Fn(),
}
