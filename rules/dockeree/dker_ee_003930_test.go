package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003930(t *testing.T) {
	const id = "DKER-EE-003930"
	used := facts.MSRInUse.Is(facts.RegistryUse{InUse: true})
	tls := func(text string) facts.Setting { return ruletest.Bundle(`{"cluster":{"tls":` + text + `}}`) }
	rows := []ruletest.Case{
		row("not collected", unclear, "tls: not collected", used),
		row("denied", unclear, "tls: denied: x", used, tls(`{"$denied":"x"}`)),
		row("endpoint not asked", unclear, "tls", used, tls(`{}`)),
		row("endpoint denied", unclear, "denied: x", used, tls(`{"msr":{"$denied":"x"}}`)),
		row("a chain without certificates", unclear, "", used, tls(`{"msr":{"chain":[{"subject":"CN=x"}]}}`)),
		row("no anchors", unclear, "trust_anchors.msr", used, tls(`{"msr":{"chain":[{"subject":"CN=x"}]}}`)),
	}
	ruletest.Run(t, dockeree.Rules, id, append(rows,
		row("no registry", notAppl, "ssp.yaml msr.in_use is false and no fact contradicts it", ruletest.SSP("msr: {in_use: false}")),
		row("not known whether there is one", unclear, "ssp:msr.in_use"),
	)...)
}
