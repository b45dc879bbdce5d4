package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE003460 = rules.Rule{
	ID:      "DKER-EE-003460",
	Scope:   rules.Cluster,
	Class:   rules.Manual,
	Reading: "Outside every collected fact: the administrator of the SIEM states that the alarm is there, and whom it reaches.",
	Check:   rules.Attested("siem_unauth_software", "alert on unauthorised software", "the SIEM notifies the ISSO and the ISSM of unauthorised software on the nodes"),
}
