package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000620 = rules.Rule{
	ID:    "CNTR-MK-000620",
	Scope: rules.Registry,
	Reading: "The registry's switch for creating a repository when somebody pushes to one that does not exist must " +
		"be off. The fix of the older Docker Enterprise STIG sets it on; it is not followed. The facts of one registry do not speak for another " +
		"one that MKE knows.",
	NotApplicable: platform.NoRegistry,
	Check: platform.RegistrySetting("createRepositoryOnPush", false, func(s facts.MSRSettings) facts.Maybe[bool] {
		return s.CreateRepositoryOnPush
	}),
}
