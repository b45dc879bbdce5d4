package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002970(t *testing.T) {
	const id = "DKER-EE-002970"
	const key = "auth.sessions.per_user_limit"
	limited := ruletest.SSP(`login: {per_user_limit: 3}`)
	sessions := func(limit string) string { return `{"auth":{"sessions":{"per_user_limit":` + limit + `}}}` }
	const without = `{"auth":{"sessions":{}}}`
	said := func(value string) facts.Setting {
		return ruletest.SSP(`{login: {per_user_limit: 3}, attestations: [{rule: DKER-EE-002970, key: "toml:` + key + `", value: ` + value +
			`, by: "A. Roe, ISSO", on: 2026-10-01, expires: 2027-10-01, evidence: "ticket 4711"}]}`)
	}
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, "3", sessions("3"), without, limited), []ruletest.Case{
		row("none", open, "no limit", config(sessions("0")), limited),
		row("none, nothing stated", open, "no limit", config(sessions("0"))),
		row("none in a partial export", open, "no limit", config(`{"$partial":`+sessions("0")+`}`)),
		row("higher", open, "ssp login.per_user_limit is 3", config(sessions("5")), limited),
		row("lower", open, "stricter than ssp login.per_user_limit, 3", config(sessions("2")), limited),
		row("nothing stated", unclear, "ssp:login.per_user_limit", config(sessions("3"))),
		row("no number", unclear, "want", config(sessions(`"three"`)), limited),
		row("attested", fine, "by A. Roe, ISSO", config(without), said("3")),
		row("attested as none", open, "no limit", config(without), said("0")),
	})...)
}
