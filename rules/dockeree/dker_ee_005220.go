package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005220 = rules.Rule{
	ID: "DKER-EE-005220",
	Reading: "The bits of the folder's mode. The title says \"or more restrictive\" and the last sentence repeats the bare number: a " +
		"stricter mode passes with a remark. That the folder is not there is not foreseen and is left to a person.",
	Check: fileCheck{want: "mode 0755 or stricter", files: paths("/etc/docker"), kind: "directory", look: modeWithin(0o755)}.fn(),
}
