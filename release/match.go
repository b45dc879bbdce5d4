package release

import (
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/benchmark"
)

// Match is how a rule was found again in another release.
type Match int

// The ways, the surest first. A STIG ID has never changed its rule over hundreds of
// published releases. In 2020 every rule got new Vuln and rule ids, and the former
// ones became legacy idents.
const (
	Unmatched Match = iota // not found
	BySTIGID               // the same STIG ID
	ByLegacy               // the legacy idents of one name the other, or both have the same
	ByVulnID               // the same Vuln ID, under another STIG ID
)

// String is the word for reports: stig_id, legacy, vuln_id, or "" for Unmatched.
func (m Match) String() string {
	return [...]string{"", "stig_id", "legacy", "vuln_id"}[m]
}

// matched is the item of the old release that an item of the new one was, if any.
type matched struct {
	old int
	by  Match
}

// match finds for each item of new the item of old that it was.
func match(old, new *benchmark.Benchmark) []matched {
	return matchSides(sideOf(old.Items), sideOf(new.Items))
}

// matchSides finds for each rule of new the rule of old that it was.
func matchSides(old, new side) []matched {
	m := matcher{old: old, new: new, taken: make([]bool, old.n), found: make([]matched, new.n)}
	m.pass(BySTIGID, side.stigKeys, side.stigKeys)
	if m.left > 0 {
		m.pass(ByLegacy, side.formerKeys, side.legacyKeys)
		m.pass(ByLegacy, side.legacyKeys, side.formerKeys) // the newer release first
		m.pass(ByLegacy, side.legacyKeys, side.legacyKeys)
		m.pass(ByVulnID, side.vulnKeys, side.vulnKeys)
	}
	return m.found
}

// side is the rules of a release as far as they are matched by: of a benchmark, or of
// an index of some. Digests of checks are equal where the texts are.
type side struct {
	n                       int
	stig, vuln, rule, check func(i int) string
	legacy                  func(i int) []string
}

func sideOf(items []benchmark.Item) side {
	return side{len(items), func(i int) string { return items[i].STIGID() }, func(i int) string { return items[i].VulnID() },
		func(i int) string { return items[i].RuleID() }, func(i int) string { return items[i].CheckDigest() }, func(i int) []string { return items[i].LegacyIDs() }}
}

func sideOfRules(rules []Rule) side {
	return side{len(rules), func(i int) string { return rules[i].STIGID }, func(i int) string { return rules[i].VulnID },
		func(i int) string { return rules[i].RuleID }, func(i int) string { return rules[i].Check }, func(i int) []string { return rules[i].LegacyIDs }}
}

type matcher struct {
	old, new side
	taken    []bool
	found    []matched
	left     int // rules of new without a match
}

// pass matches the rules that are left where a key of the old one is a key of the new
// one. Of several with one key those with the same Vuln ID belong together, then those
// with the same check text, then they go in order: STIG IDs are not unique in every file.
func (m *matcher) pass(by Match, oldKeys, newKeys func(side, int, []string) []string) {
	known := make(map[string][]int, m.old.n)
	firsts := make([]int, 0, m.old.n) // nearly every key is of one rule
	var keys []string
	for i := range m.old.n {
		if m.taken[i] {
			continue
		}
		keys = oldKeys(m.old, i, keys[:0])
		for _, k := range keys {
			if list, more := known[k]; more {
				known[k] = append(list, i)
				continue
			}
			firsts = append(firsts, i)
			known[k] = firsts[len(firsts)-1 : len(firsts) : len(firsts)]
		}
	}
	m.left = 0
	alike := []func(old, new int) bool{
		func(i, j int) bool { return m.old.vuln(i) == m.new.vuln(j) },
		func(i, j int) bool { return m.old.check(i) == m.new.check(j) },
		func(_, _ int) bool { return true },
	}
	for step, like := range alike {
		m.left = 0
		for i := range m.new.n {
			if m.found[i].by != Unmatched {
				continue
			}
			m.left++
			keys = newKeys(m.new, i, keys[:0])
			for _, k := range keys {
				if j := m.first(known[k], i, like, step < len(alike)-1); j >= 0 {
					m.found[i], m.taken[j] = matched{j, by}, true
					m.left--
					break
				}
			}
		}
	}
}

// first is the first free candidate that is like rule i of new, -1 for none. One that
// has no rival needs no likeness; it is left to the last step.
func (m *matcher) first(candidates []int, i int, like func(old, new int) bool, choosing bool) int {
	if choosing && len(candidates) < 2 {
		return -1
	}
	for _, j := range candidates {
		if !m.taken[j] && like(j, i) {
			return j
		}
	}
	return -1
}

func (s side) stigKeys(i int, keys []string) []string { return appendKey(keys, s.stig(i)) }

func (s side) vulnKeys(i int, keys []string) []string { return appendKey(keys, s.vuln(i)) }

// formerKeys are the ids that become legacy idents: Vuln ID and rule id, the latter
// without its revision (SV-1234r2_rule is ident SV-1234).
func (s side) formerKeys(i int, keys []string) []string {
	return appendKey(appendKey(keys, s.vuln(i)), ruleBase(s.rule(i)))
}

func (s side) legacyKeys(i int, keys []string) []string {
	for _, id := range s.legacy(i) {
		keys = appendKey(keys, ruleBase(id))
	}
	return keys
}

// appendKey appends s as a key, nothing when it is empty. Case and the length of blanks
// do not count: DISA has changed them.
func appendKey(keys []string, s string) []string {
	if !isKey(s) {
		s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
	}
	if s == "" {
		return keys
	}
	return append(keys, s)
}

// key is s as the only key, none when it is empty.
func key(s string) []string { return appendKey(nil, s) }

// isKey reports whether s is as a key is, as nearly every id: of ASCII characters that
// are neither blanks nor lower case.
func isKey(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= utf8.RuneSelf || c >= 'a' && c <= 'z' {
			return false
		}
	}
	return true
}

// ruleBase is a rule id without its revision, SV-260903 of SV-260903r966066_rule;
// any other id as it is.
func ruleBase(id string) string {
	id = strings.TrimSuffix(strings.TrimSpace(id), "_rule")
	if rest, ok := strings.CutPrefix(id, "SV-"); ok {
		digits, _, _ := strings.Cut(rest, "r")
		return "SV-" + digits
	}
	return id
}
