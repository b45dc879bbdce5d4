package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE005360 = rules.Rule{
	ID: "DKER-EE-005360",
	Reading: "Ubuntu alone, as the text says; a host of which the system is not known is not decided. The bits of the mode count; the " +
		"title says \"or more restrictive\" and the last sentence repeats the bare number, so a stricter mode passes with a " +
		"remark. That the file is not there is left to a person.",
	NotApplicable: platform.OnlyUbuntu,
	Check:         fileCheck{want: "mode 0644 or stricter", files: paths(defaultsFile), look: modeWithin(0o644)}.fn(),
}
