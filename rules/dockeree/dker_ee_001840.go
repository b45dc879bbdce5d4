package dockeree

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001840 = rules.Rule{
	ID: "DKER-EE-001840",
	Reading: "What the node's own engine says of itself, in the field of its version or, where newer engines leave that out, " +
		"in the details of its component Engine, which are texts. One that says true is enough; one that nobody says " +
		"anything of is not known to be off.",
	Check: rules.About("experimental features", "Experimental is false", rules.FromCase([]string{facts.EngineVersion.Name, facts.EngineInfo.Name}, experimental)),
}

func experimental(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	version, known, missing := facts.Partly(c.Snapshot, facts.EngineVersion)
	if known && version.Version.Is(func(v string) bool { return strings.HasPrefix(v, "ucp/") }) {
		return v, []facts.Missing{{Name: facts.EngineVersion.Name, Why: "taken through the MKE proxy, which does not describe the node's engine",
			How: []string{"by hand, on the node: docker -H unix:///var/run/docker.sock version"}}}
	}
	say := func(words, actual, fact string, on bool) {
		o := rules.Outcome{Kind: result.Pass, Subject: words, Actual: actual, Facts: []string{fact}}
		if on {
			o.Kind = result.Violates
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	if on, why := version.Experimental.Get(); why == "" {
		say("version", fmt.Sprintf("Experimental=%t", on), "docker_engine.version.Experimental", on)
	}
	for _, part := range version.Components.Value {
		if text, ok := part.Details["Experimental"]; ok && part.Name == "Engine" {
			off, err := strconv.ParseBool(text)
			say("component Engine", fmt.Sprintf("Experimental=%q", text), "docker_engine.version.Components[Engine].Details.Experimental", err != nil || off)
		}
	}
	if info, lacks := platform.OwnEngine(c.Snapshot); lacks == nil && info.Experimental.Is(func(b bool) bool { return b }) {
		say("info", "ExperimentalBuild=true", "docker_engine.info.ExperimentalBuild", true)
	}
	v.Pass = "The engine says that experimental features are off."
	if v.Outcomes == nil && missing == nil {
		missing = []facts.Missing{{Name: "docker_engine.version.Experimental", Why: platform.OrWord(version.Experimental.Why(), "not given") + ", nor in the details of the component Engine",
			How: []string{"by hand: docker version --format '{{.Server.Experimental}}'"}}}
	}
	return v, missing
}
