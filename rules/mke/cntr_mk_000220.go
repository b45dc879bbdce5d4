package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000220 = rules.Rule{
	ID:    "CNTR-MK-000220",
	Scope: rules.Cluster,
	Reading: "The audit level must be request, in any spelling of case. The log level must not be ERROR; levels " +
		"quieter than ERROR are not named in the text, lose more and are findings too. Either the configuration " +
		"file or the API's answer suffices; where they differ, neither is believed.",
	Check: rules.All(
		rules.About("audit level", "the audit level is request", level("audit level",
			"audit_log_configuration.level", func(l facts.LoggingConfig) facts.Maybe[string] { return l.AuditLevel }, auditLevel)),
		rules.About("log level", "the log level is debug, info, notice or warning", level("log level",
			"log_configuration.level", func(l facts.LoggingConfig) facts.Maybe[string] { return l.LogLevel }, logLevel)),
	),
}

// level is one level, from the configuration file or from the API.
func level(name, path string, api func(facts.LoggingConfig) facts.Maybe[string], judge func(string) rules.Outcome) rules.Fn[rules.Verdict] {
	return rules.FromCase([]string{facts.MKEConfig.Name, facts.MKELogging.Name}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
		config, why1 := fromConfig(c.Snapshot, path)
		answer, why2 := fromLogging(c.Snapshot, api)
		switch {
		case why1 != nil && why2 != nil:
			return v, append(why1, why2...)
		case why1 == nil && why2 == nil && !strings.EqualFold(config, answer):
			return v, []facts.Missing{{Name: name, Why: fmt.Sprintf("the sources disagree: mke_config has %q, mke_api.logging has %q", config, answer)}}
		case why1 != nil:
			config = answer
		}
		o := judge(config)
		o.Facts = []string{"mke_config." + path, "mke_api.logging"}
		v.Outcomes = []rules.Outcome{o}
		return v, nil
	})
}

func fromConfig(s *facts.Snapshot, path string) (string, []facts.Missing) {
	config, missing := facts.Get(s, facts.MKEConfig)
	if missing != nil {
		return "", missing
	}
	value, why := config.String(path).Get()
	if why != "" {
		return "", []facts.Missing{{Name: "mke_config." + path, Why: why}}
	}
	return value, nil
}

func fromLogging(s *facts.Snapshot, api func(facts.LoggingConfig) facts.Maybe[string]) (string, []facts.Missing) {
	logging, missing := facts.Get(s, facts.MKELogging)
	if missing != nil {
		return "", missing
	}
	value, why := api(logging).Get()
	if why != "" {
		return "", []facts.Missing{{Name: facts.MKELogging.Name, Why: why}}
	}
	return value, nil
}

func auditLevel(level string) rules.Outcome {
	o := rules.Outcome{Kind: result.Pass, Actual: fmt.Sprintf("%q", level)}
	if !strings.EqualFold(level, "request") {
		o.Kind = result.Violates
	}
	if level == "" {
		o.Note = "auditing is off"
	}
	return o
}

func logLevel(level string) rules.Outcome {
	o := rules.Outcome{Actual: fmt.Sprintf("%q", level)}
	word := strings.ToLower(level)
	switch {
	case slices.Contains([]string{"debug", "info", "notice"}, word):
		o.Kind = result.Pass
	case slices.Contains([]string{"warn", "warning"}, word):
		o.Kind, o.Note = result.Pass, "not what the fix recommends, and no finding by the text"
	case slices.Contains([]string{"err", "error"}, word):
		o.Kind = result.Violates
	case slices.Contains([]string{"crit", "critical", "alert", "emerg", "fatal", "panic"}, word):
		o.Kind, o.Note = result.Violates, "quieter than ERROR"
	default:
		o.Note = "no level that is known"
	}
	return o
}
