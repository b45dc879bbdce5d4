package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE002410 = rules.Rule{
	ID:      "DKER-EE-002410",
	Scope:   rules.Cluster,
	Class:   rules.Manual,
	Reading: "The security plan's own text decides; no fact shows what is written there. A dated statement says that the plan describes it.",
	Check:   rules.Attested("secrets_process_documented", "process for secrets", "the security plan describes how Docker's secrets commands are used"),
}
