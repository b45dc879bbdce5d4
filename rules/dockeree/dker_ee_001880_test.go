package dockeree_test

import (
	"crypto/x509"
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001880(t *testing.T) {
	const id = "DKER-EE-001880"
	root, foreign := signed(t, "Root", nil, true), signed(t, "Foreign", nil, true)
	leaf := signed(t, "dtr.example.mil", root, false)
	type certs = []*x509.Certificate
	const used = "msr: {in_use: true}"
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byRegistry()[:5], []ruletest.Case{
		row("as stated", fine, "verified up to CN=Root", presents("msr", certs{leaf}, nil), anchored("msr", root, used), registries("dtr.example.mil")),
		row("of one registry of two", unclear, "tls.msr: is of the registry dtr.example.mil alone, and MKE knows the registry dtr2.example.mil too", presents("msr", certs{leaf}, nil), anchored("msr", root, used), registries("dtr.example.mil", "dtr2.example.mil")),
		row("registries not collected", unclear, "mke_api.registries: not collected", presents("msr", certs{leaf}, nil), anchored("msr", root, used)),
		row("another authority", open, "no signature leads from it to an anchor", presents("msr", certs{leaf}, nil), anchored("msr", foreign, used)),
		row("self-signed", open, "self-signed", presents("msr", certs{signed(t, "dtr", nil, false)}, nil), anchored("msr", root, used)),
		row("no anchors", unclear, "ssp:trust_anchors.msr", presents("msr", certs{leaf}, nil), ruletest.SSP(used)),
		row("an empty chain", unclear, "holds no certificate", presents("msr", nil, nil), anchored("msr", root, used)),
		row("not collected", unclear, "tls: not collected", anchored("msr", root, used)),
	})...)
}
