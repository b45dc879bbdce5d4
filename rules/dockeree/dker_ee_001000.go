package dockeree

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001000 = rules.Rule{
	ID:    "DKER-EE-001000",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "The number of sessions a user may have at once must be the one of ssp.yaml, exactly: a lower one is a finding " +
		"too, and the details say that it is stricter. 0 means without limit; that it may not be 0 is the subject of " +
		"DKER-EE-002970.",
	Check: rules.About("auth.sessions.per_user_limit", "as ssp login.per_user_limit", rules.FromCase(
		[]string{facts.MKEConfig.Name, facts.SSPLoginLimit.Name, "attestation toml:auth.sessions.per_user_limit"}, sessionsAsStated)),
}

func sessionsAsStated(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	k := platform.ConfigKey(c, "auth.sessions.per_user_limit", facts.Tree.Int)
	stated, undecided := facts.Get(c.Snapshot, facts.SSPLoginLimit)
	if missing = append(k.Missing, undecided...); !k.Known || undecided != nil {
		return v, missing
	}
	want := int64(stated)
	o := rules.Outcome{Kind: result.Violates, Actual: fmt.Sprint(k.Value), By: k.By, Facts: []string{k.Source, facts.SSPLoginLimit.Name}}
	switch {
	case k.Value == want:
		o.Kind, o.By = result.Pass, strings.TrimPrefix(k.By+"; "+platform.Approver(c, "login"), "; ")
	case k.Value > 0 && k.Value < want:
		o.Note = fmt.Sprintf("stricter than ssp login.per_user_limit, %d, and the check asks for this very value", want)
	default:
		o.Note = fmt.Sprintf("ssp login.per_user_limit is %d", want)
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}
