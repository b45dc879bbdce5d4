package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005270 = rules.Rule{
	ID: "DKER-EE-005270",
	Reading: "The certificate that the engine serves, and those of UCP's own volumes. Owner and group are compared exactly, also for " +
		"UCP's volumes, whose files the vendor's guide gives to nobody:nobody: the two contradict each other, and the check " +
		"decides. Where no such file is known nothing is decided.",
	Warnings: []string{"The vendor's guide gives the files of UCP's certificate volumes to 99:99 (nobody); UCP may not start once they belong to root."},
	Check:    tlsCheck("cert", "root:root", ownedBy("root", "root")),
}
