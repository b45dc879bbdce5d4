package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE003840 = rules.Rule{
	ID:    "DKER-EE-003840",
	Scope: rules.Registry,
	Reading: "Scanning is on, the database was loaded, and its last update and that of its overrides did not fail. The last sentence, " +
		"\"both not false\", is read as: either of them true is a finding. No greatest age is given, so the age is printed and " +
		"judges nothing.",
	NotApplicable: platform.NoRegistry,
	Check:         platform.Scanning,
}
