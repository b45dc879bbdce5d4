package dockeree

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001830 = rules.Rule{
	ID: "DKER-EE-001830",
	Reading: "Engines outside a UCP cluster alone, by proof: a name or a label makes no member. The argument of the process " +
		"counts, and where it has none the value in daemon.json. An engine that is told nothing uses the proxy. Of several " +
		"engines each counts.",
	Warnings: []string{
		"The vendor says that UCP does not work without the userland proxy; the text leaves its nodes out.",
	},
	NotApplicable: platform.OnlyStandAlone,
	Check:         rules.About("userland-proxy", "is false", rules.FromCase([]string{facts.EngineArgs.Name, facts.DaemonConfig.Name}, userlandProxy)),
}

func userlandProxy(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	v.Pass = "The engine runs without the userland proxy."
	args, missing := facts.Get(c.Snapshot, facts.EngineArgs)
	missing = append(missing, args.Missing...)
	given := args.Given("userland-proxy", "", true)
	if len(given) > 0 {
		v.Outcomes = []rules.Outcome{proxyArgument(given)}
	}
	if len(given) > 0 && args.Each("userland-proxy", "", true) {
		return v, missing // daemon.json is not asked
	}
	config, lacks := facts.Get(c.Snapshot, facts.DaemonConfig)
	if lacks != nil {
		return v, append(missing, lacks...)
	}
	o, lacks := proxySetting(config, missing == nil)
	if o.Kind == result.Pass {
		lacks = append(lacks, config.Unsure...)
	}
	if o.Actual != "" {
		v.Outcomes = append(v.Outcomes, o)
	}
	return v, append(missing, lacks...)
}

func proxyArgument(given []string) rules.Outcome {
	o := rules.Outcome{Kind: result.Pass, Actual: "--userland-proxy=" + strings.Join(given, ", "), Facts: []string{"processes[dockerd].argv"}}
	if slices.ContainsFunc(given, func(v string) bool { off, err := strconv.ParseBool(v); return err != nil || off }) {
		o.Kind = result.Violates
	}
	return o
}

// proxySetting is what daemon.json says to an engine that has no such argument; whole is
// whether all arguments are known. An outcome without Actual is none.
func proxySetting(config facts.DaemonSettings, whole bool) (rules.Outcome, []facts.Missing) {
	fact := config.Fact("parsed.userland-proxy")
	o := rules.Outcome{Kind: result.Pass, Facts: []string{"processes[dockerd].argv", fact}}
	on, why := config.File.Bool("userland-proxy").Get()
	switch {
	case !config.File.Has("userland-proxy") && !whole:
		// an argument may set it
	case !config.File.Has("userland-proxy"):
		o.Kind, o.Actual = result.Violates, "is set nowhere, and on without a word"
	case why != "" || config.File.Quoted("userland-proxy"):
		return o, []facts.Missing{{Name: fact, Why: platform.OrWord(why, "is a text; want true or false without quotes"), How: config.ByHand()}}
	case on:
		o.Kind, o.Actual = result.Violates, "userland-proxy is true in "+config.Called()
	default:
		o.Actual = "userland-proxy is false in " + config.Called()
	}
	return o, nil
}
