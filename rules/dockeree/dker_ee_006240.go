package dockeree

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE006240 = rules.Rule{
	ID:    "DKER-EE-006240",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "Every overlay network but the built-in ingress and the platform's own two, by their exact names: the printed filter leaves " +
		"out whatever has dtr in its line, a user's network so called included. Where a network is not encrypted the text asks " +
		"for evidence of encryption by the application: that is an entry of ssp exceptions.unencrypted_overlay with its evidence.",
	Warnings: []string{"An encrypted overlay needs IP protocol 50 between the nodes and costs throughput; an existing network cannot be switched, only made anew."},
	Check: rules.About("overlay networks", "encrypted, or evidence of encryption by the application", rules.FromCase(
		[]string{facts.Swarm.Name, facts.SSPUnencryptedOverlay.Name}, overlays)),
}

func overlays(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	networks, known, missing := platform.Member(c.Snapshot, facts.Swarm, "networks", func(s facts.SwarmObjects) facts.Maybe[[]facts.Network] { return s.Networks })
	if !known {
		return v, missing
	}
	if len(networks) == 0 && missing == nil {
		missing = append(missing, platform.Lacking(facts.Swarm, "networks", "is empty, and every manager has networks"))
	}
	encrypted, others := 0, 0
	for _, n := range networks {
		switch o, lacks := overlay(c, n); {
		case n.Driver == "":
			missing = append(missing, facts.Missing{Name: "swarm.networks[" + n.Name + "].Driver", Why: "not collected", How: []string{"by hand: docker network inspect " + n.Name}})
		case n.Driver != "overlay" || leftOut(n):
			others++
		case o.Kind == result.Pass:
			encrypted++
		default:
			v.Outcomes, missing = append(v.Outcomes, o), append(missing, lacks...)
		}
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: platform.Plural(encrypted, "overlay network", "overlay networks"),
			Actual: "encrypted", Tail: fmt.Sprintf("; %d others are not judged: another driver, or the platform's own", others), Facts: []string{"swarm.networks"}})
	}
	return v, missing
}

// leftOut reports whether the printed filter means a network: the built-in one of
// published services, and two of the platform's by their exact names.
func leftOut(n facts.Network) bool {
	ingress, why := n.Ingress.Get()
	return n.Name == "ingress" && (ingress || why != "") || n.Name == "dtr-ol" || n.Name == "ucp-interlock"
}

// overlay is what one network means.
func overlay(c *rules.Case, n facts.Network) (rules.Outcome, []facts.Missing) {
	ref := "swarm.networks[" + n.Name + "].Options"
	o := rules.Outcome{Kind: result.Pass, Subject: "network " + n.Name, Expected: "encrypted", Actual: "encrypted", Facts: []string{ref}}
	options, why := n.Options.Get()
	value, given := options["encrypted"]
	switch {
	case why != "":
		o.Kind, o.Actual = result.Unknown, "not known"
		return o, []facts.Missing{{Name: ref, Why: why, How: []string{"by hand: docker network inspect " + n.Name}}}
	case given && (value == "" || strings.EqualFold(value, "true")):
		return o, nil // the option has no value of its own
	case given:
		o.Kind, o.Actual = result.Unknown, fmt.Sprintf("encrypted=%q", value)
		return o, []facts.Missing{{Name: ref, Why: "what the engine makes of this value is not known"}}
	}
	o.Actual = "not encrypted"
	o.Facts = append(o.Facts, facts.SSPUnencryptedOverlay.Name)
	excepted, undecided := facts.Get(c.Snapshot, facts.SSPUnencryptedOverlay)
	e, found := excepted.Find(n.Name)
	switch {
	case undecided != nil: // evidence was not asked for yet
		o.Kind = result.Unknown
		return o, undecided
	case !found:
		o.Kind = result.Violates
	case strings.TrimSpace(e.Evidence) == "":
		o.Kind, o.Note = result.Violates, e.Ref()+" gives no evidence of encryption by the application, which the text asks for"
	default:
		o.Kind, o.By = result.Excluded, fmt.Sprintf("evidence of encryption by the application: %q; %q, %s", e.Evidence, e.Reason, e.Approval)
		o.Facts = append(o.Facts, e.Ref())
	}
	return o, nil
}
