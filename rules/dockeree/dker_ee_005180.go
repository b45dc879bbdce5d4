package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005180 = rules.Rule{
	ID: "DKER-EE-005180",
	Reading: "The file that systemd names for the unit. The bits count, not the number: 0604 is within 0644 and 0611 is not. The " +
		"text says \"or more restrictive\". A unit without a file is no finding, by the text.",
	Check: unitCheck("docker.service", "mode 0644 or stricter", modeWithin(0o644)),
}
