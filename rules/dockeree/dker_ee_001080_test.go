package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001080(t *testing.T) {
	const id = "DKER-EE-001080"
	const key = "audit_log_configuration.level"
	level := func(v string) string { return `{"audit_log_configuration":{"level":` + v + `}}` }
	api := func(v string) facts.Setting {
		return facts.MKELogging.Is(facts.LoggingConfig{AuditLevel: facts.Some(v)})
	}
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, "request", level(`"request"`), `{}`), byStatement(id, key, "request", `{}`), []ruletest.Case{
		row("in capitals", fine, `"Request"`, config(level(`"Request"`))),
		row("metadata", open, `OPEN audit_log_configuration.level: "metadata"`, config(level(`"metadata"`))),
		row("off", open, `level: ""`, config(level(`""`))),
		row("the API says it too", fine, "PASS "+key, config(level(`"request"`)), api("Request")),
		row("the API says less", unclear, `the sources disagree: mke_config has "request", mke_api.logging has "metadata"`, config(level(`"request"`)), api("metadata")),
		row("the API says none", unclear, `mke_api.logging has ""`, config(level(`"request"`)), api("")),
		row("both say less", open, `OPEN audit_log_configuration.level: "metadata"`, config(level(`"metadata"`)), api("")),
		row("the API says more", open, `OPEN audit_log_configuration.level: "metadata"`, config(level(`"metadata"`)), api("request")),
		row("not in the export, and the API says less", open, `OPEN mke_api.logging.auditLevel: "metadata"`, config(`{}`), api("metadata")),
		row("no export, and the API says less", open, `OPEN mke_api.logging.auditLevel: "metadata"`, api("metadata")),
		row("not in the export, and the API says request", unclear, "has no such key", config(`{}`), api("request")),
		row("attested, and the API says less", unclear, "somebody attested \"request\", mke_api.logging has \"metadata\"", config(`{}`), api("metadata"), attested(id, "toml:"+key, "request", "2026-10-01", "2027-10-01", "")),
		row("no text", unclear, "want a string", config(level("1"))),
	})...)
}
