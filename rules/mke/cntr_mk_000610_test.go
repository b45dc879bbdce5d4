package mke_test

import (
	"crypto/x509"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000610(t *testing.T) {
	root := authority(t, "Root CA", nil)
	issuing := authority(t, "Issuing CA", &root)
	leaf := issue(t, "mke.example.mil", &issuing, nil)
	alone := issue(t, "mke.example.mil", nil, nil)
	own := authority(t, "UCP Client Root CA", nil)
	ownLeaf := issue(t, "ucp-controller", &own, nil)
	foreign := authority(t, "Foreign CA", nil)
	liar := forger(t, "Root CA")
	forged := issue(t, "mke.example.mil", &liar, nil)
	oldRoot := issue(t, "Root CA", nil, func(c *x509.Certificate) { isAuthority(c); c.NotAfter = ruletest.Now.AddDate(0, 0, -1) })
	oldLeaf := issue(t, "mke.example.mil", &oldRoot, nil)

	none := facts.KubernetesIngress.Is(facts.IngressUse{Source: "there is no ingress"})
	mkeHas := func(ca []facts.Certificate, chain ...party) facts.Setting {
		return presents("mke", facts.TLSEndpoint{Chain: facts.Some(shown(chain...)), DownloadedCA: facts.Some(ca)})
	}
	trust := func(list ...party) facts.Setting { return facts.SSPTrustAnchorsMKE.Is(trusts(list...)) }
	good := mkeHas(shown(root), leaf, issuing)
	damaged := shown(root, issuing)
	damaged[1].SHA256 = damaged[0].SHA256
	partial := facts.TLSEndpoint{Chain: facts.Some(shown(leaf, issuing)), DownloadedCA: facts.Maybe[[]facts.Certificate]{State: facts.OK, Partial: true, Value: shown(root)}}
	oldPair := facts.TLSEndpoint{Chain: facts.Some(shown(oldLeaf)), DownloadedCA: facts.Some(shown(oldRoot))}
	objects := func(list ...facts.Ingress) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{Ingresses: facts.Some(append([]facts.Ingress{}, list...))})
	}
	in := facts.IngressUse{InUse: true, Source: "a controller runs"}

	ruletest.Run(t, mke.Rules, "CNTR-MK-000610",
		row("both lead to the anchor", fine, "PASS authority handed out: CN=Root CA: is an authority of ssp.yaml; anchor ssp:trust_anchors[0]", none, good, trust(root)),
		row("the served chain is evidence", fine, "PASS chain served by mke: CN=mke.example.mil, 2 certificates, verified up to CN=Root CA", none, good, trust(root)),
		row("file holds root and issuing authority", fine, "Of 2 certificates that MKE hands out, 1 is an authority", none, mkeHas(shown(root, issuing), leaf, issuing), trust(root)),
		row("file holds two anchors", fine, "Of 2 certificates that MKE hands out, 2 are authorities", none, mkeHas(shown(root, foreign), leaf, issuing), trust(root, foreign)),
		row("no anchor in the file", open, "file of authorities: none of 1 certificate is one", none, mkeHas(shown(issuing), leaf, issuing), trust(root)),
		row("a foreign authority beside the anchor", open, "CN=Foreign CA: is neither", none, mkeHas(shown(root, foreign), leaf, issuing), trust(root)),
		row("another authority of the same name", open, "CN=Root CA: is neither", none, mkeHas(shown(liar), leaf, issuing), trust(root)),
		row("MKE's own root", open, "is the root that MKE generates for itself", none, mkeHas(shown(own), ownLeaf), trust(root)),
		row("MKE's own root named as an anchor", open, "is the root that MKE generates for itself", none, mkeHas(shown(own), ownLeaf), trust(own)),
		row("MKE's own root, anchors not stated", open, "is the root that MKE generates for itself", none, mkeHas(shown(own), ownLeaf)),
		row("self-signed leaf below a good file", open, "chain served by mke: self-signed", none, mkeHas(shown(root), alone), trust(root)),
		row("forged leaf with the genuine root", open, "no signature leads", none, mkeHas(shown(root), forged, root), trust(root)),
		row("other authority", open, "no signature leads", none, mkeHas(shown(root), ownLeaf), trust(root)),
		row("expired root", open, "expired 2026-11-20", none, mkeHas(shown(oldRoot), oldLeaf), trust(oldRoot)),
		row("root expired since it was collected", unclear, "valid when it was collected and not at the time of evaluation", none,
			presentedAt("mke", oldPair, ruletest.Now.AddDate(0, 0, -2)), trust(oldRoot)),
		row("nothing approved", open, "is neither", none, good, trust()),
		row("anchors not stated", unclear, "ssp:trust_anchors.mke: no ssp.yaml given", none, good),
		row("certificate damaged", unclear, "tls.mke.downloaded_ca[1].der: is not the certificate", none, mkeHas(damaged, leaf, issuing), trust(root)),
		row("foreign beside a damaged one", open, "is neither", none, mkeHas(append(shown(foreign), damaged[1]), leaf, issuing), trust(root)),
		row("file partly collected", unclear, "tls.mke.downloaded_ca: partly collected", none, presents("mke", partial), trust(root)),
		row("file not collected", unclear, "tls.mke.downloaded_ca: not collected", none,
			presents("mke", facts.TLSEndpoint{Chain: facts.Some(shown(leaf, issuing))}), trust(root)),
		row("file empty", unclear, "tls.mke.downloaded_ca: holds no certificate", none, mkeHas(shown(), leaf, issuing), trust(root)),
		row("chain not collected", unclear, "tls.mke.chain: not collected", none,
			presents("mke", facts.TLSEndpoint{DownloadedCA: facts.Some(shown(root))}), trust(root)),
		row("chain denied, foreign file", open, "CN=Foreign CA: is neither", none,
			presents("mke", facts.TLSEndpoint{Chain: facts.Maybe[[]facts.Certificate]{State: facts.Denied}, DownloadedCA: facts.Some(shown(foreign))}), trust(root)),
		row("tls not collected", unclear, "tls: not collected", none, trust(root)),
		row("tls failed", unclear, "tls: error: refused", none, trust(root), facts.TLS.Lacks(facts.Failed, "refused")),

		row("ingress by facts and ssp.yaml", notAppl, "a controller runs, and ssp.yaml says so", trust(root), mkeHas(shown(own), ownLeaf),
			facts.KubernetesIngress.Is(facts.IngressUse{InUse: true, Source: "a controller runs", Stated: true})),
		row("ingress by facts with an object", notAppl, "there is an ingress shop/web", trust(root), mkeHas(shown(own), ownLeaf),
			facts.KubernetesIngress.Is(facts.IngressUse{InUse: true, Source: "a controller runs", Object: "shop/web"})),
		row("not applicable lists what is served", notAppl, "NOTE tls.mke.chain[0]: CN=ucp-controller", trust(root), mkeHas(shown(own), ownLeaf),
			facts.KubernetesIngress.Is(facts.IngressUse{InUse: true, Source: "a controller runs", Stated: true})),
		row("a controller nobody uses", fine, "verified up to", facts.KubernetesIngress.Is(in), objects(), good, trust(root)),
		row("a controller nobody uses, bad chain", open, "own", facts.KubernetesIngress.Is(in), objects(), mkeHas(shown(own), ownLeaf), trust(root)),
		row("a controller, objects not known", unclear, "k8s: not collected", facts.KubernetesIngress.Is(in), mkeHas(shown(own), ownLeaf), trust(root)),
		row("a controller, objects partly known", unclear, "k8s.ingresses: partly collected", facts.KubernetesIngress.Is(in), good, trust(root),
			facts.K8s.Is(facts.K8sObjects{Ingresses: facts.Maybe[[]facts.Ingress]{State: facts.OK, Partial: true}})),
		row("ingress disputed", unclear, "It is not known whether the rule applies: ingress.in_use: error: they disagree",
			facts.KubernetesIngress.Lacks(facts.Failed, "they disagree"), mkeHas(shown(own), ownLeaf), trust(root)),
		row("ingress unknown", unclear, "It is not known whether the rule applies", good, trust(root)),
		row("ssp.yaml alone excuses nothing", unclear, "no fact shows one", good, trust(root), ruletest.SSP("ingress: {kubernetes_ingress_in_use: true}")),
		row("facts against ssp.yaml", unclear, "ssp.yaml says that no Kubernetes ingress is in use", good, trust(root), ruletest.SSP("ingress: {kubernetes_ingress_in_use: false}"),
			facts.MKEConfig.Is(facts.NewTree(map[string]any{"cluster_config": map[string]any{"ingress_controller": map[string]any{"enabled": true}}}))),
	)
}
