package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000480 = rules.Rule{
	ID:    "CNTR-MK-000480",
	Scope: rules.Registry,
	Class: rules.GivenSSP,
	Reading: "A chain that is not valid, or that does not lead to the site's authority, is a finding: or, where the text " +
		"joins the two by and. Every signature, date and authority flag is verified here, up to a certificate of ssp.yaml; " +
		"a root that the server itself sends anchors nothing. The host name is not judged, since the text asks through " +
		"a tunnel on localhost. Dates hold at the time of collection and of evaluation.",
	Warnings:      []string{"The printed kubectl command finds a registry that runs on Kubernetes (MSR 3); an MSR 2 listens by itself."},
	NotApplicable: platform.NoRegistry,
	Check: rules.About("chain served by msr", "the registry's certificate leads up to a certificate of ssp trust_anchors.msr", rules.FromCase(
		[]string{facts.TLS.Name, facts.SSPTrustAnchorsMSR.Name}, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
			v, missing := platform.Served(c, "msr", facts.SSPTrustAnchorsMSR)
			v.Pass = "The registry's certificate verifies up to an authority that the site trusts."
			return v, missing
		})),
}
