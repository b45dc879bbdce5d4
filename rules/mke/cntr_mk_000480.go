package mke

import (
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
		"a tunnel on localhost. Dates hold at the time of collection and of evaluation. The chain of one registry " +
		"does not speak for another one that MKE knows.",
	Warnings:      []string{"The printed kubectl command finds a registry that runs on Kubernetes (MSR 3); an MSR 2 listens by itself."},
	NotApplicable: platform.NoRegistry,
	Check:         platform.RegistryAuthorities,
}
