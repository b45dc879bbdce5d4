package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001200 = rules.Rule{
	ID: "CNTR-MK-001200",
	Reading: "Every container, running or stopped, that is not Kubernetes'. An empty value passes the text even where " +
		"the engine remaps nothing. The sentence about process limits belongs to another rule." + orchestratorReading,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.UsernsMode", Want: `UsernsMode is ""`,
		Expected: "HostConfig.UsernsMode of every container is empty",
		Offends:  "uses the host's user namespace",
		Vendor:   platform.ExemptFix, Swarm: true,
		Notes: platform.Remapping,
		Look:  platform.UsersNamespace,
	}.Fn(),
}
