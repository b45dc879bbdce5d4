package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005280 = rules.Rule{
	ID: "DKER-EE-005280",
	Reading: "The certificate that the engine serves, and those of UCP's own volumes, by the bits of the mode. Stricter than 0444 " +
		"passes with a remark. Where no such file is known nothing is decided.",
	Check: tlsCheck("cert", "mode 0444 or stricter", modeWithin(0o444)),
}
