package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE003320 = rules.Rule{
	ID:    "DKER-EE-003320",
	Class: rules.Partial,
	Reading: "The driver as DKER-EE-003230 wants it, and a dated statement for the node that its logs reach the central server: the text " +
		"asks the administrator to show it. The rules on max-size and max-file contradict this one.",
	Check: rules.All(logDriver,
		rules.Attested("log_forwarding_shown", "logs reach the central server", "the log driver was shown to send to a log aggregation server or SIEM")),
}
