package mke

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001380 = rules.Rule{
	ID:    "CNTR-MK-001380",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "The switch of the cluster, the teams that must sign and the repositories that need no signature are compared with " +
		"ssp.yaml, and every tagged image of the node must have a signature. \"No signatures or cannot access\" is one " +
		"message for two cases: a trust service that could not be asked says nothing of a tag. Repositories that are let " +
		"through unsigned are not mentioned in the text, and each goes round the whole check. An image without a tag that came by its " +
		"digest needs an answer on that digest; an answer without a tag proves nothing good.",
	Warnings: []string{"With content trust on, images of the platform and of the site that nobody signed no longer start."},
	Check: rules.About("tagged images", "every tagged image has a signature", rules.FromCase(
		[]string{facts.Images.Name, facts.ImageTrust.Name}, platform.SignedImages)),
	ClusterCheck: rules.All(
		platform.ContentTrust,
		rules.About(trustTable+"require_signature_from", "the teams of ssp content_trust.require_signature_from", rules.FromCase(
			[]string{facts.MKEConfig.Name, facts.SSPContentTrust.Name, "attestation toml:" + trustTable + "require_signature_from"}, signers)),
		rules.About(trustTable+"allow_repos", "no repository that ssp content_trust.allow_repos lacks", rules.FromCase(
			[]string{facts.MKEConfig.Name, facts.SSPContentTrust.Name, "attestation toml:" + trustTable + "allow_repos"}, unsignedRepositories)),
		rules.FromCase([]string{facts.ImageTrust.Name}, platform.UnsignedInCluster),
	),
}

const trustTable = "trust_configuration."

// signers compares the teams that must sign an image with those of ssp.yaml.
func signers(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	k := platform.ConfigKey(c, trustTable+"require_signature_from", facts.Tree.Strings)
	stated, undecided := facts.Get(c.Snapshot, facts.SSPContentTrust)
	if undecided == nil && stated.RequireSignatureFrom == nil {
		undecided = []facts.Missing{platform.Unsaid("content_trust.require_signature_from", "ssp.yaml does not say")}
	}
	if missing = append(k.Missing, undecided...); !k.Known || undecided != nil {
		return v, missing
	}
	v.Outcomes = platform.Comparison{What: "signer", Many: "signers", Have: k.Value, Want: stated.RequireSignatureFrom, Whole: missing == nil,
		Expect: "as ssp content_trust.require_signature_from", Facts: []string{k.Source, facts.SSPContentTrust.Name},
		By: strings.TrimPrefix(k.By+"; "+platform.Approver(c, "content_trust"), "; ")}.Outcomes()
	if len(k.Value) == 0 {
		v.Notes = []string{"no team is named, so the signature of any user of MKE counts"}
	}
	return v, missing
}

// unsignedRepositories looks for repositories whose images run unsigned.
func unsignedRepositories(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	k := platform.ConfigKey(c, trustTable+"allow_repos", facts.Tree.Strings)
	if missing = k.Missing; !k.Known {
		return v, missing
	}
	stated, undecided := facts.Get(c.Snapshot, facts.SSPContentTrust)
	if undecided == nil && stated.AllowRepos == nil {
		undecided = []facts.Missing{platform.Unsaid("content_trust.allow_repos", "ssp.yaml does not say")}
	}
	if len(k.Value) > 0 && undecided != nil {
		return v, append(missing, undecided...)
	}
	for _, repository := range platform.Sorted(k.Value) {
		o := rules.Outcome{Kind: result.Violates, Subject: "repository " + repository, Actual: "runs unsigned and is not in ssp content_trust.allow_repos",
			Facts: []string{k.Source, facts.SSPContentTrust.Name}}
		if slices.Contains(stated.AllowRepos, repository) {
			o.Kind, o.Actual, o.By = result.Excluded, "runs unsigned", "in ssp content_trust.allow_repos, "+platform.Approver(c, "content_trust")
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	if v.Outcomes == nil && missing == nil {
		v.Outcomes = []rules.Outcome{{Kind: result.Pass, Actual: "none of 0", By: k.By, Facts: []string{k.Source}}}
	}
	return v, missing
}
