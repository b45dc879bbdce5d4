package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001170(t *testing.T) {
	const id = "DKER-EE-001170"
	grants := func(text string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"mke_api.rbac":{"grants":` + text + `}}}`)
	}
	const one = `[{"subject":"org:ops/team:sre","role":"fullcontrol","object":"/Shared"}]`
	stated := ruletest.SSP(`rbac: {swarm_grants: [{subject: "org:ops/team:sre", role: fullcontrol, object: /Shared}]}`)
	ruletest.Run(t, dockeree.Rules, id,
		row("equal", fine, "1 grant: as ssp.yaml states them", grants(one), stated),
		row("one too many", open, "is there and not in ssp.yaml", grants(`[{"subject":"org:ops/team:sre","role":"fullcontrol","object":"/Shared"},{"subject":"user:eve","role":"viewonly","object":"/"}]`), stated),
		row("one lacks", open, "is in ssp.yaml and not there", grants(`[]`), stated),
		row("one lacks in a partial list", unclear, "partly collected", grants(`{"$partial":[]}`), stated),
		row("one too many in a partial list", open, "user:eve", grants(`{"$partial":[{"subject":"user:eve","role":"viewonly","object":"/"}]}`), stated),
		row("none stated, some there", open, "org:ops/team:sre", grants(one), ruletest.SSP("rbac: {swarm_grants: []}")),
		row("nothing stated", unclear, "ssp:rbac.swarm_grants", grants(one)),
		row("a name that was not resolved", unclear, "were not resolved", grants(`[{"subject":"org:ops/team:sre","role":"0123456789abcdef01234567","object":"/Shared"}]`), stated),
		row("denied", unclear, "mke_api.rbac: denied: 403", ruletest.Bundle(`{"cluster":{"mke_api.rbac":{"$denied":"403"}}}`), stated),
		row("not collected", unclear, "mke_api.rbac: not collected", stated),
	)
}
