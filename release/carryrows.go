package release

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/result"
)

// rows carries the rows of a STIG.
func (k *carrier) rows(x *carriedStig) error {
	published, known, err := x.asPublished()
	if err != nil {
		return err
	}
	x.now = k.fresh(x)
	rows := x.now.Rows
	pairs, taken := pairRows(x.was.Rows, rows)
	x.now.Rows = make([]*ckl.Row, 0, len(rows))
	x.positions = make([]int, 0, len(rows))
	x.receipt.Rows = make([]CarriedRow, 0, len(rows)+len(taken))
	var one rowOnTheWay
	for i, now := range rows {
		p := pairs[i]
		switch {
		case p != nil:
			one = rowOnTheWay{x: x, k: k, now: now, was: p.was, pair: p, from: published[p.old]}
			x.receipt.Rows = append(x.receipt.Rows, one.carry())
			if err := keptAll(one.was, now); err != nil {
				return err
			}
		case known[i]:
			x.receipt.Totals.LeftOut++
			continue
		default:
			x.receipt.Rows = append(x.receipt.Rows, added(now))
		}
		x.now.Rows = append(x.now.Rows, now)
		x.positions = append(x.positions, i)
	}
	for i, was := range x.was.Rows {
		if taken[i] {
			continue
		}
		row := removed(was)
		if slices.ContainsFunc(rows, func(now *ckl.Row) bool { return strings.EqualFold(now.STIGID, row.STIGID) && row.STIGID != "" }) {
			row.Why = []string{"the checklist has this STIG ID more often than the new release"}
		}
		x.receipt.Rows = append(x.receipt.Rows, row)
	}
	if n := x.receipt.Totals.LeftOut; n > 0 {
		k.remark("%s: %d rules that the old checklist left out are left out again", x.old.ID, n)
	} else if x.from == nil && x.was.Size > len(x.was.Rows) {
		k.remark("%s: the old checklist holds %d of %d rules; without the old benchmark those it left out cannot be told from new ones, and are added", x.old.ID, len(x.was.Rows), x.was.Size)
	}
	k.receipt.STIGs = append(k.receipt.STIGs, x.receipt)
	return nil
}

// publishedRule is a row's rule as DISA published it, with the texts in which the row
// differs from it.
type publishedRule struct {
	item   *benchmark.Item
	edited []Field
	// disputed says that the row has no check text, and the files of the old release differ
	// in it: what was answered is not known.
	disputed bool
	sameText bool // the check text of the row is that of item
}

// asPublished finds the rule of each row in the old release, and which rules of the new
// one, by position, the old one had and the checklist has no row for. Of several files of the
// old release the first counts that has the row's check text; a rule was there when all have it.
func (x *carriedStig) asPublished() (map[int]publishedRule, map[int]bool, error) {
	rules, in := map[int]publishedRule{}, map[int][]*benchmark.Item{}
	covered := map[*benchmark.Item]bool{} // rules of the old release that the checklist has a row for
	for _, from := range x.from {
		c, err := Compare(from, x.embedded())
		if err != nil {
			return nil, nil, err
		}
		for i := range c.Pairs {
			p := &c.Pairs[i]
			at := p.New.Position
			covered[p.Old] = true
			edited := slices.DeleteFunc(held(p), func(f Field) bool {
				return f.Kind == Cosmetic && f.Name != "check" || strings.TrimSpace(f.New) == "" || f.Name == "check" && p.CheckSame
			})
			one, blank := publishedRule{item: p.Old, edited: edited, sameText: p.CheckSame}, !hasCheck(p.New)
			switch before, seen := rules[at]; {
			case !seen, !blank && one.sameText && !before.sameText:
				rules[at] = one
			case blank && before.item.CheckDigest() != one.item.CheckDigest():
				before.disputed = true
				rules[at] = before
			}
		}
		if c, err = Compare(from, x.new); err != nil {
			return nil, nil, err
		}
		for i := range c.Pairs {
			p := &c.Pairs[i]
			in[p.New.Position] = append(in[p.New.Position], p.Old)
		}
	}
	known := map[int]bool{}
	for at, old := range in {
		known[at] = len(old) == len(x.from) && !slices.ContainsFunc(old, func(it *benchmark.Item) bool { return covered[it] })
	}
	return rules, known, nil
}

// fresh is the STIG of the new release with what people wrote about the old one as a
// whole.
func (k *carrier) fresh(x *carriedStig) *ckl.Stig {
	now := k.blank(x)
	now.CustomName, now.Extra = x.was.CustomName, slices.Clone(x.was.Extra)
	if d := x.was.DisplayName; d != "" && d != strings.TrimSuffix(x.was.Title, " Security Technical Implementation Guide") {
		now.DisplayName = d
	}
	if c := x.was.Classification; c != "" && now.Classification == benchmark.Unclassified && c != now.Classification {
		k.remark("%s: the old checklist is marked %s, the new release %s; the first stands", x.old.ID, c, now.Classification)
		now.Classification = c
	}
	k.out.Stigs[x.at] = now
	return now
}

// blank is the STIG of the new release as nobody has worked on it. Where the checklist has
// several of it each has UUIDs of its own, as of another asset.
func (k *carrier) blank(x *carriedStig) *ckl.Stig {
	asset := k.in.Asset
	for n := 2; ; n++ {
		now := k.blankOf(asset, x.new)
		taken := func(s *ckl.Stig) bool { return s != nil && s != x.was && s.UUID == now.UUID }
		if !slices.ContainsFunc(k.out.Stigs, taken) && !slices.ContainsFunc(k.in.Stigs, taken) {
			return now
		}
		asset.HostName = fmt.Sprintf("%s, STIG %d", k.in.Asset.HostName, n)
	}
}

func (k *carrier) blankOf(asset ckl.Asset, b *benchmark.Benchmark) *ckl.Stig {
	if k.o.Form != nil {
		if f := k.o.Form(b); f != nil {
			return ckl.FromForms(asset, []*ckl.Form{f}).Stigs[0]
		}
	}
	return ckl.New(asset, []*benchmark.Benchmark{b}).Stigs[0]
}

// rowOnTheWay is one row that both releases have.
type rowOnTheWay struct {
	x        *carriedStig
	k        *carrier
	now, was *ckl.Row
	pair     *rowPair
	from     publishedRule
	review   ckl.Review
	fields   []Field // that changed, of those a checklist holds
	receipt  CarriedRow
}

func (r *rowOnTheWay) carry() CarriedRow {
	r.review, r.fields = r.was.Review(), r.pair.fields
	if whole, filled := r.x.filled(r.was, r.from); filled {
		r.fields = heldOfRows(whole, r.now)
	}
	r.receipt = CarriedRow{
		STIGID: r.now.STIGID, VulnID: r.now.VulnID, RuleID: r.now.RuleID, Severity: r.now.Severity,
		Was: r.was.Word(), Origin: r.review.Origin.String(), Match: r.pair.by.String(), Fields: carriedFields(r.fields), Edited: carriedFields(r.from.edited),
	}
	r.receipt.unanswered = r.was.Status == result.NotReviewed && r.was.StatusWord == "" && r.review.Text == "" && r.was.Comments == "" &&
		r.was.SeverityOverride == "" && r.was.SeverityJustification == ""
	r.receipt.renamed(r.was)
	r.keepTexts()
	same := r.compare()
	block := r.staleBlock()
	switch lone := !r.review.OthersSpoke || r.review.Others != r.was.Status; {
	case r.review.Origin == ckl.Ours && (lone || !same):
		r.now.TakeReview(r.was, block, false)
		r.now.Status = result.NotReviewed
		r.receipt.Reason, r.receipt.Kept = Stale, keptOf(r.was)
		r.why("stigwright said %s under %s; judge it again", r.was.Status, orUnknown(editionOf(r.x.old).Label))
	case !same:
		r.hold(block)
	default:
		r.now.TakeReview(r.was, block, r.review.Origin == ckl.Person)
		r.receipt.Reason = Carried
		r.look()
	}
	r.receipt.Status = r.now.Word()
	return r.receipt
}

// filled is was with the texts it lacks as DISA published them, where they are at hand;
// false where it lacks none.
func (x *carriedStig) filled(was *ckl.Row, rule publishedRule) (*ckl.Row, bool) {
	item := rule.item
	if item == nil || rule.disputed || !wordless(was.RuleTitle) && !wordless(was.Severity) && !wordless(was.Weight) && !wordless(was.Discussion) &&
		!wordless(was.Check) && !wordless(was.Fix) && len(was.CCIs) > 0 {
		return nil, false
	}
	for _, from := range x.from {
		if item.Position < len(from.Items) && &from.Items[item.Position] == item {
			if x.rows[from] == nil {
				x.rows[from] = ckl.New(ckl.Asset{}, []*benchmark.Benchmark{from}).Stigs[0].Rows
			}
			whole, published := *was, x.rows[from][item.Position]
			for _, text := range []struct {
				of        *string
				published string
			}{
				{&whole.RuleTitle, published.RuleTitle}, {&whole.Severity, published.Severity}, {&whole.Weight, published.Weight},
				{&whole.Discussion, published.Discussion}, {&whole.Check, published.Check}, {&whole.Fix, published.Fix},
			} {
				if wordless(*text.of) {
					*text.of = text.published
				}
			}
			if len(was.CCIs) == 0 {
				whole.CCIs = published.CCIs
			}
			return &whole, true
		}
	}
	return nil, false
}

func (r *rowOnTheWay) why(format string, args ...any) {
	r.receipt.Why = append(r.receipt.Why, fmt.Sprintf(format, args...))
}

// compare decides whether an answer to the old rule still counts, and says why not.
func (r *rowOnTheWay) compare() bool {
	now, before := r.now.Check, r.was.Check
	cosmetic := func(text string) bool {
		return r.k.o.Policy == CosmeticCheckOK && Plain(text) == Plain(now)
	}
	same := true
	switch blank, none := wordless(before), wordless(now); {
	case none:
		r.why("the new release does not hold its check text, so no answer can be compared")
		same = false
	case blank && r.from.disputed:
		r.why("the checklist does not hold the check text that was answered, and the files of the old release differ in it; give the one it was made from")
		same = false
	case blank && r.from.item == nil:
		r.why("the checklist does not hold the check text that was answered; give the old benchmark to compare")
		same = false
	case !blank && !r.pair.checkSame && !cosmetic(before):
		if f := r.from.item; f != nil && f.CheckDigest() == benchmark.TextDigest(now) {
			r.why("the check text in the checklist is that of neither release")
		} else {
			r.why("the check text changed")
		}
		same = false
		if r.from.item == nil && r.pair.sameID {
			r.why("the rule id is the same: the text was edited in the checklist, or republished without a new id")
		}
	}
	if f := r.from.item; same && f != nil && f.CheckDigest() != benchmark.TextDigest(now) && !cosmetic(f.Check()) {
		r.why("the published check text changed")
		same = false
	}
	for _, f := range r.from.edited {
		r.why("the %s in the checklist is not the published one: it was edited", f.Name)
	}
	if r.k.o.Policy == Strict {
		for _, f := range r.fields {
			if f.Name != "check" && (f.Kind == Content && f.Name != "weight" || f.Name == "ccis" && f.Kind == Identifier) {
				r.why("by the policy strict: the %s changed", f.Name)
				same = false
			}
		}
	}
	return same
}

// look says what of a carried answer should be looked at.
func (r *rowOnTheWay) look() {
	for _, f := range r.fields {
		switch {
		case f.Name == "fix" && f.Kind == Content, f.Name == "severity", f.Name == "ccis" && f.Kind == Identifier:
			r.why("the %s changed", f.Name)
			r.receipt.Reason = Look
		case f.Name == "check" && !r.pair.checkSame:
			r.why("the check text changed in spelling")
			r.receipt.Reason = Look
		}
	}
	if len(r.from.edited) > 0 {
		r.receipt.Reason = Look
	}
	if r.was.StatusWord != "" {
		r.why("the status %q is no known word", r.was.StatusWord)
		r.receipt.Reason = Look
	}
}

// hold takes the answer back and keeps it as history.
func (r *rowOnTheWay) hold(block string) {
	r.receipt.Reason, r.receipt.Kept = Held, keptOf(r.was)
	r.now.TakeReview(r.was, block, false)
	r.now.Status, r.now.StatusWord = result.NotReviewed, ""
	if r.receipt.unanswered {
		r.why("it had not been answered")
		return
	}
	check := r.oldCheck()
	r.receipt.checkDiff = changed(check, r.now.Check)
	h := history{from: r.x.old.Label(), to: r.x.new.Label(), why: r.receipt.Why, was: r.was, details: r.review.Text, check: check, newCheck: r.now.Check, diff: r.receipt.checkDiff}
	var moved bool
	if r.now.Comments, r.receipt.history, moved = h.below(r.was.Comments); moved {
		r.now.FindingDetails = ""
		if r.review.Block {
			r.now.FindingDetails = block
		}
	}
}

// oldCheck is the check text that was answered.
func (r *rowOnTheWay) oldCheck() string {
	if text := r.was.Check; !wordless(text) || r.from.item == nil || r.from.disputed {
		return text
	}
	return r.from.item.Check()
}

// staleBlock is a block for our place in the details that says the verdict there was
// reached under the old release. It is of no use where there is none.
func (r *rowOnTheWay) staleBlock() string {
	if !r.review.Block {
		return ""
	}
	return result.Details(result.Result{
		STIGID: r.now.STIGID, VulnID: r.now.VulnID, RuleID: r.now.RuleID,
		Reason: ckl.StaleReason(r.review.Said, r.x.old.Label()),
		Missing: []result.Missing{{Fact: "an evaluation under this release", Why: "not made",
			How: []string{"judge it from facts: stigwright evaluate -b BENCHMARK -f FACTS --into FILE"}}},
		Basis: result.Basis{Asset: r.k.in.Asset.HostName, Benchmark: r.x.new.Label() + ", XCCDF SHA-256 " + r.x.new.SHA256, Tool: r.k.o.Tool},
	})
}

// keepTexts keeps texts of the benchmark's place that people and programs use for words
// of their own, where the new release has none.
func (r *rowOnTheWay) keepTexts() {
	if r.was.Class != "" && r.was.Class != "Unclass" && r.now.Class == "Unclass" {
		r.now.Class = r.was.Class
	}
	var published [len(ownTexts)]string
	if r.from.item != nil {
		d := r.from.item.Discussion()
		published = [...]string{d.FalsePositives, d.FalseNegatives, d.Mitigations, d.PotentialImpacts, d.ThirdPartyTools, d.MitigationControl, d.Responsibility}
	}
	was, now := ownTextsOf(r.was), ownTextsOf(r.now)
	for i, name := range ownTexts {
		if was := *was[i]; !wordless(was) && wordless(*now[i]) && was != published[i] {
			*now[i] = was
			r.why("the %s of the checklist was kept; the new release has none", name)
		}
	}
}

// ownTexts are the texts of a benchmark's place that keepTexts keeps.
var ownTexts = [...]string{"false_positives", "false_negatives", "mitigations", "potential_impacts", "third_party_tools", "mitigation_control", "responsibility"}

// ownTextsOf are the ownTexts of a row, in their order.
func ownTextsOf(r *ckl.Row) [len(ownTexts)]*string {
	return [...]*string{&r.FalsePositives, &r.FalseNegatives, &r.Mitigations, &r.PotentialImpacts, &r.ThirdPartyTools, &r.MitigationControl, &r.Responsibility}
}

func added(now *ckl.Row) CarriedRow {
	return CarriedRow{STIGID: now.STIGID, VulnID: now.VulnID, RuleID: now.RuleID, Severity: now.Severity,
		Reason: Added, Status: now.Word(), Why: []string{"the rule is new"}}
}

func removed(was *ckl.Row) CarriedRow {
	k := keptOf(was)
	k.Title, k.Check, k.Fix = was.RuleTitle, was.Check, was.Fix
	return CarriedRow{STIGID: was.STIGID, VulnID: was.VulnID, RuleID: was.RuleID, Severity: was.Severity,
		Reason: Removed, Was: was.Word(), Origin: was.Review().Origin.String(), Why: []string{"the new release has no such rule"}, Kept: k}
}
