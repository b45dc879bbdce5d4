package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005190 = rules.Rule{
	ID: "DKER-EE-005190",
	Reading: "The unit file of the socket, where systemd says it is, not the socket itself. Owner and group are compared exactly. A " +
		"unit without a file is no finding, by the text.",
	Check: unitCheck("docker.socket", "root:root", ownedBy("root", "root")),
}
