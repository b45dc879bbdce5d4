package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001950 = rules.Rule{
	ID:    "DKER-EE-001950",
	Class: rules.GivenSSP,
	Reading: "Every container, running or stopped, whoever's it is: ssp.yaml decides for all. The command shows changes, not " +
		"what a container has in the end: a privileged one lists none and has all, so it counts as ALL and needs ALL in " +
		"ssp.yaml. Without a list in ssp.yaml nothing can be said to stay inside it.",
	Warnings: []string{
		"Parts of the platform run privileged by design; ssp.yaml must list them by component.",
	},
	NotApplicable: platform.OnlyLinux,
	Check:         platform.Capabilities(platform.ExemptNever, false),
}
