package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE006280(t *testing.T) {
	const id = "DKER-EE-006280"
	const key = "cluster_config.min_tls_version"
	least := func(value string) string { return `{"cluster_config":{"min_tls_version":` + value + `}}` }
	said := attested(id, "toml:"+key, `"TLSv1.2"`, "2026-10-01", "2027-10-01", "")
	accepts := func(v string) facts.Setting {
		return facts.TLS.Is(map[string]facts.Maybe[facts.TLSEndpoint]{"mke": facts.Some(facts.TLSEndpoint{MinVersionAccepted: facts.Some(v)})})
	}
	const without = `{"cluster_config":{}}`
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byExport(id, key, `"TLSv1.2"`, least(`"TLSv1.2"`), without), byStatement(id, key, `"tlsv1.2"`, without), []ruletest.Case{
		row("in lower case", fine, "tlsv1.2", config(least(`"tlsv1.2"`))),
		row("lower", open, "TLSv1.1", config(least(`"TLSv1.1"`))),
		row("higher", open, "stricter", config(least(`"TLSv1.3"`))),
		row("empty", open, key, config(least(`""`))),
		row("attested, and a lower one is accepted", unclear, "tls.mke.min_version_accepted is 1.0", config(without), said, accepts("1.0")),
		row("attested, and none lower is accepted", fine, "ticket 4711", config(without), said, accepts("1.2")),
		row("attested, and what is accepted is not known", fine, "ticket 4711", config(without), said, facts.TLS.Lacks(facts.Failed, "timeout")),
		row("in the export, and a lower one is accepted", unclear, "tls.mke.min_version_accepted is 1.1", config(least(`"TLSv1.2"`)), accepts("1.1")),
		row("a number", unclear, "want", config(least("1.2"))),
	})...)
}
