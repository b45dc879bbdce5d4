package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE005320 = rules.Rule{
	ID: "DKER-EE-005320",
	Reading: "The bits of the socket's mode. The text says \"or more restrictive\" and repeats the bare number: a stricter mode passes " +
		"with a remark. What lies at the path must be a socket to be judged. Another socket that the engine is known to listen on is judged alike; an address of the network is left to a person.",
	Check: fileCheck{want: "mode 0660 or stricter", files: engineSocketFiles, needs: []string{facts.EngineArgs.Name, facts.DaemonConfig.Name}, kind: "socket", look: modeWithin(0o660)}.fn(),
}
