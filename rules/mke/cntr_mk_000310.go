package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000310 = rules.Rule{
	ID:    "CNTR-MK-000310",
	Class: rules.Partial,
	Reading: "The engine's own answer decides which log driver is in force; daemon.json is compared with it, and " +
		"where that is known to set none, an argument of dockerd must. That the log server raises an alert when a node falls silent is outside every collected fact and must be attested for " +
		"the node. Forwarding by syslog or journald is in the fix, not among the finding conditions.",
	Check: rules.All(
		rules.About("log driver", "syslog, journald, a plugin, or an approved driver that sends logs away", rules.FromCase(
			[]string{facts.EngineInfo.Name, facts.HostFiles.Name, "ssp:logging.approved_drivers"}, platform.LogDriver(platform.RemoteDrivers))),
		rules.Attested("siem_no_data_alert", "alert when the node falls silent", "the log server raises an alert when this node sends nothing"),
	),
}
