package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK001160 = rules.Rule{
	ID: "CNTR-MK-001160",
	Reading: "Every container, running or stopped, that is not Kubernetes'. The text knows no exception for users' " +
		"containers: an exemption for one is printed and changes nothing.",
	Warnings: []string{"The platform's own containers are writable by design; only the fix's word \"nonsystem\" lets them be set aside."},
	Check: containerCheck{
		setting: "inspect.HostConfig.ReadonlyRootfs", want: "ReadonlyRootfs=true",
		expected: "HostConfig.ReadonlyRootfs=true in every container",
		offends:  "has a writable root file system",
		vendor:   exemptFix, swarm: true,
		look: writableRoot,
	}.fn(),
}

// writableRoot is a container whose root file system can be written.
func writableRoot(_ facts.OwnedContainer, i facts.Inspect) seen {
	return truth("ReadonlyRootfs", host(i).ReadonlyRootfs, false)
}
