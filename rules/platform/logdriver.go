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
	config, file, inFile := driverInFile(c.Snapshot)
	driver, source, missing := driverInForce(c.Snapshot, config, file, inFile)
	if info, ok, lacks := PartOfOwnEngine(c.Snapshot); missing != nil && ok && info.LoggingDriver.Is(keepsOnHost) {
		driver, source, missing = info.LoggingDriver.Value, "part of the engine's own answer", lacks
	} else if missing != nil {
		return v, missing
	}
	word := strings.ToLower(strings.TrimSpace(driver))
	o := rules.Outcome{Actual: OrWord(driver, `""`), Note: "by " + source, Facts: []string{"docker_engine.info.LoggingDriver",
		config.Fact("parsed.log-driver")}}
	switch {
	case keepsOnHost(driver):
		o.Kind = result.Violates
	case slices.Contains(undecided, word):
		var lacks []facts.Missing
		o.Kind, lacks = ApprovedDriver(c, word, &o)
		missing = append(missing, lacks...)
	default:
		o.Kind = result.Pass // one that the text names, or a plugin
	}
	next := strings.ToLower(strings.TrimSpace(file)) // what the next start takes
	if o.Kind == result.Pass && inFile && next != word && slices.Contains(undecided, next) {
		var lacks []facts.Missing
		o.Kind, lacks = ApprovedDriver(c, next, &o)
		missing = append(missing, lacks...)
	}
	if o.Kind == result.Pass && inFile && keepsOnHost(file) {
		o.Kind, o.Note = result.Unknown, fmt.Sprintf("%s says %q; restart the engine or correct the file", config.Called(), file)
	}
	if o.Kind == result.Pass && !inFile {
		missing = append(missing, explained(c.Snapshot, &o)...)
	}
	v.Outcomes = []rules.Outcome{o}
	if inFile && file != driver {
		v.Notes = append(v.Notes, fmt.Sprintf("%s says %q, the engine runs with %q", config.Called(), file, driver))
	}
	v.Notes = append(v.Notes, OwnDrivers(c.Snapshot, driver)...)
	return v, missing
}

// explained is that a driver which the engine's file does not set is set by an argument:
// else the engine was started with another file than is there now, and the next start
// takes json-file. Where the file is not known nothing is asked.
func explained(s *facts.Snapshot, o *rules.Outcome) []facts.Missing {
	config, unknown := facts.Get(s, facts.DaemonConfig)
	if unknown != nil {
		return nil
	}
	args, missing := facts.Get(s, facts.EngineArgs)
	missing = append(missing, args.Missing...)
	switch {
	case slices.ContainsFunc(args.Argv, func(argv []string) bool { return facts.Values(argv, "log-driver", "", false) != nil }):
		o.Note += ", as an argument of dockerd sets it"
		return nil
	case missing == nil:
		o.Note = fmt.Sprintf("neither %s nor an argument of dockerd sets it; restart the engine or set log-driver", config.Called())
	default:
		o.Note = config.Called() + " does not set it, and whether an argument of dockerd does is not known"
	}
	o.Kind = result.Unknown
	return missing
}

// keepsOnHost reports whether logs of a driver stay on the host, or are none.
func keepsOnHost(driver string) bool {
	return slices.Contains([]string{"json-file", "local", "none", ""}, strings.ToLower(strings.TrimSpace(driver)))
}

// driverInForce is the log driver of the node and where it was read: the engine's own
// answer, else the file that the engine is known to read.
func driverInForce(s *facts.Snapshot, config facts.DaemonSettings, file string, inFile bool) (driver, source string, missing []facts.Missing) {
	info, missing := OwnEngine(s)
	if missing == nil {
		driver, why := info.LoggingDriver.Get()
		if why == "" {
			return driver, "the engine's own answer", nil
		}
		missing = []facts.Missing{{Name: "docker_engine.info.LoggingDriver", Why: why}}
	}
	switch {
	case inFile && config.Unsure == nil:
		// The engine refuses to start when a flag repeats what the file says.
		return file, config.Called(), nil
	case inFile:
		missing = append(missing, config.Unsure...)
	}
	return "", "", missing
}

// driverInFile is the log driver that the engine's file names, where it is known to name
// one.
func driverInFile(s *facts.Snapshot) (config facts.DaemonSettings, driver string, known bool) {
	config, missing := facts.Get(s, facts.DaemonConfig)
	if missing != nil {
		return config, "", false
	}
	driver, why := config.File.String("log-driver").Get()
	return config, driver, why == ""
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
		inspect, _ := container.Inspected()
		if log, why := inspect.Host().LogConfig.Get(); why == "" && log.Type != "" && log.Type != driver {
			own = append(own, container.Name()+" ("+log.Type+")")
		}
	}
	if own == nil {
		return nil
	}
	return []string{"containers with a log driver of their own: " + strings.Join(own, ", ")}
}
