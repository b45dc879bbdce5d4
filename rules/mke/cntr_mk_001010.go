package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001010 = rules.Rule{
	ID: "CNTR-MK-001010",
	Reading: "Every container, running or stopped, the vendor's and Kubernetes' included: title and check say all, and " +
		"nothing limits them. A default of the daemon protects the process and does not show in SecurityOpt: by the " +
		"text that is a finding, and the details say so. The check is written for Linux: a node that runs Windows is left out.",
	Warnings: []string{
		"Swarm services cannot set the option on engines before API 1.44, so their containers stay findings until the engine is newer.",
		"The platform's own containers do not carry the option on a stock installation.",
	},
	NotApplicable: platform.NotWindows,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.SecurityOpt", Want: "SecurityOpt holds no-new-privileges",
		Expected: "HostConfig.SecurityOpt of every container holds no-new-privileges",
		Offends:  "lacks no-new-privileges",
		Look:     platform.LacksNoNewPrivileges,
	}.Fn(),
}
