package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002110 = rules.Rule{
	ID: "DKER-EE-002110",
	Reading: "Every container, running or stopped, whoever's it is: neither text nor command leaves any out. A default of the " +
		"daemon protects the process and does not show in SecurityOpt: by the text that is a finding, and the details say " +
		"so.",
	Warnings: []string{
		"Swarm services cannot set the option on engines before API 1.44, so their containers stay findings.",
		"The platform's own containers do not carry the option on a stock installation.",
	},
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.SecurityOpt", Want: `SecurityOpt holds no-new-privileges`,
		Expected: `HostConfig.SecurityOpt of every container holds no-new-privileges`,
		Offends:  "lacks no-new-privileges",
		Look:     platform.LacksNoNewPrivileges,
	}.Fn(),
}
