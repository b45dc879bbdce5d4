package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE003330 = rules.Rule{
	ID:      "DKER-EE-003330",
	Scope:   rules.Cluster,
	Class:   rules.Manual,
	Reading: "Outside every collected fact: the administrator of the SIEM states that the alarm is there.",
	Check:   rules.Attested("siem_storage_75", "alert on audit storage", "the SIEM raises an alarm when audit storage of the nodes exceeds 75 %"),
}
