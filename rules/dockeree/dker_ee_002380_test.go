package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002380(t *testing.T) {
	const id = "DKER-EE-002380"
	const key = "client_bundle"
	stated := ruletest.SSP(`certs: {client_bundle_subject: "CN=svc, O=Example", client_bundle_issuer: "CN=CA 3,O=Example"}`)
	bundle := func(text string) facts.Setting { return ruletest.Bundle(`{"cluster":{"client_bundle":` + text + `}}`) }
	const good = `{"subject":"cn=svc,O=Example","issuer":"CN=CA 3,O=Example"}`
	ruletest.Run(t, dockeree.Rules, id,
		row("as stated", fine, "PASS subject", stated, bundle(good)),
		row("another subject", open, `subject: "CN=eve,O=Example"`, stated, bundle(`{"subject":"CN=eve,O=Example","issuer":"CN=CA 3,O=Example"}`)),
		row("another issuer", open, `issuer: "CN=CA 4,O=Example"`, stated, bundle(`{"subject":"CN=svc,O=Example","issuer":"CN=CA 4,O=Example"}`)),
		row("in another order", open, "subject", stated, bundle(`{"subject":"O=Example,CN=svc","issuer":"CN=CA 3,O=Example"}`)),
		row("another subject, issuer not known", open, "subject", stated, bundle(`{"subject":"CN=eve,O=Example"}`)),
		row("issuer not known", unclear, key+".issuer: not collected", stated, bundle(`{"subject":"CN=svc,O=Example"}`)),
		row("empty subject", open, `subject: ""`, stated, bundle(`{"subject":"","issuer":"CN=CA 3,O=Example"}`)),
		row("not collected", unclear, key+": not collected", stated),
		row("denied", unclear, key+": denied: x", stated, bundle(`{"$denied":"x"}`)),
		row("partial", unclear, key+": partly collected", stated, bundle(`{"$partial":`+good+`}`)),
		row("nothing stated", unclear, "ssp:certs.client_bundle_subject", bundle(good)),
		row("issuer not stated", unclear, "ssp:certs.client_bundle_issuer", ruletest.SSP(`certs: {client_bundle_subject: "CN=svc,O=Example"}`), bundle(good)),
	)
}
