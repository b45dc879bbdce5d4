package mke_test

import (
	"crypto/x509"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000480(t *testing.T) {
	row := ruletest.Row
	root := authority(t, "Root CA", nil)
	issuing := authority(t, "Issuing CA", &root)
	leaf := issue(t, "msr.example.mil", &issuing, nil)
	alone := issue(t, "msr.example.mil", nil, nil)
	other, liar := forger(t, "Root CA"), forger(t, "Issuing CA")
	forged := issue(t, "msr.example.mil", &liar, nil)
	noCA := issue(t, "user.example.mil", &root, nil)
	below := issue(t, "msr.example.mil", &noCA, nil)
	client := issue(t, "msr.example.mil", &issuing, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
	old := issue(t, "msr.example.mil", &issuing, func(c *x509.Certificate) { c.NotAfter = ruletest.Now.AddDate(0, 0, -1) })
	early := issue(t, "msr.example.mil", &issuing, func(c *x509.Certificate) { c.NotBefore = ruletest.Now.AddDate(0, 0, 1) })

	one := facts.MKERegistries.Is([]facts.MKERegistry{{HostAddress: "msr.example.mil"}})
	at := func(address string) facts.Setting { return facts.MSR.Is(facts.Registry{Address: facts.Some(address)}) }
	msr := at("msr.example.mil")
	used := func(s *facts.Snapshot) {
		for _, set := range []facts.Setting{facts.MSRInUse.Is(facts.RegistryUse{InUse: true}), one, msr} {
			set(s)
		}
	}
	chain := func(list ...party) facts.Setting {
		return presents("msr", facts.TLSEndpoint{Chain: facts.Some(shown(list...))})
	}
	trust := func(list ...party) facts.Setting { return facts.SSPTrustAnchorsMSR.Is(trusts(list...)) }
	oldChain := facts.TLSEndpoint{Chain: facts.Some(shown(old, issuing))}
	damaged := shown(leaf, issuing)
	damaged[1].SHA256 = damaged[0].SHA256
	nameless := shown(leaf, issuing)
	nameless[1].DER = facts.Maybe[[]byte]{}
	broken := shown(leaf, issuing)
	broken[1].DER, broken[1].SHA256 = facts.Some([]byte("no certificate")), ""
	unstated := shown(leaf, issuing)
	unstated[0].SHA256, unstated[1].SHA256 = "", ""
	partly := func(list ...party) facts.Setting {
		return presents("msr", facts.TLSEndpoint{Chain: facts.Maybe[[]facts.Certificate]{State: facts.OK, Partial: true, Value: shown(list...)}})
	}

	ruletest.Run(t, mke.Rules, "CNTR-MK-000480",
		row("leads to the anchor", result.NotAFinding, "CN=msr.example.mil, 2 certificates, verified up to CN=Root CA; anchor ssp:trust_anchors[0], no approver on record",
			used, chain(leaf, issuing), trust(root)),
		row("of one registry of two", result.NotReviewed, "tls.msr: is of the registry msr.example.mil alone, and MKE knows the registry msr2.example.mil too (mke_api.registries)",
			used, facts.MKERegistries.Is([]facts.MKERegistry{{HostAddress: "msr.example.mil"}, {HostAddress: "msr2.example.mil"}}), chain(leaf, issuing), trust(root)),
		row("of one of two, and self-signed", result.Open, "self-signed", used, facts.MKERegistries.Is([]facts.MKERegistry{{HostAddress: "msr2.example.mil"}}), chain(alone), trust(root)),
		row("another port is another registry", result.NotReviewed, "MKE knows the registry msr.example.mil:4443 too", used, facts.MKERegistries.Is([]facts.MKERegistry{{HostAddress: "msr.example.mil:4443"}}), chain(leaf, issuing), trust(root)),
		row("of whom is not known", result.NotReviewed, "the registry whose address is not known", used, facts.MSR.Is(facts.Registry{}), chain(leaf, issuing), trust(root)),
		row("registries not collected", result.NotReviewed, "mke_api.registries: not collected", used, facts.MKERegistries.Lacks(facts.NotCollected, ""), chain(leaf, issuing), trust(root)),
		row("evidence names every certificate", result.NotAFinding, "tls.msr.chain[1]: CN=Issuing CA, issued by CN=Root CA, serial A, valid 2025-11-21T00:00:00Z to 2027-11-21T00:00:00Z, SHA-256",
			used, chain(leaf, issuing), trust(root)),
		row("the server sends the root too", result.NotAFinding, "verified", used, chain(leaf, issuing, root), trust(root)),
		row("the anchor is the issuing authority", result.NotAFinding, "up to CN=Issuing CA", used, chain(leaf), trust(issuing)),
		row("no digests beside the bytes", result.NotAFinding, "verified", used,
			presents("msr", facts.TLSEndpoint{Chain: facts.Some(unstated)}), trust(root)),
		row("self-signed", result.Open, "self-signed: CN=msr.example.mil", used, chain(alone), trust(root)),
		row("self-signed and named as an anchor", result.Open, "self-signed", used, chain(alone), trust(alone)),
		row("self-signed without anchors", result.Open, "self-signed", used, chain(alone)),
		row("expired without anchors", result.Open, "expired 2026-11-20", used, chain(old, issuing)),
		row("expired", result.Open, "expired 2026-11-20", used, chain(old, issuing), trust(root)),
		row("not valid yet", result.Open, "not valid before 2026-11-22", used, chain(early, issuing), trust(root)),
		row("expired since it was collected", result.NotReviewed, "not at the time of evaluation", used,
			presentedAt("msr", oldChain, ruletest.Now.AddDate(0, 0, -2)), trust(root)),
		row("expired when it was collected", result.Open, "expired", used,
			presentedAt("msr", oldChain, ruletest.Now.AddDate(0, 0, -1).Add(1)), trust(root)),
		row("forged leaf, genuine root appended", result.Open, "no signature leads", used, chain(forged, issuing, root), trust(root)),
		row("another authority of the same name", result.Open, "no signature leads", used, chain(leaf, issuing), trust(other)),
		row("the server's root is no anchor", result.Open, "no signature leads", used, chain(leaf, issuing, root), trust(authority(t, "DoD Root", nil))),
		row("intermediate not sent", result.Open, "no signature leads", used, chain(leaf), trust(root)),
		row("signed by a server certificate", result.Open, "no signature leads", used, chain(below, noCA), trust(root)),
		row("not for servers", result.Open, "incompatible key usage", used, chain(client, issuing), trust(root)),
		row("nothing approved", result.Open, "no signature leads", used, chain(leaf, issuing), trust()),
		row("anchors not stated", result.NotReviewed, "ssp:trust_anchors.msr: no ssp.yaml given", used, chain(leaf, issuing)),
		row("anchor is no authority", result.NotReviewed, "is no certificate authority and anchors nothing", used, chain(leaf, issuing), trust(leaf)),
		row("decision lapsed", result.NotReviewed, "expired 2026-11-01", used, chain(leaf, issuing),
			ruletest.SSP("system: {name: S}\napprovals: {trust_anchors: {by: \"A. Roe, ISSO\", on: 2026-01-01, expires: 2026-11-01}}\ntrust_anchors: {msr: []}\n")),
		row("digest of another certificate", result.NotReviewed, "tls.msr.chain[1].der: is not the certificate whose sha256", used,
			presents("msr", facts.TLSEndpoint{Chain: facts.Some(damaged)}), trust(root)),
		row("without its bytes", result.NotReviewed, "tls.msr.chain[1].der: not collected", used,
			presents("msr", facts.TLSEndpoint{Chain: facts.Some(nameless)}), trust(root)),
		row("bytes that are no certificate", result.NotReviewed, "tls.msr.chain[1].der: cannot be read", used,
			presents("msr", facts.TLSEndpoint{Chain: facts.Some(broken)}), trust(root)),
		row("partial chain that verifies", result.NotReviewed, "partly collected", used, partly(leaf, issuing), trust(root)),
		row("partial chain, self-signed", result.Open, "self-signed", used, partly(alone), trust(root)),
		row("partial chain that begins with an authority", result.NotReviewed, "partly collected", used, partly(root), trust(root)),
		row("no certificate at all", result.NotReviewed, "holds no certificate", used, chain(), trust(root)),
		row("handshake failed", result.NotReviewed, "time-out", used, trust(root), facts.TLS.Is(map[string]facts.Maybe[facts.TLSEndpoint]{
			"msr": {State: facts.Failed, Error: "time-out"}})),
		row("other endpoint only", result.NotReviewed, "tls.msr: not collected", used, presents("mke", facts.TLSEndpoint{}), trust(root)),
		row("tls denied", result.NotReviewed, "tls: denied", used, facts.TLS.Lacks(facts.Denied, ""), trust(root)),
		row("tls not collected", result.NotReviewed, "tls: not collected", used, trust(root)),
		row("no registry", result.NotApplicable, "no registry here", facts.MSRInUse.Is(facts.RegistryUse{Source: "no registry here"}), chain(alone), trust(root)),
		row("use of a registry unknown", result.NotReviewed, "msr.in_use", facts.MSRInUse.Lacks(facts.NotCollected, ""), chain(alone), trust(root)),
	)
}
