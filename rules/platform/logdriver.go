package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// RemoteDrivers are built into the engine and send logs to a service; whether that
// service is the site's central one only the site can say.
var RemoteDrivers = []string{"awslogs", "etwlogs", "fluentd", "gcplogs", "gelf", "logentries", "splunk"}

// LogDriver judges the log driver in force: one that keeps logs on the host is a finding,
// and of the drivers undecided ssp.yaml must say whether their logs reach the central
// server.
func LogDriver(undecided []string) func(*rules.Case) (rules.Verdict, []facts.Missing) {
	return func(c *rules.Case) (rules.Verdict, []facts.Missing) { return logDriver(c, undecided) }
}

func logDriver(c *rules.Case, undecided []string) (v rules.Verdict, missing []facts.Missing) {
	file, inFile, unsure := DriverInFile(c.Snapshot)
	driver, source, missing := DriverInForce(c.Snapshot, file, inFile && unsure == nil)
	if missing != nil && inFile {
		missing = append(missing, unsure...)
	}
	if missing != nil {
		return v, missing
	}
	word := strings.ToLower(strings.TrimSpace(driver))
	o := rules.Outcome{Actual: OrWord(driver, `""`), Note: "by " + source, Facts: []string{"docker_engine.info.LoggingDriver",
		"host_files[" + facts.DaemonFile + "].parsed.log-driver"}}
	switch {
	case slices.Contains([]string{"json-file", "local", "none", ""}, word):
		o.Kind = result.Violates
	case slices.Contains(undecided, word):
		o.Kind, missing = ApprovedDriver(c, word, &o)
	default:
		o.Kind = result.Pass // one that the text names, or a plugin
	}
	v.Outcomes = []rules.Outcome{o}
	if inFile && file != driver {
		v.Notes = append(v.Notes, fmt.Sprintf("daemon.json says %q, the engine runs with %q", file, driver))
	}
	v.Notes = append(v.Notes, OwnDrivers(c.Snapshot, driver)...)
	return v, missing
}

// DriverInForce is the log driver of the node and where it was read: the engine's own
// answer, else daemon.json.
func DriverInForce(s *facts.Snapshot, file string, inFile bool) (driver, source string, missing []facts.Missing) {
	info, missing := OwnEngine(s)
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

// DriverInFile is the log driver that daemon.json names, where it is known to name one.
// With unsure it may not be the file that the engine reads.
func DriverInFile(s *facts.Snapshot) (driver string, known bool, unsure []facts.Missing) {
	config, missing := facts.Get(s, facts.DaemonConfig)
	if missing != nil {
		return "", false, nil
	}
	driver, why := config.File.String("log-driver").Get()
	return driver, why == "", config.Unsure
}

// ApprovedDriver is what a remote driver means by ssp logging.approved_drivers.
func ApprovedDriver(c *rules.Case, driver string, o *rules.Outcome) (result.Kind, []facts.Missing) {
	approved, missing := facts.Get(c.Snapshot, facts.SSPLoggingDrivers)
	if missing != nil {
		return result.Unknown, missing
	}
	o.Facts = append(o.Facts, "ssp:logging.approved_drivers")
	if !slices.Contains(approved, driver) {
		return result.Unknown, []facts.Missing{{Name: "ssp:logging.approved_drivers", Why: fmt.Sprintf("does not name %q", driver),
			How: []string{"ssp.yaml: add it to logging.approved_drivers if its logs reach the central server"}}}
	}
	o.By = Approver(c, "logging")
	return result.Pass, nil
}

// OwnDrivers lists containers that do not log as the engine does.
func OwnDrivers(s *facts.Snapshot, driver string) []string {
	var own []string
	all, missing := facts.Get(s, facts.NodeContainers)
	if missing != nil {
		return nil
	}
	for _, container := range all.List {
		inspect, _ := container.Inspect.Get()
		if log, why := Host(inspect).LogConfig.Get(); why == "" && log.Type != "" && log.Type != driver {
			own = append(own, container.Name()+" ("+log.Type+")")
		}
	}
	if own == nil {
		return nil
	}
	return []string{"containers with a log driver of their own: " + strings.Join(own, ", ")}
}
