package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001220 = rules.Rule{
	ID: "CNTR-MK-001220",
	Reading: "Every container, running or stopped, that is not Kubernetes'. The title leaves system containers out, so " +
		"proven identity suffices. The printed filter works on bare ids and never removes a name; a filter by name or " +
		"label would let anybody hide." + orchestratorReading,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.Privileged", Want: "Privileged=false",
		Expected: "HostConfig.Privileged=false in every container that is not the platform's own",
		Offends:  "runs privileged",
		Vendor:   platform.ExemptTitle, Swarm: true,
		Look: platform.RunsPrivileged,
	}.Fn(),
}
