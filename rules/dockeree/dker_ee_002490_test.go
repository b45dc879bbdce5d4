package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002490(t *testing.T) {
	const id = "DKER-EE-002490"
	const key = "auth.sessions.lifetime_minutes"
	sessions := func(lifetime, renewal string) string {
		return `{"auth":{"sessions":{"lifetime_minutes":` + lifetime + `,"renewal_threshold_minutes":` + renewal + `}}}`
	}
	const without = `{"auth":{"sessions":{"renewal_threshold_minutes":0}}}`
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, "10", sessions("10", "0"), without), byStatement(id, key, "10", without), []ruletest.Case{
		row("longer", open, "lifetime_minutes: 60", config(sessions("60", "0"))),
		row("shorter", open, "5, which is stricter, and the check asks for this very value", config(sessions("5", "0"))),
		row("renewed", open, "renewal_threshold_minutes: 5", config(sessions("10", "5"))),
		row("no number", unclear, "want", config(sessions(`"ten"`, "0"))),
	})...)
}
