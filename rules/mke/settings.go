package mke

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// setting is one key of the MKE configuration and what it must be. A key that an
// export lacks is unknown, whatever the product's default (mke-rules P-TOML); in
// its place the site may attest what the UI shows, as toml:<key>. Without a whole
// export nobody knows that the key is not in it.
type setting struct {
	path string // auth.sessions.lifetime_minutes
	want string // is 10
	read func(facts.Tree, string) seen
}

// settings is a check of several keys of the MKE configuration.
func settings(expected string, list ...setting) rules.Fn[rules.Verdict] {
	needs := []string{facts.MKEConfig.Name}
	for _, s := range list {
		needs = append(needs, "attestation toml:"+s.path)
	}
	return rules.FromCase(needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		v := rules.Verdict{Expected: expected}
		var missing []facts.Missing
		for _, s := range list {
			o, lacks := s.judge(c)
			v.Outcomes = append(v.Outcomes, o)
			missing = append(missing, lacks...)
		}
		return v, missing
	})
}

func (s setting) judge(c *rules.Case) (rules.Outcome, []facts.Missing) {
	o := rules.Outcome{Subject: s.path, Expected: s.path + " " + s.want, Facts: []string{"mke_config." + s.path}}
	config, ok, missing := facts.Partly(c.Snapshot, facts.MKEConfig)
	attested, by, near := s.attested(c)
	found := config.String(s.path) // of any type: only whether there is something counts
	switch {
	case found.State != facts.NotCollected:
		var lacks []facts.Missing
		o.Kind, o.Actual, lacks = s.outcome(config)
		missing = append(missing, lacks...)
		if attested != nil {
			o.Note = "attested as " + attested.Actual(s) + " " + by + "; the collected value counts"
		}
	case missing == nil && attested != nil:
		o.Kind, o.Actual, missing = s.outcome(attested.tree)
		o.By, o.Facts = "attested "+by, []string{attested.ref}
	case missing == nil:
		o.Actual = "not in the export"
		why := append([]string{"the export of the configuration has no such key, which does not mean its default"}, near...)
		missing = []facts.Missing{s.missing(c, strings.Join(why, "; "))}
	case ok:
		o.Actual = "not in what was collected of the export"
	default:
		o.Actual = "not collected"
	}
	return o, missing
}

// attestedValue is an attested setting as a document that holds it alone.
type attestedValue struct {
	tree facts.Tree
	ref  string
}

// Actual is the attested value in words.
func (a attestedValue) Actual(s setting) string {
	_, actual, _ := s.outcome(a.tree)
	return actual
}

// attested is the statement that counts, who made it, and why others do not count.
func (s setting) attested(c *rules.Case) (_ *attestedValue, by string, near []string) {
	a, near := c.Attestation("toml:" + s.path)
	if a == nil {
		return nil, "", near
	}
	tree := any(a.Value)
	parts := strings.Split(s.path, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		tree = map[string]any{parts[i]: tree}
	}
	return &attestedValue{facts.NewTree(tree), a.Ref()}, rules.Statement(a), nil
}

func (s setting) outcome(t facts.Tree) (result.Kind, string, []facts.Missing) {
	seen := s.read(t, s.path)
	switch {
	case seen.unknown != "":
		return result.Unknown, seen.unknown, []facts.Missing{{Name: "mke_config." + s.path, Why: seen.unknown}}
	case seen.bad:
		return result.Violates, seen.actual, nil
	}
	return result.Pass, seen.actual, nil
}

func (s setting) missing(c *rules.Case, why string) facts.Missing {
	return facts.Missing{Name: "mke_config." + s.path, Why: why, How: []string{
		"by hand: " + facts.MKEConfig.Doc.ByHand,
		fmt.Sprintf("ssp.yaml: or add to attestations {rule: %s, key: \"toml:%s\", value, by, on, expires, evidence, assets: [cluster]} with what the UI shows", c.Rule, s.path),
	}}
}

// isInt wants a whole number; a quoted one is read with a remark.
func isInt(want int64, stricter func(int64) bool) func(facts.Tree, string) seen {
	return func(t facts.Tree, path string) seen {
		n, why := t.Int(path).Get()
		s := seen{actual: fmt.Sprint(n), bad: n != want, unknown: why}
		if t.Quoted(path) {
			s.actual = fmt.Sprintf("%q, a quoted number", fmt.Sprint(n))
		}
		if s.bad && stricter != nil && stricter(n) {
			s.actual += ", which is stricter, and the check asks for this very value"
		}
		return s
	}
}

// isBool wants a truth value.
func isBool(want bool) func(facts.Tree, string) seen {
	return func(t facts.Tree, path string) seen {
		b, why := t.Bool(path).Get()
		return seen{actual: fmt.Sprint(b), bad: b != want, unknown: why}
	}
}
