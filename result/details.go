package result

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// The first and the last line of the block a checklist row's finding details
// hold. What stands between them is ours and is replaced by the next evaluation;
// what stands outside belongs to people and is never touched.
const (
	FenceBegin = "[stigwright begin]"
	FenceEnd   = "[stigwright end]"
)

const (
	// maxEvidence is the number of evidence lines shown. More than this nobody
	// reads in a checklist; the JSON form has them all.
	maxEvidence = 50
	// maxDetails is the length of a block in bytes. STIG Manager cuts details at
	// 32,767 characters, and half of that leaves room for what people write.
	maxDetails = 16_000
	// maxValue is the length of one value. A single hostile label must not push
	// the rest of the evidence out of the block.
	maxValue = 1_000
	// maxName is the length of a rule's name up to which a line that was cut repeats it.
	maxName = 64
	// reserve is for the fence, the seal and the lines that say what was cut.
	reserve = 1_600
	column  = 11  // where the text behind a label begins
	width   = 132 // where a line is broken, at a blank
)

// Basis is what a verdict rests on, in the words of the last lines of the
// details. It holds no time of evaluation: the same verdict gives the same bytes.
type Basis struct {
	Asset     string   // the asset judged
	Timeless  bool     // the facts carry no time of collection, so freshness was not judged
	Facts     []string // bundles: id, time and place of collection, digest
	Benchmark string   // label and digest
	SSP       string   // name and digest; "" when none was given
	Tool      string   // name and version
}

// Details is r as the text of FINDING_DETAILS, fenced and sealed. The order of its
// blocks answers an assessor's questions in hers: verdict and why, what was
// expected, what was found, what was set aside and by whom, what is missing, and
// last what all this rests on. It stays below 16,000 bytes whatever r holds.
func Details(r Result) string {
	head, foot, applies := header(r), footer(r), &page{}
	if r.Applies != "" {
		applies.label("Applies", clean(r.Applies))
	}
	room := maxDetails - reserve - head.size() - foot.size() - applies.size()
	rests := sources(r.Basis.Facts, room/3)
	room -= rests.size()
	seen := lines(r)
	found := evidence(r, seen, room)
	lacks := missing(r, room-min(found.size(), room/2))
	if found.cuts || found.size() > room-lacks.size() {
		found = evidence(r, seen, room-lacks.size())
	}
	return sealedPages(head, found, applies, lacks, rests, foot)
}

// Name is what the details call the rule: its STIG ID, or its rule id where the
// benchmark gives it none.
func (r Result) Name() string {
	if strings.TrimSpace(r.STIGID) == "" {
		return r.RuleID
	}
	return r.STIGID
}

func header(r Result) *page {
	p, b := &page{}, r.Basis
	p.plain(clean(r.Name()) + " on " + clean(b.Asset) + ": " + r.Status.String())
	if b.Timeless {
		p.plain("no collection time: freshness not judged")
	}
	p.plain(clean(r.Reason))
	if r.Scope != "" {
		p.plain(clean(r.Scope))
	}
	if r.Expected != "" {
		p.label("Expected", clean(r.Expected))
	}
	return p
}

// line is one labelled entry of the evidence.
type line struct {
	label, text string
}

// evidence is as many of the lines seen as budget allows.
func evidence(r Result, seen []line, budget int) *page {
	p := &page{text: make([]byte, 0, min(len(seen), maxEvidence)*width)}
	var cut map[string]int
	var order []string
	for i, l := range seen {
		before := *p
		p.label(l.label, l.text)
		if i >= maxEvidence || p.size() > budget {
			*p = before
			if cut == nil {
				cut = map[string]int{}
			}
			if cut[l.label] == 0 {
				order = append(order, l.label)
			}
			cut[l.label]++
		}
	}
	for _, label := range order {
		p.cut(fmt.Sprintf("%d more of kind %s", cut[label], label), r)
	}
	return p
}

// cut says what was left out and where it is.
func (p *page) cut(what string, r Result) {
	only := ""
	if name := clean(r.Name()); len(name) <= maxName {
		only = " --rule " + name
	}
	p.cuts = true
	p.label("CUT", what+"; all of them: stigwright evaluate"+only+" --json")
}

// lines is the evidence in the order of the text: OPEN, UNKNOWN, EXCLUDED, NOTE,
// each sorted by name, then PASS.
func lines(r Result) []line {
	out := make([]line, 0, len(r.Clauses)+len(r.Notes))
	for _, kind := range [...]Kind{Violates, Unknown, Excluded} {
		out = appendClauses(out, r, kind)
	}
	notes := slices.Clone(r.Notes)
	slices.Sort(notes)
	for _, n := range notes {
		out = append(out, line{"NOTE", clean(n)})
	}
	return appendClauses(out, r, Pass)
}

func appendClauses(out []line, r Result, kind Kind) []line {
	label := [...]string{Violates: "OPEN", Unknown: "UNKNOWN", Excluded: "EXCLUDED", Pass: "PASS"}[kind]
	from := len(out)
	for i := range r.Clauses {
		if c := &r.Clauses[i]; c.Kind == kind {
			out = append(out, line{label, c.text()})
		}
	}
	slices.SortStableFunc(out[from:], func(a, b line) int { return strings.Compare(a.text, b.text) })
	return out
}

func (c *Clause) text() string {
	name := clean(c.Name)
	label, actual := "", ""
	if c.Label != "" {
		label = " (" + clean(c.Label) + ")"
	}
	if c.Actual != "" {
		actual = ": "
	}
	return name + label + actual + clean(c.Actual) + clean(c.Tail)
}

// missing is what the verdict lacked, as far as budget allows.
func missing(r Result, budget int) *page {
	p := &page{}
	if len(r.Missing) == 0 {
		p.label("Missing", "none")
	}
	said := make(map[string]bool, len(r.Missing))
	for i, m := range r.Missing {
		before := *p
		p.missing(i == 0, m, said)
		if i == maxEvidence || p.size() > budget {
			*p = before
			p.cut(fmt.Sprintf("%d more missing", len(r.Missing)-i), r)
			break
		}
	}
	return p
}

// sources are the bundles, as far as budget allows.
func sources(facts []string, budget int) *page {
	p := &page{}
	for i, f := range facts {
		label := ""
		if i == 0 {
			label = "Facts"
		}
		before := *p
		p.label(label, clean(f))
		if p.size() > budget {
			*p = before
			p.label("CUT", fmt.Sprintf("%d more of kind Facts", len(facts)-i))
			break
		}
	}
	return p
}

func footer(r Result) *page {
	p, b := &page{}, r.Basis
	p.label("Benchmark", clean(b.Benchmark))
	ssp := clean(b.SSP)
	if ssp == "" {
		ssp = "none given"
	}
	p.label("SSP", ssp)
	p.label("Tool", clean(b.Tool))
	return p
}

// page collects lines of text, broken at width and indented under their label.
type page struct {
	text []byte // each line with its end
	cuts bool   // something was left out
}

// sealedPages is the pages one after the other, fenced and sealed.
func sealedPages(pages ...*page) string {
	size := len(FenceBegin) + 1 + len(FenceEnd) + len(sealMark) + sealDigits
	for _, p := range pages {
		size += len(p.text)
	}
	block := append(make([]byte, 0, size), FenceBegin+"\n"...)
	for _, p := range pages {
		block = append(block, p.text...)
	}
	return sealedBlock(block)
}

func (p *page) size() int { return len(p.text) }

func (p *page) plain(text string) {
	for row := range wrap(text, width) {
		p.text = append(append(p.text, row...), '\n')
	}
}

func (p *page) label(label, text string) {
	const blanks = "           " // column of them
	lead := blanks[min(len(label), column):]
	for row := range wrap(text, width-column) {
		p.text = append(append(append(append(p.text, label...), lead...), row...), '\n')
		label, lead = "", blanks
	}
}

// missing adds m; a step that was said already, for another fact, is not said again.
func (p *page) missing(first bool, m Missing, said map[string]bool) {
	label := ""
	if first {
		label = "Missing"
	}
	p.label(label, clean(m.Fact)+": "+clean(m.Why))
	for _, step := range m.How {
		if !said[step] {
			p.label("", clean(step))
		}
		said[step] = true
	}
}

// wrap breaks text at blanks so that no line is longer than limit, except one
// that has no blank.
func wrap(text string, limit int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(text) > limit {
			at := strings.LastIndexByte(text[:limit+1], ' ')
			if at <= 0 {
				if at = strings.IndexByte(text, ' '); at <= 0 {
					break
				}
			}
			if !yield(text[:at]) {
				return
			}
			text = text[at+1:]
		}
		yield(text)
	}
}
