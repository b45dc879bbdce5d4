package release

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
)

// ReceiptSchema is the version of the receipt.
const ReceiptSchema = "stigwright-receipt/1"

// Receipt says of every row of a checklist what became of it on the way to another
// release.
type Receipt struct {
	Schema  string         `json:"schema"`
	Tool    string         `json:"tool"`
	Policy  string         `json:"policy"`
	Input   ReceiptFile    `json:"input"`
	Output  ReceiptFile    `json:"output"`
	Asset   string         `json:"asset"`
	Remarks []string       `json:"remarks"`
	STIGs   []*CarriedSTIG `json:"stigs"`
	Totals  Totals         `json:"totals"`
}

// ReceiptFile is a checklist file; its path as the user gave it.
type ReceiptFile struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256,omitempty"`
}

// CarriedSTIG is one STIG of the checklist.
type CarriedSTIG struct {
	ID     string       `json:"id"`
	Title  string       `json:"title"`
	Old    Edition      `json:"old"`
	New    Edition      `json:"new"`             // empty where no new one was given
	Stays  string       `json:"stays,omitempty"` // why it was not carried, "" when it was
	Totals Totals       `json:"totals"`
	Rows   []CarriedRow `json:"rows"` // in the order of the new release, removed ones last
}

// Edition names a release.
type Edition struct {
	Label   string `json:"label"` // V2R1
	Version string `json:"version"`
	Release string `json:"release"`
	Date    string `json:"date"` // yyyy-mm-dd, "" when it is not said
}

func editionOf(b *benchmark.Benchmark) Edition {
	e := Edition{Version: b.Version, Release: b.Release, Date: b.Date}
	switch {
	case e.Version != "":
		e.Label = Entry{Version: b.Version, Release: b.Release}.Label()
	case e.Release != "":
		e.Label = "R" + e.Release
	}
	return e
}

// Fate is what became of a row.
type Fate string

// The fates.
const (
	Carried     Fate = "carried"
	Look        Fate = "look"        // carried; fix, severity or CCIs changed
	Reevaluated Fate = "reevaluated" // our own verdict, judged again under the new release
	Held        Fate = "held"        // the check text changed: Not_Reviewed, the answer is history
	Stale       Fate = "stale"       // our own verdict, not judged again: Not_Reviewed
	Added       Fate = "added"
	Removed     Fate = "removed"
)

// Totals count rows. Of every STIG that was carried, and of the whole,
//
//	In = Carried + Held + Removed
//	Out = Carried + Held + Added
type Totals struct {
	In          int `json:"in"`
	Carried     int `json:"carried"`
	Look        int `json:"look"`        // of Carried
	Reevaluated int `json:"reevaluated"` // of Carried
	Held        int `json:"held"`
	Stale       int `json:"stale"` // of Held
	Removed     int `json:"removed"`
	Added       int `json:"added"`
	LeftOut     int `json:"left_out"` // rules of both releases that the old checklist has no row for, nor the new one
	Out         int `json:"out"`
	Stayed      int `json:"stayed"` // rows of STIGs that were not carried, in neither In nor Out
}

// CarriedRow is what became of one row.
type CarriedRow struct {
	STIGID    string         `json:"stig_id"`
	VulnID    string         `json:"vuln_id"`
	RuleID    string         `json:"rule_id"`
	OldSTIGID string         `json:"old_stig_id,omitempty"` // these three where they changed
	OldVulnID string         `json:"old_vuln_id,omitempty"`
	OldRuleID string         `json:"old_rule_id,omitempty"`
	Severity  string         `json:"severity"`
	Reason    Fate           `json:"reason"`
	Why       []string       `json:"why"`
	Match     string         `json:"match,omitempty"` // stig_id, legacy or vuln_id
	Was       string         `json:"was,omitempty"`   // the status before
	Status    string         `json:"status,omitempty"`
	Stands    string         `json:"stands,omitempty"`     // the status in the output file, where that existed and its row kept another
	Origin    string         `json:"origin,omitempty"`     // whose the status before was: nobody, ours, scanner or person
	Verdict   string         `json:"verdict,omitempty"`    // of the evaluation under the new release
	Fields    []CarriedField `json:"fields,omitempty"`     // texts that changed, with both
	Edited    []CarriedField `json:"edited,omitempty"`     // texts in which the old checklist is not as published: old is as published
	Kept      *Kept          `json:"kept,omitempty"`       // what stood in the row, of those held, stale and removed
	Digest    string         `json:"row_sha256,omitempty"` // of what the row was carried with, so that a later run knows it again

	history    string // of those held: what was put into the comments
	checkDiff  string // of those held: the change of the check text for people, "" where it is not made yet
	unanswered bool
}

// Unanswered reports whether nobody had written anything into the row, not even a status.
func (r *CarriedRow) Unanswered() bool { return r.unanswered }

// CarriedField is a text of a rule in two states.
type CarriedField struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // content, cosmetic or identifier
	Old  string `json:"old"`
	New  string `json:"new"`
}

func carriedFields(list []Field) []CarriedField {
	var out []CarriedField
	for _, f := range list {
		out = append(out, CarriedField{f.Name, f.Kind.String(), f.Old, f.New})
	}
	return out
}

// Kept is what people and tools wrote into a row.
type Kept struct {
	Status                string   `json:"status"`
	FindingDetails        string   `json:"finding_details"`
	Comments              string   `json:"comments"`
	SeverityOverride      string   `json:"severity_override"`
	SeverityJustification string   `json:"severity_justification"`
	Unknown               []string `json:"unknown,omitempty"` // source of what the reader did not know
	Title                 string   `json:"title,omitempty"`   // these three of a removed rule alone
	Check                 string   `json:"check,omitempty"`
	Fix                   string   `json:"fix,omitempty"`
}

func keptOf(r *ckl.Row) *Kept {
	k := &Kept{Status: r.Word(), FindingDetails: r.FindingDetails, Comments: r.Comments,
		SeverityOverride: r.SeverityOverride, SeverityJustification: r.SeverityJustification}
	for _, x := range r.Extra {
		k.Unknown = append(k.Unknown, x.Raw)
	}
	return k
}

// Written reports whether people or tools wrote anything but a status.
func (k *Kept) Written() bool {
	return k.FindingDetails+k.Comments+k.SeverityOverride+k.SeverityJustification != "" || len(k.Unknown) > 0
}

// renamed notes the ids that changed.
func (r *CarriedRow) renamed(was *ckl.Row) {
	for _, id := range []struct {
		old *string
		was string
		now string
	}{{&r.OldSTIGID, was.STIGID, r.STIGID}, {&r.OldVulnID, was.VulnID, r.VulnID}, {&r.OldRuleID, was.RuleID, r.RuleID}} {
		if id.was != id.now {
			*id.old = id.was
		}
	}
}

// count counts a row by what became of it.
func (t *Totals) count(f Fate) {
	switch f {
	case Carried, Look, Reevaluated:
		t.Carried++
	case Held, Stale:
		t.Held++
	case Added:
		t.Added++
	case Removed:
		t.Removed++
	}
	switch f {
	case Look:
		t.Look++
	case Reevaluated:
		t.Reevaluated++
	case Stale:
		t.Stale++
	}
}

// Add adds the totals of another STIG or checklist.
func (t *Totals) Add(o Totals) {
	t.In += o.In
	t.Carried += o.Carried
	t.Look += o.Look
	t.Reevaluated += o.Reevaluated
	t.Held += o.Held
	t.Stale += o.Stale
	t.Removed += o.Removed
	t.Added += o.Added
	t.LeftOut += o.LeftOut
	t.Out += o.Out
	t.Stayed += o.Stayed
}

// sum counts what the receipt says; In and Out are counted in the checklists.
func (k *carrier) sum() {
	for _, x := range k.stigs {
		t := &x.receipt.Totals
		t.In, t.Out = len(x.was.Rows), len(k.out.Stigs[x.at].Rows)
		for _, r := range x.receipt.Rows {
			t.count(r.Reason)
		}
	}
	for _, s := range k.receipt.STIGs {
		k.receipt.Totals.Add(s.Totals)
	}
	if k.receipt.Remarks == nil {
		k.receipt.Remarks = []string{}
	}
}

// verify demands that totals add up and that no word got lost.
func (k *carrier) verify() error {
	for _, s := range k.receipt.STIGs {
		t := s.Totals
		if t.In != t.Carried+t.Held+t.Removed || t.Out != t.Carried+t.Held+t.Added {
			return &Fault{fmt.Sprintf("the receipt of %s does not add up: in %d, carried %d, held %d, removed %d, added %d, out %d", s.ID, t.In, t.Carried, t.Held, t.Removed, t.Added, t.Out)}
		}
	}
	return nil
}

// keptAll demands that what people wrote into was is in now.
func keptAll(was, now *ckl.Row) error {
	before, after := was.Review(), now.Review()
	for _, part := range []struct {
		name string
		ok   bool
	}{
		{"finding details", strings.Contains(after.Text, before.Text) || strings.Contains(now.Comments, before.Text)},
		{"comments", strings.HasPrefix(now.Comments, was.Comments)},
		{"severity override", now.SeverityOverride == was.SeverityOverride && now.SeverityJustification == was.SeverityJustification},
		{"unknown parts", len(now.Extra) == len(was.Extra) && slices.Equal(now.Extra, was.Extra)},
	} {
		if !part.ok {
			return &Fault{fmt.Sprintf("the %s of %s would be lost", part.name, was.STIGID)}
		}
	}
	return nil
}

// sorted is the rows of one fate, the highest severity first, then in their order.
func (s *CarriedSTIG) sorted(fate Fate) []CarriedRow {
	var out []CarriedRow
	for _, r := range s.Rows {
		if r.Reason == fate {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b CarriedRow) int { return SeverityRank(b.Severity) - SeverityRank(a.Severity) })
	return out
}

// SeverityRank orders severities: 3 for high, 2 for medium, 1 for low, less for any other word.
func SeverityRank(severity string) int {
	return slices.Index([]string{"", "low", "medium", "high"}, severity)
}
