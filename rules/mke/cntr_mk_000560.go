package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000560 = rules.Rule{
	ID:    "CNTR-MK-000560",
	Class: rules.GivenSSP,
	Reading: "Every container, running or stopped, that is not Kubernetes'. The command shows changes, not what a container " +
		"has in the end: a privileged one lists none and has all, so it counts as ALL and needs ALL in ssp.yaml. Without a " +
		"list in ssp.yaml nothing can be said to stay inside it." + orchestratorReading,
	Warnings: []string{"Parts of the platform run privileged by design; ssp.yaml must list them by component."},
	Check:    capabilities,
}

// capabilities is what two rules ask of the containers of a node that serves Swarm.
var capabilities = platform.Capabilities(platform.ExemptFix, true)
