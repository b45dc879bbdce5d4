package mke

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK001600 = rules.Rule{
	ID: "CNTR-MK-001600",
	Reading: "Every tag of a repository of the vendor's, also under the product's former names and under the mirrors that " +
		"ssp.yaml names: the printed patterns stand for single letters and miss most of them. Each tag is compared as a " +
		"version with the installed release of its own product. A tag that is no version, and a registry's image where no " +
		"registry's release is known, can be compared with nothing.",
	Check: rules.About("vendor images", "no tag of a vendor image is older than the installed release of its product", rules.FromCase(
		[]string{facts.Images.Name, facts.MKEVersion.Name, facts.MSR.Name, "ssp:system_containers.image_repositories"}, oldImages)),
}

// product is whose release a vendor image belongs to.
type product string

const (
	productMKE product = "MKE"
	productMSR product = "MSR"
)

func oldImages(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	images, ok, missing := facts.Partly(c.Snapshot, facts.Images)
	if !ok {
		return v, missing
	}
	look := &vendorTags{c: c, installed: map[product]release{}}
	for _, image := range images {
		look.image(image)
	}
	v.Outcomes, v.Notes = look.outcomes, look.notes
	if missing == nil && look.missing == nil {
		v.Outcomes = append(v.Outcomes, look.pass(len(images)))
	}
	v.Pass = fmt.Sprintf("None of %s of vendor repositories on %s is older than the installed release.",
		plural(look.tags, "tag", "tags"), plural(len(images), "image", "images"))
	return v, append(missing, look.missing...)
}

// vendorTags collects what the tags of one node's images say.
type vendorTags struct {
	c         *rules.Case
	installed map[product]release
	outcomes  []rules.Outcome
	notes     []string
	missing   []facts.Missing
	tags      int
	fine      []string
}

func (t *vendorTags) image(image facts.Image) {
	tagged := map[string]bool{}
	for _, ref := range image.RepoTags {
		repository, tag := splitTag(ref)
		if facts.VendorRepository(t.c.SSP, repository) {
			tagged[repository] = true
			t.tag(image, ref, repository, tag)
		} else if looksVendor(repository) {
			t.notes = append(t.notes, ref+" has a name like the vendor's, in a repository that neither the vendor nor ssp system_containers.image_repositories names")
		}
	}
	for _, digest := range image.RepoDigests {
		if repository := facts.RepositoryOf(digest); !tagged[repository] && facts.VendorRepository(t.c.SSP, repository) {
			tagged[repository] = true
			t.tag(image, repository+":<none>", repository, "<none>")
		}
	}
	if label := image.Labels["com.docker.ucp.version"]; label != "" && len(image.RepoTags)+len(image.RepoDigests) == 0 {
		t.notes = append(t.notes, fmt.Sprintf("image %s has no name; its label says that it is MKE %s", image.ID, label))
	}
}

// splitTag is a reference without docker.io and its tag, "" when it has none.
func splitTag(ref string) (repository, tag string) {
	ref, _, _ = strings.Cut(ref, "@")
	if slash, colon := strings.LastIndexByte(ref, '/'), strings.LastIndexByte(ref, ':'); colon > slash {
		tag = ref[colon+1:]
	}
	return facts.RepositoryOf(ref), tag
}

func (t *vendorTags) tag(image facts.Image, ref, repository, tag string) {
	t.tags++
	o := rules.Outcome{Subject: ref, Facts: []string{"docker_engine.images[" + image.ID + "].RepoTags"}}
	p, known := productOf(repository)
	if !known {
		o.Actual, o.Note = "version "+tag, "the name does not say whether it belongs to MKE or to MSR"
		t.outcomes = append(t.outcomes, o)
		return
	}
	installed := t.release(p)
	o.Facts = append(o.Facts, installed.fact)
	o.Expected = fmt.Sprintf("not older than the installed %s %s", p, orWord(installed.text, "release"))
	found, isVersion := parseVersion(tag)
	order, told := found.compare(installed.version)
	switch {
	case !isVersion:
		o.Actual, o.Note = fmt.Sprintf("tag %q", tag), "the tag is no version"
	case installed.missing != nil:
		o.Actual, o.Note = "version "+tag, "the installed release of "+string(p)+" is not known"
		t.lacks(installed.missing)
	case !told:
		o.Actual, o.Note = "version "+tag, "nobody knows whether its suffix makes it older than "+installed.text
	case order < 0:
		o.Kind, o.Actual = result.Violates, fmt.Sprintf("older than the installed %s %s", p, installed.text)
	default:
		t.fine = append(t.fine, ref)
		return
	}
	t.outcomes = append(t.outcomes, o)
}

func (t *vendorTags) lacks(missing []facts.Missing) {
	for _, m := range missing {
		if !slices.ContainsFunc(t.missing, func(o facts.Missing) bool { return o.Name == m.Name }) {
			t.missing = append(t.missing, m)
		}
	}
}

func (t *vendorTags) pass(images int) rules.Outcome {
	o := rules.Outcome{Kind: result.Pass, Subject: plural(len(t.fine), "tag of the vendor's", "tags of the vendor's"),
		Actual: fmt.Sprintf("none older, in %s", plural(images, "image", "images")), Facts: []string{facts.Images.Name}}
	for _, p := range []product{productMKE, productMSR} {
		if installed, asked := t.installed[p]; asked && installed.missing == nil {
			o.Actual += fmt.Sprintf("; installed %s %s", p, installed.text)
		}
	}
	const shown = 12
	if n := len(t.fine); n > 0 && n <= shown {
		o.Tail = " (" + strings.Join(set(t.fine), ", ") + ")"
	}
	return o
}

// release is the installed release of a product.
type release struct {
	version
	text    string
	fact    string
	missing []facts.Missing
}

func (t *vendorTags) release(p product) release {
	r, asked := t.installed[p]
	if !asked {
		if p == productMKE {
			r = installedMKE(t.c.Snapshot)
		} else {
			r = installedMSR(t.c.Snapshot)
		}
		t.installed[p] = r
	}
	return r
}

// installedMKE is the release MKE says it is, by either of its two names for it.
func installedMKE(s *facts.Snapshot) release {
	text, known, missing := member(s, facts.MKEVersion, "mke", func(v facts.MKEVersionInfo) facts.Maybe[string] { return v.MKE })
	server, alsoKnown, _ := member(s, facts.MKEVersion, "server_version", func(v facts.MKEVersionInfo) facts.Maybe[string] { return v.ServerVersion })
	server, isMKE := strings.CutPrefix(server, "ucp/")
	switch {
	case alsoKnown && isMKE && !known:
		text, missing = server, nil
	case alsoKnown && isMKE && server != text:
		missing = append(missing, lacking(facts.MKEVersion, "mke", fmt.Sprintf("the sources disagree: mke is %q, server_version ucp/%s", text, server)))
	}
	return releaseOf(text, "mke_api.version.mke", facts.MKEVersion.Name, missing)
}

func installedMSR(s *facts.Snapshot) release {
	text, _, missing := member(s, facts.MSR, "version", func(r facts.Registry) facts.Maybe[string] { return r.Version })
	return releaseOf(text, "msr.version", facts.MSR.Name, missing)
}

func releaseOf(text, fact, section string, missing []facts.Missing) release {
	r := release{text: text, fact: fact, missing: missing}
	if missing == nil {
		var ok bool
		if r.version, ok = parseVersion(text); !ok {
			r.missing = []facts.Missing{{Name: fact, Why: fmt.Sprintf("%q is no version", text), How: []string{"collect " + section + " again"}}}
		}
	}
	return r
}

// productOf is whose release the images of a repository follow, by the last part of
// its name, where the vendor keeps its former names too: ucp is MKE, dtr is MSR.
func productOf(repository string) (product, bool) {
	name, _, _ := strings.Cut(path.Base(repository), "-")
	switch {
	case name == "ucp":
		return productMKE, true
	case name == "dtr", name == "msr", path.Base(path.Dir(repository)) == "msr":
		return productMSR, true
	}
	return "", false
}

// looksVendor reports whether the last part of a name is one of the vendor's.
func looksVendor(repository string) bool {
	name, _, _ := strings.Cut(path.Base(repository), "-")
	return name == "ucp" || name == "dtr"
}
