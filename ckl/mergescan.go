package ckl

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/result"
)

// scan maps the results of a scanner to rows. Results of one row go together: the
// worst of them counts.
func (m *merger) scan(i int, set *scan.Set) error {
	if err := m.asset(i, assetOf(set.Asset)); err != nil {
		return err
	}
	stigs := m.stigsOf(set)
	index := make([]*rowIndex, len(stigs))
	for j, s := range stigs {
		index[j] = newRowIndex(s)
	}
	byRow := map[*Row][]*scan.Check{}
	var order []*Row
	in := map[*Row]*Stig{}
	for j := range set.Checks {
		k := &set.Checks[j]
		m.report.Totals.In++
		row, stig, how := locateIn(stigs, index, k)
		why := m.refuse(row, how, k)
		if why == "" {
			why = m.ofUnknownText(set, stig, row, k)
		}
		if why != "" {
			m.report.Totals.Held++
			m.hold(i, set, k, row, stig, how, why)
			if row != nil {
				m.wasScanned(stig)
			}
			continue
		}
		m.report.Totals.Merged++
		if byRow[row] == nil {
			order = append(order, row)
		}
		byRow[row], in[row] = append(byRow[row], k), stig
		m.wasScanned(stig)
	}
	for _, row := range order {
		m.offerScan(i, set, in[row], row, byRow[row])
	}
	return nil
}

// stigsOf is the STIGs of the checklist the set may be of: those it names, else all.
func (m *merger) stigsOf(set *scan.Set) []*Stig {
	var named []*Stig
	for _, s := range m.c.Stigs {
		if id := bareBenchmark(s.ID); id != "" && (id == set.Benchmark.ID || id == set.Benchmark.Manual.STIGID) {
			named = append(named, s)
		}
	}
	if named == nil {
		return m.c.Stigs
	}
	return named
}

// locateIn finds the one row that is meant among several STIGs.
func locateIn(stigs []*Stig, index []*rowIndex, k *scan.Check) (*Row, *Stig, match) {
	var row *Row
	var stig *Stig
	how := noMatch
	for j, x := range index {
		r, h := x.locate(k)
		switch {
		case h == noMatch:
		case h == unclear, row != nil:
			return nil, nil, unclear
		default:
			row, stig, how = r, stigs[j], h
		}
	}
	return row, stig, how
}

// refuse says why k is not merged; "" when it is. A pass made for another revision
// of the rule may have passed another text.
func (m *merger) refuse(row *Row, how match, k *scan.Check) string {
	switch {
	case row == nil && how == unclear:
		return "several rows of the checklist could be meant; none was merged"
	case row == nil:
		return "the checklist has no row for it"
	case how == revised && k.Status != result.Open && k.Performed && !m.o.Revised:
		return fmt.Sprintf("it is for %s and the row is %s: another revision of the rule, whose text may differ; not merged", k.RuleID, row.RuleID)
	}
	return ""
}

// anEdition is a release as names of audit files have it: DISA_STIG_RHEL_8_v1r13.audit.
var anEdition = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^v([0-9]+)r([0-9]+)$`) })

// nameWords are the letters and digits of a name, folded, without the word that all STIGs have.
func nameWords(name string) []string {
	list := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(list, func(w string) bool { return w == "stig" })
}

// auditEdition is the version and release in the name of an audit file, "" when it names
// none or several. Where id is not "" it is that of the STIG: its words stand before the
// first, since a file of a site's own has releases of its own.
func auditEdition(name, id string) (version, rel string) {
	list, of := nameWords(name), nameWords(id)
	for i, word := range list {
		m := anEdition().FindStringSubmatch(word)
		switch {
		case m == nil:
		case version != "" && (m[1] != version || m[2] != rel):
			return "", ""
		case version == "" && id != "" && (len(of) == 0 || i < len(of) || !slices.Equal(list[i-len(of):i], of)):
			return "", ""
		default:
			version, rel = m[1], m[2]
		}
	}
	return version, rel
}

// foundBy is the version and release of stig that the set was found by; "" what it does
// not say. Content of another name has versions of its own, which say nothing of it.
func foundBy(set *scan.Set, stig *Stig) (version, rel string) {
	b := &set.Benchmark
	switch id := bareBenchmark(stig.ID); {
	case set.Kind == scan.Nessus && b.Manual.STIGID == "":
		version, rel = auditEdition(b.Href, id)
	case set.Kind == scan.Nessus && strings.EqualFold(bareBenchmark(b.Manual.STIGID), id):
		version, rel = auditEdition(b.Href, "")
	case set.Kind == scan.Nessus:
	case id == b.Manual.STIGID:
		version, rel = b.Manual.Version, b.Manual.ReleaseInfo
	case id == b.ID:
		version, rel = b.Version, b.ReleaseInfo
	}
	return plainEdition(version, rel)
}

// aVersion is a version as programs write it: 2, V2, 02, V2R1.
var aVersion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^v?([0-9]+)(?:r(\S+))?$`) })

// plainEdition is version and release as numbers without zeros before them, however they
// are written; "" where they are not said, or said twice and differ.
func plainEdition(version, info string) (v, r string) {
	plain := func(number string) string {
		if strings.Trim(number, "0123456789") == "" && number != "" {
			return either(strings.TrimLeft(number, "0"), "0")
		}
		return number
	}
	v, r = strings.TrimSpace(version), plain(release(info))
	if m := aVersion().FindStringSubmatch(v); m != nil {
		v = plain(m[1])
		if other := plain(m[2]); r == "" {
			r = other
		} else if other != "" && other != r {
			return "", ""
		}
	}
	return v, r
}

// ofUnknownText says why a pass that names no revision of its rule is not merged: what it
// was found by is not known to be of the checklist's release, whose text of the rule may
// be another. "" when it may be.
func (m *merger) ofUnknownText(set *scan.Set, stig *Stig, row *Row, k *scan.Check) string {
	switch {
	case !k.Performed, k.Status == result.Open, m.o.Revised:
		return ""
	case k.RuleID == row.RuleID && scan.Revisionless(k.RuleID) != "":
		return ""
	}
	v, r := plainEdition(stig.Version, stig.ReleaseInfo)
	byV, byR := foundBy(set, stig)
	if v != "" && r != "" && byV == v && byR == r {
		return ""
	}
	by := fmt.Sprintf("%q", either(set.Benchmark.Href, set.Benchmark.ID))
	why := fmt.Sprintf("%s is of another release than V%sR%s", by, v, r)
	switch {
	case v == "" || r == "":
		why = "the checklist names no release"
	case byV == "" || byR == "":
		why = by + " names no release of " + bareBenchmark(stig.ID)
	}
	return "it names no revision of the rule, and " + why + "; the text it passed may be another; not merged"
}

func (m *merger) hold(i int, set *scan.Set, k *scan.Check, row *Row, stig *Stig, how match, why string) {
	w := Where{set.Benchmark.ID, k.STIGID, k.VulnID, either(k.RuleID, oneLine(k.IDRef))}
	reason, status := NoRow, ""
	switch {
	case how == unclear:
		reason = Ambiguous
	case row != nil:
		reason, status = OtherRevision, row.word(CKL)
		w = Where{stig.ID, row.STIGID, row.VulnID, row.RuleID}
	}
	m.need(w, reason, status, k.Status, "%s: result %q: %s", m.sources[i].Name, k.Word, why)
}

// offerScan makes an offer of the results of one row.
func (m *merger) offerScan(i int, set *scan.Set, stig *Stig, row *Row, checks []*scan.Check) {
	v := scanBlock(set, checks)
	o := offer{source: i, row: &Row{}, origin: tools, partial: true}
	says := false
	for _, k := range checks {
		says = says || strings.TrimSpace(k.Detail) != "" || slices.Contains([]string{"error", "unknown", "informational", "fixed", "WARNING", "ERROR"}, k.Word)
		o.comment = join(o.comment, k.Comment)
	}
	if v.status == result.NotReviewed {
		o.origin = nobodys
	}
	if v.status != result.NotReviewed || says {
		o.ledger.blocks = []toolVerdict{v}
	}
	m.offer(stig, row, o)
	w := m.work[row]
	w.checked = w.checked || v.status != result.NotReviewed
}

// wasScanned notes a STIG that was scanned, for the list of rows without a verdict.
func (m *merger) wasScanned(s *Stig) {
	if !slices.Contains(m.scanned, s) {
		m.scanned = append(m.scanned, s)
	}
}

// notPerformed lists the rows of scanned STIGs that no scanner gave a verdict for.
func (m *merger) notPerformed() {
	for _, s := range m.c.Stigs {
		if !slices.Contains(m.scanned, s) {
			continue
		}
		for _, r := range s.Rows {
			if w := m.work[r]; w == nil || !w.checked {
				m.report.NotPerformed = append(m.report.NotPerformed, Unperformed{Where{s.ID, r.STIGID, r.VulnID, r.RuleID}, r.word(CKL)})
			}
		}
	}
}
