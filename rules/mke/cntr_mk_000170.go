package mke

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000170 = rules.Rule{
	ID:    "CNTR-MK-000170",
	Scope: rules.Cluster,
	Class: rules.Partial,
	Reading: "Two things: the configured text is the notice, and it is shown before login. The text is compared with the one in " +
		"the loaded benchmark's own fix, or with that of ssp.yaml where the fix holds none; where the two differ, a text as ssp.yaml has it is left to a person. White space, the spelling of line " +
		"breaks, quotes and dashes do not count. A configured text is no proof that it is shown: somebody or something must " +
		"have seen the page.",
	Check: rules.All(
		rules.About(bannerKey, "the text of the notice", rules.FromCase(
			[]string{facts.MKEConfig.Name, facts.SSPBanner.Name, "attestation toml:" + bannerKey}, configuredBanner)),
		rules.About("notice before login", "the text of the notice is shown", rules.FromCase(
			[]string{facts.MKEPrelogonObserved.Name, facts.SSPBanner.Name, "attestation banner_displayed"}, shownBanner)),
	),
}

const bannerKey = "cluster_config.pre_logon_message"

func configuredBanner(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	k := platform.ConfigKey(c, bannerKey, facts.Tree.String)
	if !k.Known {
		return v, k.Missing
	}
	o := rules.Outcome{By: k.By, Facts: []string{k.Source}}
	if plainText(k.Value) == "" {
		o.Kind, o.Actual = result.Violates, "is empty"
		v.Outcomes = []rules.Outcome{o}
		return v, k.Missing
	}
	lacks := compareBanner(c, k.Value, &o)
	v.Outcomes = []rules.Outcome{o}
	v.Pass = "The notice is configured."
	return v, append(k.Missing, lacks...)
}

// shownBanner is what was seen before login, else what somebody attests.
func shownBanner(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	seen := facts.Look(c.Snapshot, facts.MKEPrelogonObserved)
	o := rules.Outcome{Facts: []string{facts.MKEPrelogonObserved.Name}}
	switch {
	case seen.State == facts.Absent, seen.State == facts.OK && !seen.Partial && plainText(seen.Value) == "":
		o.Kind, o.Actual = result.Violates, "nothing was shown"
	case seen.Why() == "":
		missing = compareBanner(c, seen.Value, &o)
	default:
		v, missing = rules.Attested("banner_displayed", "notice before login", "the text of the notice is shown").Eval(c)
		if missing != nil {
			missing = append([]facts.Missing{{Name: facts.MKEPrelogonObserved.Name, Why: seen.Why(), How: []string{"by hand: " + facts.MKEPrelogonObserved.Doc.ByHand}}}, missing...)
		}
		v.Pass = "Somebody attests that it is shown."
		return v, missing
	}
	v.Outcomes = []rules.Outcome{o}
	if a, _ := c.Attestation("banner_displayed"); a != nil && a.Value == false {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Actual: "attested false", By: rules.Statement(a), Facts: []string{a.Ref()}})
	}
	v.Pass = "It is shown before login."
	return v, missing
}

// compareBanner judges a text by the notice that is expected.
func compareBanner(c *rules.Case, text string, o *rules.Outcome) []facts.Missing {
	want, source, missing := expectedBanner(c)
	if missing != nil {
		o.Actual = "SHA-256 " + textDigest(text)
		return missing
	}
	o.Facts = append(o.Facts, source)
	o.Kind, o.Actual = result.Pass, "SHA-256 "+textDigest(text)+", as "+source
	if difference := firstDifference(plainText(text), plainText(want)); difference != "" {
		o.Kind = result.Violates
		o.Actual = fmt.Sprintf("SHA-256 %s, that of %s is %s: %s", textDigest(text), source, textDigest(want), difference)
	}
	if source != benchmarkBanner {
		o.By = strings.TrimPrefix(o.By+"; "+platform.Approver(c, "banner"), "; ")
		if standard, ok := bannerOfFix(c.Benchmark.Fix); ok && plainText(standard) != plainText(want) {
			o.Note = "it is not the text of the benchmark's fix, and the check asks for the standard one"
			if o.Kind == result.Pass {
				o.Kind = result.Unknown
			}
		}
	}
	return nil
}

const benchmarkBanner = "the benchmark's fix"

// expectedBanner is the notice and where it stands. Without a word of the site's it is
// that of the benchmark, which DISA prescribes and nobody has to decide.
func expectedBanner(c *rules.Case) (text, source string, missing []facts.Missing) {
	if c.SSP != nil && c.SSP.Banner != nil {
		stated, missing := facts.Get(c.Snapshot, facts.SSPBanner)
		switch {
		case missing != nil:
			return "", "", missing
		case stated.Source != "benchmark" && plainText(stated.Text) == "":
			return "", "", []facts.Missing{platform.Unsaid("banner", "gives no text")}
		case stated.Source != "benchmark":
			return stated.Text, "ssp:banner", nil
		}
	}
	text, ok := bannerOfFix(c.Benchmark.Fix)
	if !ok {
		return "", "", []facts.Missing{{Name: "text of the notice", Why: "the fix text of the loaded benchmark does not hold one",
			How: []string{"ssp.yaml: add banner {source: file, path} or {source: text, text} with the notice your organisation prescribes"}}}
	}
	return text, benchmarkBanner, nil
}

// sampleBanner is the assignment in the sample of the fix text.
var sampleBanner = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`pre_logon_message\s*=\s*["“”]((?:[^"“”\\]|\\.)*)["“”]`)
})

func bannerOfFix(fix string) (string, bool) {
	m := sampleBanner().FindStringSubmatch(fix)
	if m == nil || plainText(m[1]) == "" {
		return "", false
	}
	return m[1], true
}

// plainText is a text without what does not count: the spelling of line breaks and
// quotes, the kind of dashes, the amount of white space, a blank before a colon.
func plainText(s string) string {
	s = strings.NewReplacer(`\r`, " ", `\n`, " ", `\t`, " ", `\"`, `"`, `\\`, `\`,
		"“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "—", "-", "‐", "-", "‑", "-", "\u00a0", " ").Replace(s)
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), " :", ":")
}

func textDigest(s string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(plainText(s))))
}

// firstDifference is the words around the first that differ, "" when the texts agree.
func firstDifference(have, want string) string {
	if have == want {
		return ""
	}
	a, b := strings.Fields(have), strings.Fields(want)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("word %d is %q; want %q", i+1, words(a, i), words(b, i))
}

// words is a few words from i on.
func words(all []string, i int) string {
	const few = 4
	return strings.Join(all[min(i, len(all)):min(i+few, len(all))], " ")
}
