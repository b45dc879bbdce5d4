package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000940(t *testing.T) {
	const id = "CNTR-MK-000940"
	sessions := func(lifetime, renewal string) string {
		return `{"auth":{"sessions":{"lifetime_minutes":` + lifetime + `,"renewal_threshold_minutes":` + renewal + `}}}`
	}
	const without = `{"auth":{"sessions":{"renewal_threshold_minutes":0}}}`
	ruletest.Run(t, mke.Rules, id, slices.Concat(
		byExport(id, "auth.sessions.lifetime_minutes", "10", sessions("10", "0"), without),
		[]ruletest.Case{
			row("product's default", open, "auth.sessions.lifetime_minutes: 60; auth.sessions.renewal_threshold_minutes: 20", config(sessions("60", "20"))),
			row("stricter", open, "lifetime_minutes: 5, which is stricter, and the check asks for this very value", config(sessions("5", "0"))),
			row("zero is not stricter", open, "lifetime_minutes: 0.", config(sessions("0", "0"))),
			row("renewed", open, "renewal_threshold_minutes: 1", config(sessions("10", "1"))),
			row("quoted", fine, `"10", a quoted number`, config(sessions(`"10"`, "0"))),
			row("not whole", unclear, "10.5; want a whole number", config(sessions("10.5", "0"))),
			row("a word", unclear, `"ten"; want a whole number`, config(sessions(`"ten"`, "0"))),
			row("a truth value", unclear, "false; want a whole number", config(sessions("10", "false"))),
			row("a list", unclear, "a list; want a whole number", config(sessions("[10]", "0"))),
			row("marked as denied in the export", unclear, "denied: x", config(sessions(`{"$denied":"x"}`, "0")), attested(id, "toml:auth.sessions.lifetime_minutes", "10", "2026-10-01", "2027-10-01", "")),
			row("too large for a number", unclear, "want a whole number", config(sessions("99999999999999999999", "0"))),
			row("attested wrong", open, "60", config(without), attested(id, "toml:auth.sessions.lifetime_minutes", "60", "2026-10-01", "2027-10-01", "")),
			row("part of an export contradicts the statement", open, "60", config(`{"$partial":`+sessions("60", "0")+`}`),
				attested(id, "toml:auth.sessions.lifetime_minutes", "10", "2026-10-01", "2027-10-01", "")),
		})...)
}
