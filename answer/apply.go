package answer

import (
	"path"
	"strings"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Options says how to apply answers.
type Options struct {
	At    time.Time       // of the evaluation: decides expiry
	Facts *facts.Snapshot // of the asset, for conditions; nil when none are given
	// Before is the checklist before answers were taken off it by TakeOff, so that a
	// row's change is told against what it was; nil takes them off now.
	Before *Before
}

// Kind says what became of an answer in a row.
type Kind uint8

// The kinds.
const (
	Applied   Kind = iota + 1 // the row was changed, or was and is as the answer says
	Same                      // the row says it all already
	Held                      // the answer was not applied, and a person should know
	Skipped                   // the answer is for something else than was found
	Withdrawn                 // an earlier answer no longer counts: what it had put in was taken back
)

// String is the word of reports.
func (k Kind) String() string {
	return [...]string{"", "applied", "same", "not applied", "skipped", "withdrawn"}[k]
}

// Event is what became of one answer in one row.
type Event struct {
	ckl.Where
	Kind     Kind
	Path     string // of the answer; "" for one that is no longer in the file
	Line     int
	From, To string // the row's status before and after
	Changed  bool   // the row is other than it was
	Why      string // of Held, Skipped and Withdrawn; of Applied what it says against others, "" for nothing
}

// Report is what Apply did, in the order of the checklist.
type Report struct {
	Events []Event
	Rows   int             // rows of the checklist
	Used   map[string]bool // paths of the answers that are about some row
}

// Count counts the events of a kind.
func (r Report) Count(k Kind) int {
	n := 0
	for _, e := range r.Events {
		if e.Kind == k {
			n++
		}
	}
	return n
}

// Before is what rows were before the answers in them were taken off.
type Before struct{ rows map[place]ckl.Row }

// place is a row by the index of its STIG and its own: a merge makes new rows, and puts
// what it adds at the end.
type place struct{ stig, row int }

// TakeOff takes earlier answers off the rows of c that f has an answer about, or that
// say they were answered from a file of its name. An evaluation that is put in after it
// sees what tools and people themselves said; Apply then answers anew.
func TakeOff(c *ckl.Checklist, f *File) *Before {
	b := &Before{map[place]ckl.Row{}}
	for i, s := range c.Stigs {
		for j, r := range s.Rows {
			was := *r
			rec, ok := takeOff(r)
			if ok && rec.file != oneLine(path.Base(f.Name)) && f.about(s.ID, ids(r)) == nil {
				*r, ok = was, false
			}
			if ok {
				b.rows[place{i, j}] = was
			}
		}
	}
	return b
}

func ids(r *ckl.Row) []string {
	return append([]string{r.STIGID, r.VulnID, r.RuleID}, r.LegacyIDs...)
}

// Apply puts the answers of f into c. What people wrote stays in every row, and the
// rows that no answer is about are not touched. See Decide for what gives way to what.
func Apply(c *ckl.Checklist, f *File, o Options) Report {
	if o.Before == nil {
		o.Before = TakeOff(c, f)
	}
	report := Report{Used: map[string]bool{}}
	for i, s := range c.Stigs {
		for j := range s.Rows {
			report.Rows++
			report.row(c, place{i, j}, f, o)
		}
	}
	return report
}

func (rep *Report) row(c *ckl.Checklist, at place, f *File, o Options) {
	s := c.Stigs[at.stig]
	r := s.Rows[at.row]
	was, answered := o.Before.rows[at]
	if !answered {
		was = *r
	}
	d := f.Decide(question(c, s, r, o))
	event := func(kind Kind, a *Answer, why string) {
		e := Event{Where: ckl.Where{Benchmark: s.ID, STIGID: r.STIGID, VulnID: r.VulnID, RuleID: r.RuleID}, Kind: kind, Why: why,
			From: was.Word(), To: r.Word(), Changed: !sameWords(&was, r)}
		if a != nil {
			e.Path, e.Line = a.Path, a.Line
		}
		rep.Events = append(rep.Events, e)
	}
	for _, p := range d.Passed {
		rep.Used[p.Path] = true
	}
	if d.Answer != nil {
		rep.Used[d.Answer.Path] = true
		changed, left := putOn(r, d, path.Base(f.Name))
		switch {
		case changed:
			event(Applied, d.Answer, d.Disagrees)
		default:
			event(Same, d.Answer, "")
		}
		if left != "" {
			event(Held, d.Answer, left)
		}
	}
	why := "the file no longer has an answer about it"
	for _, p := range d.Passed {
		kind := Held
		if p.Quiet {
			kind = Skipped
		}
		event(kind, p.Answer, p.Why)
		why = p.Why
	}
	if answered && d.Answer == nil {
		event(Withdrawn, nil, why)
	}
}

// sameWords reports whether people and tools say the same in two states of a row.
func sameWords(a, b *ckl.Row) bool {
	return a.Status == b.Status && a.StatusWord == b.StatusWord && a.FindingDetails == b.FindingDetails && a.Comments == b.Comments &&
		a.SeverityOverride == b.SeverityOverride && a.SeverityJustification == b.SeverityJustification
}

func question(c *ckl.Checklist, s *ckl.Stig, r *ckl.Row, o Options) Question {
	v := r.Review()
	q := Question{Benchmark: s.ID, IDs: ids(r), Hosts: Hosts(c.Asset), Role: c.Asset.Role, Site: c.Asset.WebDBSite, Instance: c.Asset.WebDBInstance,
		Found: r.Status, Unknown: r.StatusWord != "", Facts: o.Facts, At: o.At}
	if strings.TrimSpace(r.Check) != "" {
		q.CheckSHA256 = benchmark.TextDigest(r.Check)
	}
	if v.Block && v.Said != result.NotReviewed {
		q.Judged, q.Verdict = true, v.Said
	}
	if v.OthersSpoke && (!q.Judged || v.Others.Worse(q.Verdict)) {
		q.Judged, q.Verdict = true, v.Others
	}
	return q
}

// Hosts is every name of an asset: the whole one, the part before its first dot, and
// the fully qualified one.
func Hosts(a ckl.Asset) []string {
	var out []string
	for _, name := range []string{a.HostName, a.HostFQDN} {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		out = append(out, name)
		if short, _, dotted := strings.Cut(name, "."); dotted && strings.Trim(name, "0123456789.") != "" {
			out = append(out, short)
		}
	}
	return out
}
