package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005200 = rules.Rule{
	ID: "DKER-EE-005200",
	Reading: "The unit file of the socket, where systemd says it is, not the socket itself. The bits count, not the number; the text " +
		"says \"or more restrictive\". A unit without a file is no finding, by the text.",
	Check: unitCheck("docker.socket", "mode 0644 or stricter", modeWithin(0o644)),
}
