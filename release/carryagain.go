package release

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

// Onto is a carried checklist on its way into one that exists.
type Onto struct {
	Checklist *ckl.Checklist // what is to be merged into it
	Gone      []ckl.Where    // rows out of which somebody took the history that an earlier run put there
	news      map[rowKey]*CarriedRow
}

// NewOnto is carried, a checklist that Carry gave with the receipt now, without what need
// not go into there, the checklist it will be merged into: what an earlier run put there,
// as its receipt before says (nil of none), and histories that stand there already. What
// people changed since the earlier run so stays changed, also where they took something
// back; provided that anything in there shows that it is what that run wrote (see holdsOf).
func NewOnto(carried, there *ckl.Checklist, now, before *Receipt) *Onto {
	o := &Onto{Checklist: carried.Clone(), news: rowsOfReceipt(now, carried)}
	rows, standing, written := rowsByKey(o.Checklist), rowsByKey(there), rowsOfReceipt(before, nil)
	descends := holdsOf(rows, standing, o.news, written)
	several := map[string]int{} // STIGs of one benchmark, the rows of which the receipt does not tell apart
	for _, c := range []*ckl.Checklist{carried, there} {
		here := map[string]int{}
		for _, s := range c.Stigs {
			here[s.ID]++
			several[s.ID] = max(several[s.ID], here[s.ID])
		}
	}
	for key, row := range rows {
		h, target, w := o.news[key], standing[key], written[key]
		if h == nil || target == nil {
			continue
		}
		lost := blankRow(target) && answeredRow(row) // of the rows of a program that drops some, or of a file made anew
		if descends && !lost && several[key.benchmark] == 1 && w != nil && h.Digest != "" && w.Digest == h.Digest {
			h.Stands = w.Stands
			if h.history != "" && !standsIn(target.Comments, h.history) && !strings.Contains(target.Comments, title(h.history)) {
				o.Gone = append(o.Gone, ckl.Where{Benchmark: key.benchmark, STIGID: row.STIGID, VulnID: row.VulnID, RuleID: row.RuleID})
			}
			leave(row, target)
			delete(o.news, key)
		} else if h.history != "" && strings.HasSuffix(row.Comments, h.history) && standsIn(target.Comments, h.history) {
			row.Comments = h.Kept.Comments
		}
	}
	o.Gone = inOrder(o.Checklist, o.Gone)
	return o
}

// blankRow reports whether nothing stands in a row.
func blankRow(r *ckl.Row) bool {
	return !answeredRow(r) && strings.TrimSpace(r.Comments) == ""
}

// answeredRow reports whether a row has a status, or words besides comments.
func answeredRow(r *ckl.Row) bool {
	return r.Status != result.NotReviewed || r.StatusWord != "" || strings.TrimSpace(r.FindingDetails+r.SeverityOverride+r.SeverityJustification) != ""
}

// leave makes row say what target does, so that merging one into the other does nothing.
func leave(row, target *ckl.Row) {
	row.Status, row.StatusWord = target.Status, target.StatusWord
	row.FindingDetails, row.Comments = target.FindingDetails, target.Comments
	row.SeverityOverride, row.SeverityJustification = target.SeverityOverride, target.SeverityJustification
}

// Settle writes into the receipt which rows of merged, what came of merging, have another
// status than they were carried with. answered is those of them whose answer does not
// count any more by the receipt, and which have one all the same: it may be a newer one.
func (o *Onto) Settle(merged *ckl.Checklist) (answered []ckl.Where) {
	for key, row := range rowsByKey(merged) {
		h := o.news[key]
		if h == nil || row.Word() == h.Status {
			continue
		}
		h.Stands = row.Word()
		if h.Reason == Held || h.Reason == Stale {
			answered = append(answered, ckl.Where{Benchmark: key.benchmark, STIGID: row.STIGID, VulnID: row.VulnID, RuleID: row.RuleID})
		}
	}
	return inOrder(merged, answered)
}

// Left is the rows of the carried checklist of which merged, what came of merging, lacks
// what programs wrote that we do not know: merging takes the fields we know alone.
func (o *Onto) Left(merged *ckl.Checklist) (left []ckl.Where) {
	there := rowsByKey(merged)
	for key, row := range rowsByKey(o.Checklist) {
		target := there[key]
		if target != nil && slices.ContainsFunc(row.Extra, func(x ckl.Extra) bool {
			return !slices.ContainsFunc(target.Extra, func(y ckl.Extra) bool { return x.Raw == y.Raw })
		}) {
			left = append(left, ckl.Where{Benchmark: key.benchmark, STIGID: row.STIGID, VulnID: row.VulnID, RuleID: row.RuleID})
		}
	}
	return inOrder(o.Checklist, left)
}

// digest notes what each row is carried with.
func (k *carrier) digest() {
	var written []byte
	for _, x := range k.stigs {
		for i, row := range k.out.Stigs[x.at].Rows {
			written = appendWritten(written[:0], row)
			x.receipt.Rows[i].Digest = digestOf(written)
		}
	}
}

func digestOf(written []byte) string {
	sum := sha256.Sum256(written)
	return hex.EncodeToString(sum[:])
}

// appendWritten appends what people and tools wrote into a row, each text behind its length.
func appendWritten(dst []byte, r *ckl.Row) []byte {
	for _, text := range [...]string{r.Word(), r.FindingDetails, r.Comments, r.SeverityOverride, r.SeverityJustification} {
		dst = append(strconv.AppendInt(dst, int64(len(text)), 10), ':')
		dst = append(dst, text...)
	}
	return dst
}

// holdsOf reports whether rows that stand in a checklist hold comments of those carried, or
// the title of a history, or the details or the justification of a person, or most of the
// statuses that an earlier run put there as it put them. Else it may be
// another file than that run wrote, made anew under its name, or the run never came to
// write it: then nobody changed anything, and an answer that comes back does less harm
// than one that is lost.
func holdsOf(carried, standing map[rowKey]*ckl.Row, now, written map[rowKey]*CarriedRow) bool {
	answered, kept := 0, 0
	for key, row := range carried {
		target, texts := standing[key], []string{row.Comments}
		if target == nil {
			continue
		}
		if h := now[key]; h != nil && h.history != "" {
			texts = []string{title(h.history), h.Kept.Comments}
		}
		for _, text := range texts {
			if strings.TrimSpace(text) != "" && standsIn(target.Comments, text) {
				return true
			}
		}
		if w := written[key]; w != nil && row.Status != result.NotReviewed {
			answered++
			if w.Digest == digestOf(appendWritten(nil, target)) {
				kept++
			}
		}
		if h := now[key]; h != nil && h.Origin == ckl.Person.String() {
			words := strings.TrimSpace(row.FindingDetails) != "" && standsIn(target.FindingDetails, row.FindingDetails)
			why := strings.TrimSpace(row.SeverityJustification) != "" && target.SeverityJustification == row.SeverityJustification
			if words || why {
				return true
			}
		}
	}
	return 2*kept > answered
}

// standsIn reports whether text holds part; programs that save a checklist turn line ends.
func standsIn(text, part string) bool {
	plain := strings.NewReplacer("\r", "")
	return strings.Contains(plain.Replace(text), plain.Replace(part))
}

// title is the line of a history that says from which release to which it was held.
func title(history string) string {
	_, rest, _ := strings.Cut(history, "\n")
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

// rowKey tells a row from all others: by group, rule and number.
type rowKey struct {
	benchmark, vuln, rule string
	n                     int
}

func rowsByKey(c *ckl.Checklist) map[rowKey]*ckl.Row {
	out := map[rowKey]*ckl.Row{}
	for _, s := range c.Stigs {
		for _, r := range s.Rows {
			put(out, rowKey{benchmark: s.ID, vuln: r.VulnID, rule: r.RuleID}, r)
		}
	}
	return out
}

// rowsOfReceipt is the rows of a receipt, nil or not, that the new release has. Of is the
// checklist it was given with, where that is at hand: rows of a STIG in it that stays are
// in no receipt, and have their place before those of a STIG that follows all the same.
func rowsOfReceipt(r *Receipt, of *ckl.Checklist) map[rowKey]*CarriedRow {
	out := map[rowKey]*CarriedRow{}
	if r == nil {
		return out
	}
	var stayed CarriedRow
	for i, s := range r.STIGs {
		if s.Stays != "" {
			if of != nil {
				for _, row := range of.Stigs[i].Rows {
					put(out, rowKey{benchmark: of.Stigs[i].ID, vuln: row.VulnID, rule: row.RuleID}, &stayed)
				}
			}
			continue
		}
		for i := range s.Rows {
			if row := &s.Rows[i]; row.Reason != Removed {
				put(out, rowKey{benchmark: s.ID, vuln: row.VulnID, rule: row.RuleID}, row)
			}
		}
	}
	maps.DeleteFunc(out, func(_ rowKey, row *CarriedRow) bool { return row == &stayed })
	return out
}

func put[T any](to map[rowKey]*T, k rowKey, x *T) {
	for to[k] != nil {
		k.n++
	}
	to[k] = x
}

// inOrder is places in the order of c.
func inOrder(c *ckl.Checklist, places []ckl.Where) []ckl.Where {
	var out []ckl.Where
	left := map[ckl.Where]int{}
	for _, w := range places {
		left[w]++
	}
	for _, s := range c.Stigs {
		for _, r := range s.Rows {
			if w := (ckl.Where{Benchmark: s.ID, STIGID: r.STIGID, VulnID: r.VulnID, RuleID: r.RuleID}); left[w] > 0 {
				left[w]--
				out = append(out, w)
			}
		}
	}
	return out
}
