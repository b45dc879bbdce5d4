package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001160 = rules.Rule{
	ID: "CNTR-MK-001160",
	Reading: "Every container, running or stopped, that is not Kubernetes'. The text knows no exception for users' " +
		"containers: an exemption for one is printed and changes nothing. The check is written for Linux: a node that runs Windows is left out." + orchestratorReading,
	Warnings:      []string{"The platform's own containers are writable by design; only the fix's word \"nonsystem\" lets them be set aside."},
	NotApplicable: platform.NotWindows,
	Check: platform.ContainerCheck{
		Setting: "inspect.HostConfig.ReadonlyRootfs", Want: "ReadonlyRootfs=true",
		Expected: "HostConfig.ReadonlyRootfs=true in every container",
		Offends:  "has a writable root file system",
		Vendor:   platform.ExemptFix, Swarm: true,
		Look: platform.WritableRoot,
	}.Fn(),
}
