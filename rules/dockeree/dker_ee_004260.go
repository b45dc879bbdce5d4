package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE004260 = rules.Rule{
	ID:    "DKER-EE-004260",
	Scope: rules.Registry,
	Reading: "Every tag of every repository must be in the trust service. The last sentence, \"if all images are not signed\", is read as: " +
		"one that is not signed is a finding. A registry without a tag has nothing to sign, and the details say so. The tags of one registry do not speak for another one that UCP knows.",
	NotApplicable: platform.NoRegistry,
	Check:         rules.About("tags of the registry", "every tag is signed (inNotary is true)", rules.FromCase([]string{facts.MSR.Name, facts.MKERegistries.Name}, signedTags)),
}

func signedTags(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	tags, known, missing := platform.Member(c.Snapshot, facts.MSR, "tags", func(r facts.Registry) facts.Maybe[[]facts.RepositoryTag] { return r.Tags })
	missing = append(missing, platform.OtherRegistries(c.Snapshot, facts.MSR.Name)...)
	if !known {
		return v, missing
	}
	if len(tags) == 0 && missing == nil { // whose tags were listed is known by the repositories alone
		if why := facts.Look(c.Snapshot, facts.MSR).Value.Repositories.Why(); why != "" {
			missing = append(missing, platform.Lacking(facts.MSR, "repositories", why))
		}
	}
	signed := 0
	for _, tag := range tags {
		name := tag.Repo + ":" + tag.Name
		is, why := tag.InNotary.Get()
		switch {
		case why != "":
			missing = append(missing, platform.Lacking(facts.MSR, "tags["+name+"].inNotary", why))
		case is:
			signed++
		default:
			v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: name, Expected: "inNotary=true", Actual: "inNotary=false", Facts: []string{"msr.tags"}})
		}
	}
	if missing == nil && len(v.Outcomes) == 0 {
		o := rules.Outcome{Kind: result.Pass, Subject: platform.Plural(signed, "tag", "tags"), Actual: "signed", Facts: []string{"msr.tags"}}
		if signed == 0 {
			o.Note = "the registry holds no tag, so there is nothing to sign"
		}
		v.Outcomes = []rules.Outcome{o}
	}
	v.Pass = "Every tag of the registry is signed: " + platform.Plural(signed, "tag", "tags") + "."
	return v, missing
}
