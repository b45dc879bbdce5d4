package dockeree

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001080 = rules.Rule{
	ID:    "DKER-EE-001080",
	Scope: rules.Cluster,
	Reading: "The audit level of UCP must be request, in any spelling of case. A key that the export lacks is unknown, not the " +
		"default. What UCP's API says of the level passes nothing: it contradicts another word, and where there is none another " +
		"level than request is a finding.",
	Check: rules.FromCase(append([]string{facts.MKELogging.Name}, auditLevel.Needs...), auditLevelInForce),
}

var auditLevel = platform.Settings("the audit level is request",
	platform.Setting{Path: "audit_log_configuration.level", Want: "is request", Read: platform.IsWord("request")})

// auditLevelInForce is the level of the export or of a statement, beside what the API says.
func auditLevelInForce(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v, missing := auditLevel.Eval(c)
	level, why := facts.Look(c.Snapshot, facts.MKELogging).Value.AuditLevel.Get()
	if why != "" || strings.EqualFold(level, "request") {
		return v, missing
	}
	for _, o := range v.Outcomes {
		switch {
		case o.Kind == result.Violates:
			return v, missing
		case o.Kind == result.Pass:
			who := "mke_config has"
			if o.By != "" {
				who = "somebody attested"
			}
			return v, append(missing, facts.Missing{Name: "audit level", Why: fmt.Sprintf("the sources disagree: %s %s, mke_api.logging has %q", who, o.Actual, level),
				How: []string{"find out which level is in force, then collect again"}})
		}
	}
	v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: "mke_api.logging.auditLevel", Expected: "request", Actual: fmt.Sprintf("%q", level),
		Facts: []string{facts.MKELogging.Name}})
	return v, missing
}
