package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE004370 = rules.Rule{
	ID:    "DKER-EE-004370",
	Scope: rules.Cluster,
	Reading: "The switch that lets signed images alone run. Which teams must have signed is in the text of the page and not among the " +
		"finding conditions. DKER-EE-003590 asks the same.",
	Warnings: []string{"With content trust on, images of the platform and of the site that nobody signed no longer start."},
	Check:    platform.ContentTrust,
}
