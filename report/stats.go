// Package report turns checklists into what people and programs read about them.
//
// It holds what changed between releases of a benchmark (Changes), and statistics: how many rows have which status, by STIG, asset and
// severity, how far that is from done, and what it means for the controls of NIST
// SP 800-53, revisions 4 and 5, through DISA's CCIs.
//
//	s := report.NewStats()
//	for _, c := range checklists {
//		s.Add(c)
//	}
//	summary := s.Summary()
//
// The package reads and writes no files, and judges nothing.
package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/cci"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

// ComplianceFormula is how Tally.Compliance comes about, for printing beside it.
const ComplianceFormula = "NotAFinding / (all rows - Not_Applicable); Not_Reviewed counts as not compliant"

// Severity is a class of severities, in the order of a Tally.
type Severity uint8

// The classes; Other is everything that is not low, medium or high.
const (
	High Severity = iota
	Medium
	Low
	Other
	severities
)

// String is the word of a benchmark, "other" for Other.
func (s Severity) String() string {
	return [...]string{"high", "medium", "low", "other"}[min(s, Other)]
}

func severityOf(word string) Severity {
	switch word {
	case "high":
		return High
	case "medium":
		return Medium
	case "low":
		return Low
	}
	return Other
}

// Tally counts rows. Each of Raw and Effective adds up to Counts.
type Tally struct {
	Rows       int
	Counts     result.Counts
	Unknown    int                       // rows whose status is no known word; they count as Not_Reviewed
	Overridden int                       // rows whose severity a person changed
	Raw        [severities]result.Counts // by the benchmark's severity
	Effective  [severities]result.Counts // by the override where there is one
}

func (t *Tally) add(r *ckl.Row) {
	t.Rows++
	t.Counts.Add(r.Status)
	raw := severityOf(r.Severity)
	effective := raw
	if s := severityOf(r.SeverityOverride); s != Other {
		effective = s
		t.Overridden++
	}
	t.Raw[raw].Add(r.Status)
	t.Effective[effective].Add(r.Status)
	if r.StatusWord != "" {
		t.Unknown++
	}
}

func (t *Tally) merge(o *Tally) {
	t.Rows += o.Rows
	t.Unknown += o.Unknown
	t.Overridden += o.Overridden
	plus(&t.Counts, o.Counts)
	for i := range t.Raw {
		plus(&t.Raw[i], o.Raw[i])
		plus(&t.Effective[i], o.Effective[i])
	}
}

func plus(a *result.Counts, b result.Counts) {
	a.Open += b.Open
	a.NotAFinding += b.NotAFinding
	a.NotApplicable += b.NotApplicable
	a.NotReviewed += b.NotReviewed
}

// Compliance is a percentage by ComplianceFormula; ok is false when no row applies.
func (t *Tally) Compliance() (percent float64, ok bool) {
	of := t.Rows - t.Counts.NotApplicable
	if of == 0 {
		return 0, false
	}
	return 100 * float64(t.Counts.NotAFinding) / float64(of), true
}

// stigKey is one release of one STIG.
type stigKey struct{ id, version, release string }

// Stats collects. It holds sums alone, so that any number of checklists can be
// added; several workers can each have one, joined by Merge at the end.
type Stats struct {
	checklists int
	total      Tally
	assets     map[string]*Tally
	stigs      map[stigKey]*stigSum
	controls   [2]map[string]*controlSum
	missing    [2]unmapped
	cited      map[string]*cited // by id, of those that the list of CCIs has
}

type stigSum struct {
	Tally
	title  string
	assets map[string]bool
}

type controlSum struct {
	counts result.Counts
	rows   int
	ccis   map[string]bool
}

type unmapped struct {
	noCCI, noControl int
	ccis             map[string]int
}

var revisions = [2]cci.Revision{cci.Rev4, cci.Rev5}

// NewStats is Stats of nothing.
func NewStats() *Stats {
	s := &Stats{assets: map[string]*Tally{}, stigs: map[stigKey]*stigSum{}, cited: map[string]*cited{}}
	for i := range revisions {
		s.controls[i], s.missing[i].ccis = map[string]*controlSum{}, map[string]int{}
	}
	return s
}

// AssetName is how an asset is told from others: a web server or database instance
// is an asset of its own.
func AssetName(a ckl.Asset) string {
	name := cmp.Or(strings.TrimSpace(a.HostName), strings.TrimSpace(a.HostFQDN), strings.TrimSpace(a.HostIP), "(no name)")
	if a.WebOrDatabase && (a.WebDBSite != "" || a.WebDBInstance != "") {
		name += " " + a.WebDBSite + "/" + a.WebDBInstance
	}
	return name
}

// Add counts every row of c.
func (s *Stats) Add(c *ckl.Checklist) {
	s.checklists++
	name := strings.Clone(AssetName(c.Asset)) // a part of the file's text would keep more of it
	asset := entry(s.assets, name)
	for _, g := range c.Stigs {
		stig := entry(s.stigs, stigKey{strings.TrimSpace(g.ID), strings.TrimSpace(g.Version), strings.TrimSpace(g.ReleaseInfo)})
		stig.title = cmp.Or(stig.title, g.Title)
		if stig.assets == nil {
			stig.assets = map[string]bool{}
		}
		stig.assets[name] = true
		for _, r := range g.Rows {
			s.total.add(r)
			asset.add(r)
			stig.add(r)
			s.control(r)
		}
	}
}

func entry[K comparable, V any](m map[K]*V, key K) *V {
	v := m[key]
	if v == nil {
		v = new(V)
		m[key] = v
	}
	return v
}

// cited is a CCI that rows cite: the controls of each of revisions it leads to.
type cited struct {
	id       string
	controls [len(revisions)][]string
}

// look is the CCI called id. What it leads to is looked up once: rows by the hundred
// cite the same.
func (s *Stats) look(id string) *cited {
	if c := s.cited[id]; c != nil {
		return c
	}
	known, ok := cci.Lookup(id)
	c := &cited{id: known.ID}
	for i, revision := range revisions {
		for _, ref := range known.Refs(revision) {
			if ref.Control != "" && !slices.Contains(c.controls[i], ref.Control) {
				c.controls[i] = append(c.controls[i], ref.Control)
			}
		}
	}
	if ok {
		s.cited[c.id] = c // of which there are no more than the list has
	}
	return c
}

// control counts r once for each control its CCIs lead to.
func (s *Stats) control(r *ckl.Row) {
	for i := range revisions {
		if len(r.CCIs) == 0 {
			s.missing[i].noCCI++
			continue
		}
		var few [8]string
		seen := few[:0]
		met := map[string]bool{}
		for j, id := range r.CCIs {
			if j > 0 && met[id] {
				continue
			}
			if len(r.CCIs) > 1 {
				met[id] = true
			}
			c := s.look(id)
			if len(c.controls[i]) == 0 {
				s.missing[i].ccis[id]++
			}
			seen = s.cite(i, c, r.Status, seen)
		}
		if len(seen) == 0 {
			s.missing[i].noControl++
		}
	}
}

// cite counts a row that cites c for the controls it leads to and that are not in seen,
// and gives seen with them.
func (s *Stats) cite(i int, c *cited, status result.Status, seen []string) []string {
	for _, control := range c.controls[i] {
		k := entry(s.controls[i], control)
		if k.ccis == nil {
			k.ccis = map[string]bool{}
		}
		k.ccis[c.id] = true
		if !slices.Contains(seen, control) {
			seen = append(seen, control)
			k.rows++
			k.counts.Add(status)
		}
	}
	return seen
}

// Merge adds what other collected.
func (s *Stats) Merge(other *Stats) {
	s.checklists += other.checklists
	s.total.merge(&other.total)
	for name, t := range other.assets {
		entry(s.assets, name).merge(t)
	}
	for key, t := range other.stigs {
		mine := entry(s.stigs, key)
		mine.merge(&t.Tally)
		mine.title = cmp.Or(mine.title, t.title)
		if mine.assets == nil {
			mine.assets = map[string]bool{}
		}
		maps.Copy(mine.assets, t.assets)
	}
	for i := range revisions {
		s.mergeControls(other, i)
	}
}

func (s *Stats) mergeControls(other *Stats, i int) {
	for name, k := range other.controls[i] {
		mine := entry(s.controls[i], name)
		mine.rows += k.rows
		plus(&mine.counts, k.counts)
		if mine.ccis == nil {
			mine.ccis = map[string]bool{}
		}
		maps.Copy(mine.ccis, k.ccis)
	}
	s.missing[i].noCCI += other.missing[i].noCCI
	s.missing[i].noControl += other.missing[i].noControl
	for id, n := range other.missing[i].ccis {
		s.missing[i].ccis[id] += n
	}
}

// Summary is what Stats collected, in the order to print it in.
type Summary struct {
	Checklists int
	Total      Tally
	Assets     []AssetSum   // by name
	STIGs      []STIGSum    // by id, version and release
	Controls   [2]Framework // revision 4, revision 5
}

// AssetSum is the rows of one asset.
type AssetSum struct {
	Name string
	Tally
}

// STIGSum is the rows of one release of a STIG.
type STIGSum struct {
	ID, Title, Version, Release string
	Assets                      int // that have it
	Tally
}

// Framework is the rows by controls of one revision of NIST SP 800-53. A row with
// CCIs of several controls counts for each, so these counts do not add up to rows;
// NoCCI, NoControl and the rows with a control do.
type Framework struct {
	Revision  cci.Revision
	Controls  []ControlSum // in the order of their families and numbers
	NoCCI     int          // rows without a CCI
	NoControl int          // rows whose CCIs all lead to no control of this revision
	Unmapped  []CCISum     // CCIs that lead to none, by id
}

// ControlSum is the rows of one control.
type ControlSum struct {
	Control string // such as CM-6
	CCIs    int    // different ones met
	Rows    int
	Counts  result.Counts
}

// Status is the worst status among the rows: Open, then Not_Reviewed, then
// NotAFinding, then Not_Applicable.
func (k *ControlSum) Status() result.Status {
	switch {
	case k.Counts.Open > 0:
		return result.Open
	case k.Counts.NotReviewed > 0 || k.Rows == 0:
		return result.NotReviewed
	case k.Counts.NotAFinding > 0:
		return result.NotAFinding
	default:
		return result.NotApplicable
	}
}

// CCISum is how many rows cite a CCI.
type CCISum struct {
	ID   string
	Rows int
}

// Summary sorts what was collected.
func (s *Stats) Summary() *Summary {
	out := &Summary{Checklists: s.checklists, Total: s.total}
	for _, name := range slices.Sorted(maps.Keys(s.assets)) {
		out.Assets = append(out.Assets, AssetSum{name, *s.assets[name]})
	}
	for key, t := range s.stigs {
		out.STIGs = append(out.STIGs, STIGSum{key.id, t.title, key.version, key.release, len(t.assets), t.Tally})
	}
	slices.SortFunc(out.STIGs, func(a, b STIGSum) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Version, b.Version), strings.Compare(a.Release, b.Release))
	})
	for i := range revisions {
		out.Controls[i] = s.framework(i)
	}
	return out
}

func (s *Stats) framework(i int) Framework {
	f := Framework{Revision: revisions[i], NoCCI: s.missing[i].noCCI, NoControl: s.missing[i].noControl}
	for name, k := range s.controls[i] {
		f.Controls = append(f.Controls, ControlSum{name, len(k.ccis), k.rows, k.counts})
	}
	slices.SortFunc(f.Controls, func(a, b ControlSum) int { return compareControls(a.Control, b.Control) })
	for _, id := range slices.Sorted(maps.Keys(s.missing[i].ccis)) {
		f.Unmapped = append(f.Unmapped, CCISum{id, s.missing[i].ccis[id]})
	}
	return f
}

// compareControls puts AC-2 before AC-10, and AC-2(3) behind AC-2.
func compareControls(a, b string) int {
	for a != "" && b != "" {
		x, restX := leadingNumber(a)
		y, restY := leadingNumber(b)
		if x >= 0 && y >= 0 {
			if x != y {
				return cmp.Compare(x, y)
			}
			a, b = restX, restY
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

// leadingNumber is the number s begins with, -1 when it begins with none.
func leadingNumber(s string) (n int, rest string) {
	i := 0
	for i < len(s) && i < 9 && s[i] >= '0' && s[i] <= '9' {
		n = 10*n + int(s[i]-'0')
		i++
	}
	if i == 0 {
		return -1, s
	}
	return n, s[i:]
}
