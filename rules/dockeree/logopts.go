package dockeree

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// logOptions is what two rules ask of log-opts in daemon.json; other is the rule that
// wants a driver which has no such options.
func logOptions(other string) func(*rules.Case) (rules.Verdict, []facts.Missing) {
	return func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
		v.Notes = logConflict(c.Snapshot, other)
		config, missing := facts.Get(c.Snapshot, facts.DaemonConfig)
		if missing != nil {
			return v, missing
		}
		v.Outcomes, missing = optionsOf(c, config)
		v.Pass = "log-opts limits the logs as ssp.yaml states."
		return v, append(missing, config.Unsure...)
	}
}

// logConflict says which rule contradicts this one, and what is in force.
func logConflict(s *facts.Snapshot, other string) []string {
	note := "by " + other + " the log driver must send logs away; of those none but json-file and local knows max-size and max-file, so the rules contradict each other"
	if driver, why := facts.Look(s, facts.EngineInfo).Value.LoggingDriver.Get(); why == "" {
		note += fmt.Sprintf("; the engine runs with %q", driver)
	}
	return []string{note}
}

func optionsOf(c *rules.Case, config facts.DaemonSettings) ([]rules.Outcome, []facts.Missing) {
	fact := config.Fact("parsed.log-opts")
	if !config.Exists || !config.File.Has("log-opts") {
		o := rules.Outcome{Kind: result.Violates, Actual: config.Called() + " has no log-opts", Facts: []string{fact}}
		if !config.Exists {
			o.Actual = "there is no daemon.json"
		}
		if state := config.File.Table("log-opts"); config.Exists && state.State != facts.NotCollected {
			return nil, []facts.Missing{{Name: fact, Why: state.Why()}}
		}
		return []rules.Outcome{o}, nil
	}
	if why := config.File.Table("log-opts").Why(); why != "" && !config.File.Table("log-opts").Partial {
		return nil, []facts.Missing{{Name: fact, Why: why, How: config.ByHand()}}
	}
	var out []rules.Outcome
	var missing []facts.Missing
	for _, option := range []struct {
		name string
		key  facts.Key[string]
		same func(a, b string) bool
	}{{"max-size", facts.SSPLogMaxSize, sameSize}, {"max-file", facts.SSPLogMaxFile, sameNumber}} {
		o, lacks := logOption(c, config, option.name, option.key, option.same)
		out, missing = append(out, o), append(missing, lacks...)
	}
	return out, missing
}

// logOption is one option; the engine takes nothing but texts.
func logOption(c *rules.Case, config facts.DaemonSettings, name string, key facts.Key[string], same func(a, b string) bool) (rules.Outcome, []facts.Missing) {
	fact := config.Fact("parsed.log-opts." + name)
	o := rules.Outcome{Subject: "log-opts " + name, Expected: "as " + key.Name, Facts: []string{fact, key.Name}}
	found := config.File.String("log-opts." + name)
	value, why := found.Get()
	switch {
	case found.State == facts.NotCollected && !config.File.Table("log-opts").Partial || why == "" && strings.TrimSpace(value) == "":
		o.Kind, o.Actual = result.Violates, "is not set"
		return o, nil
	case why != "":
		o.Actual = "not known"
		return o, []facts.Missing{{Name: fact, Why: why, How: config.ByHand()}}
	}
	o.Actual = fmt.Sprintf("%q", value)
	stated, undecided := facts.Get(c.Snapshot, key)
	switch {
	case undecided != nil:
		return o, undecided
	case same(value, stated):
		o.Kind, o.By = result.Pass, platform.Approver(c, "logging")
	default:
		o.Kind, o.Note = result.Violates, fmt.Sprintf("%s is %q", key.Name, stated)
	}
	return o, nil
}

// sameSize compares sizes as the engine reads them: a number with k, m, g or t, a b behind
// it or not, in powers of 1024 (docker/go-units, RAMInBytes).
func sameSize(a, b string) bool {
	x, okX := sizeOf(a)
	y, okY := sizeOf(b)
	if !okX || !okY {
		return a == b
	}
	return x == y
}

func sizeOf(text string) (float64, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	end := strings.LastIndexAny(text, "0123456789.") + 1
	n, err := strconv.ParseFloat(text[:end], 64)
	unit := slices.Index([]string{"", "k", "m", "g", "t", "p"}, strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(text[end:]), "b"), "i"))
	if err != nil || unit < 0 || n < 0 {
		return 0, false
	}
	for range unit {
		n *= 1024
	}
	return n, true
}

func sameNumber(a, b string) bool {
	x, errX := strconv.Atoi(strings.TrimSpace(a))
	y, errY := strconv.Atoi(strings.TrimSpace(b))
	if errX != nil || errY != nil {
		return a == b
	}
	return x == y
}
