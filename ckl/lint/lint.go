package lint

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
)

// Consumer is a program that reads checklists, by the name used on the command line.
type Consumer string

// The consumers rules are known of.
const (
	STIGViewer2 Consumer = "stigviewer2" // .ckl alone
	STIGViewer3 Consumer = "stigviewer3"
	STIGManager Consumer = "stigmanager" // client parser 1.6.7
	Heimdall    Consumer = "heimdall"    // hdf-converters 2.12.6, .ckl alone
	EMASS       Consumer = "emass"
	OpenRMF     Consumer = "openrmf"
)

// Consumers is every consumer, in the order of lists.
func Consumers() []Consumer {
	return []Consumer{STIGViewer2, STIGViewer3, STIGManager, Heimdall, EMASS, OpenRMF}
}

// Severity is what becomes of the file. The zero value is none of them.
type Severity uint8

// From the mildest to the worst.
const (
	Warning Severity = iota + 1 // taken, but not as it was meant
	Cut                         // a text is shortened without a message
	Dropped                     // rows are left out without a message
	Refused                     // the whole file is refused
)

// String is the word of a list.
func (s Severity) String() string {
	switch s {
	case Warning:
		return "warning"
	case Cut:
		return "cut"
	case Dropped:
		return "row dropped"
	case Refused:
		return "refused"
	default:
		return ""
	}
}

// Known is how an effect is known. The zero value is none of them.
type Known uint8

// The ways to know, the surest first.
const (
	Run    Known = iota + 1 // seen when the reader was run
	Schema                  // DISA's XSD 2.5 or CKLB schema 1.0 forbids it, or XML 1.0 on which the XSD is built
	Code                    // read in the reader's source
	Report                  // documentation or a public report says so
)

// String is the word of a list.
func (k Known) String() string {
	switch k {
	case Run:
		return "run"
	case Schema:
		return "schema"
	case Code:
		return "code"
	case Report:
		return "report"
	default:
		return ""
	}
}

// Finding is one rule met at one place, and what one consumer makes of it.
type Finding struct {
	Rule     string // Rule.ID
	Consumer Consumer
	Severity Severity
	Known    Known
	Rows     int // rows left out without a message; 0 unless Severity is Dropped
	File     string
	Line     int // from 1
	Column   int // from 1, in characters
	Path     string
	Message  string // what was met; what is wanted
	Remedy   string
}

// String is "file:line:column: path: message (consumer: severity)".
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s (%s: %s)", f.File, f.Line, f.Column, f.Path, f.Message, f.Consumer, f.Severity)
}

// maxHits is 1,000 places a rule: a file with more has one cause. The last of them
// tells how many follow, and counts their rows.
const maxHits = 1000

// Lint is what the consumers (all of them when none is named) would refuse, drop,
// cut or misread in a file, in file order. A file that is no checklist of either
// format is an error, and so is an unknown consumer; a damaged checklist is not.
func Lint(name string, data []byte, consumers ...Consumer) ([]Finding, error) {
	if len(consumers) == 0 {
		consumers = Consumers()
	}
	for _, c := range consumers {
		if !slices.Contains(Consumers(), c) {
			return nil, fmt.Errorf("unknown consumer %q; want some of %v", c, Consumers())
		}
	}
	d, err := parse(name, data)
	if err != nil {
		return nil, err
	}
	var list []located
	for _, r := range Rules() {
		if r.Format == 0 || r.Format == d.format {
			list = append(list, d.apply(r, consumers)...)
		}
	}
	slices.SortStableFunc(list, func(a, b located) int { return cmp.Compare(a.offset, b.offset) })
	return place(name, data, list), nil
}

// place gives findings, which are in file order, their lines in one pass: a row each
// of a large checklist would otherwise count the same lines thousands of times.
func place(name string, data []byte, list []located) []Finding {
	findings := make([]Finding, len(list))
	start, line := 0, 1
	for i, l := range list {
		offset := max(start, min(l.offset, len(data)))
		if j := bytes.LastIndexByte(data[start:offset], '\n'); j >= 0 {
			line += bytes.Count(data[start:offset], []byte("\n"))
			start += j + 1
		}
		_, column := diag.Place(data[start:], offset-start)
		l.File, l.Line, l.Column = name, line, column
		findings[i] = l.Finding
	}
	return findings
}

// located is a finding whose line is not counted yet.
type located struct {
	Finding
	offset int
}

// hit is a place at which a rule is met.
type hit struct {
	offset int
	path   string
	rows   int
	msg    string
}

// apply is what rule r says of the document to the consumers.
func (d *document) apply(r Rule, consumers []Consumer) []located {
	interested := slices.ContainsFunc(r.Effects, func(e Effect) bool { return slices.Contains(consumers, e.Consumer) })
	if !interested {
		return nil
	}
	hits, loose := bounded(r.find(d)), d.loosened()
	if loose != nil && len(hits) == 0 && slices.Contains(consumers, STIGManager) {
		hits, consumers = bounded(r.find(loose)), []Consumer{STIGManager}
	}
	var list []located
	for _, h := range hits {
		for _, e := range r.Effects {
			if !slices.Contains(consumers, e.Consumer) {
				continue
			}
			rows := 0
			if e.Severity == Dropped {
				rows = h.rows
			}
			list = append(list, located{Finding{
				Rule: r.ID, Consumer: e.Consumer, Severity: e.Severity, Known: e.Known, Rows: rows,
				Path: h.path, Message: h.msg, Remedy: r.Remedy,
			}, h.offset})
		}
	}
	return list
}

// bounded is the first maxHits hits, the last of which speaks for the others.
func bounded(hits []hit) []hit {
	if len(hits) <= maxHits {
		return hits
	}
	last := &hits[maxHits-1]
	last.msg += fmt.Sprintf(", and so do %d more", len(hits)-maxHits)
	for _, h := range hits[maxHits:] {
		last.rows += h.rows
	}
	return hits[:maxHits]
}

// Effect is what one consumer makes of what a rule describes.
type Effect struct {
	Consumer Consumer
	Severity Severity
	Known    Known
}

// Rule is one known refusal or loss.
type Rule struct {
	ID      string
	Format  ckl.Format // the one format it is about; zero: both
	Summary string     // the condition, for lists
	Remedy  string     // what to do
	Fixed   bool       // Fix repairs it, as far as nothing has to be invented
	Effects []Effect
	find    func(*document) []hit
}

// Rules is every rule: of files, of .ckl, of .cklb.
func Rules() []Rule { return slices.Concat(fileRules(), cklRules(), cklbRules()) }
