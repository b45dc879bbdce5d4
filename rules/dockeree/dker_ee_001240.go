package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001240 = rules.Rule{
	ID: "DKER-EE-001240",
	Reading: "Every container, running or stopped. The printed filter removes lines that hold ucp, kube or dtr, and with them " +
		"any container of a user's that is so called: proven identity takes its place. It also lets the heading through. " +
		"A container that joins one with the host's namespace has it too.",
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.PidMode", Want: `PidMode is not "host"`,
		Expected: `HostConfig.PidMode of every container is not "host"`,
		Offends:  "shares the host's process table",
		Vendor:   platform.ExemptFilter,
		Joins:    platform.PIDModeOf, Field: "PidMode", JoinOffends: true,
		Look: platform.PIDMode,
	}.Fn(),
}
