package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE006190 = rules.Rule{
	ID:    "DKER-EE-006190",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "Both the file of authorities that UCP hands out and the chain it serves must lead to the site's authority, and the file " +
		"must hold an authority of ssp.yaml and nothing foreign; every signature is verified here, up to a certificate of " +
		"ssp.yaml. Three rules of this benchmark ask it: DKER-EE-001870, 003920 and 006190.",
	Check: platform.MKEAuthorities,
}
