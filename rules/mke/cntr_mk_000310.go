package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000310 = rules.Rule{
	ID:    "CNTR-MK-000310",
	Class: rules.Partial,
	Reading: "The engine's own answer decides which log driver is in force; daemon.json is compared with it. That the " +
		"log server raises an alert when a node falls silent is outside every collected fact and must be attested for " +
		"the node. Forwarding by syslog or journald is in the fix, not among the finding conditions.",
	Check: rules.All(
		rules.About("log driver", "syslog, journald, a plugin, or an approved driver that sends logs away", rules.FromCase(
			[]string{facts.EngineInfo.Name, facts.HostFiles.Name, "ssp:logging.approved_drivers"}, logDriver)),
		rules.Attested("siem_no_data_alert", "alert when the node falls silent", "the log server raises an alert when this node sends nothing"),
	),
}

// remoteDrivers are built into the engine and send logs to a service; whether that
// service is the site's central one only the site can say.
var remoteDrivers = []string{"awslogs", "etwlogs", "fluentd", "gcplogs", "gelf", "logentries", "splunk"}

func logDriver(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	file, inFile := driverInFile(c.Snapshot)
	driver, source, missing := driverInForce(c.Snapshot, file, inFile)
	if missing != nil {
		return v, missing
	}
	word := strings.ToLower(strings.TrimSpace(driver))
	o := rules.Outcome{Actual: orWord(driver, `""`), Note: "by " + source, Facts: []string{"docker_engine.info.LoggingDriver",
		"host_files[" + daemonJSON + "].parsed.log-driver"}}
	switch {
	case slices.Contains([]string{"json-file", "local", "none", ""}, word):
		o.Kind = result.Violates
	case slices.Contains(remoteDrivers, word):
		o.Kind, missing = approvedDriver(c, word, &o)
	default:
		o.Kind = result.Pass // syslog, journald, or a plugin
	}
	v.Outcomes = []rules.Outcome{o}
	if inFile && file != driver {
		v.Notes = append(v.Notes, fmt.Sprintf("daemon.json says %q, the engine runs with %q", file, driver))
	}
	v.Notes = append(v.Notes, ownDrivers(c.Snapshot, driver)...)
	return v, missing
}

const daemonJSON = "/etc/docker/daemon.json"

func driverInForce(s *facts.Snapshot, file string, inFile bool) (driver, source string, missing []facts.Missing) {
	info, missing := ownEngine(s)
	if missing == nil {
		driver, why := info.LoggingDriver.Get()
		if why == "" {
			return driver, "the engine's own answer", nil
		}
		missing = []facts.Missing{{Name: "docker_engine.info.LoggingDriver", Why: why}}
	}
	if inFile {
		// The engine refuses to start when a flag repeats what the file says.
		return file, "daemon.json", nil
	}
	return "", "", missing
}

func driverInFile(s *facts.Snapshot) (string, bool) {
	entry, why := facts.Look(s, facts.HostFiles).Value[daemonJSON].Get()
	if why != "" {
		return "", false
	}
	parsed, why := entry.Parsed.Get()
	if why != "" {
		return "", false
	}
	driver, why := parsed.String("log-driver").Get()
	return driver, why == ""
}

func approvedDriver(c *rules.Case, driver string, o *rules.Outcome) (result.Kind, []facts.Missing) {
	approved, missing := facts.Get(c.Snapshot, facts.SSPLoggingDrivers)
	if missing != nil {
		return result.Unknown, missing
	}
	o.Facts = append(o.Facts, "ssp:logging.approved_drivers")
	if !slices.Contains(approved, driver) {
		return result.Unknown, []facts.Missing{{Name: "ssp:logging.approved_drivers", Why: fmt.Sprintf("does not name %q", driver),
			How: []string{"ssp.yaml: add it to logging.approved_drivers if its logs reach the central server"}}}
	}
	o.By = approver(c, "logging")
	return result.Pass, nil
}

// ownDrivers lists containers that do not log as the engine does.
func ownDrivers(s *facts.Snapshot, driver string) []string {
	var own []string
	all, missing := facts.Get(s, facts.NodeContainers)
	if missing != nil {
		return nil
	}
	for _, container := range all.List {
		inspect, _ := container.Inspect.Get()
		if log, why := host(inspect).LogConfig.Get(); why == "" && log.Type != "" && log.Type != driver {
			own = append(own, container.Name()+" ("+log.Type+")")
		}
	}
	if own == nil {
		return nil
	}
	return []string{"containers with a log driver of their own: " + strings.Join(own, ", ")}
}
