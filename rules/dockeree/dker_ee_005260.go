package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005260 = rules.Rule{
	ID: "DKER-EE-005260",
	Reading: "The file of the authority that the engine checks clients by, and those of UCP's own volumes, by the bits of the mode. " +
		"Stricter than 0444 passes with a remark. Where no such file is known nothing is decided.",
	Check: tlsCheck("ca", "mode 0444 or stricter", modeWithin(0o444)),
}
