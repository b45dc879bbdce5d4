package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE006190(t *testing.T) {
	const id = "DKER-EE-006190"
	tls := func(text string) facts.Setting { return ruletest.Bundle(`{"cluster":{"tls":` + text + `}}`) }
	rows := []ruletest.Case{
		row("not collected", unclear, "tls: not collected"),
		row("denied", unclear, "tls: denied: x", tls(`{"$denied":"x"}`)),
		row("endpoint not asked", unclear, "tls", tls(`{}`)),
		row("endpoint denied", unclear, "denied: x", tls(`{"mke":{"$denied":"x"}}`)),
		row("a chain without certificates", unclear, "", tls(`{"mke":{"chain":[{"subject":"CN=x"}]}}`)),
		row("no anchors", unclear, "trust_anchors.mke", tls(`{"mke":{"chain":[{"subject":"CN=x"}]}}`)),
	}
	ruletest.Run(t, dockeree.Rules, id, rows...)
}
