package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE003930 = rules.Rule{
	ID:    "DKER-EE-003930",
	Scope: rules.Registry,
	Class: rules.GivenSSP,
	Reading: "A chain that is not valid, or that does not lead to the site's authority, is a finding. Every signature, date and " +
		"authority flag is verified here, up to a certificate of ssp.yaml; a root that the server itself sends anchors nothing. " +
		"The chain of one registry does not speak for another one that UCP knows. DKER-EE-001880 asks the same.",
	NotApplicable: platform.NoRegistry,
	Check:         platform.RegistryAuthorities,
}
