package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK001380 = rules.Rule{
	ID:    "CNTR-MK-001380",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "The switch of the cluster, the teams that must sign and the repositories that need no signature are compared with " +
		"ssp.yaml, and every tagged image of the node must have a signature. \"No signatures or cannot access\" is one " +
		"message for two cases: a trust service that could not be asked says nothing of a tag. Repositories that are let " +
		"through unsigned are not mentioned in the text, and each goes round the whole check.",
	Warnings: []string{"With content trust on, images of the platform and of the site that nobody signed no longer start."},
	Check: rules.About("tagged images", "every tagged image has a signature", rules.FromCase(
		[]string{facts.Images.Name, facts.ImageTrust.Name}, signedImages)),
	ClusterCheck: rules.All(
		settings("only signed images run", setting{trustTable + "require_content_trust", "is true", isBool(true)}),
		rules.About(trustTable+"require_signature_from", "the teams of ssp content_trust.require_signature_from", rules.FromCase(
			[]string{facts.MKEConfig.Name, facts.SSPContentTrust.Name, "attestation toml:" + trustTable + "require_signature_from"}, signers)),
		rules.About(trustTable+"allow_repos", "no repository that ssp content_trust.allow_repos lacks", rules.FromCase(
			[]string{facts.MKEConfig.Name, facts.SSPContentTrust.Name, "attestation toml:" + trustTable + "allow_repos"}, unsignedRepositories)),
		rules.FromCase([]string{facts.ImageTrust.Name}, unsignedInCluster),
	),
}

const trustTable = "trust_configuration."

// signers compares the teams that must sign an image with those of ssp.yaml.
func signers(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	k := configKey(c, trustTable+"require_signature_from", facts.Tree.Strings)
	stated, undecided := facts.Get(c.Snapshot, facts.SSPContentTrust)
	if undecided == nil && stated.RequireSignatureFrom == nil {
		undecided = []facts.Missing{unsaid("content_trust.require_signature_from", "ssp.yaml does not say")}
	}
	if missing = append(k.missing, undecided...); !k.known || undecided != nil {
		return v, missing
	}
	v.Outcomes = comparison{what: "signer", many: "signers", have: k.value, want: stated.RequireSignatureFrom, whole: missing == nil,
		expect: "as ssp content_trust.require_signature_from", facts: []string{k.source, facts.SSPContentTrust.Name},
		by: strings.TrimPrefix(k.by+"; "+approver(c, "content_trust"), "; ")}.outcomes()
	if len(k.value) == 0 {
		v.Notes = []string{"no team is named, so the signature of any user of MKE counts"}
	}
	return v, missing
}

// unsignedRepositories looks for repositories whose images run unsigned.
func unsignedRepositories(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	k := configKey(c, trustTable+"allow_repos", facts.Tree.Strings)
	if missing = k.missing; !k.known {
		return v, missing
	}
	stated, undecided := facts.Get(c.Snapshot, facts.SSPContentTrust)
	if undecided == nil && stated.AllowRepos == nil {
		undecided = []facts.Missing{unsaid("content_trust.allow_repos", "ssp.yaml does not say")}
	}
	if len(k.value) > 0 && undecided != nil {
		return v, append(missing, undecided...)
	}
	for _, repository := range set(k.value) {
		o := rules.Outcome{Kind: result.Violates, Subject: "repository " + repository, Actual: "runs unsigned and is not in ssp content_trust.allow_repos",
			Facts: []string{k.source, facts.SSPContentTrust.Name}}
		if slices.Contains(stated.AllowRepos, repository) {
			o.Kind, o.Actual, o.By = result.Excluded, "runs unsigned", "in ssp content_trust.allow_repos, "+approver(c, "content_trust")
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	if v.Outcomes == nil && missing == nil {
		v.Outcomes = []rules.Outcome{{Kind: result.Pass, Actual: "none of 0", By: k.by, Facts: []string{k.source}}}
	}
	return v, missing
}

// signedImages is whether every tagged image of the node has a signature.
func signedImages(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	images, ok, missing := facts.Partly(c.Snapshot, facts.Images)
	if !ok {
		return v, missing
	}
	answers, lacks := trustAnswers(c.Snapshot)
	signed, untagged := 0, 0
	var unknown []string
	for _, image := range images {
		tags := tagsOf(image)
		if len(tags) == 0 {
			untagged++
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
		v.Notes = append(v.Notes, plural(untagged, "image has", "images have")+" no tag, so the check's command cannot ask for a signature")
	}
	if signed+len(unknown) > 0 {
		missing = append(missing, lacks...)
	}
	if len(unknown) > 0 {
		missing = append(missing, lacking(facts.ImageTrust, "results", "no answer for "+strings.Join(set(unknown), ", ")))
	}
	if missing == nil && (signed > 0 || v.Outcomes == nil) {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: plural(signed, "tag", "tags"), Actual: fmt.Sprintf("signed, in %s",
			plural(len(images), "image", "images")), Facts: []string{facts.Images.Name, "image_trust.results"}})
	}
	v.Pass = fmt.Sprintf("All of %s on the node are signed.", plural(signed, "tag", "tags"))
	return v, missing
}

// tagsOf is the tags of an image in the full spelling; <none> is not one.
func tagsOf(image facts.Image) []string {
	var tags []string
	for _, ref := range image.RepoTags {
		if repository, tag := splitTag(ref); repository != "<none>" && tag != "<none>" {
			tags = append(tags, fullTag(ref))
		}
	}
	return tags
}

// fullTag is a reference as the trust service and the engine both may spell it: the
// public registry has two names and official images a namespace nobody writes.
func fullTag(ref string) string {
	repository, tag := splitTag(ref)
	return strings.TrimPrefix(repository, "library/") + ":" + orWord(tag, "latest")
}

// trust is the answers of the trust service by tag.
type trust map[string][]facts.TrustResult

// trustAnswers is the answers that are known, and what is missing of them.
func trustAnswers(s *facts.Snapshot) (trust, []facts.Missing) {
	results, _, missing := member(s, facts.ImageTrust, "results", func(t facts.TrustReport) facts.Maybe[[]facts.TrustResult] { return t.Results })
	answers := trust{}
	for _, r := range results {
		answers[fullTag(r.Ref)] = append(answers[fullTag(r.Ref)], r)
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
			o.Kind, o.Actual = result.Pass, "signed by "+orWord(strings.Join(r.Signers.Value, ", "), "somebody the answer does not name")
		}
	}
	if o.Note != "" {
		o.Kind, o.Actual = result.Unknown, "no answer of the trust service"
	}
	return o
}

// unsignedInCluster is the unsigned tags of all nodes. That none is known passes
// nothing: which images there are is each node's own half.
func unsignedInCluster(c *rules.Case) (v rules.Verdict, _ []facts.Missing) {
	var tags []string
	for _, r := range facts.Look(c.Snapshot, facts.ImageTrust).Value.Results.Value {
		if r.Error == "" && r.Signed.Is(func(signed bool) bool { return !signed }) {
			tags = append(tags, fullTag(r.Ref))
		}
	}
	for _, tag := range set(tags) {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: tag + " in the cluster", Expected: "signed", Actual: "not signed",
			Facts: []string{"image_trust.results[" + tag + "]"}})
	}
	return v, nil
}
