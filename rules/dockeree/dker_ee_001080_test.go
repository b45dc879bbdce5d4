package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001080(t *testing.T) {
	const id = "DKER-EE-001080"
	const key = "audit_log_configuration.level"
	level := func(v string) string { return `{"audit_log_configuration":{"level":` + v + `}}` }
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, "request", level(`"request"`), `{}`), byStatement(id, key, "request", `{}`), []ruletest.Case{
		row("in capitals", fine, `"Request"`, config(level(`"Request"`))),
		row("metadata", open, `OPEN audit_log_configuration.level: "metadata"`, config(level(`"metadata"`))),
		row("off", open, `level: ""`, config(level(`""`))),
		row("no text", unclear, "want a string", config(level("1"))),
	})...)
}
