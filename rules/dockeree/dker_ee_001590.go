package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE001590 = rules.Rule{
	ID:    "DKER-EE-001590",
	Class: rules.Partial,
	Reading: "The text names the drivers syslog, awslogs, splunk, gcplogs, logentries and plugins; journald, which the MKE " +
		"STIG allows, gelf, fluentd and etwlogs are not among them, so ssp.yaml must say that their logs reach the " +
		"central server. The engine's own answer decides which driver is in force; a daemon.json that sets none is a " +
		"finding by the text. That the log server raises an alert is outside every collected fact and must be attested " +
		"for the node.",
	Check: rules.All(logDriver,
		rules.Attested("siem_no_data_alert", "alert when the node falls silent", "the log server raises an alert when this node sends nothing"),
	),
}
