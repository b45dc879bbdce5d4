package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001000(t *testing.T) {
	const id = "DKER-EE-001000"
	const key = "auth.sessions.per_user_limit"
	limit := func(n string) facts.Setting { return config(`{"auth":{"sessions":{"per_user_limit":` + n + `}}}`) }
	stated := func(n string) facts.Setting {
		return ruletest.SSP("{system: {name: A, version: '1', approved_by: J. Doe, approved_on: 2026-01-15}, login: {per_user_limit: " + n + "}}")
	}
	three := stated("3")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, "3", `{"auth":{"sessions":{"per_user_limit":3}}}`, `{"auth":{"sessions":{}}}`, three), []ruletest.Case{
		row("higher", open, "ssp login.per_user_limit is 3", limit("5"), three),
		row("lower is stricter and a finding", open, "2; stricter than ssp login.per_user_limit, 3", limit("2"), three),
		row("none at all", open, "ssp login.per_user_limit is 3", limit("0"), three),
		row("not stated", unclear, "ssp:login.per_user_limit", limit("3")),
		row("no number", unclear, "want a whole number", limit(`"three"`), three),
	})...)
}
