package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000680 = rules.Rule{
	ID: "CNTR-MK-000680",
	Reading: "Running containers that are not Kubernetes'. The printed filter selects the vendor's containers alone, " +
		"title and fix speak of the others, so all are judged and the vendor's are set aside by the fix's own words." + orchestratorReading,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.PidMode", Want: `PidMode is not "host"`,
		Expected: `HostConfig.PidMode of every running container is not "host"`,
		Offends:  "shares the host's process table",
		Running:  true, Vendor: platform.ExemptFix, Swarm: true,
		Stopped: func(i *facts.Inspect) string {
			if mode, why := i.Host().PidMode.Get(); why == "" && mode == "host" {
				return "is stopped and has PidMode=host"
			}
			return ""
		},
		Joins: platform.PIDModeOf, Field: "PidMode",
		Look: platform.PIDMode,
	}.Fn(),
}
