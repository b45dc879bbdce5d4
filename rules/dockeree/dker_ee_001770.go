package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE001770 = rules.Rule{
	ID:    "DKER-EE-001770",
	Class: rules.Partial,
	Reading: "Unsigned tags of the images of UCP and DTR are a finding; where the installed release is known its tag must be signed. That the engine's packages are the vendor's has no " +
		"finding condition, and whose a key is no fact shows: the keys of Docker, Inc. were replaced by those of " +
		"Mirantis. So a person must attest it; without a trust service, as in an air gap, the same person attests the " +
		"images.",
	Check: rules.All(
		rules.About("images of UCP and DTR", "their tags are signed", rules.FromCase(
			[]string{facts.ImageTrust.Name, facts.Images.Name, facts.MKEVersion.Name, facts.MSR.Name, "attestation vendor_image_signatures"}, vendorSignatures)),
		rules.FromCase([]string{facts.Packages.Name, "attestation vendor_package_signatures"}, vendorPackages),
	),
}
