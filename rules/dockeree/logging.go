package dockeree

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// unnamedDrivers are built into the engine, send logs away, and are not in the texts'
// list; whether they reach the central server only the site can say.
var unnamedDrivers = []string{"etwlogs", "fluentd", "gelf", "journald"}

const contradictsOptions = "DKER-EE-001370 and DKER-EE-003310 want max-size and max-file in daemon.json, which the engine takes for json-file and local " +
	"alone: the rules contradict each other"

// logDriver is that the driver in force is one of the texts' list or a plugin, and that
// daemon.json names it: the text reads that file, and one that names none is a finding
// whatever the engine was started with.
var logDriver = rules.All(
	rules.About("log driver", "syslog, awslogs, splunk, gcplogs, logentries, a plugin, or an approved driver that sends logs away", rules.FromCase(
		[]string{facts.EngineInfo.Name, facts.DaemonConfig.Name, "ssp:logging.approved_drivers"}, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
			v, missing := platform.LogDriver(unnamedDrivers)(c)
			v.Notes = append(v.Notes, contradictsOptions)
			return v, missing
		})),
	rules.About("log-driver in daemon.json", "set, to one that sends logs away", rules.FromCase([]string{facts.DaemonConfig.Name}, driverNamed)),
)

func driverNamed(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	config, missing := facts.Get(c.Snapshot, facts.DaemonConfig)
	if missing != nil {
		return v, missing
	}
	o := rules.Outcome{Kind: result.Pass, Facts: []string{config.Fact("parsed.log-driver")}}
	driver := config.File.String("log-driver")
	value, why := driver.Get()
	switch {
	case !config.Exists:
		o.Kind, o.Actual = result.Violates, "there is no such file"
	case driver.State == facts.NotCollected, why == "" && value == "":
		o.Kind, o.Actual = result.Violates, "not set"
	case why != "":
		o.Kind, o.Actual, o.Note = result.Unknown, "not known", why
	default:
		o.Actual = fmt.Sprintf("%q", value)
		if slices.Contains([]string{"json-file", "local", "none"}, strings.ToLower(strings.TrimSpace(value))) {
			o.Kind = result.Violates
		}
	}
	return rules.Verdict{Outcomes: []rules.Outcome{o}}, config.Unsure
}
