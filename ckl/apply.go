package ckl

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/result"
)

// Verdict is what an evaluation says of one rule.
type Verdict struct {
	Position int    // of the rule in its benchmark, from 0
	STIGID   string // as a check that Position means the same rule to both
	Status   result.Status
	Details  string // one fenced block, as result.Details gives it
	made     made   // what Judge had result.Details make
}

// made is a block of result.Details, with the rule's name and the verdict it says.
type made struct {
	name    string
	status  result.Status
	details string
}

// Judgement is the verdicts on one benchmark.
type Judgement struct {
	Benchmark *benchmark.Benchmark
	Verdicts  []Verdict
	// Form is that of the benchmark where it is at hand; nil: it is made when it is wanted.
	Form *Form
	// Only says that a STIG the checklist lacks is added with the judged rows alone,
	// not with every rule of the benchmark.
	Only bool
}

// Judge is results as a Judgement.
func Judge(b *benchmark.Benchmark, results []result.Result) Judgement {
	j := Judgement{Benchmark: b, Verdicts: make([]Verdict, len(results))}
	for i, r := range results {
		details := result.Details(r)
		j.Verdicts[i] = Verdict{r.Position, r.STIGID, r.Status, details, made{r.Name(), r.Status, details}}
	}
	return j
}

// Report is what Apply did, in the order of the checklist.
type Report struct {
	Changed []Change // rows whose status the facts changed
	Needs   []Need   // rows a person should look at
	Totals  Totals
}

// Where names a row in a report.
type Where struct{ Benchmark, STIGID, VulnID, RuleID string }

// Change is a status of ours, or Not_Reviewed, that gave way to a new verdict.
type Change struct {
	Where
	From, To result.Status
}

// Reason says why a row needs a person.
type Reason uint8

// The reasons.
const (
	Disagrees     Reason = iota + 1 // a person set another status than the verdict; the person's stands
	Undecided                       // the row is Not_Reviewed after the merge
	UnknownWord                     // the row's status is none of the four; it stands
	DamagedFence                    // fence lines stand in the details besides our block; all of it was kept
	NoRow                           // the checklist has no row for the verdict
	Repeated                        // the checklist has the STIG once more; only its first was merged
	Ambiguous                       // several rows could be meant; none was merged
	OtherRevision                   // the result is for another revision of the rule, or may be
	Conflict                        // two people's words differ
	AssetDiffers                    // asset data differ; those of the checklist stand
	Stale                           // a tool came to no verdict; its earlier one stands
	ToolsDiffer                     // another tool says something else than the verdict; the worse stands
)

// String is a few words for a list.
func (r Reason) String() string {
	switch r {
	case Disagrees:
		return "a person's status differs from the verdict"
	case Undecided:
		return "not reviewed"
	case UnknownWord:
		return "the status is no known word"
	case DamagedFence:
		return "the fence in the finding details is damaged"
	case NoRow:
		return "the checklist has no such row"
	case Repeated:
		return "the STIG stands in the checklist more than once"
	case Ambiguous:
		return "several rows could be meant"
	case OtherRevision:
		return "the result may be for another revision of the rule"
	case Conflict:
		return "two people's words differ"
	case AssetDiffers:
		return "asset data differ"
	case Stale:
		return "an earlier verdict of a tool stands"
	case ToolsDiffer:
		return "another tool says something else"
	default:
		return "no reason"
	}
}

// Need is a row a person should look at.
type Need struct {
	Where
	Reason  Reason
	Status  string        // the word the row has now; "" without a row
	Verdict result.Status // what the evaluation says
	Message string        // one sentence for the person
}

// Totals count every row of the checklist after the merge once:
// Rows = Added + Updated + Unchanged + HumanKept + NotEvaluated.
type Totals struct {
	Rows         int
	Added        int // rows of STIGs the checklist lacked
	Updated      int // status replaced by the verdict
	Unchanged    int // the verdict is the status the row had
	HumanKept    int // a person's status stands
	NotEvaluated int // no verdict; untouched
	NoRow        int // verdicts without a row; not part of Rows
}

// Apply merges verdicts into c, which a person may have worked on.
//
//   - Finding details: our fenced block is replaced in place, or appended after a
//     blank line; text outside of it stays byte for byte. A block that somebody
//     edited, by its seal, is text like any other; its fence lines then say so.
//   - Comments, severity override and justification are never touched.
//   - A status is replaced when it is Not_Reviewed and nobody set it, or when it is
//     our own earlier verdict. Of that of another tool, by its text in the details, and the
//     verdict the worse counts. Any other status is a person's and stands; the
//     verdict then goes into the block alone, and a disagreement is reported.
//   - Asset data stand; empty ones are filled from asset.
//   - A STIG that c lacks is added, in the order given; one that was not judged stays.
//
// Refused, with c unchanged: another release of a benchmark (that is carrying
// over), a checklist of another asset, verdicts that do not fit their benchmark.
func Apply(c *Checklist, asset Asset, judgements []Judgement) (Report, error) {
	p, err := plan(c, asset, judgements)
	if err != nil {
		return Report{}, err
	}
	c.Asset.fill(asset)
	for i := range p {
		if p[i].stig == nil {
			p[i].addTo(c)
		}
	}
	if c.ID == "" {
		c.ID = checklistID(c)
	}
	var report Report
	for i := range p {
		p[i].merge(&report)
	}
	report.count(c, p)
	return report, nil
}

// part is the work on one STIG.
type part struct {
	Judgement
	stig     *Stig // nil until it is added
	added    bool
	repeated bool
	rows     []*Row // row i is that of Verdicts[i], nil when there is none
	outcome  map[*Row]outcome
}

type outcome uint8

const (
	notEvaluated outcome = iota
	updated
	unchanged
	humanKept
)

// plan finds the row of every verdict, and every reason to refuse, before anything
// is changed.
func plan(c *Checklist, asset Asset, judgements []Judgement) ([]part, error) {
	if !sameHost(c.Asset.HostName, asset.HostName) {
		return nil, &diag.Error{
			Msg:  fmt.Sprintf("the checklist is of host %q; want %q, the asset judged", c.Asset.HostName, asset.HostName),
			Hint: "one asset's verdicts in another's checklist would be wrong; if both names mean one asset, give the checklist's name with --host",
		}
	}
	seen := map[string]bool{}
	var parts []part
	for _, j := range judgements {
		if seen[j.Benchmark.ID] {
			return nil, &diag.Error{
				Msg:  fmt.Sprintf("benchmark %s was judged twice; want one judgement of each benchmark", j.Benchmark.ID),
				Hint: "give each benchmark once: two releases of one STIG do not go into one checklist",
			}
		}
		seen[j.Benchmark.ID] = true
		p := part{Judgement: j, outcome: map[*Row]outcome{}}
		if err := p.check(); err != nil {
			return nil, err
		}
		if err := p.locate(c); err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// sameHost: an empty name is anybody's; a short name is that of its FQDN.
func sameHost(a, b string) bool {
	a, b = strings.ToLower(strings.TrimSpace(a)), strings.ToLower(strings.TrimSpace(b))
	if a == "" || b == "" || a == b {
		return true
	}
	return strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// check demands that every verdict fits the benchmark and that its block will be
// found again by the next run, with the same status.
func (p *part) check() error {
	judged := make([]bool, len(p.Benchmark.Items))
	for _, v := range p.Verdicts {
		switch {
		case v.Position < 0 || v.Position >= len(judged):
			return fmt.Errorf("verdict on %s: position %d is not in %s", v.STIGID, v.Position, p.Benchmark.Label())
		case judged[v.Position]:
			return fmt.Errorf("verdict on %s: position %d was judged twice", v.STIGID, v.Position)
		case p.Benchmark.Items[v.Position].STIGID() != v.STIGID:
			return fmt.Errorf("verdict on %s: position %d of %s is %s", v.STIGID, v.Position, p.Benchmark.Label(), p.Benchmark.Items[v.Position].STIGID())
		}
		judged[v.Position] = true
		// What result.Details makes is found again, whatever it holds.
		name := p.name(v)
		if v.made != (made{name, v.Status, v.Details}) && !isBlock(v.Details, name, v.Status) {
			return fmt.Errorf("verdict on %s: its details are not one fenced block that says %s", name, v.Status)
		}
	}
	return nil
}

// isBlock reports whether details are one whole block of ours that says the status of
// the rule called name, and that nobody set.
func isBlock(details, name string, status result.Status) bool {
	f := findFence(details, name)
	return f.block != nil && !f.damaged && f.block.start == 0 && f.block.end == len(details) && f.block.status == status && !f.block.person
}

// name is what the details of v call its rule.
func (p *part) name(v Verdict) string {
	return result.Result{STIGID: v.STIGID, RuleID: p.Benchmark.Items[v.Position].RuleID()}.Name()
}

// form is the form of the benchmark.
func (p *part) form() *Form {
	if p.Form == nil {
		p.Form = NewForm(p.Benchmark)
	}
	return p.Form
}

// addTo adds the STIG of p to c and finds its rows.
func (p *part) addTo(c *Checklist) {
	p.stig, p.added = p.form().stig(&c.Asset), true
	p.rows = make([]*Row, len(p.Verdicts))
	judged := map[*Row]bool{}
	for i, v := range p.Verdicts {
		p.rows[i] = p.stig.Rows[v.Position]
		judged[p.rows[i]] = true
	}
	if p.Only {
		p.stig.Keep(func(r *Row) bool { return judged[r] })
	}
	c.add(p.stig)
}

func (p *part) where(r *Row) Where {
	return Where{p.stig.ID, r.STIGID, r.VulnID, r.RuleID}
}

// merge carries out the plan and reports it, in the order of the verdicts.
func (p *part) merge(report *Report) {
	if p.repeated {
		report.Needs = append(report.Needs, Need{Where: Where{Benchmark: p.stig.ID}, Reason: Repeated,
			Message: "the STIG stands in the checklist more than once; only the first was merged"})
	}
	p.complete()
	for i, v := range p.Verdicts {
		if p.rows[i] == nil {
			it := &p.Benchmark.Items[v.Position]
			report.Totals.NoRow++
			report.Needs = append(report.Needs, Need{Where{p.stig.ID, v.STIGID, it.VulnID(), it.RuleID()}, NoRow, "", v.Status,
				fmt.Sprintf("judged %s, but the checklist has no row for it", v.Status)})
			continue
		}
		p.mergeRow(p.rows[i], v, report)
	}
}

func (p *part) mergeRow(r *Row, v Verdict, report *Report) {
	f := findFence(r.FindingDetails, p.name(v))
	details, was, want := v.Details, r.Status, v.Status
	person := r.setByPerson(f)
	if others, spoke, byPerson := r.beside(f); spoke {
		person = byPerson
		if !person {
			want = together(was, others, v.Status)
		}
		if !person && v.Status != result.NotReviewed && v.Status != others {
			report.Needs = append(report.Needs, Need{p.where(r), ToolsDiffer, want.String(), v.Status,
				fmt.Sprintf("another tool says %s, the verdict is %s; the worse stands", others, v.Status)})
		}
	}
	switch {
	case person:
		p.outcome[r] = humanKept
		details = standing(details, r.word(CKL))
	case was == want:
		p.outcome[r] = unchanged
	default:
		p.outcome[r] = updated
		r.Status = want
		if !p.added {
			report.Changed = append(report.Changed, Change{p.where(r), was, want})
		}
	}
	r.FindingDetails = f.withBlock(r.FindingDetails, details)
	p.needs(r, v, f, report)
}

// beside is what other tools say in the details of r, where they say something, and
// whether the status is a person's all the same. A row that is Not_Reviewed, and that
// nobody but our block calls so, is nobody's.
func (r *Row) beside(f fence) (others result.Status, spoke, person bool) {
	if r.StatusWord != "" || r.FindingDetails == "" {
		return others, false, false
	}
	v := r.Review()
	nobodys := r.Status == result.NotReviewed && (f.block == nil || f.block.status == result.NotReviewed && !f.block.person)
	return v.Others, v.OthersSpoke, v.Origin == Person && !nobodys
}

// together is the status of a row of tools alone: the worse of what the others say and of
// the verdict. One that decides nothing leaves the others' word, but does not make it the
// row's: where the row had none, or a worse one of ours, nothing is decided any more.
func together(was, others, verdict result.Status) result.Status {
	switch {
	case verdict == result.NotReviewed && (was == result.NotReviewed || was.Worse(others)):
		return result.NotReviewed
	case verdict == result.NotReviewed || others.Worse(verdict):
		return others
	}
	return verdict
}

// setByPerson reports whether the status of r is a person's: none of the four
// words, set where we have no block, other than our block says, or one our block
// says was a person's already.
func (r *Row) setByPerson(f fence) bool {
	switch {
	case r.StatusWord != "":
		return true
	case f.block == nil:
		return r.Status != result.NotReviewed
	}
	return f.block.person || f.block.status != r.Status
}

// needs reports why a person should look at r.
func (p *part) needs(r *Row, v Verdict, f fence, report *Report) {
	need := func(reason Reason, format string, args ...any) {
		report.Needs = append(report.Needs, Need{p.where(r), reason, r.word(CKL), v.Status, fmt.Sprintf(format, args...)})
	}
	person := p.outcome[r] == humanKept
	switch {
	case r.StatusWord != "":
		need(UnknownWord, "the status is %q, no known word; the verdict is %s", r.StatusWord, v.Status)
	case person && r.Status == result.NotReviewed && v.Status != result.NotReviewed:
		need(Disagrees, "a person set the row back to Not_Reviewed, the verdict is %s; to take it, remove the fenced block and merge again", v.Status)
	case person && v.Status != result.NotReviewed && v.Status != r.Status:
		need(Disagrees, "a person says %s, the verdict is %s; the person's word stands", r.Status, v.Status)
	case r.Status == result.NotReviewed:
		need(Undecided, "the row is Not_Reviewed")
	}
	switch {
	case f.block == nil && len(f.edited) > 0:
		need(DamagedFence, "our block in the finding details was edited; it was kept as a person's text, and a new one stands below it")
	case f.damaged:
		need(DamagedFence, "fence lines stand in the finding details outside our block; everything was kept, remove what is stale")
	}
}

// count counts every row of c once.
func (r *Report) count(c *Checklist, parts []part) {
	done := map[*Row]outcome{}
	added := map[*Stig]bool{}
	for _, p := range parts {
		added[p.stig] = p.added
		for row, o := range p.outcome {
			done[row] = o
		}
	}
	t := &r.Totals
	for _, s := range c.Stigs {
		for _, row := range s.Rows {
			t.Rows++
			switch o := done[row]; {
			case added[s]:
				t.Added++
			case o == updated:
				t.Updated++
			case o == unchanged:
				t.Unchanged++
			case o == humanKept:
				t.HumanKept++
			default:
				t.NotEvaluated++
			}
		}
	}
}
