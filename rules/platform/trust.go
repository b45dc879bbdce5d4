package platform

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// SignedImages is whether every tagged image of the node has a signature.
func SignedImages(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	images, ok, missing := ImageList(c.Snapshot)
	if !ok {
		return v, missing
	}
	answers, lacks := TrustAnswers(c.Snapshot)
	signed, untagged := 0, 0
	var unknown []string
	for _, image := range images {
		tags := tagsOf(image)
		if why := image.RepoTags.Why(); why != "" {
			missing = append(missing, tagsUnknown(image, why))
		} else if len(tags) == 0 {
			untagged++
			for _, digest := range image.RepoDigests {
				if !strings.HasPrefix(digest, "<none>") { // an old engine's word for none
					tags = append(tags, refKey(digest))
				}
			}
		}
		for _, tag := range tags {
			switch o := answers.judge(tag); o.Kind {
			case result.Pass:
				signed++
			case result.Unknown:
				unknown = append(unknown, tag)
				v.Outcomes = append(v.Outcomes, o)
			default:
				v.Outcomes = append(v.Outcomes, o)
			}
		}
	}
	if untagged > 0 {
		v.Notes = append(v.Notes, Plural(untagged, "image has", "images have")+" no tag, so the check's command cannot ask for a signature")
	}
	if signed+len(unknown) > 0 {
		missing = append(missing, lacks...)
	}
	if len(unknown) > 0 {
		missing = append(missing, Lacking(facts.ImageTrust, "results", "no answer for "+strings.Join(Sorted(unknown), ", ")))
	}
	if missing == nil && (signed > 0 || v.Outcomes == nil) {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: Plural(signed, "tag", "tags"), Actual: fmt.Sprintf("signed, in %s",
			Plural(len(images), "image", "images")), Facts: []string{facts.Images.Name, "image_trust.results"}})
	}
	v.Pass = fmt.Sprintf("All of %s on the node are signed.", Plural(signed, "tag", "tags"))
	return v, missing
}

// tagsOf is the tags of an image in the full spelling; <none> is not one.
func tagsOf(image facts.Image) []string {
	var tags []string
	for _, ref := range image.RepoTags.Value {
		if repository, tag := splitTag(ref); repository != "<none>" && tag != "<none>" {
			tags = append(tags, fullTag(ref))
		}
	}
	return tags
}

// refKey is a reference as answers are known by: with its digest where it has one, else with
// its tag, latest where it names neither.
func refKey(ref string) string {
	if _, digest, ok := strings.Cut(ref, "@"); ok {
		repository, _ := splitTag(ref)
		return strings.TrimPrefix(repository, "library/") + "@" + digest
	}
	return fullTag(ref)
}

// fullTag is a reference as the trust service and the engine both may spell it: the
// public registry has two names and official images a namespace nobody writes.
func fullTag(ref string) string {
	repository, tag := splitTag(ref)
	return strings.TrimPrefix(repository, "library/") + ":" + OrWord(tag, "latest")
}

// trust is the answers of the trust service by tag.
type trust map[string][]facts.TrustResult

// TrustAnswers is the answers that are known, and what is missing of them.
func TrustAnswers(s *facts.Snapshot) (trust, []facts.Missing) {
	results, _, missing := Member(s, facts.ImageTrust, "results", func(t facts.TrustReport) facts.Maybe[[]facts.TrustResult] { return t.Results })
	answers := trust{}
	for _, r := range results {
		if _, tag := splitTag(r.Ref); tag == "" && !strings.Contains(r.Ref, "@") && r.Signed.Is(func(signed bool) bool { return signed }) {
			continue // some tag of the repository is signed, nobody knows which
		}
		answers[refKey(r.Ref)] = append(answers[refKey(r.Ref)], r)
	}
	return answers, missing
}

// judge is what the answers say of a tag. One that says unsigned counts against all
// others; an error says nothing.
func (t trust) judge(tag string) rules.Outcome {
	o := rules.Outcome{Subject: tag, Expected: "signed", Actual: "no answer of the trust service", Facts: []string{"image_trust.results[" + tag + "]"}}
	for _, r := range t[tag] {
		signed, why := r.Signed.Get()
		switch {
		case r.Error != "":
			o.Note = r.Error
		case why != "":
			o.Note = why
		case !signed:
			o.Kind, o.Actual, o.Note = result.Violates, "not signed", ""
			return o
		case o.Note == "":
			o.Kind, o.Actual = result.Pass, "signed by "+OrWord(strings.Join(r.Signers.Value, ", "), "somebody the answer does not name")
		}
	}
	if o.Note != "" {
		o.Kind, o.Actual = result.Unknown, "no answer of the trust service"
	}
	return o
}

// UnsignedInCluster is the unsigned tags of all nodes. That none is known passes
// nothing: which images there are is each node's own half.
func UnsignedInCluster(c *rules.Case) (v rules.Verdict, _ []facts.Missing) {
	var tags []string
	for _, r := range facts.Look(c.Snapshot, facts.ImageTrust).Value.Results.Value {
		if r.Error == "" && r.Signed.Is(func(signed bool) bool { return !signed }) {
			tags = append(tags, refKey(r.Ref))
		}
	}
	for _, tag := range Sorted(tags) {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: tag + " in the cluster", Expected: "signed", Actual: "not signed",
			Facts: []string{"image_trust.results[" + tag + "]"}})
	}
	return v, nil
}
