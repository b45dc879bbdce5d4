package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE004130 = rules.Rule{
	ID: "DKER-EE-004130",
	Reading: "Every tag of a repository of the vendor's, under the product's former and present names and under the mirrors that " +
		"ssp.yaml names: the printed pattern is a class of single letters. Each tag is compared as a version with the installed " +
		"release of its own product; a tag that is no version can be compared with nothing. The registry does not tell its own release, so a dated statement may.",
	Check: rules.About("vendor images", "no tag of a vendor image is older than the installed release of its product", rules.FromCase(
		[]string{facts.Images.Name, facts.MKEVersion.Name, facts.MSR.Name, "ssp:system_containers.image_repositories", "attestation " + platform.MSRVersionKey}, platform.OldImages)),
}
