package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001080 = rules.Rule{
	ID:    "DKER-EE-001080",
	Scope: rules.Cluster,
	Reading: "The audit level of UCP must be request, in any spelling of case. A key that the export lacks is unknown, not the " +
		"default.",
	Check: platform.Settings("the audit level is request",
		platform.Setting{Path: "audit_log_configuration.level", Want: "is request", Read: platform.IsWord("request")}),
}
