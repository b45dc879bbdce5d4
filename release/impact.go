package release

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl"
)

// Effect is what a new release means for one row of a checklist.
type Effect string

// The effects. The first three and the last ask nothing of anybody.
const (
	Nothing   Effect = "nothing"   // carried as it is
	Confirmed Effect = "confirmed" // judged again from facts, to the same status
	Dropped   Effect = "removed"   // the rule is no more
	Glance    Effect = "look"      // carried; fix, severity or CCIs changed, or the facts say something else
	Fresh     Effect = "new"       // a new rule
	Unjudged  Effect = "stale"     // a verdict of stigwright that no facts were given for
	Flipped   Effect = "flipped"   // judged again from facts, to another status
	Answer    Effect = "person"    // only a person can answer: the check text changed, or the facts decide no more

	// Unanswered is a row that nobody had answered and that the facts do not settle. It
	// needs a person no more than before, whether or not its texts changed.
	Unanswered Effect = "unanswered"
)

// Effects is every effect, those that need most first.
func Effects() []Effect {
	return []Effect{Flipped, Answer, Unjudged, Fresh, Glance, Unanswered, Confirmed, Nothing, Dropped}
}

// Needs reports whether somebody has to do something.
func (e Effect) Needs() bool {
	return e == Flipped || e == Answer || e == Unjudged || e == Fresh
}

// Impact is what a new release means for one STIG of one asset.
type Impact struct {
	Files  []string       `json:"files"` // a .ckl and a .cklb that say the same count once
	Asset  string         `json:"asset"`
	STIG   string         `json:"stig"`
	Old    Edition        `json:"old"`
	New    Edition        `json:"new"`
	Counts map[Effect]int `json:"counts"` // of every effect
	Rows   []ImpactRow    `json:"rows"`   // all but those to be left alone, the highest severity first

	// Place tells assets of one name apart, such as the instances of a database on a host;
	// Formats are those of Files. Neither is of the receipt: who reads the checklist knows them.
	Place   string       `json:"-"`
	Formats []ckl.Format `json:"-"`
}

// ImpactRow is a row somebody should know of.
type ImpactRow struct {
	STIGID   string `json:"stig_id"`
	VulnID   string `json:"vuln_id"`
	Severity string `json:"severity"` // in the new release
	Effect   Effect `json:"effect"`
	Was      string `json:"was"`    // "" for a new rule
	Status   string `json:"status"` // "" for a removed one
	Why      string `json:"why"`
}

// ImpactOf is what a receipt says of every STIG that was carried. Every row of the old
// checklist and every new one is counted once.
func ImpactOf(r *Receipt) []Impact {
	var out []Impact
	for _, s := range r.STIGs {
		if s.Stays != "" {
			continue
		}
		one := Impact{Files: []string{r.Input.File}, Asset: r.Asset, STIG: s.ID, Old: s.Old, New: s.New, Counts: map[Effect]int{}, Rows: []ImpactRow{}}
		for _, e := range Effects() {
			one.Counts[e] = 0
		}
		for i := range s.Rows {
			row := &s.Rows[i]
			e := row.effect()
			one.Counts[e]++
			if e.Needs() || e == Glance || e == Dropped && row.Kept.Written() {
				one.Rows = append(one.Rows, ImpactRow{row.STIGID, row.VulnID, row.Severity, e, row.Was, row.Status, row.because(e)})
			}
		}
		slices.SortStableFunc(one.Rows, func(a, b ImpactRow) int {
			return cmp.Or(SeverityRank(b.Severity)-SeverityRank(a.Severity), slices.Index(Effects(), a.Effect)-slices.Index(Effects(), b.Effect))
		})
		out = append(out, one)
	}
	return out
}

// because is why the row has its effect; of a verdict that changed it says how.
func (r *CarriedRow) because(e Effect) string {
	why := r.Why
	switch {
	case e == Flipped:
		why = append([]string{r.Was + " became " + r.Status}, why...)
	case e == Answer && r.Reason == Reevaluated:
		why = append(slices.Clone(why), "the facts decide no more")
	}
	return strings.Join(why, "; ")
}

// effect is what became of the row, seen by who has work with it.
func (r *CarriedRow) effect() Effect {
	decided := r.Verdict != "" && r.Verdict != notReviewed
	blank := r.unanswered && !decided && r.Reason != Reevaluated
	switch r.Reason {
	case Added:
		return Fresh
	case Removed:
		return Dropped
	case Stale:
		return Unjudged
	case Held:
		if blank {
			return Unanswered
		}
		if r.Origin != "nobody" || !decided {
			return Answer
		}
	case Reevaluated:
		if !decided && r.Was != notReviewed {
			return Answer
		}
	}
	switch {
	case blank, r.Status == notReviewed && !decided: // words alone are no answer
		return Unanswered
	case decided && r.Status == r.Verdict && r.Was != r.Status:
		return Flipped
	case decided && r.Status != r.Verdict, r.Reason == Look:
		return Glance
	case r.Reason == Reevaluated, r.Reason == Held:
		return Confirmed
	}
	return Nothing
}

const notReviewed = "Not_Reviewed"

// ByNeed orders impacts: those with most to do in the highest category first, then by
// asset and STIG.
func ByNeed(a, b Impact) int {
	for _, severity := range []string{"high", "medium", "low"} {
		if d := b.Needing(severity) - a.Needing(severity); d != 0 {
			return d
		}
	}
	return cmp.Or(strings.Compare(a.Asset, b.Asset), strings.Compare(a.STIG, b.STIG))
}

// Needing counts the rows of a severity with which somebody has to do something.
func (m *Impact) Needing(severity string) int {
	n := 0
	for _, r := range m.Rows {
		if r.Severity == severity && r.Effect.Needs() {
			n++
		}
	}
	return n
}

// RuleImpact is one effect of one rule, over all assets.
type RuleImpact struct {
	STIG     string   `json:"stig"`
	STIGID   string   `json:"stig_id"`
	VulnID   string   `json:"vuln_id"`
	Severity string   `json:"severity"`
	Effect   Effect   `json:"effect"`
	Was      string   `json:"was,omitempty"`    // these two of verdicts that flipped
	Status   string   `json:"status,omitempty"` // each change is an entry of its own
	Assets   []string `json:"assets"`
	Why      string   `json:"why"` // of the first of them
}

// ByRule turns impacts around: what is to be done, rule by rule, the highest severity
// first. The same work on many assets is one entry.
func ByRule(list []Impact) []RuleImpact {
	type key struct {
		stig, rule, vuln string
		effect           Effect
		change           string // of verdicts that flipped: those to Open are not those from it
	}
	at := map[key]int{}
	out := []RuleImpact{}
	for _, m := range list {
		for _, r := range m.Rows {
			k := key{m.STIG, r.STIGID, r.VulnID, r.Effect, ""}
			if r.Effect == Flipped {
				k.change = r.Was + " " + r.Status
			}
			i, known := at[k]
			if !known {
				i = len(out)
				at[k] = i
				one := RuleImpact{m.STIG, r.STIGID, r.VulnID, r.Severity, r.Effect, "", "", nil, r.Why}
				if r.Effect == Flipped {
					one.Was, one.Status = r.Was, r.Status
				}
				out = append(out, one)
			}
			if n := len(out[i].Assets); n == 0 || out[i].Assets[n-1] != m.Asset {
				out[i].Assets = append(out[i].Assets, m.Asset)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b RuleImpact) int {
		return cmp.Or(SeverityRank(b.Severity)-SeverityRank(a.Severity), slices.Index(Effects(), a.Effect)-slices.Index(Effects(), b.Effect),
			strings.Compare(a.STIG, b.STIG), strings.Compare(a.STIGID, b.STIGID), strings.Compare(b.Status, a.Status)) // Open before NotAFinding
	})
	return out
}

// SameAs reports whether two impacts are of one STIG of one asset, and whether they are two
// formats of one checklist that say the same.
func (m *Impact) SameAs(o *Impact) (one, same bool) {
	one = m.Asset != "" && m.Asset == o.Asset && m.Place == o.Place && m.STIG == o.STIG && m.Old == o.Old
	if !one || slices.ContainsFunc(o.Formats, func(f ckl.Format) bool { return slices.Contains(m.Formats, f) }) || len(m.Rows) != len(o.Rows) {
		return one, false
	}
	for _, e := range Effects() {
		if m.Counts[e] != o.Counts[e] {
			return one, false
		}
	}
	return one, slices.Equal(m.Rows, o.Rows)
}
