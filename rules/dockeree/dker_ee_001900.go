package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001900 = rules.Rule{
	ID:    "DKER-EE-001900",
	Scope: rules.Registry,
	Reading: "The registry's switch for creating a repository when somebody pushes to one that does not exist. A switch that was " +
		"not read is unknown, never off. The printed fix sets it to true by mistake: false is meant.",
	Warnings:      []string{"The printed command of the fix sets createRepositoryOnPush to true, which is the finding; set it to false."},
	NotApplicable: platform.NoRegistry,
	Check: platform.RegistrySetting("createRepositoryOnPush", false, func(s facts.MSRSettings) facts.Maybe[bool] {
		return s.CreateRepositoryOnPush
	}),
}
