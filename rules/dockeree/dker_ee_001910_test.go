package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001910(t *testing.T) {
	const id, key = "DKER-EE-001910", "tracking_configuration.disable_tracking"
	tracking := func(usage, tracking string) string {
		return `{"tracking_configuration":{"disable_usageinfo":` + usage + `,"disable_tracking":` + tracking + `}}`
	}
	const without = `{"tracking_configuration":{"disable_usageinfo":true}}`
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, "true", tracking("true", "true"), without), byStatement(id, key, "true", without), []ruletest.Case{
		row("usage is sent", open, "OPEN tracking_configuration.disable_usageinfo: false", config(tracking("false", "true"))),
		row("API data is sent", open, "OPEN tracking_configuration.disable_tracking: false", config(tracking("true", "false"))),
		row("one is wrong and the other missing", open, "disable_usageinfo: false", config(`{"tracking_configuration":{"disable_usageinfo":false}}`)),
		row("no truth value", unclear, "want true or false", config(tracking("true", `"yes"`))),
		row("attested as sent", open, "OPEN", config(without), attested(id, "toml:"+key, "false", "2026-10-01", "2027-10-01", "")),
	})...)
}
