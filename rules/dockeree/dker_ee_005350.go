package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE005350 = rules.Rule{
	ID: "DKER-EE-005350",
	Reading: "Ubuntu alone, as the text says; a host of which the system is not known is not decided. Owner and group are compared " +
		"exactly. That the file is not there is not foreseen and is left to a person.",
	NotApplicable: platform.OnlyUbuntu,
	Check:         fileCheck{want: "root:root", files: paths(defaultsFile), look: ownedBy("root", "root")}.fn(),
}
