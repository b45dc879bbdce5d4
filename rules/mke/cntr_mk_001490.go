package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001490 = rules.Rule{
	ID:    "CNTR-MK-001490",
	Scope: rules.Registry,
	Reading: "Two switches of the whole registry are tested although the title speaks of all repositories: scanning is on, and " +
		"the last update of the database and of its overrides did not fail. Either failure is a finding, and so is a " +
		"database that was never loaded. No greatest age is given, so the age is printed and judges nothing; repositories " +
		"that do not scan on push are listed. The facts of one registry do not speak for another one that MKE knows.",
	NotApplicable: platform.NoRegistry,
	Check:         platform.Scanning,
}
