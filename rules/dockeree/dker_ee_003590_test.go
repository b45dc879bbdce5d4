package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003590(t *testing.T) {
	const id = "DKER-EE-003590"
	const key = "trust_configuration.require_content_trust"
	trust := func(on string) string { return `{"trust_configuration":{"require_content_trust":` + on + `}}` }
	const without = `{"trust_configuration":{}}`
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, "true", trust("true"), without), byStatement(id, key, "true", without), []ruletest.Case{
		row("off", open, "OPEN "+key+": false", config(trust("false"))),
		row("off in a partial export", open, key+": false", config(`{"$partial":`+trust("false")+`}`)),
		row("no truth value", unclear, "want true or false", config(trust(`"yes"`))),
	})...)
}
