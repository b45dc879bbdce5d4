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
		"counts, and where it has none the value in daemon.json. An engine that is told nothing uses the proxy.",
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
	o := rules.Outcome{Kind: result.Pass, Facts: []string{"processes[dockerd].argv"}}
	if given := args.Given("userland-proxy", "", true); len(given) > 0 {
		o.Actual = "--userland-proxy=" + strings.Join(given, ", ")
		if slices.ContainsFunc(given, func(v string) bool { off, err := strconv.ParseBool(v); return err != nil || off }) {
			o.Kind = result.Violates
		}
		v.Outcomes = []rules.Outcome{o}
		return v, missing
	}
	config, lacks := facts.Get(c.Snapshot, facts.DaemonConfig)
	if lacks != nil {
		return v, append(missing, lacks...)
	}
	const fact = "host_files[" + facts.DaemonFile + "].parsed.userland-proxy"
	o.Facts = append(o.Facts, fact)
	on, why := config.File.Bool("userland-proxy").Get()
	switch {
	case !config.File.Has("userland-proxy") && missing != nil:
		return v, missing // an argument may set it
	case !config.File.Has("userland-proxy"):
		o.Kind, o.Actual = result.Violates, "is set nowhere, and on without a word"
	case why != "" || config.File.Quoted("userland-proxy"):
		return v, append(missing, facts.Missing{Name: fact, Why: platform.OrWord(why, "is a text; want true or false without quotes"), How: []string{"by hand: cat " + facts.DaemonFile}})
	case on:
		o.Kind, o.Actual = result.Violates, "userland-proxy is true in daemon.json"
	default:
		o.Actual = "userland-proxy is false in daemon.json"
		missing = append(missing, otherFile(c.Snapshot)...)
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}
