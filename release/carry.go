package release

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
)

// Policy says which answers are carried over to another release.
type Policy uint8

// The policies. With every one of them the digest of the check text decides, never
// the rule id.
const (
	// Standard holds an answer when the check text changed; where fix, severity or
	// CCIs changed it is carried and to be looked at.
	Standard Policy = iota
	// Strict holds an answer also when title, discussion, fix, severity or CCIs changed.
	Strict
	// CosmeticCheckOK carries an answer, to be looked at, whose check text changed in
	// spelling alone: markup, entities, punctuation variants, white space.
	CosmeticCheckOK
)

// String is the policy as --policy spells it.
func (p Policy) String() string { return [...]string{"standard", "strict", "cosmetic-check-ok"}[p] }

// ParsePolicy reads the word of a policy.
func ParsePolicy(word string) (Policy, error) {
	all := []Policy{Standard, Strict, CosmeticCheckOK}
	var words []string
	for _, p := range all {
		if p.String() == word {
			return p, nil
		}
		words = append(words, p.String())
	}
	return 0, fmt.Errorf("is %q; want %s", word, strings.Join(words, ", "))
}

// CarryOptions says how to carry over.
type CarryOptions struct {
	From   []*benchmark.Benchmark // the old releases as published, where they are at hand
	Policy Policy
	Tool   string // name and version of the program, for the text it writes
	// Judgements are evaluations of the asset under the new releases; Asset is what
	// the facts call it.
	Judgements []ckl.Judgement
	Asset      ckl.Asset
	// Form gives the form of a new release where there is one at hand, as there is where
	// many checklists go to it; nil gives none.
	Form func(*benchmark.Benchmark) *ckl.Form
}

// Carry is c, which it leaves as it was, carried over to the releases of to, with a
// receipt. STIGs of which to has no other release stay as they are.
//
// A rule is found again by its STIG ID, else by legacy ids. Whether its answer still
// counts is decided by the SHA-256 of the check text, white space normalised: of the
// text in the checklist, which its reader saw, and of that in o.From where given.
// Both must be that of the new release. An answer that does not count any more is
// held: the row is Not_Reviewed, and the answer stands in its comments as history. A
// verdict of our own evaluation is never carried as if a person had given it: it is
// replaced by o.Judgements, else the row is Not_Reviewed and says why.
//
// The totals of the receipt are those of the rows that went in and came out, and every
// word people wrote is in the rows or in the receipt; that it is not so is a *Fault.
// Other errors say why the checklist is refused: it holds none of the benchmarks, a
// newer release, a release that o.From has not, or to has no check texts.
func Carry(c *ckl.Checklist, to []*benchmark.Benchmark, o CarryOptions) (*ckl.Checklist, *Receipt, error) {
	k := &carrier{o: o, in: c, out: stigless(c), receipt: &Receipt{Schema: ReceiptSchema, Tool: o.Tool, Policy: o.Policy.String(), Asset: c.Asset.HostName}}
	for i, s := range c.Stigs {
		if err := k.stig(i, s, to); err != nil {
			return nil, nil, err
		}
	}
	if k.stigs == nil {
		return nil, nil, k.nothing(to)
	}
	k.repeated()
	k.rename()
	if err := k.judge(); err != nil {
		return nil, nil, err
	}
	k.digest()
	k.sum()
	if err := k.verify(); err != nil {
		return nil, nil, err
	}
	return k.out, k.receipt, nil
}

// stigless is c with places for its STIGs, each of which is carried or stays.
func stigless(c *ckl.Checklist) *ckl.Checklist {
	bare := *c
	bare.Stigs = nil
	out := bare.Clone()
	out.Stigs = make([]*ckl.Stig, len(c.Stigs))
	return out
}

// Fault is a receipt that does not add up, or words that would be lost: a fault of the
// program, after which nothing may be written.
type Fault struct{ Msg string }

// Error is the message.
func (f *Fault) Error() string { return f.Msg }

// carrier is one checklist on its way.
type carrier struct {
	o       CarryOptions
	in, out *ckl.Checklist
	receipt *Receipt
	stigs   []*carriedStig
	edited  bool // a STIG that stays has texts that are not those of its release
}

// carriedStig is one STIG on its way.
type carriedStig struct {
	at       int // among the STIGs of the checklist
	was, now *ckl.Stig
	old, new *benchmark.Benchmark // old without its rules; see embedded
	whole    *benchmark.Benchmark
	from     []*benchmark.Benchmark              // the old release as published, by every file of it at hand
	rows     map[*benchmark.Benchmark][]*ckl.Row // of those, in their order, where they were asked for
	// positions is where in the new release each row of now stands; the receipt has the
	// rows of now first, in the same order.
	positions []int
	receipt   *CarriedSTIG
}

// embedded is old with its rules, which few checklists are asked for.
func (x *carriedStig) embedded() *benchmark.Benchmark {
	if x.whole == nil {
		x.whole = Embedded(x.was)
	}
	return x.whole
}

// stig carries one STIG, or says in the receipt why it stays.
func (k *carrier) stig(at int, s *ckl.Stig, to []*benchmark.Benchmark) error {
	x := &carriedStig{at: at, was: s, old: embeddedHead(s), rows: map[*benchmark.Benchmark][]*ckl.Row{}}
	x.receipt = &CarriedSTIG{ID: x.old.ID, Title: s.Title, Old: editionOf(x.old), Rows: []CarriedRow{}}
	x.new = sameID(to, x.old.ID)
	switch {
	case x.new == nil:
		return k.stays(x, "no other release of it was given")
	case checkless(x.new):
		return &diag.Error{Msg: fmt.Sprintf("%s holds no check texts, so no answer can be compared with it", x.new.Label()),
			Hint: "give the manual STIG that DISA publishes, not SCAP content"}
	}
	x.receipt.New = editionOf(x.new)
	switch order, known := x.order(); {
	case !known:
		k.remark("%s does not say which release it is of; its texts were compared all the same", x.old.ID)
	case order == 0:
		if texts := x.otherTexts(); texts == "" || !x.again(k.o.From) {
			why := "it is of that release already" + texts
			if texts != "" {
				k.edited = true
				k.remark("%s stays as it is: %s", x.old.ID, why)
			}
			return k.stays(x, why)
		}
		k.remark("%s was published again under the same version and release", x.new.Label())
	case order > 0:
		return &diag.Error{Msg: fmt.Sprintf("holds %s; want a release before %s", x.old.Label(), x.new.Label()),
			Hint: "answers are carried to newer releases alone: give the newer one with -b"}
	}
	if err := x.published(k.o.From); err != nil {
		return err
	}
	if draft(x.new) {
		k.remark("%s is a draft: carry again when the release is out", x.new.Label())
	}
	k.stigs = append(k.stigs, x)
	return k.rows(x)
}

func (k *carrier) remark(format string, args ...any) {
	k.receipt.Remarks = append(k.receipt.Remarks, fmt.Sprintf(format, args...))
}

// stays leaves the STIG as it is.
func (k *carrier) stays(x *carriedStig, why string) error {
	x.receipt.Stays = why
	x.receipt.Totals.Stayed = len(x.was.Rows)
	k.out.Stigs[x.at] = x.was.Clone()
	k.receipt.STIGs = append(k.receipt.STIGs, x.receipt)
	return nil
}

func sameID(list []*benchmark.Benchmark, id string) *benchmark.Benchmark {
	i := slices.IndexFunc(list, func(b *benchmark.Benchmark) bool { return strings.EqualFold(b.ID, id) })
	if i < 0 {
		return nil
	}
	return list[i]
}

// checkless reports whether no rule of b has a check text, as in SCAP content.
func checkless(b *benchmark.Benchmark) bool {
	return !slices.ContainsFunc(b.Items, func(it benchmark.Item) bool { return strings.TrimSpace(it.Check()) != "" })
}

// order compares the STIG with the new release. What does not state a release is newer where
// its date is, and of the same when all its rule ids are, since those change with every edit.
func (x *carriedStig) order() (order int, known bool) {
	if x.old.Version == "" || x.old.Release == "" {
		if old, now := x.old.Date, x.new.Date; old != "" && now != "" && old > now {
			return 1, true
		}
		return 0, allRules(x.embedded(), x.new)
	}
	return Order(x.old, x.new), true
}

// again reports whether the old release, which says that it is the new one, is among
// from as another file: DISA published it again.
func (x *carriedStig) again(from []*benchmark.Benchmark) bool {
	return slices.ContainsFunc(from, func(b *benchmark.Benchmark) bool { return Again(b, x.new) && Order(x.old, b) == 0 })
}

// otherTexts says how many check texts of the checklist are not those of the release it
// is of, "" for none.
func (x *carriedStig) otherTexts() string {
	n, old := 0, x.embedded()
	for i, m := range match(old, x.new) {
		if m.by != Unmatched && hasCheck(&old.Items[m.old]) && old.Items[m.old].CheckDigest() != x.new.Items[i].CheckDigest() {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", but not to the letter: check texts that differ: %d of %d, edited in the checklist or published again; with the file it was made from as the old release it is carried", n, len(old.Items))
}

// allRules reports whether every rule id of a is in b.
func allRules(a, b *benchmark.Benchmark) bool {
	known := map[string]bool{}
	for i := range b.Items {
		known[b.Items[i].RuleID()] = true
	}
	return !slices.ContainsFunc(a.Items, func(it benchmark.Item) bool { return !known[it.RuleID()] })
}

// published finds the old release as published, in all files, since DISA may have
// published it again. That only another one was given is an error.
func (x *carriedStig) published(from []*benchmark.Benchmark) error {
	var others []string
	for _, b := range from {
		switch {
		case !strings.EqualFold(b.ID, x.old.ID):
		case x.old.Version == b.Version && x.old.Release == b.Release, (x.old.Version == "" || x.old.Release == "") && allRules(x.embedded(), b):
			x.from = append(x.from, b)
		default:
			others = append(others, b.Label())
		}
	}
	if others == nil || x.from != nil {
		return nil
	}
	return &diag.Error{Msg: fmt.Sprintf("holds %s, which is neither %s nor %s", x.old.Label(), strings.Join(others, ", "), x.new.Label()),
		Hint: "give the release the checklist was made from as the old one"}
}

// NothingToCarry is the error of a checklist that is in order, and of which no STIG has
// another release to go to. Among many checklists that is no mistake.
type NothingToCarry struct{ Why *diag.Error }

// Error is the message.
func (n *NothingToCarry) Error() string { return n.Why.Error() }

// Unwrap is the reason.
func (n *NothingToCarry) Unwrap() error { return n.Why }

// nothing is the error of a checklist that none of the releases is for.
func (k *carrier) nothing(to []*benchmark.Benchmark) error {
	var have, ids, want []string
	for _, r := range k.receipt.STIGs {
		have = append(have, strings.TrimSpace(r.ID+" "+r.Old.Label)+": "+r.Stays)
		ids = append(ids, r.ID)
	}
	for _, b := range to {
		want = append(want, b.Label())
	}
	e := &diag.Error{Msg: fmt.Sprintf("has nothing to carry to %s: it holds %s", strings.Join(want, ", "), strings.Join(have, "; "))}
	if have == nil {
		return &diag.Error{Msg: "holds no STIG"}
	}
	if !slices.ContainsFunc(to, func(b *benchmark.Benchmark) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return strings.EqualFold(id, b.ID) })
	}) {
		e.Hint = "give a newer release of " + strings.Join(ids, ", or of ") + " with -b"
	}
	for _, b := range to {
		if near := diag.Nearest(b.ID, ids); near != "" && !strings.EqualFold(near, b.ID) {
			e.Hint = fmt.Sprintf("%s is not %s; is it the right benchmark?", b.ID, near)
		}
	}
	if !k.edited {
		return &NothingToCarry{e}
	}
	return e
}

// rename makes what names the checklist follow its releases: its id, and a title that
// said the old ones. A title that somebody chose stays.
func (k *carrier) rename() {
	if k.in.Title == strings.TrimSuffix(ckl.FileName(k.in, ckl.CKLB), ".cklb") {
		k.out.Title = ""
	}
	k.out.ID = ""
	first, key := k.stigs[0], k.in.Asset.TargetKey
	if fresh := k.out.Stigs[0].TargetKey; fresh != "" && (key == "" || first.at == 0 && key == first.was.TargetKey) {
		k.out.Asset.TargetKey = fresh
	}
}

// judge puts the evaluations into the STIGs that were carried: into each of a benchmark,
// where the checklist has several, and into none that stays.
func (k *carrier) judge() error {
	for _, x := range k.stigs {
		mine := slices.DeleteFunc(slices.Clone(k.o.Judgements), func(j ckl.Judgement) bool { return j.Benchmark.ID != x.new.ID })
		if len(mine) == 0 {
			continue
		}
		alone := *k.out
		alone.Stigs = []*ckl.Stig{x.now}
		report, err := ckl.Apply(&alone, k.o.Asset, mine)
		if err != nil {
			return err
		}
		k.out.Asset = alone.Asset
		x.judged(mine[0])
		for _, n := range report.Needs {
			if n.Reason != ckl.Undecided {
				x.need(n)
			}
		}
	}
	return nil
}

// repeated remarks on the benchmarks of which the checklist has several STIGs: what comes
// of them is more than some programs hold.
func (k *carrier) repeated() {
	said := map[string]bool{}
	for _, first := range k.receipt.STIGs {
		id, carried := strings.ToLower(first.ID), false
		if said[id] {
			continue
		}
		said[id] = true
		var list []string
		for _, s := range k.receipt.STIGs {
			switch {
			case strings.ToLower(s.ID) != id:
			case s.Stays != "":
				list = append(list, orUnknown(s.Old.Label)+", which stays")
			default:
				list = append(list, orUnknown(s.Old.Label)+", carried")
				carried = true
			}
		}
		if carried && len(list) > 1 {
			k.remark("%s stands in the checklist %d times: %s. Programs that hold a benchmark once for an asset take one of them: `stigwright convert --split` gives each a file of its own",
				first.ID, len(list), strings.Join(list, "; "))
		}
	}
}

// Order is negative where a is the older of two releases of a benchmark, 0 where both
// state the same version, release and date.
func Order(a, b *benchmark.Benchmark) int { return compareReleases(a.Head(), b.Head()) }

// Again reports whether a and b say that they are one release of a benchmark, in files
// that differ: DISA published it again.
func Again(a, b *benchmark.Benchmark) bool {
	return strings.EqualFold(a.ID, b.ID) && Order(a, b) == 0 && a.SHA256 != b.SHA256
}
