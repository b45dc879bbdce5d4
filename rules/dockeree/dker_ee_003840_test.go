package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003840(t *testing.T) {
	const id = "DKER-EE-003840"
	registry := func(text string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"msr":` + text + `,"mke_api.registries":[]}}`)
	}
	state := func(on, failed, overrides string) string {
		return `{"present":true,"major":2,"settings":{"scanningEnabled":` + on + `},"scan_status":{"lastDBUpdateFailed":` + failed +
			`,"lastVulnOverridesDBUpdateFailed":` + overrides + `,"lastDBUpdate":"2026-11-01T00:00:00Z"}}`
	}
	ruletest.Run(t, dockeree.Rules, id, append(byRegistry(),
		row("on and fresh", fine, "scanningEnabled=true", registry(state("true", "false", "false"))),
		row("off", open, "scanningEnabled=false", registry(state("false", "false", "false"))),
		row("update failed", open, "lastDBUpdateFailed: true", registry(state("true", "true", "false"))),
		row("overrides failed", open, "lastVulnOverridesDBUpdateFailed: true", registry(state("true", "false", "true"))),
		row("flag not known", unclear, "lastDBUpdateFailed", registry(state("true", "null", "false"))),
		row("state not collected", unclear, "scan_status: not collected", registry(`{"present":true,"settings":{"scanningEnabled":true}}`)),
		row("never loaded", open, "no database was ever loaded", registry(`{"present":true,"settings":{"scanningEnabled":true},"scan_status":{"lastDBUpdateFailed":false,"lastVulnOverridesDBUpdateFailed":false,"lastDBUpdate":"0001-01-01T00:00:00Z"}}`)),
	)...)
}
