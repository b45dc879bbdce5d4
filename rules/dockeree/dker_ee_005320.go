package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005320 = rules.Rule{
	ID: "DKER-EE-005320",
	Reading: "The bits of the socket's mode. The text says \"or more restrictive\" and repeats the bare number: a stricter mode passes " +
		"with a remark. What lies at the path must be a socket to be judged.",
	Check: fileCheck{want: "mode 0660 or stricter", files: paths("/var/run/docker.sock"), kind: "socket", look: modeWithin(0o660)}.fn(),
}
