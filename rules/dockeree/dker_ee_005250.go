package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005250 = rules.Rule{
	ID: "DKER-EE-005250",
	Reading: "The file of the authority that the engine checks clients by, and those of UCP's own volumes: the text leaves the path to " +
		"the reader. Owner and group are compared exactly. Where no such file is known nothing is decided.",
	Check: tlsCheck("ca", "root:root", ownedBy("root", "root")),
}
