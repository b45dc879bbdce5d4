package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001600 = rules.Rule{
	ID: "CNTR-MK-001600",
	Reading: "Every tag of a repository of the vendor's, also under the product's former names and under the mirrors that " +
		"ssp.yaml names: the printed patterns stand for single letters and miss most of them. Each tag is compared as a " +
		"version with the installed release of its own product. A tag that is no version, and a registry's image where no " +
		"registry's release is known, can be compared with nothing. The registry does not tell its own release, so a dated statement may.",
	Check: rules.About("vendor images", "no tag of a vendor image is older than the installed release of its product", rules.FromCase(
		[]string{facts.Images.Name, facts.MKEVersion.Name, facts.MSR.Name, "ssp:system_containers.image_repositories", "attestation " + platform.MSRVersionKey}, platform.OldImages)),
}
