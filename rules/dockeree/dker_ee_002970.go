package dockeree

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002970 = rules.Rule{
	ID:    "DKER-EE-002970",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "The number of sessions a user may have at once must be the one of ssp.yaml, exactly, and not 0, which means without " +
		"limit and is a finding whatever ssp.yaml says. A lower number than stated is a finding too, and the details say " +
		"that it is stricter.",
	Check: rules.About(loginLimit, "as ssp login.per_user_limit, and not 0", rules.FromCase(
		[]string{facts.MKEConfig.Name, facts.SSPLoginLimit.Name, "attestation toml:" + loginLimit}, sessionsLimited)),
}

// loginLimit is how many sessions a user may have at once.
const loginLimit = "auth.sessions.per_user_limit"

func sessionsLimited(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	k := platform.ConfigKey(c, loginLimit, facts.Tree.Int)
	if missing = k.Missing; !k.Known {
		return v, missing
	}
	o := rules.Outcome{Kind: result.Violates, Actual: fmt.Sprint(k.Value), By: k.By, Facts: []string{k.Source, facts.SSPLoginLimit.Name}}
	stated, undecided := facts.Get(c.Snapshot, facts.SSPLoginLimit)
	switch {
	case k.Value <= 0:
		o.Note = "no limit"
	case undecided != nil:
		return v, append(missing, undecided...)
	case k.Value == int64(stated):
		o.Kind, o.By = result.Pass, strings.TrimPrefix(k.By+"; "+platform.Approver(c, "login"), "; ")
	case k.Value < int64(stated):
		o.Note = fmt.Sprintf("stricter than ssp login.per_user_limit, %d, and the check asks for this very value", stated)
	default:
		o.Note = fmt.Sprintf("ssp login.per_user_limit is %d", stated)
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}
