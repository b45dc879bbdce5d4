package dockeree

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001590 = rules.Rule{
	ID:    "DKER-EE-001590",
	Class: rules.Partial,
	Reading: "The text names the drivers syslog, awslogs, splunk, gcplogs, logentries and plugins; journald, which the MKE " +
		"STIG allows, gelf, fluentd and etwlogs are not among them, so ssp.yaml must say that their logs reach the " +
		"central server. The engine's own answer decides which driver is in force; a daemon.json that sets none is a " +
		"finding by the text. That the log server raises an alert is outside every collected fact and must be attested " +
		"for the node.",
	Check: rules.All(
		rules.About("log driver", "syslog, awslogs, splunk, gcplogs, logentries, a plugin, or an approved driver that sends logs away", rules.FromCase(
			[]string{facts.EngineInfo.Name, facts.DaemonConfig.Name, facts.SSPLoggingDrivers.Name}, logDriver)),
		rules.Attested("siem_no_data_alert", "alert when the node falls silent", "the log server raises an alert when this node sends nothing"),
	),
}

// unnamedDrivers are built into the engine, send logs away and are not in the text's list.
var unnamedDrivers = []string{"journald", "gelf", "fluentd", "etwlogs"}

func logDriver(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v, missing := platform.LogDriver(unnamedDrivers)(c)
	if o, unset := driverUnset(c.Snapshot); unset {
		v.Outcomes = append(v.Outcomes, o)
	}
	return v, missing
}

// driverUnset is a daemon.json that is known and sets no driver: the text looks there and
// nowhere else.
func driverUnset(s *facts.Snapshot) (rules.Outcome, bool) {
	config, missing := facts.Get(s, facts.DaemonConfig)
	if missing != nil || config.File.Has("log-driver") {
		return rules.Outcome{}, false
	}
	o := rules.Outcome{Kind: result.Violates, Subject: facts.DaemonFile, Expected: "log-driver is set", Actual: "sets no log-driver",
		Facts: []string{"host_files[" + facts.DaemonFile + "]"}}
	if !config.Exists {
		o.Actual = "does not exist, so log-driver is not set"
	}
	if driver, why := facts.Look(s, facts.EngineInfo).Value.LoggingDriver.Get(); why == "" {
		o.Note = fmt.Sprintf("the engine runs with %q", driver)
	}
	return o, true
}
