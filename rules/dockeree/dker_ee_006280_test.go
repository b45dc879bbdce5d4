package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE006280(t *testing.T) {
	const id = "DKER-EE-006280"
	const key = "cluster_config.min_tls_version"
	least := func(value string) string { return `{"cluster_config":{"min_tls_version":` + value + `}}` }
	const without = `{"cluster_config":{}}`
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, `"TLSv1.2"`, least(`"TLSv1.2"`), without), byStatement(id, key, `"tlsv1.2"`, without), []ruletest.Case{
		row("in lower case", fine, "tlsv1.2", config(least(`"tlsv1.2"`))),
		row("lower", open, "TLSv1.1", config(least(`"TLSv1.1"`))),
		row("higher", open, "stricter", config(least(`"TLSv1.3"`))),
		row("empty", open, key, config(least(`""`))),
		row("a number", unclear, "want", config(least("1.2"))),
	})...)
}
