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
		"file or the API's answer suffices; where they differ, and not both are findings, neither is believed.",
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
		config, answer := fromConfig(c.Snapshot, path), fromLogging(c.Snapshot, api)
		either := judge(config.value).Kind == result.Violates && judge(answer.value).Kind == result.Violates
		if config.known && answer.known && oneWord(config.value) != oneWord(answer.value) && !either {
			return v, []facts.Missing{{Name: name, Why: fmt.Sprintf("the sources disagree: mke_config has %q, mke_api.logging has %q", config.value, answer.value)}}
		}
		found := config
		if !config.known || config.missing != nil && answer.known && answer.missing == nil {
			found = answer
		}
		if !found.known {
			return v, append(config.missing, answer.missing...)
		}
		o := judge(found.value)
		o.Facts = []string{found.ref}
		v.Outcomes = []rules.Outcome{o}
		return v, found.missing
	})
}

// oneWord is a level by one of its spellings.
func oneWord(level string) string {
	level = strings.ToLower(level)
	if short, ok := map[string]string{"error": "err", "warning": "warn", "critical": "crit"}[level]; ok {
		return short
	}
	return level
}

// reading is one source's answer. missing is why it proves nothing good: the value is
// not known, or it stands in an answer that is not whole.
type reading struct {
	value   string
	known   bool
	ref     string
	missing []facts.Missing
}

func fromConfig(s *facts.Snapshot, path string) reading {
	config, ok, missing := facts.Partly(s, facts.MKEConfig)
	r := reading{ref: "mke_config." + path, missing: missing}
	if !ok {
		return r
	}
	r.take(config.String(path))
	return r
}

func fromLogging(s *facts.Snapshot, api func(facts.LoggingConfig) facts.Maybe[string]) reading {
	logging, ok, missing := facts.Partly(s, facts.MKELogging)
	r := reading{ref: facts.MKELogging.Name, missing: missing}
	if !ok {
		return r
	}
	r.take(api(logging))
	return r
}

func (r *reading) take(m facts.Maybe[string]) {
	value, why := m.Get()
	r.value, r.known = value, why == ""
	if why != "" {
		r.missing = append(r.missing, facts.Missing{Name: r.ref, Why: why})
	}
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
