package release

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/stigwright/stigwright/ckl"
)

// WithoutHistories is carried, a checklist that Carry gave with the receipt now, without
// the histories that need not go into there, the checklist that it will be merged into:
// one that stands there already, and one that an earlier run put there, as its receipt
// before says (nil of none). Where people removed or edited the latter since, it stays so;
// the rows it is gone from are in gone, provided that anything in there shows that it is
// what that run wrote (see holdsOf). Of such rows the old comments stay out, too: the
// earlier run put them there. All of it is in the receipt.
func WithoutHistories(carried, there *ckl.Checklist, now, before *Receipt) (out *ckl.Checklist, gone []ckl.Where) {
	out = carried.Clone()
	standing, written := rowsByKey(there), heldByKey(before)
	held := heldByKey(now)
	descends := holdsOf(out, standing, held)
	for key, row := range rowsByKey(out) {
		h, target := held[key], standing[key]
		if h == nil || target == nil || h.history == "" || !strings.HasSuffix(row.Comments, h.history) {
			continue
		}
		stands := standsIn(target.Comments, h.history)
		switch w := written[key]; {
		case w != nil && sameReceipt(w, h) && descends:
			row.Comments = ""
			if !stands && !strings.Contains(target.Comments, title(h.history)) {
				gone = append(gone, ckl.Where{Benchmark: key.benchmark, STIGID: row.STIGID, VulnID: row.VulnID, RuleID: row.RuleID})
			}
		case stands:
			row.Comments = h.Kept.Comments
		}
	}
	return out, inOrder(out, gone)
}

// holdsOf reports whether rows that stand in a checklist hold comments of carried, or the
// title of a history. Else it may be another file than the earlier run wrote, made anew
// under its name, or that run never came to write it: then nobody removed anything, and a
// history that comes back does less harm than one that is lost.
func holdsOf(carried *ckl.Checklist, standing map[rowKey]*ckl.Row, held map[rowKey]*CarriedRow) bool {
	for key, row := range rowsByKey(carried) {
		target, texts := standing[key], []string{row.Comments}
		if h := held[key]; h != nil && h.history != "" {
			texts = []string{title(h.history), h.Kept.Comments}
		}
		for _, text := range texts {
			if target != nil && strings.TrimSpace(text) != "" && standsIn(target.Comments, text) {
				return true
			}
		}
	}
	return false
}

// sameReceipt reports whether two receipts say the same of a row.
func sameReceipt(a, b *CarriedRow) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
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

// heldByKey is the rows of a receipt that hold a history, or nothing, of those that the
// new release has.
func heldByKey(r *Receipt) map[rowKey]*CarriedRow {
	out := map[rowKey]*CarriedRow{}
	if r == nil {
		return out
	}
	for _, s := range r.STIGs {
		if s.Stays != "" {
			continue
		}
		for i := range s.Rows {
			if row := &s.Rows[i]; row.Reason != Removed {
				put(out, rowKey{benchmark: s.ID, vuln: row.VulnID, rule: row.RuleID}, row)
			}
		}
	}
	for k, row := range out {
		if row.Reason != Held || row.Kept == nil {
			delete(out, k)
		}
	}
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
