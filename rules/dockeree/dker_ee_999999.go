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

var dkerEE999999 = rules.Rule{
	ID:    "DKER-EE-999999",
	Scope: rules.NodeAndCluster,
	Class: rules.Partial,
	Reading: "A node whose engine is one of Docker Enterprise 2.x (17.06-ee to 18.09), and a cluster whose UCP is 3.0 or 3.1, is a " +
		"finding: the vendor supports none of them. Another product passes only where it is proven and somebody states, for " +
		"this asset, that its vendor supports the version: an engine of the community that has reached its end is not meant to " +
		"slip through. A system that this benchmark is meant for is always Open.",
	Check: rules.All(
		rules.About("engine", "not of Docker Enterprise 2.x", rules.FromCase([]string{facts.EngineVersion.Name}, enterpriseEngine)),
		rules.Attested("vendor_supported_version", "support of the engine", "its vendor supports this version"),
	),
	ClusterCheck: rules.About("UCP", "not of Docker Enterprise 2.x", rules.FromCase([]string{facts.MKEVersion.Name, facts.UCPMember.Name}, enterpriseUCP)),
}

// enterpriseEngine is whether the node's engine is one of Docker Enterprise 2.x: 2.0 came
// with 17.06, 2.1 with 18.09.
func enterpriseEngine(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	info, missing := facts.Get(c.Snapshot, facts.EngineVersion)
	if missing != nil {
		return v, missing
	}
	text, why := info.Version.Get()
	number, readable := engineNumber(text)
	if why == "" && !readable {
		why = fmt.Sprintf("is %q, which is no version", text)
	}
	if why != "" {
		return v, []facts.Missing{{Name: "docker_engine.version.Version", Why: why, How: []string{"by hand: docker version"}}}
	}
	name, unsaid := info.Platform.Get()
	o := rules.Outcome{Kind: result.Pass, Actual: strings.TrimSpace(name.Name + " " + text), Facts: []string{"docker_engine.version"}}
	enterprise := strings.Contains(name.Name, "Enterprise") || strings.Contains(text, "-ee")
	switch old := number >= 1706 && number <= 1809; {
	case old && enterprise:
		o.Kind = result.Violates
	case old && unsaid != "":
		o.Kind = result.Unknown
		missing = []facts.Missing{{Name: "docker_engine.version.Platform", Why: unsaid + ", and the version may be one of Docker Enterprise 2.x", How: []string{"by hand: docker version"}}}
	case old:
		o.Note = "the version of Docker Enterprise 2.x, of another edition: perhaps another benchmark is meant"
	default:
		o.Note = "perhaps another benchmark is meant"
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}

// engineNumber is year and month of an engine's version, 1809 for 18.09.1.
func engineNumber(text string) (int, bool) {
	year, rest, _ := strings.Cut(text, ".")
	month, _, _ := strings.Cut(rest, ".")
	y, err := strconv.ParseUint(year, 10, 16)
	m, other := strconv.ParseUint(month, 10, 16)
	return int(y*100 + m), err == nil && other == nil && m < 100
}

// enterpriseUCP is whether the cluster's UCP is 3.0 or 3.1. An engine that is in no UCP
// cluster has none to look at.
func enterpriseUCP(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if m, lacks := facts.Get(c.Snapshot, facts.UCPMember); lacks == nil && !m.InUCP && facts.Look(c.Snapshot, facts.MKEVersion).State == facts.NotCollected {
		v.Notes = []string{"no UCP to look at: " + m.Source}
		return v, nil
	}
	info, missing := facts.Get(c.Snapshot, facts.MKEVersion)
	if missing != nil {
		return v, missing
	}
	text := platform.OrWord(info.MKE.Value, strings.TrimPrefix(info.ServerVersion.Value, "ucp/"))
	if _, ok := platform.ParseVersion(text); !ok {
		return v, []facts.Missing{{Name: facts.MKEVersion.Name, Why: fmt.Sprintf("is %q, which is no version", text), How: []string{"by hand: " + facts.MKEVersion.Doc.ByHand}}}
	}
	o := rules.Outcome{Kind: result.Pass, Actual: text, Facts: []string{facts.MKEVersion.Name}}
	if strings.HasPrefix(text, "3.0.") || strings.HasPrefix(text, "3.1.") {
		o.Kind = result.Violates
	}
	v.Outcomes = []rules.Outcome{o}
	return v, nil
}
