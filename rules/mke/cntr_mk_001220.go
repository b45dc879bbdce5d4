package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK001220 = rules.Rule{
	ID: "CNTR-MK-001220",
	Reading: "Every container, running or stopped, that is not Kubernetes'. The title leaves system containers out, so " +
		"proven identity suffices. The printed filter works on bare ids and never removes a name; a filter by name or " +
		"label would let anybody hide.",
	Check: containerCheck{
		setting: "inspect.HostConfig.Privileged", want: "Privileged=false",
		expected: "HostConfig.Privileged=false in every container that is not the platform's own",
		offends:  "runs privileged",
		vendor:   exemptTitle, swarm: true,
		look: runsPrivileged,
	}.fn(),
}

// runsPrivileged is a privileged container.
func runsPrivileged(_ facts.OwnedContainer, i facts.Inspect) seen {
	return truth("Privileged", host(i).Privileged, true)
}
