package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE006240(t *testing.T) {
	const id = "DKER-EE-006240"
	networks := func(text string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"swarm":{"networks":` + text + `}}}`)
	}
	net := func(name, more string) string {
		return `{"Id":"` + name + `","Name":"` + name + `","Driver":"overlay","Scope":"swarm"` + more + `}`
	}
	const plain, enc, ingress = `,"Ingress":false,"Options":{}`, `,"Ingress":false,"Options":{"encrypted":""}`, `,"Ingress":true,"Options":{}`
	none := ruletest.SSP(`exceptions: {unencrypted_overlay: []}`)
	except := func(more string) facts.Setting {
		return ruletest.SSP(`exceptions: {unencrypted_overlay: [{network: app, reason: "TLS inside", approved_by: "J. Doe, ISSM", on: 2026-01-15` + more + `}]}`)
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("encrypted", fine, "PASS 1 overlay network: encrypted", none, networks(`[`+net("app", enc)+`,`+net("ingress", ingress)+`]`)),
		row("not encrypted", open, "OPEN network app: not encrypted", none, networks(`[`+net("app", plain)+`]`)),
		row("a name the filter removes", open, "OPEN network dtr-x: not encrypted", none, networks(`[`+net("dtr-x", plain)+`]`)),
		row("the platform's own", fine, "2 others are not judged", none, networks(`[`+net("dtr-ol", plain)+`,`+net("ucp-interlock", plain)+`]`)),
		row("called ingress", open, "OPEN network ingress", none, networks(`[`+net("ingress", plain)+`]`)),
		row("another driver", fine, "1 others are not judged", none, networks(`[{"Id":"b","Name":"b","Driver":"bridge","Scope":"local","Options":{}}]`)),
		row("evidence not asked for", unclear, "ssp:exceptions.unencrypted_overlay", networks(`[`+net("app", plain)+`]`)),
		row("evidence given", fine, "evidence of encryption by the application", except(`, evidence: "mTLS, ticket 4711"`), networks(`[`+net("app", plain)+`]`)),
		row("an entry without evidence", open, "gives no evidence", except(""), networks(`[`+net("app", plain)+`]`)),
		row("an entry that has lapsed", open, "OPEN network app", except(`, evidence: "x", expires: 2026-02-01`), networks(`[`+net("app", plain)+`]`)),
		row("option not known", unclear, "swarm.networks[app].Options: not collected", none, networks(`[`+net("app", "")+`]`)),
		row("an odd value", unclear, "what the engine makes of this value", none, networks(`[`+net("app", `,"Options":{"encrypted":"false"}`)+`]`)),
		row("not encrypted in a partial list", open, "OPEN network app", none, networks(`{"$partial":[`+net("app", plain)+`]}`)),
		row("encrypted in a partial list", unclear, "partly collected", none, networks(`{"$partial":[`+net("app", enc)+`]}`)),
		row("no networks", unclear, "is empty, and every manager has networks", none, networks(`[]`)),
		row("called ingress, and whether it is is not known", fine, "1 others are not judged", none, networks(`[`+net("ingress", `,"Options":{}`)+`]`)),
		row("the ingress under another name", open, "OPEN network edge: not encrypted", none, networks(`[`+net("edge", ingress)+`]`)),
		row("list denied", unclear, "swarm.networks: denied: x", none, networks(`{"$denied":"x"}`)),
		row("not collected", unclear, "swarm: not collected", none),
	)
}
