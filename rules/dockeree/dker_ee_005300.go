package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005300 = rules.Rule{
	ID: "DKER-EE-005300",
	Reading: "This very mode: the one rule on a mode that names no stricter one, so 0000 is a finding too, and the details say that it " +
		"is stricter. The key itself is never read. Where no such file is known nothing is decided.",
	Check: tlsCheck("key", "mode 0400", modeIs(0o400)),
}
