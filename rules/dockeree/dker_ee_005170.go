package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005170 = rules.Rule{
	ID: "DKER-EE-005170",
	Reading: "The file that systemd names for the unit, not the path of the example. Owner and group are compared exactly: the printed " +
		"command looks for the text root:root anywhere in the line, so that toor:rootless would not show. A unit without a " +
		"file is no finding, by the text.",
	Check: unitCheck("docker.service", "root:root", ownedBy("root", "root")),
}
