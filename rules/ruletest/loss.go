package ruletest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Reviewed is what may stay a pass although a fact the rule names is lost, or may look
// better, with the reason: "CNTR-MK-000650 k8s" → why. An entry that is not needed fails
// the test, so that the list cannot rot.
type Reviewed map[string]string

// Excuse reports whether key is in the list.
func (r Reviewed) excuse(used map[string]bool, key string) bool {
	used[key] = true
	return r[key] != ""
}

func (r Reviewed) rot(t *testing.T, used map[string]bool) {
	t.Helper()
	for key := range r {
		require.True(t, used[key], "the reviewed exception %q is not needed", key)
	}
}

// states is the ways in which a section can be lost. Absent is evidence where a rule says
// so, which is why it needs an entry as the others do.
var states = map[string]func(facts.Fact) facts.Fact{
	"not collected": func(facts.Fact) facts.Fact { return facts.Fact{} },
	"denied":        func(facts.Fact) facts.Fact { return facts.Fact{State: facts.Denied, Error: "test"} },
	"error":         func(facts.Fact) facts.Fact { return facts.Fact{State: facts.Failed, Error: "test"} },
	"skipped":       func(facts.Fact) facts.Fact { return facts.Fact{State: facts.Skipped} },
	"absent":        func(facts.Fact) facts.Fact { return facts.Fact{State: facts.Absent} },
	"partial":       func(f facts.Fact) facts.Fact { f.Complete = false; return f },
}

// LostSections takes each section of each bundle away, in each way it can be lost, and
// demands of every rule that it does not come out better than before, and, where it
// names the section among its needs, that it does not pass and is not excused. A pass
// that stays one for a reason is Reviewed, under "RULE section" for every way or
// "RULE section state" for one; "* section" is for every rule.
func LostSections(t *testing.T, in rules.Input, excused Reviewed) {
	t.Helper()
	used := map[string]bool{}
	for i, bundle := range bundles(in.Site) {
		small := in
		small.Site = narrow(in.Site, i)
		before := judge(t, small)
		for _, section := range slices.Sorted(maps.Keys(bundle.Facts)) {
			for _, state := range slices.Sorted(maps.Keys(states)) {
				less := *bundle
				less.Facts = maps.Clone(bundle.Facts)
				less.Facts[section] = states[state](bundle.Facts[section])
				one := small
				one.Site = with(small.Site, min(i, 1), &less)
				for key, now := range judge(t, one) {
					rule, _ := in.Table.Find(now.STIGID)
					named := now.Basis.Asset == assetOf(&less) && slices.Contains(rule.Needs(), section)
					if !good(now) || good(before[key]) && !named || excused.excuse(used, now.STIGID+" "+section) || excused.excuse(used, now.STIGID+" "+section+" "+state) ||
						excused.excuse(used, "* "+section+" "+state) || excused.excuse(used, "* "+section) {
						continue
					}
					t.Errorf("%s %s, %s of %s is %s: it was %s, and is\n%s", now.STIGID, section, section, bundle.File, state, before[key].Status, result.Details(now))
				}
			}
		}
	}
	excused.rot(t, used)
}

// LostMembers takes each member of each object in each bundle away, in all elements of
// a list at once, and demands that no rule comes out better, and that no finding goes
// away without something that is missing or cannot be told in its place. What may is
// Reviewed under "RULE section/path" or "* section/path".
func LostMembers(t *testing.T, in rules.Input, excused Reviewed) {
	t.Helper()
	used := map[string]bool{}
	for i, bundle := range bundles(in.Site) {
		text, err := facts.WriteBundle(bundle)
		require.NoError(t, err)
		var document map[string]any
		require.NoError(t, json.Unmarshal(text, &document))
		small := in
		small.Site = narrow(in.Site, i)
		before := judge(t, small)
		for _, at := range members(document) {
			less, ok := lacking(bundle.File, document, at)
			if !ok {
				continue // the reader refuses it, which passes nothing
			}
			one := small
			one.Site = with(small.Site, min(i, 1), less)
			for key, now := range judge(t, one) {
				was := before[key]
				if !better(now, was) || excused.excuse(used, now.STIGID+" "+at.String()) || excused.excuse(used, "* "+at.String()) {
					continue
				}
				t.Errorf("without %s of %s, %s was %s and is\n%s", at, bundle.File, now.STIGID, was.Status, result.Details(now))
			}
		}
	}
	excused.rot(t, used)
}

// better reports whether a result says less against the asset than the one before it, or
// lost a finding without a word.
func better(now, was result.Result) bool {
	if was.Judged && good(now) && now.Status != was.Status {
		return true
	}
	return was.Judged && count(now, result.Violates) < count(was, result.Violates) && silent(now, was)
}

// silent reports whether nothing is said to be unknown now that was not so before.
func silent(now, was result.Result) bool {
	known := map[string]bool{}
	for _, m := range was.Missing {
		known[m.Fact+m.Why] = true
	}
	for _, c := range was.Clauses {
		known[c.Name+c.Kind.String()] = true
	}
	for _, m := range now.Missing {
		if !known[m.Fact+m.Why] {
			return false
		}
	}
	for _, c := range now.Clauses {
		if c.Kind != result.Pass && c.Kind != result.Excluded && !known[c.Name+c.Kind.String()] {
			return false
		}
	}
	return true
}

func count(r result.Result, kind result.Kind) (n int) {
	for _, c := range r.Clauses {
		if c.Kind == kind {
			n++
		}
	}
	return n
}

func good(r result.Result) bool {
	return r.Status == result.NotAFinding || r.Status == result.NotApplicable
}

// judge is the results of all assets by "asset position".
func judge(t *testing.T, in rules.Input) map[string]result.Result {
	t.Helper()
	assets, faults := rules.Evaluate(in)
	require.Empty(t, faults)
	out := map[string]result.Result{}
	for i, a := range assets {
		for _, r := range a.Results {
			out[fmt.Sprintf("%d %d", i, r.Position)] = r
		}
	}
	return out
}

// bundles is the cluster's bundle and those of the nodes.
func bundles(s facts.Site) []*facts.Bundle { return append([]*facts.Bundle{s.Cluster}, s.Nodes...) }

// with is the site with one of its bundles, as numbered by bundles, in another's place.
func with(s facts.Site, i int, b *facts.Bundle) facts.Site {
	if i == 0 {
		s.Cluster = b
		return s
	}
	s.Nodes = slices.Clone(s.Nodes)
	s.Nodes[i-1] = b
	return s
}

// narrow is the cluster with one node alone: the one numbered, or the first.
func narrow(s facts.Site, i int) facts.Site {
	s.Nodes = s.Nodes[max(i, 1)-1 : max(i, 1)]
	return s
}

func assetOf(b *facts.Bundle) string {
	a, _ := b.Asset()
	return a.Name
}

// place is where a member stands: the section, then names and "*" for every element.
type place []string

func (p place) String() string { return strings.Join(p, "/") }

// members is the places of all members below the values of a bundle's sections, sorted.
func members(document map[string]any) []place {
	all := map[string]place{}
	sections, _ := document["sections"].(map[string]any)
	for name, section := range sections {
		of, _ := section.(map[string]any)
		gather(of["value"], place{name}, all)
	}
	var out []place
	for _, key := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[key])
	}
	return out
}

func gather(v any, at place, all map[string]place) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			p := append(slices.Clone(at), name)
			all[strings.Join(p, "\x00")] = p
			gather(member, p, all)
		}
	case []any:
		for _, element := range v {
			gather(element, append(slices.Clone(at), "*"), all)
		}
	}
}

// lacking is the bundle without a member; false where the reader refuses it.
func lacking(file string, document map[string]any, at place) (*facts.Bundle, bool) {
	out := maps.Clone(document)
	sections, _ := document["sections"].(map[string]any)
	section, _ := sections[at[0]].(map[string]any)
	section = maps.Clone(section)
	section["value"] = drop(section["value"], at[1:])
	sections = maps.Clone(sections)
	sections[at[0]], out["sections"] = section, sections
	text, err := json.Marshal(out)
	if err != nil {
		return nil, false
	}
	read, _, err := facts.ReadBundle(file, text)
	if err != nil {
		return nil, false
	}
	return read[0], true
}

// drop is a copy of v without the member at a place.
func drop(v any, at place) any {
	switch v := v.(type) {
	case map[string]any:
		out := maps.Clone(v)
		if member, ok := v[at[0]]; ok && len(at) > 1 {
			out[at[0]] = drop(member, at[1:])
		} else {
			delete(out, at[0])
		}
		return out
	case []any:
		out := slices.Clone(v)
		for i := range out {
			if len(at) > 1 {
				out[i] = drop(out[i], at[1:])
			}
		}
		return out
	}
	return v
}

// LostDecisions takes each key of ssp.yaml away that a rule of the table names, and
// empties it where it is a list of what is allowed (one of what is required asks for less
// then, which is a decision of its own), and lets each statement in it expire or be bound to
// another check text. No rule may come out better than with the key, and a rule that
// passes without a decision it names is Reviewed: "RULE key lost", "RULE key empty" or
// "RULE attestation key expired"; with no list at all only the first is demanded. text is the ssp.yaml as JSON, read turns it into one.
func LostDecisions(t *testing.T, in rules.Input, text map[string]any, read func(map[string]any) *facts.SSP, excused Reviewed) {
	t.Helper()
	used := map[string]bool{}
	in.SSP = read(text)
	before := judge(t, in)
	demand := func(ssp map[string]any, key, how string) {
		one := in
		one.SSP = read(ssp)
		for at, now := range judge(t, one) {
			rule, _ := in.Table.Find(now.STIGID)
			named := excused != nil && how != "empty" && asks(rule, key)
			if !good(now) || good(before[at]) && !named || excused.excuse(used, now.STIGID+" "+key+" "+how) || excused.excuse(used, "* "+key+" "+how) {
				continue
			}
			t.Errorf("%s %s %s: it was %s, and is\n%s", now.STIGID, key, how, before[at].Status, result.Details(now))
		}
	}
	for _, key := range decisions(in.Table) {
		at := place(strings.Split(key, "."))
		demand(without(text, at), key, "lost")
		if list, ok := value(text, at).([]any); ok && len(list) > 0 && !strings.HasSuffix(key, "_required") {
			demand(emptied(text, at), key, "empty")
		}
	}
	statements, _ := text["attestations"].([]any)
	for i, s := range statements {
		said, _ := s.(map[string]any)
		key := fmt.Sprintf("attestation %v", said["key"])
		for how, change := range map[string][2]string{"expired": {"expires", in.At.AddDate(0, 0, -1).Format("2006-01-02")},
			"on another text": {"check_sha256", strings.Repeat("0", 64)}} {
			other := maps.Clone(said)
			other[change[0]] = change[1]
			list := slices.Clone(statements)
			list[i] = other
			ssp := maps.Clone(text)
			ssp["attestations"] = list
			demand(ssp, key, how)
		}
	}
	excused.rot(t, used)
}

// asks reports whether a rule names the decision, or one below or above it, or the
// statement.
func asks(rule rules.Rule, key string) bool {
	return slices.ContainsFunc(rule.Needs(), func(need string) bool {
		of, ok := strings.CutPrefix(need, "ssp:")
		return need == key || ok && (of == key || strings.HasPrefix(of, key+".") || strings.HasPrefix(key, of+"."))
	})
}

// decisions is the keys of ssp.yaml that the rules of a table name, sorted.
func decisions(table rules.Table) []string {
	all := map[string]bool{}
	for _, r := range table.Rules {
		for _, need := range r.Needs() {
			if key, ok := strings.CutPrefix(need, "ssp:"); ok {
				all[key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func value(v any, at place) any {
	for _, name := range at {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func without(text map[string]any, at place) map[string]any {
	out, _ := drop(text, at).(map[string]any)
	return out
}

// emptied is a copy with an empty list at a place.
func emptied(text map[string]any, at place) map[string]any {
	out := maps.Clone(text)
	if len(at) == 1 {
		out[at[0]] = []any{}
		return out
	}
	inner, _ := text[at[0]].(map[string]any)
	out[at[0]] = emptied(inner, at[1:])
	return out
}

// Stale demands that nothing passes, and nothing is excused, on facts too old to count.
func Stale(t *testing.T, in rules.Input) {
	t.Helper()
	in.At = in.At.AddDate(0, 0, 60)
	for _, now := range judge(t, in) {
		if now.Judged && good(now) {
			t.Errorf("on stale facts: %s", result.Details(now))
		}
	}
}
