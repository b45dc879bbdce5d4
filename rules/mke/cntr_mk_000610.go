package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000610 = rules.Rule{
	ID:    "CNTR-MK-000610",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "Both the file of authorities that MKE hands out and the chain it serves must lead to the site's authority, and the " +
		"file must hold an authority of ssp.yaml and nothing foreign; every signature is verified here. An ingress makes the " +
		"rule not applicable only where it is used: facts show a controller, and an ingress object of a class whose controller is known to run, or ssp.yaml, says so. " +
		"An ingress elsewhere in the cluster does not serve MKE's own page, yet the text excuses the rule; what MKE serves is " +
		"then listed as a note.",
	Check: rules.About("certificates of mke", "what MKE serves and hands out leads up to a certificate of ssp trust_anchors.mke", rules.FromCase(
		[]string{facts.KubernetesIngress.Name, facts.K8s.Name, facts.TLS.Name, facts.SSPTrustAnchorsMKE.Name, facts.SSPIngress.Name}, mkeCertificates)),
}

func mkeCertificates(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	why, unknown := ingressUsed(c)
	if why == "" && unknown == nil {
		return platform.MKEAuthorities.Eval(c)
	}
	chain, _ := platform.ChainOf(c.Snapshot, "mke")
	v.Notes = platform.DescribeAll(chain)
	if unknown != nil {
		v.Doubt = "It is not known whether the rule applies: " + facts.Join(unknown) + "."
		return v, unknown
	}
	v.NotApplicable = why
	return v, nil
}

// ingressUsed is the evidence that a Kubernetes ingress is used, "" when none is. A
// controller that nobody uses is configured and no more; the text says "used".
func ingressUsed(c *rules.Case) (string, []facts.Missing) {
	use, missing := facts.Get(c.Snapshot, facts.KubernetesIngress)
	switch {
	case missing != nil || !use.InUse:
		return "", missing
	case use.Stated:
		return "A Kubernetes ingress is in use: " + use.Source + ", and ssp.yaml says so", nil
	case use.Object != "":
		return "A Kubernetes ingress is in use: " + use.Source + ", and there is an ingress " + use.Object, nil
	}
	_, _, missing = platform.Member(c.Snapshot, facts.K8s, "ingresses", func(k facts.K8sObjects) facts.Maybe[[]facts.Ingress] { return k.Ingresses })
	return "", missing
}
