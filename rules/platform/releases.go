package platform

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// product is whose release a vendor image belongs to.
type product string

const (
	productMKE product = "MKE"
	productMSR product = "MSR"
)

// OldImages judges the tags of vendor images by the installed release of their product.
func OldImages(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	images, ok, missing := ImageList(c.Snapshot)
	if !ok {
		return v, missing
	}
	look := &vendorTags{c: c, installed: map[product]Release{}}
	for _, image := range images {
		look.image(image)
	}
	v.Outcomes, v.Notes = look.outcomes, look.notes
	if missing == nil && look.missing == nil {
		v.Outcomes = append(v.Outcomes, look.pass(len(images)))
	}
	v.Pass = fmt.Sprintf("None of %s of vendor repositories on %s is older than the installed release.",
		Plural(look.tags, "tag", "tags"), Plural(len(images), "image", "images"))
	return v, append(missing, look.missing...)
}

// vendorTags collects what the tags of one node's images say.
type vendorTags struct {
	c         *rules.Case
	installed map[product]Release
	outcomes  []rules.Outcome
	notes     []string
	missing   []facts.Missing
	tags      int
	fine      []string
}

func (t *vendorTags) image(image facts.Image) {
	tagged := map[string]bool{}
	if why := image.RepoTags.Why(); why != "" {
		t.lacks([]facts.Missing{tagsUnknown(image, why)})
	}
	for _, ref := range image.RepoTags.Value {
		repository, tag := splitTag(ref)
		if facts.VendorRepository(t.c.SSP, repository) {
			tagged[repository] = true
			t.tag(image, ref, repository, tag)
		} else if looksVendor(repository) {
			t.mirrored(image, ref, repository, tag)
		}
	}
	for _, digest := range image.RepoDigests {
		if repository := facts.RepositoryOf(digest); !tagged[repository] && facts.VendorRepository(t.c.SSP, repository) {
			tagged[repository] = true
			t.tag(image, repository+":<none>", repository, "<none>")
		}
	}
	if label := image.Labels["com.docker.ucp.version"]; label != "" && len(image.RepoTags.Value)+len(image.RepoDigests) == 0 {
		t.notes = append(t.notes, fmt.Sprintf("image %s has no name; its label says that it is MKE %s", image.ID, label))
	}
}

// mirrored is a tag in a repository that has a name like the vendor's and that neither the
// vendor nor ssp.yaml names: where its release is older, whose it is decides.
func (t *vendorTags) mirrored(image facts.Image, ref, repository, tag string) {
	const odd = "in a repository that neither the vendor nor ssp system_containers.image_repositories names"
	p, _ := productOf(repository)
	installed := t.release(p)
	found, isVersion := ParseVersion(tag)
	if order, told := found.Compare(installed.Version); isVersion && installed.Missing == nil && told && order < 0 {
		t.outcomes = append(t.outcomes, rules.Outcome{Subject: ref, Actual: fmt.Sprintf("older than the installed %s %s", p, installed.Text),
			Note: "has a name like the vendor's, " + odd, Facts: []string{tagsRef(image), "ssp:system_containers.image_repositories"}})
		return
	}
	t.notes = append(t.notes, ref+" has a name like the vendor's, "+odd)
}

// tagsRef names the tags of an image in the evidence.
func tagsRef(image facts.Image) string { return "docker_engine.images[" + image.ID + "].RepoTags" }

// tagsUnknown is what is missing of an image whose tags are not all known: it may have
// some. The engine writes null where there are none.
func tagsUnknown(image facts.Image, why string) facts.Missing {
	return facts.Missing{Name: tagsRef(image), Why: why, How: []string{"by hand: docker image inspect --format '{{json .RepoTags}}' " + image.ID}}
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
	o := rules.Outcome{Subject: ref, Facts: []string{tagsRef(image)}}
	p, known := productOf(repository)
	if !known {
		o.Actual, o.Note = "version "+tag, "the name does not say whether it belongs to MKE or to MSR"
		t.outcomes = append(t.outcomes, o)
		return
	}
	installed := t.release(p)
	o.Facts = append(o.Facts, installed.Fact)
	o.Expected = fmt.Sprintf("not older than the installed %s %s", p, OrWord(installed.Text, "release"))
	found, isVersion := ParseVersion(tag)
	order, told := found.Compare(installed.Version)
	switch {
	case !isVersion:
		o.Actual, o.Note = fmt.Sprintf("tag %q", tag), "the tag is no version"
	case installed.Missing != nil:
		o.Actual, o.Note = "version "+tag, "the installed release of "+string(p)+" is not known"
		t.lacks(installed.Missing)
	case !told:
		o.Actual, o.Note = "version "+tag, "nobody knows whether its suffix makes it older than "+installed.Text
	case order < 0 && p == productMSR && !namedAfterMSR(repository):
		o.Actual, o.Note = "version "+tag, "by its name it is released with MSR 3 and not numbered as that is"
	case order < 0:
		o.Kind, o.Actual = result.Violates, fmt.Sprintf("older than the installed %s %s", p, installed.Text)
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
	o := rules.Outcome{Kind: result.Pass, Subject: Plural(len(t.fine), "tag of the vendor's", "tags of the vendor's"),
		Actual: fmt.Sprintf("none older, in %s", Plural(images, "image", "images")), Facts: []string{facts.Images.Name}}
	for _, p := range []product{productMKE, productMSR} {
		if installed, asked := t.installed[p]; asked && installed.Missing == nil {
			o.Actual += fmt.Sprintf("; installed %s %s", p, installed.Text)
			if installed.By != "" {
				o.By, o.Facts = "the release of "+string(p)+" is attested "+installed.By, append(o.Facts, installed.Fact)
			}
		}
	}
	const shown = 12
	if n := len(t.fine); n > 0 && n <= shown {
		o.Tail = " (" + strings.Join(Sorted(t.fine), ", ") + ")"
	}
	return o
}

// Release is the installed release of a product.
type Release struct {
	Version
	Text    string
	Fact    string
	By      string // whose statement it is; "" where a fact tells it
	Missing []facts.Missing
}

func (t *vendorTags) release(p product) Release {
	r, asked := t.installed[p]
	if !asked {
		if p == productMKE {
			r = InstalledMKE(t.c.Snapshot)
		} else {
			r = attestedMSR(t.c, installedMSR(t.c.Snapshot))
		}
		t.installed[p] = r
	}
	return r
}

// InstalledMKE is the release MKE says it is, by either of its two names for it.
func InstalledMKE(s *facts.Snapshot) Release {
	text, known, missing := Member(s, facts.MKEVersion, "mke", func(v facts.MKEVersionInfo) facts.Maybe[string] { return v.MKE })
	server, alsoKnown, _ := Member(s, facts.MKEVersion, "server_version", func(v facts.MKEVersionInfo) facts.Maybe[string] { return v.ServerVersion })
	server, isMKE := strings.CutPrefix(server, "ucp/")
	switch {
	case alsoKnown && isMKE && !known:
		text, missing = server, nil
	case alsoKnown && isMKE && server != text:
		missing = append(missing, Lacking(facts.MKEVersion, "mke", fmt.Sprintf("the sources disagree: mke is %q, server_version ucp/%s", text, server)))
	}
	return releaseOf(text, "mke_api.version.mke", facts.MKEVersion.Name, missing)
}

func installedMSR(s *facts.Snapshot) Release {
	text, _, missing := Member(s, facts.MSR, "version", func(r facts.Registry) facts.Maybe[string] { return r.Version })
	return releaseOf(text, "msr.version", facts.MSR.Name, missing)
}

// MSRVersionKey is the key of the statement that says which release of the registry is
// installed: its interface does not.
const MSRVersionKey = "msr_version"

// attestedMSR is the release that a person attests where no fact tells it.
func attestedMSR(c *rules.Case, r Release) Release {
	if version := facts.Look(c.Snapshot, facts.MSR).Value.Version; r.Missing == nil || version.State == facts.OK {
		return r
	}
	text, a, missing := rules.AttestedText(c, MSRVersionKey)
	if missing != nil { // it may be said of the registry, not of the node
		of := *c
		of.Scope = rules.Registry
		text, a, missing = rules.AttestedText(&of, MSRVersionKey)
	}
	if missing != nil {
		r.Missing = append(r.Missing, missing...)
		return r
	}
	stated := releaseOf(text, a.Ref(), MSRVersionKey, nil)
	stated.By = rules.Statement(a)
	return stated
}

func releaseOf(text, fact, section string, missing []facts.Missing) Release {
	r := Release{Text: text, Fact: fact, Missing: missing}
	if missing == nil {
		var ok bool
		if r.Version, ok = ParseVersion(text); !ok {
			r.Missing = []facts.Missing{{Name: fact, Why: fmt.Sprintf("%q is no version", text), How: []string{"collect " + section + " again"}}}
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

// namedAfterMSR reports whether an image bears the release of the registry: others below
// msr/, such as enzi, bear that of the chart.
func namedAfterMSR(repository string) bool {
	name, _, _ := strings.Cut(path.Base(repository), "-")
	return name == "msr" || name == "dtr"
}

// looksVendor reports whether the last part of a name is one of the vendor's.
func looksVendor(repository string) bool {
	name, _, _ := strings.Cut(path.Base(repository), "-")
	return name == "ucp" || name == "dtr"
}
