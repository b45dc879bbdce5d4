package release

import (
	"strings"

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
	m := matcher{old: old.Items, new: new.Items, taken: make([]bool, len(old.Items)), found: make([]matched, len(new.Items))}
	m.pass(BySTIGID, stigKeys, stigKeys)
	if m.left > 0 {
		m.pass(ByLegacy, formerKeys, legacyKeys)
		m.pass(ByLegacy, legacyKeys, formerKeys) // the newer release first
		m.pass(ByLegacy, legacyKeys, legacyKeys)
		m.pass(ByVulnID, vulnKeys, vulnKeys)
	}
	return m.found
}

type matcher struct {
	old, new []benchmark.Item
	taken    []bool
	found    []matched
	left     int // items of new without a match
}

// pass matches the items that are left where a key of the old one is a key of the new
// one. Of several with one key those with the same Vuln ID belong together, then those
// with the same check text, then they go in order: STIG IDs are not unique in every file.
func (m *matcher) pass(by Match, oldKeys, newKeys func(*benchmark.Item) []string) {
	known := map[string][]int{}
	for i := range m.old {
		if m.taken[i] {
			continue
		}
		for _, k := range oldKeys(&m.old[i]) {
			known[k] = append(known[k], i)
		}
	}
	m.left = 0
	alike := []func(a, b *benchmark.Item) bool{
		func(a, b *benchmark.Item) bool { return a.VulnID() == b.VulnID() },
		func(a, b *benchmark.Item) bool { return a.CheckDigest() == b.CheckDigest() },
		func(a, b *benchmark.Item) bool { return true },
	}
	for step, like := range alike {
		m.left = 0
		for i := range m.new {
			if m.found[i].by != Unmatched {
				continue
			}
			m.left++
			for _, k := range newKeys(&m.new[i]) {
				if j := m.first(known[k], i, like, step < len(alike)-1); j >= 0 {
					m.found[i], m.taken[j] = matched{j, by}, true
					m.left--
					break
				}
			}
		}
	}
}

// first is the first free candidate that is like item i of new, -1 for none. One that
// has no rival needs no likeness; it is left to the last step.
func (m *matcher) first(candidates []int, i int, like func(a, b *benchmark.Item) bool, choosing bool) int {
	if choosing && len(candidates) < 2 {
		return -1
	}
	for _, j := range candidates {
		if !m.taken[j] && like(&m.old[j], &m.new[i]) {
			return j
		}
	}
	return -1
}

func stigKeys(it *benchmark.Item) []string { return key(it.STIGID()) }

func vulnKeys(it *benchmark.Item) []string { return key(it.VulnID()) }

// formerKeys are the ids that become legacy idents: Vuln ID and rule id, the latter
// without its revision (SV-1234r2_rule is ident SV-1234).
func formerKeys(it *benchmark.Item) []string {
	return append(key(it.VulnID()), key(ruleBase(it.RuleID()))...)
}

func legacyKeys(it *benchmark.Item) []string {
	var list []string
	for _, id := range it.LegacyIDs() {
		list = append(list, key(ruleBase(id))...)
	}
	return list
}

// key is s as a key, none when it is empty. Case and the length of blanks do not
// count: DISA has changed them.
func key(s string) []string {
	if s = strings.ToUpper(strings.Join(strings.Fields(s), " ")); s == "" {
		return nil
	}
	return []string{s}
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
