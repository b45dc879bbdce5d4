package platform

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Configured is one key of the MKE configuration, as it was collected or, where the
// export lacks it, as the site attested it (mke-rules P-TOML). missing is why it
// proves nothing good: the value is not known, or it stands in an export that is not
// whole.
type Configured[T any] struct {
	Value   T
	Known   bool
	Source  string // mke_config.auth.backend, ssp:attestations[3]
	By      string // who attested it; "" when it was collected
	Missing []facts.Missing
}

// ConfigKey reads one key of the MKE configuration as settings does: a key that a
// whole export lacks is missing unless attested, and a collected value wins.
func ConfigKey[T any](c *rules.Case, path string, read func(facts.Tree, string) facts.Maybe[T]) Configured[T] {
	s := Setting{Path: path}
	config, ok, missing := facts.Partly(c.Snapshot, facts.MKEConfig)
	k := Configured[T]{Source: "mke_config." + path, Missing: missing}
	if !ok {
		return k
	}
	if missing == nil && config.String(path).State == facts.NotCollected {
		attested, by, near := s.attested(c)
		if attested == nil {
			why := append([]string{"the export of the configuration has no such key, which does not mean its default"}, near...)
			k.Missing = []facts.Missing{s.missing(c, strings.Join(why, "; "))}
			return k
		}
		config, k.Source, k.By = attested.tree, attested.ref, "attested "+by
	}
	value, why := read(config, path).Get()
	k.Value, k.Known = value, why == ""
	if why != "" {
		k.Missing = append(k.Missing, facts.Missing{Name: k.Source, Why: why, How: []string{"by hand: " + facts.MKEConfig.Doc.ByHand}})
	}
	return k
}

// Setting is one key of the MKE configuration and what it must be. A key that an
// export lacks is unknown, whatever the product's default (mke-rules P-TOML); in
// its place the site may attest what the UI shows, as toml:<key>. Without a whole
// export nobody knows that the key is not in it.
type Setting struct {
	Path string // auth.sessions.lifetime_minutes
	Want string // is 10
	Read func(facts.Tree, string) Seen
}

// Settings is a check of several keys of the MKE configuration.
func Settings(expected string, list ...Setting) rules.Fn[rules.Verdict] {
	needs := []string{facts.MKEConfig.Name}
	for _, s := range list {
		needs = append(needs, "attestation toml:"+s.Path)
	}
	return rules.FromCase(needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		v := rules.Verdict{Expected: expected}
		var missing []facts.Missing
		for _, s := range list {
			o, lacks := s.Judge(c)
			v.Outcomes = append(v.Outcomes, o)
			missing = append(missing, lacks...)
		}
		return v, missing
	})
}

// Judge is what one key means, with what is missing.
func (s Setting) Judge(c *rules.Case) (rules.Outcome, []facts.Missing) {
	o := rules.Outcome{Subject: s.Path, Expected: s.Path + " " + s.Want, Facts: []string{"mke_config." + s.Path}}
	config, ok, missing := facts.Partly(c.Snapshot, facts.MKEConfig)
	attested, by, near := s.attested(c)
	found := config.String(s.Path) // of any type: only whether there is something counts
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
func (a attestedValue) Actual(s Setting) string {
	_, actual, _ := s.outcome(a.tree)
	return actual
}

// attested is the statement that counts, who made it, and why others do not count.
func (s Setting) attested(c *rules.Case) (_ *attestedValue, by string, near []string) {
	a, near := c.Attestation("toml:" + s.Path)
	if a == nil {
		return nil, "", near
	}
	tree := any(a.Value)
	parts := strings.Split(s.Path, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		tree = map[string]any{parts[i]: tree}
	}
	return &attestedValue{facts.NewTree(tree), a.Ref()}, rules.Statement(a), nil
}

func (s Setting) outcome(t facts.Tree) (result.Kind, string, []facts.Missing) {
	seen := s.Read(t, s.Path)
	switch {
	case seen.Unknown != "":
		return result.Unknown, seen.Unknown, []facts.Missing{{Name: "mke_config." + s.Path, Why: seen.Unknown}}
	case seen.Bad:
		return result.Violates, seen.Actual, nil
	}
	return result.Pass, seen.Actual, nil
}

func (s Setting) missing(c *rules.Case, why string) facts.Missing {
	return facts.Missing{Name: "mke_config." + s.Path, Why: why, How: []string{
		"by hand: " + facts.MKEConfig.Doc.ByHand,
		fmt.Sprintf("ssp.yaml: or add to attestations {rule: %s, key: \"toml:%s\", value, by, on, expires, evidence, assets: [cluster]} with what the UI shows", c.Rule, s.Path),
	}}
}

// IsInt wants a whole number; a quoted one is read with a remark.
func IsInt(want int64, stricter func(int64) bool) func(facts.Tree, string) Seen {
	return func(t facts.Tree, path string) Seen {
		n, why := t.Int(path).Get()
		s := Seen{Actual: fmt.Sprint(n), Bad: n != want, Unknown: why}
		if t.Quoted(path) {
			s.Actual = fmt.Sprintf("%q, a quoted number", fmt.Sprint(n))
		}
		if s.Bad && stricter != nil && stricter(n) {
			s.Actual += ", which is stricter, and the check asks for this very value"
		}
		return s
	}
}

// IsBool wants a truth value.
func IsBool(want bool) func(facts.Tree, string) Seen {
	return func(t facts.Tree, path string) Seen {
		b, why := t.Bool(path).Get()
		return Seen{Actual: fmt.Sprint(b), Bad: b != want, Unknown: why}
	}
}

// IsWord wants one word, in any spelling of case.
func IsWord(want string) func(facts.Tree, string) Seen {
	return func(t facts.Tree, path string) Seen {
		word, why := t.String(path).Get()
		return Seen{Actual: fmt.Sprintf("%q", word), Bad: !strings.EqualFold(word, want), Unknown: why}
	}
}

// SessionLimits is the lifetime of a session in the web console, and that it is not renewed.
var SessionLimits = Settings("sessions end after 10 minutes and are not renewed",
	Setting{Path: "auth.sessions.lifetime_minutes", Want: "is 10", Read: IsInt(10, func(n int64) bool { return n > 0 && n < 10 })},
	Setting{Path: "auth.sessions.renewal_threshold_minutes", Want: "is 0", Read: IsInt(0, nil)},
)

// ContentTrust is the switch that lets signed images alone run.
var ContentTrust = Settings("only signed images run",
	Setting{Path: "trust_configuration.require_content_trust", Want: "is true", Read: IsBool(true)})
