package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE005080(t *testing.T) {
	const id = "DKER-EE-005080"
	stated := ruletest.SSP(`swarm: {node_cert_expiry: 2160h}`)
	life := func(text string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"swarm":{"spec":{"CAConfig":{"NodeCertExpiry":` + text + `}}}}}`)
	}
	const ninetyDays = "7776000000000000"
	ruletest.Run(t, dockeree.Rules, id,
		row("as stated", fine, "2160h0m0s", stated, life(ninetyDays)),
		row("longer", open, "ssp swarm.node_cert_expiry is 2160h0m0s", stated, life("15552000000000000")),
		row("shorter", open, "stricter", stated, life("3600000000000")),
		row("nothing stated", unclear, "ssp:swarm.node_cert_expiry", life(ninetyDays)),
		row("null", unclear, "NodeCertExpiry", stated, life("null")),
		row("not collected", unclear, "swarm: not collected", stated),
		row("denied", unclear, "swarm: denied: x", stated, ruletest.Bundle(`{"cluster":{"swarm":{"$denied":"x"}}}`)),
		row("partial", unclear, "swarm: partly collected", stated, ruletest.Bundle(`{"cluster":{"swarm":{"$partial":{"spec":{"CAConfig":{"NodeCertExpiry":`+ninetyDays+`}}}}}}`)),
	)
}
