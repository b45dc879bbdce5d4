package ckl

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/result"
)

// rows carries out the merge of every row the sources speak of, in file order.
func (m *merger) rows() {
	base := m.baseRows()
	for _, s := range m.c.Stigs {
		for _, r := range s.Rows {
			w := m.work[r]
			if w == nil || len(w.offers) == 0 {
				continue // an added row that only one source has is as that source has it
			}
			x := &rowMerge{merger: m, w: w, r: r, old: *r, base: base[r]}
			x.merge()
		}
	}
	m.notPerformed()
}

// baseRows finds the row of the base for each row of the checklist.
func (m *merger) baseRows() map[*Row]*Row {
	out := map[*Row]*Row{}
	if m.o.Base == nil {
		return out
	}
	for _, s := range m.c.Stigs {
		b := m.baseSTIG(s)
		if b == nil {
			continue
		}
		for i, r := range pairRows(s, b) {
			if r != nil && out[r] == nil {
				out[r] = b.Rows[i]
			}
		}
	}
	return out
}

// rowMerge is the merge of one row.
type rowMerge struct {
	*merger
	w    *rowWork
	r    *Row // changed in place
	old  Row
	base *Row // nil without one

	mine   ledger
	origin origin
	parts  []string // names of the sources that had a part in a change
	listed bool     // a disagreement about the status was listed
}

func (x *rowMerge) where() Where { return Where{x.w.stig.ID, x.r.STIGID, x.r.VulnID, x.r.RuleID} }

func (x *rowMerge) need(reason Reason, v result.Status, format string, args ...any) {
	x.merger.need(x.where(), reason, x.r.word(CKL), v, format, args...)
}

func (x *rowMerge) merge() {
	x.mine = ledgerOf(x.r)
	x.origin = originOf(x.r, &x.mine)
	after := x.mine
	after.blocks = slices.Clone(x.mine.blocks)
	x.blocks(&after)
	person := x.status(&after)
	after.human = x.text("FINDING_DETAILS", x.o.Details, x.mine.human, x.baseText(func(r *Row) string { l := ledgerOf(r); return l.human }),
		func(o *offer) string { return o.ledger.human }, joinEvaluate)
	x.compose(&after, person)
	x.r.Comments = x.text("COMMENTS", x.o.Comments, x.r.Comments, x.baseText(func(r *Row) string { return r.Comments }), func(o *offer) string { return o.comment }, joinAnswers)
	x.override()
	x.finish()
}

func (x *rowMerge) baseText(of func(*Row) string) *string {
	if x.base == nil {
		return nil
	}
	s := of(x.base)
	return &s
}

// blocks puts the tools' new blocks in place of their old ones. Of several new
// ones of one tool the worst stays; one that says Not_Reviewed never displaces one
// that says more.
func (x *rowMerge) blocks(l *ledger) {
	fresh := map[string]toolVerdict{}
	var names []string
	for _, o := range x.w.offers {
		for _, v := range o.ledger.blocks {
			have, known := fresh[v.tool]
			if !known {
				names = append(names, v.tool)
			}
			if !known || have.status == result.NotReviewed && v.status != result.NotReviewed || v.status != result.NotReviewed && v.status.Worse(have.status) {
				fresh[v.tool] = v
			}
		}
		for _, v := range o.ledger.said {
			l.said = x.sayAgain(l.said, v)
		}
	}
	for _, name := range names {
		v := fresh[name]
		i := slices.IndexFunc(l.blocks, func(b toolVerdict) bool { return b.tool == name })
		switch {
		case i < 0:
			l.blocks = append(l.blocks, v)
		case v.status == result.NotReviewed && l.blocks[i].status != result.NotReviewed:
			x.need(Stale, v.status, "the tool came to no verdict this time; its earlier one stands")
		case v.before(l.blocks[i]):
			x.need(Stale, v.status, "the tool's result that is here is of a later time; it stands")
		default:
			l.blocks[i] = v
		}
	}
}

// sayAgain takes the newer verdict of a tool that has no block. Where the days do not
// tell which run was the later, the worse stands.
func (x *rowMerge) sayAgain(said []toolVerdict, v toolVerdict) []toolVerdict {
	i := slices.IndexFunc(said, func(b toolVerdict) bool { return b.tool == v.tool })
	if i < 0 {
		return append(slices.Clone(said), v)
	}
	if v.status == result.NotReviewed {
		return said
	}
	fresh := false
	if j := slices.IndexFunc(x.mine.said, func(b toolVerdict) bool { return b == said[i] }); j >= 0 {
		fresh = true
		switch old := x.mine.said[j]; {
		case v.before(old):
			if v.status != old.status {
				x.need(Stale, v.status, "%s says %s here, found on a later day than %s; it stands", old.tool, old.status, v.status)
			}
			return said
		case old.status.Worse(v.status) && !old.before(v):
			x.need(Stale, v.status, "%s says %s here and %s in the source, and of the days they name the later cannot be told; the worse stands", old.tool, old.status, v.status)
			return said
		}
	}
	out := slices.Clone(said)
	if fresh || v.status.Worse(said[i].status) {
		out[i] = v
	}
	return out
}

// word is a status somebody says.
type word struct {
	status result.Status
	source int
}

// status decides the status, and reports whether it is a person's now.
func (x *rowMerge) status(after *ledger) (person bool) {
	said, any := after.verdict()
	people := x.people()
	switch x.o.Status {
	case Keep:
		return x.origin == persons
	case Overwrite, Newest:
		return x.replaceStatus(people)
	case Worst:
		return x.worstStatus(people, said, any)
	}
	if x.origin == persons {
		return x.keepPerson(people)
	}
	if len(people) > 0 {
		x.set(people[0].status)
		for _, p := range people[1:] {
			if p.status != people[0].status {
				x.need(Disagrees, p.status, "%s and %s say %s and %s; the worse was taken", x.sources[people[0].source].Name, x.sources[p.source].Name, people[0].status, p.status)
			}
		}
		if s, any := x.offered(); any && s != people[0].status {
			x.need(Disagrees, s, "a person says %s, the tools say %s; the person's word was taken", people[0].status, s)
		} else if x.origin == tools && x.base == nil && x.old.Status != people[0].status {
			x.need(Disagrees, x.old.Status, "the tools said %s, a person says %s; the person's word was taken", x.old.Status, people[0].status)
		}
		return true
	}
	if any {
		x.set(said)
	}
	return false
}

// offered is what the tools of the sources say, the worst of it. A tool that a
// person overruled in the source itself is not heard again, nor one that says what
// it said in the base.
func (x *rowMerge) offered() (result.Status, bool) {
	var all []toolVerdict
	for i := range x.w.offers {
		o := &x.w.offers[i]
		if o.origin != tools || x.base != nil && o.row.StatusWord == x.base.StatusWord && o.row.Status == x.base.Status && o.row.VulnID != "" {
			continue
		}
		if s, any := o.ledger.verdict(); any {
			all = append(all, toolVerdict{status: s})
		}
	}
	return worst(all)
}

// people is what people say in the sources, worst first. Not_Reviewed counts when a
// person set it back.
func (x *rowMerge) people() []word {
	var out []word
	for _, o := range x.w.offers {
		if o.origin != persons {
			continue
		}
		if o.row.StatusWord != "" {
			x.need(UnknownWord, 0, "%s says %q, no known word; it was not taken", x.sources[o.source].Name, o.row.StatusWord)
			continue
		}
		out = append(out, word{o.row.Status, o.source})
	}
	slices.SortStableFunc(out, func(a, b word) int {
		switch {
		case a.status.Worse(b.status):
			return -1
		case b.status.Worse(a.status):
			return 1
		}
		return 0
	})
	return out
}

// keepPerson: a person's status stands, but where a base shows that only the
// source's person changed it.
func (x *rowMerge) keepPerson(people []word) bool {
	said, any := x.offered()
	if x.r.StatusWord != "" {
		x.need(UnknownWord, said, "the status is %q, no known word; it stands", x.r.StatusWord)
		return true
	}
	for _, p := range people {
		if x.base != nil && x.base.StatusWord == "" {
			if p.status == x.base.Status {
				continue // the source did not change it
			}
			if x.r.Status == x.base.Status && p.status != x.r.Status {
				x.set(p.status)
				x.part(p.source)
				return true
			}
		}
		if p.status != x.r.Status {
			x.listed = true
			x.need(Disagrees, p.status, "a person says %s here and %s in %s; the first stands", x.r.Status, p.status, x.sources[p.source].Name)
		}
	}
	if any && said != x.r.Status {
		x.listed = true
		x.need(Disagrees, said, "a person says %s, the tools say %s; the person's word stands", x.r.Status, said)
	}
	return true
}

// replaceStatus takes the worst of what the sources say, with Newest of the later ones.
func (x *rowMerge) replaceStatus(people []word) bool {
	var all []toolVerdict
	for _, o := range x.w.offers {
		if x.o.Status == Newest && !x.newer(o.source) {
			continue
		}
		all = append(all, o.ledger.blocks...)
		all = append(all, o.ledger.said...)
	}
	person := false
	for _, p := range people {
		if x.o.Status == Overwrite || x.newer(p.source) {
			all = append(all, toolVerdict{status: p.status})
			person = true
		}
	}
	s, any := worst(all)
	if !any {
		return x.origin == persons
	}
	if x.origin == persons && s != x.r.Status {
		x.need(Disagrees, s, "a person said %s; by the policy %s was taken", x.r.word(CKL), s)
	}
	x.r.StatusWord = ""
	x.set(s)
	return person
}

func (x *rowMerge) worstStatus(people []word, said result.Status, any bool) bool {
	if x.r.StatusWord != "" {
		return x.keepPerson(people)
	}
	all := []toolVerdict{{status: x.r.Status}}
	if any {
		all = append(all, toolVerdict{status: said})
	}
	for _, p := range people {
		all = append(all, toolVerdict{status: p.status})
	}
	s, some := worst(all)
	if !some {
		return x.origin == persons
	}
	x.set(s)
	return x.origin == persons || len(people) > 0
}

func (x *rowMerge) set(s result.Status) { x.r.Status = s }

func (x *rowMerge) part(source int) {
	if name := x.sources[source].Name; !slices.Contains(x.parts, name) {
		x.parts = append(x.parts, name)
	}
}

// text merges what people wrote in one field.
func (x *rowMerge) text(field string, p Policy, mine string, base *string, of func(*offer) string, join func(mine, theirs string) string) string {
	out := mine
	for i := range x.w.offers {
		o := &x.w.offers[i]
		theirs := of(o)
		base := base
		if o.partial {
			base = nil
		}
		switch {
		case theirs == out:
		case base != nil && theirs == *base: // the source did not change it
		case base != nil && out == *base:
			out = theirs
		case strings.TrimSpace(theirs) == "" || p == Keep:
		case p == Overwrite || p == Newest && x.newer(o.source):
			out = theirs
		case p == Newest:
		default:
			joined := join(out, theirs)
			if base != nil && joined != theirs && joined != out {
				x.need(Conflict, 0, "%s was changed on both sides; both texts were kept", field)
			}
			out = joined
		}
	}
	return out
}

// compose writes the finding details: only what changed is touched.
func (x *rowMerge) compose(l *ledger, person bool) {
	text := x.r.FindingDetails
	if l.human != x.mine.human {
		if l.human != "" && strings.HasPrefix(l.human, x.mine.human) && x.mine.human != "" && len(x.mine.blocks) == 0 {
			text = l.human
		} else {
			text = l.human
			for _, b := range x.mine.blocks {
				text = appendBlock(text, b.text)
			}
		}
	}
	for _, b := range l.blocks {
		fresh := b.text
		i := slices.IndexFunc(x.mine.blocks, func(old toolVerdict) bool { return old.tool == b.tool })
		if b.tool == "" && (i < 0 || x.mine.blocks[i].text != fresh || person != (x.origin == persons)) {
			fresh = restated(b.text, person, x.r.word(CKL))
		}
		if i < 0 {
			text = appendBlock(text, fresh)
		} else if old := x.mine.blocks[i].text; old != fresh {
			at := strings.LastIndex(text, old)
			text = text[:at] + fresh + text[at+len(old):]
		}
	}
	x.r.FindingDetails = text
}

func appendBlock(text, b string) string { return fence{}.withBlock(text, b) }

// restated is our block with the line that says whether a person's status stands
// made true.
func restated(text string, person bool, word string) string {
	text = unstanding(text)
	if person && strings.HasSuffix(text, "\n"+result.FenceEnd) {
		return standing(text, word)
	}
	return text
}

// override merges severity override and justification, which go together.
func (x *rowMerge) override() {
	type pair struct{ severity, reason string }
	of := func(r *Row) pair { return pair{r.SeverityOverride, r.SeverityJustification} }
	out := of(x.r)
	for _, o := range x.w.offers {
		theirs := of(o.row)
		p := x.o.Override
		threeWay := x.base != nil && !o.partial
		switch {
		case theirs == out:
		case threeWay && theirs == of(x.base):
		case threeWay && out == of(x.base):
			out = theirs
			x.part(o.source)
		case theirs == (pair{}) || p == Keep:
		case out == (pair{}), p == Overwrite, p == Newest && x.newer(o.source),
			p == Worst && severityRank(theirs.severity) > severityRank(out.severity):
			out = theirs
			x.part(o.source)
		default:
			source := x.sources[o.source].Name
			if theirs.severity == out.severity {
				x.need(Conflict, 0, "the justification of the severity override is %s here and %s in %s; it stands", quoteShort(out.reason), quoteShort(theirs.reason), source)
				continue
			}
			x.need(Conflict, 0, "the severity override is %s here and %s in %s, with the justification %s; it stands", overrideWord(out.severity), overrideWord(theirs.severity), source, quoteShort(theirs.reason))
		}
	}
	x.r.SeverityOverride, x.r.SeverityJustification = out.severity, out.reason
}

// overrideWord is a severity override in a sentence.
func overrideWord(s string) string {
	if s == "" {
		return "none"
	}
	return quote(s)
}

func severityRank(s string) int { return slices.Index([]string{"", "low", "medium", "high"}, s) }

// finish reports the row: every field that changed, and what is left for a person.
func (x *rowMerge) finish() {
	names := x.parts
	for _, o := range x.w.offers {
		if name := x.sources[o.source].Name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	changed := func(field, from, to string) {
		if from != to {
			x.report.Changes = append(x.report.Changes, FieldChange{x.where(), field, from, to, strings.Join(names, ", ")})
			x.w.outcome = max(x.w.outcome, mergeText)
		}
	}
	for _, k := range reviewElements {
		changed(k.name, *k.field(&x.old), *k.field(x.r))
	}
	if x.old.word(CKL) != x.r.word(CKL) {
		changed("STATUS", x.old.word(CKL), x.r.word(CKL))
		x.w.outcome = mergeStatus
	} else if x.w.outcome == mergeSame && x.listed {
		x.w.outcome = mergeKept
	}
	if x.mine.damaged {
		x.need(DamagedFence, 0, "fence lines stand in the finding details outside our block; everything was kept")
	}
}

// later reports whether a is a later time than b; times that cannot be read are not.
func later(a, b string) bool {
	x, errX := parseTime(a)
	y, errY := parseTime(b)
	return cmp.Or(errX, errY) == nil && x.After(y)
}

// parseTime reads the forms of XCCDF (with and without a zone, then UTC) and Nessus.
func parseTime(s string) (t time.Time, err error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02", time.ANSIC} {
		if t, err = time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t, nil
		}
	}
	return t, err
}
