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

var dkerEE999999 = rules.Rule{
	ID:    "DKER-EE-999999",
	Scope: rules.NodeAndCluster,
	Class: rules.Partial,
	Reading: "A node whose engine is one of Docker Enterprise 2.x (17.06-ee to 18.09) or older, and a cluster whose UCP is 3.0 or 3.1, or whose DTR is 2.5 or 2.6, or older, is a " +
		"finding: the vendor supports none of them. Another product passes only where it is proven and somebody states, for " +
		"this asset, that its vendor supports the version: an engine of the community that has reached its end is not meant to " +
		"slip through. A system that this benchmark is meant for is always Open.",
	Check: rules.All(
		rules.About("engine", "not of Docker Enterprise 2.x", rules.FromCase([]string{facts.EngineVersion.Name, facts.Packages.Name}, enterpriseEngine)),
		rules.Attested("vendor_supported_version", "support of the engine", "its vendor supports this version"),
	),
	ClusterCheck: rules.About("UCP", "not of Docker Enterprise 2.x, and supported", rules.FromCase(
		[]string{facts.MKEVersion.Name, facts.UCPMember.Name, facts.MSR.Name, "attestation vendor_supported_version"}, enterpriseUCP)),
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
	enterprise := strings.Contains(name.Name, "Enterprise") || strings.Contains(text, "-ee") || strings.Contains(text, "-cs") || packagedEnterprise(c.Snapshot)
	if unsaid == "" && name.Name == "" {
		unsaid = "is empty"
	}
	switch old := number >= 1706 && number <= 1809; {
	case enterprise && number <= 1809: // before 17.06 it was Docker Datacenter's
		o.Kind = result.Violates
	case old && unsaid != "": // also an empty name, which early enterprise engines give
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

// packagedEnterprise reports whether a package of the enterprise engine is installed.
func packagedEnterprise(s *facts.Snapshot) bool {
	return slices.ContainsFunc(facts.Look(s, facts.Packages).Value, func(p facts.Package) bool { return strings.HasPrefix(p.Name, "docker-ee") })
}

// engineNumber is year and month of an engine's version, 1809 for 18.09.1.
func engineNumber(text string) (int, bool) {
	year, rest, _ := strings.Cut(text, ".")
	month, _, _ := strings.Cut(rest, ".")
	y, err := strconv.ParseUint(year, 10, 16)
	m, other := strconv.ParseUint(month, 10, 16)
	return int(y*100 + m), err == nil && other == nil && m < 100
}

// enterpriseDTR is the registry where it is known to be one of Docker Enterprise 2.x, 2.5
// or 2.6, or of what came before.
func enterpriseDTR(s *facts.Snapshot) []rules.Outcome {
	text, _ := facts.Look(s, facts.MSR).Value.Version.Get()
	major, rest, _ := strings.Cut(strings.TrimPrefix(text, "v"), ".")
	minor, _, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseUint(minor, 10, 16)
	if major != "1" && (major != "2" || err != nil || n > 6) {
		return nil
	}
	return []rules.Outcome{{Kind: result.Violates, Actual: "DTR " + text, Facts: []string{"msr.version"}}}
}

// enterpriseUCP is whether the cluster's UCP is 3.0 or 3.1. An engine that is in no UCP
// cluster has none to look at.
func enterpriseUCP(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if m, lacks := facts.Get(c.Snapshot, facts.UCPMember); lacks == nil && !m.InUCP && facts.Look(c.Snapshot, facts.MKEVersion).State == facts.NotCollected {
		v.Notes = []string{"no UCP to look at: " + m.Source}
		return v, nil
	}
	installed := platform.InstalledMKE(c.Snapshot)
	if installed.Missing != nil {
		return v, installed.Missing
	}
	o := rules.Outcome{Kind: result.Pass, Actual: installed.Text, Facts: []string{facts.MKEVersion.Name}}
	major, rest, _ := strings.Cut(strings.TrimPrefix(installed.Text, "v"), ".")
	minor, _, _ := strings.Cut(rest, ".")
	if old := major == "3" && (minor == "0" || minor == "1"); old || major == "2" || major == "1" {
		o.Kind = result.Violates // UCP 1 and 2 came with Docker Datacenter, before it
	}
	v.Outcomes = append([]rules.Outcome{o}, enterpriseDTR(c.Snapshot)...)
	supported, missing := rules.Attested("vendor_supported_version", "support of UCP", "its vendor supports this version").Eval(c)
	v.Outcomes = append(v.Outcomes, supported.Outcomes...)
	return v, missing
}
