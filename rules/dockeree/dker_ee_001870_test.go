package dockeree_test

import (
	"crypto/x509"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001870(t *testing.T) {
	const id = "DKER-EE-001870"
	root, foreign := signed(t, "Root", nil, true), signed(t, "Foreign", nil, true)
	leaf, own := signed(t, "ucp.example.mil", root, false), signed(t, "ucp.example.mil", nil, false)
	type certs = []*x509.Certificate
	ssp := anchored("mke", root, "")
	ruletest.Run(t, dockeree.Rules, id,
		row("as stated", fine, "verified up to CN=Root", presents("mke", certs{leaf}, certs{root}), ssp),
		row("another authority", open, "no signature leads from it to an anchor", presents("mke", certs{leaf}, certs{root}), anchored("mke", foreign, "")),
		row("self-signed", open, "self-signed", presents("mke", certs{own}, certs{root}), ssp),
		row("a foreign authority handed out", open, "CN=Foreign", presents("mke", certs{leaf}, certs{root, foreign}), ssp),
		row("nothing handed out", unclear, "mke.downloaded_ca", presents("mke", certs{leaf}, nil), ssp),
		row("no anchors", unclear, "ssp:trust_anchors.mke", presents("mke", certs{leaf}, certs{root})),
		row("not collected", unclear, "tls: not collected", ssp),
		row("another endpoint", unclear, "tls.mke", presents("msr", certs{leaf}, certs{root}), ssp),
	)
}
