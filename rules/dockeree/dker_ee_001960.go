package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001960 = rules.Rule{
	ID: "DKER-EE-001960",
	Reading: "Every container, running or stopped. The printed filter works on bare ids and so removes nothing, but it says " +
		"whom the rule means. The printed filter removes lines that hold ucp, kube or dtr, and with them any container of " +
		"a user's that is so called: proven identity takes its place.",
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.Privileged", Want: `Privileged=false`,
		Expected: `HostConfig.Privileged=false in every container that is not the platform's own`,
		Offends:  "runs privileged",
		Vendor:   platform.ExemptFilter,
		Look:     platform.RunsPrivileged,
	}.Fn(),
}
