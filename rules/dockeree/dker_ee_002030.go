package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002030 = rules.Rule{
	ID:      "DKER-EE-002030",
	Reading: "Every container, running or stopped, whoever's it is: neither text nor command leaves any out.",
	Warnings: []string{
		"The platform's own containers are writable by design.",
	},
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.ReadonlyRootfs", Want: `ReadonlyRootfs=true`,
		Expected: `HostConfig.ReadonlyRootfs=true in every container`,
		Offends:  "has a writable root file system",
		Look:     platform.WritableRoot,
	}.Fn(),
}
