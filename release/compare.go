package release

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
)

// Comparison is what changed from one release of a benchmark to another. Every rule
// of Old is in Removed or in one Pair, every rule of New in Added or in one Pair.
type Comparison struct {
	Old, New *benchmark.Benchmark
	Added    []*benchmark.Item // of New, in its order
	Removed  []*benchmark.Item // of Old, in its order
	Pairs    []Pair            // in the order of New, unchanged rules too
}

// Pair is a rule that both releases have.
type Pair struct {
	Old, New *benchmark.Item
	By       Match
	Fields   []Field // those that differ, in the order of a rule; none for a rule that stayed
	// CheckSame: both have a check text, and the SHA-256 of it, white space
	// normalised, is the same. It is false where the check is in another document.
	CheckSame bool
}

// Compare matches the rules of two releases of a benchmark and says of each what
// changed. The error is that they are different benchmarks. A benchmark whose id DISA
// changed is the same where at least half of the rules of the smaller release have
// their STIG IDs in both.
func Compare(old, new *benchmark.Benchmark) (*Comparison, error) {
	matches := match(old, new)
	if !strings.EqualFold(old.ID, new.ID) && !sameRules(old, new, matches) {
		return nil, &diag.Error{Msg: fmt.Sprintf("%s and %s are different benchmarks; want two releases of one", old.Label(), new.Label())}
	}
	c := &Comparison{Old: old, New: new}
	taken := make([]bool, len(old.Items))
	for i, m := range matches {
		it := &new.Items[i]
		if m.by == Unmatched {
			c.Added = append(c.Added, it)
			continue
		}
		taken[m.old] = true
		c.Pairs = append(c.Pairs, pairOf(&old.Items[m.old], it, m.by))
	}
	for i := range old.Items {
		if !taken[i] {
			c.Removed = append(c.Removed, &old.Items[i])
		}
	}
	return c, nil
}

// sameRules reports whether half of the smaller release is matched by STIG ID.
func sameRules(old, new *benchmark.Benchmark, matches []matched) bool {
	n := 0
	for _, m := range matches {
		if m.by == BySTIGID {
			n++
		}
	}
	return n > 0 && 2*n >= min(len(old.Items), len(new.Items))
}

func pairOf(old, new *benchmark.Item, by Match) Pair {
	p := Pair{Old: old, New: new, By: by, Fields: fieldsOf(old, new)}
	p.CheckSame = hasCheck(old) && hasCheck(new) && (p.Field("check") == nil || old.CheckDigest() == new.CheckDigest())
	return p
}

// Field is the change of that name, nil when there is none.
func (p *Pair) Field(name string) *Field {
	for i := range p.Fields {
		if p.Fields[i].Name == name {
			return &p.Fields[i]
		}
	}
	return nil
}

// Kind is the weightiest kind of the pair's changes, Same when there is none.
func (p *Pair) Kind() Kind {
	k := Same
	for _, f := range p.Fields {
		k = max(k, f.Kind)
	}
	return k
}

// Republished reports whether another check text stands under the same rule id, which
// DISA otherwise changes with the text.
func (p *Pair) Republished() bool {
	f := p.Field("check")
	return f != nil && f.Kind == Content && !p.CheckSame && p.Field("rule_id") == nil
}

// Remarks is what a reader of c should know before its contents: the same file twice,
// the older release second, a draft, another benchmark id, checks that are not text.
func (c *Comparison) Remarks() []string {
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	old, new := c.Old, c.New
	switch order := Order(old, new); {
	case old.SHA256 != "" && old.SHA256 == new.SHA256:
		say("both are the same file, to the byte")
	case order == 0:
		say("both say that they are %s, and the files differ", new.Label())
	case order > 0:
		say("the first, %s, is newer than the second, %s: what is added here was removed", old.Label(), new.Label())
	}
	if old.ID != new.ID {
		say("the benchmark id changed from %s to %s", old.ID, new.ID)
	}
	for _, b := range []*benchmark.Benchmark{old, new} {
		if text := b.Label() + " is a draft"; draft(b) && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	if n := c.byReference(); n > 0 {
		say("%d of %d rules have no check text in either; a check in another document is not compared", n, len(c.Pairs))
	}
	return list
}

// byReference is how many pairs have no check text on a side.
func (c *Comparison) byReference() int {
	n := 0
	for i := range c.Pairs {
		if p := &c.Pairs[i]; !hasCheck(p.Old) && !hasCheck(p.New) {
			n++
		}
	}
	return n
}

// draft reports whether b is published for comment: DISA numbers drafts 0.1, in the
// release or in the version, and marks them in the status.
func draft(b *benchmark.Benchmark) bool {
	for _, s := range b.Doc.Status {
		switch strings.TrimSpace(s.Value.String()) {
		case "draft", "interim", "incomplete":
			return true
		}
	}
	zero := func(s string) bool { return s == "0" || strings.HasPrefix(s, "0.") }
	return zero(strings.TrimSpace(b.Release)) || zero(strings.TrimSpace(b.Version))
}

// compareReleases orders two releases by version, release and date.
func compareReleases(a, b benchmark.Head) int {
	for _, n := range []int{compareNumbers(a.Version, b.Version), compareNumbers(a.Release, b.Release), strings.Compare(a.Date, b.Date)} {
		if n != 0 {
			return n
		}
	}
	return 0
}
