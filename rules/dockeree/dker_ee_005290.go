package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005290 = rules.Rule{
	ID: "DKER-EE-005290",
	Reading: "The private key of the certificate that the engine serves, and those of UCP's own volumes. Owner and group are compared " +
		"exactly; the key itself is never read. Where no such file is known nothing is decided.",
	Warnings: []string{"The vendor's guide gives the files of UCP's certificate volumes to 99:99 (nobody); UCP may not start once they belong to root."},
	Check:    tlsCheck("key", "root:root", ownedBy("root", "root")),
}
