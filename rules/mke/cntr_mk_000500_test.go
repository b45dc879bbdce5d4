package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000500(t *testing.T) {
	const id = "CNTR-MK-000500"
	const good = `{"tracking_configuration":{"disable_usageinfo":true,"disable_tracking":true}}`
	ruletest.Run(t, mke.Rules, id, slices.Concat(
		byExport(id, "tracking_configuration.disable_usageinfo", "true", good, `{"tracking_configuration":{"disable_tracking":true}}`),
		[]ruletest.Case{
			row("one is sent", open, "tracking_configuration.disable_tracking: false", config(`{"tracking_configuration":{"disable_usageinfo":true,"disable_tracking":false}}`)),
			row("one is sent and the other not known", open, "disable_tracking: false", config(`{"tracking_configuration":{"disable_tracking":false}}`)),
			row("one is sent, as far as was collected", open, "disable_tracking: false", config(`{"$partial":{"tracking_configuration":{"disable_tracking":false}}}`)),
			row("quoted", fine, "true", config(`{"tracking_configuration":{"disable_usageinfo":"true","disable_tracking":true}}`)),
			row("a number is no truth value", unclear, "want true or false", config(`{"tracking_configuration":{"disable_usageinfo":1,"disable_tracking":true}}`)),
			row("null", unclear, "has no such key", config(`{"tracking_configuration":{"disable_usageinfo":null,"disable_tracking":true}}`)),
			row("no table", unclear, "has no such key", config(`{}`)),
			row("collected value wins over a statement", open, "the collected value counts", config(`{"tracking_configuration":{"disable_usageinfo":false,"disable_tracking":true}}`),
				attested(id, "toml:tracking_configuration.disable_usageinfo", "true", "2026-10-01", "2027-10-01", "")),
			row("attested that it is sent", open, "false", config(`{"tracking_configuration":{"disable_tracking":true}}`),
				attested(id, "toml:tracking_configuration.disable_usageinfo", "false", "2026-10-01", "2027-10-01", "")),
		})...)
}
