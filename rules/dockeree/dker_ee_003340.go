package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE003340 = rules.Rule{
	ID:      "DKER-EE-003340",
	Scope:   rules.Cluster,
	Class:   rules.Manual,
	Reading: "Outside every collected fact: the administrator of the SIEM states that the alarm is there, and whom it reaches.",
	Check:   rules.Attested("siem_audit_failure", "alert on audit failure", "the SIEM notifies the SA and the ISSO of audit failures"),
}
