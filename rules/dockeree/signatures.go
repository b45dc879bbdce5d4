package dockeree

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// vendorSignatures is what the trust service says of the images of UCP and DTR; where it
// could not be asked a person may have.
func vendorSignatures(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	results, _, missing := platform.Member(c.Snapshot, facts.ImageTrust, "results", func(t facts.TrustReport) facts.Maybe[[]facts.TrustResult] { return t.Results })
	asked, failed := map[string]bool{}, map[string]bool{}
	for _, r := range results {
		product := productImage(r.Ref)
		if product == "" {
			continue
		}
		if r.Error != "" {
			failed[product] = true
			continue
		}
		tag := tagOf(r.Ref)
		installed := installedTag(c.Snapshot, product)
		old := installed != "" && tag != installed
		o := rules.Outcome{Subject: r.Ref, Expected: "signed", Facts: []string{"image_trust.results[" + r.Ref + "]"}}
		signed, why := r.Signed.Get()
		switch {
		case why != "":
			failed[product] = true
			continue // as if it had not been asked
		case !signed && old && !onNode(c.Snapshot, r.Ref):
			v.Notes = append(v.Notes, r.Ref+" is not signed; it is not the installed release, and the node has no such image")
			continue
		case !signed:
			o.Kind, o.Actual = result.Violates, "not signed"
		default:
			o.Kind, o.Actual = result.Pass, "signed by "+platform.OrWord(strings.Join(r.Signers.Value, ", "), "somebody the answer does not name")
			// Of no tag nobody knows which is signed; another release's says nothing of this.
			if asked[product] = asked[product] || tag != "" && !old; tag == "" || old {
				o.Note = "says nothing of the release that is installed"
			}
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	for product := range failed {
		delete(asked, product) // of one of its images nobody knows
	}
	if lacks := notAsked(c.Snapshot, asked); lacks != nil || missing != nil {
		attested, unattested := rules.Attested("vendor_image_signatures", "signatures of the images of UCP and DTR", "signed, as somebody verified").Eval(c)
		v.Outcomes = append(v.Outcomes, attested.Outcomes...)
		if unattested != nil {
			return v, slices.Concat(missing, lacks, unattested)
		}
	}
	v.Pass = "The images of UCP and DTR are signed."
	return v, nil
}

// tagOf is the tag of a reference, "" where it has none.
func tagOf(ref string) string {
	ref, _, _ = strings.Cut(ref, "@")
	_, tag, _ := strings.Cut(path.Base(ref), ":")
	return tag
}

// installedTag is the tag of the installed release of ucp or dtr, "" where it is not known.
func installedTag(s *facts.Snapshot, product string) string {
	if product == "dtr" {
		return facts.Look(s, facts.MSR).Value.Version.Value
	}
	if installed := platform.InstalledMKE(s); installed.Missing == nil {
		return installed.Text
	}
	return ""
}

// onNode reports whether the node has the image of a reference, or may have it.
func onNode(s *facts.Snapshot, ref string) bool {
	images, missing := facts.Get(s, facts.Images)
	return missing != nil || slices.ContainsFunc(images, func(i facts.Image) bool {
		return i.RepoTags.Why() != "" || slices.ContainsFunc(i.RepoTags.Value, func(tag string) bool {
			return facts.RepositoryOf(tag) == facts.RepositoryOf(ref) && tagOf(tag) == tagOf(ref)
		})
	})
}

// notAsked is the product whose image has no answer: UCP, and DTR where it is not known
// to be unused.
func notAsked(s *facts.Snapshot, asked map[string]bool) []facts.Missing {
	var out []facts.Missing
	use, missing := facts.Get(s, facts.MSRInUse)
	for _, product := range []string{"ucp", "dtr"} {
		if !asked[product] && (product == "ucp" || missing != nil || use.InUse) {
			out = append(out, facts.Missing{Name: "image_trust.results[docker/" + product + "]", Why: "no answer of the trust service for its image",
				How: []string{"by hand: docker trust inspect docker/" + product + ":VERSION"}})
		}
	}
	return out
}

// productImage is ucp or dtr for a reference to the image of one, under the vendor's
// former and present names.
func productImage(ref string) string {
	repository := facts.RepositoryOf(ref)
	switch name := path.Base(repository); repository {
	case "docker/ucp", "mirantis/ucp", "docker/dtr", "mirantis/dtr":
		return name
	}
	return ""
}

// vendorPackages asks a person whose packages the engine's are, and lists them.
func vendorPackages(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	v, missing = rules.Attested("vendor_package_signatures", "signatures of the engine's packages", "signed by a key of the vendor's, as somebody verified").Eval(c)
	for _, p := range facts.Look(c.Snapshot, facts.Packages).Value {
		key, why := p.SignatureKey.Get()
		if why == "" && key == "" {
			key = "unsigned"
			missing = append(missing, facts.Missing{Name: "packages", Why: p.Name + " is not signed, whatever is attested of the engine's packages",
				How: []string{"install the vendor's package, or by hand: rpm -K, or debsig-verify"}})
		}
		v.Notes = append(v.Notes, fmt.Sprintf("package %s %s, signature key %s", p.Name, platform.OrWord(p.Version.Value, "of unknown version"), platform.OrWord(key, "not known")))
	}
	return v, missing
}
