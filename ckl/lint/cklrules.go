package lint

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/ckl"
)

// xsd makes a rule of what the XSD forbids, about each element.
func xsd(id, summary, remedy string, fixed bool, f func(*element) []hit) Rule {
	return Rule{ID: id, Format: ckl.CKL, Summary: summary, Remedy: remedy, Fixed: fixed,
		Effects: []Effect{{STIGViewer2, Refused, Schema}}, find: func(d *document) []hit { return elements(d, f) }}
}

// seen makes a rule about each element whose effects were seen in runs.
func seen(id, summary, remedy string, consumer Consumer, s Severity, f func(*element) []hit) Rule {
	return Rule{ID: id, Format: ckl.CKL, Summary: summary, Remedy: remedy,
		Effects: []Effect{{consumer, s, Run}}, find: func(d *document) []hit { return elements(d, f) }}
}

func cklRules() []Rule {
	const again = "export the checklist again, or write it with `stigwright convert`"
	list := []Rule{
		xsd("ckl-missing", "an element the XSD demands is missing", "add it; empty is enough where it holds text", true, missing),
		xsd("ckl-unknown", "an element the XSD does not know", "remove it", false, unknown),
		xsd("ckl-repeated", "an element stands more than once", "remove all but one by hand: readers differ in which counts", false, repeated),
		xsd("ckl-word", "a word outside its list", "write one of the words, in this very spelling", false, badWord),
		xsd("ckl-text", "text between elements", "remove it, or move it into the element it belongs to", false, textBetween),
		xsd("ckl-attribute", "an element has an attribute or a namespace", again, false, attributed),
		{ID: "ckl-order", Format: ckl.CKL, Summary: "elements in another order than the XSD's", Remedy: "put them in order", Fixed: true,
			Effects: []Effect{{STIGViewer2, Refused, Schema}, {OpenRMF, Warning, Report}},
			find:    func(d *document) []hit { return elements(d, disorder) }},
		{ID: "ckl-root", Format: ckl.CKL, Summary: "the root is not CHECKLIST", Remedy: again,
			Effects: []Effect{{STIGViewer2, Refused, Schema}, {STIGManager, Refused, Run}, {Heimdall, Refused, Run}},
			find:    func(d *document) []hit { return elements(d, otherRoot) }},
		{ID: "ckl-no-stigs", Format: ckl.CKL, Summary: "no STIGS, or no iSTIG in it", Remedy: again,
			Effects: []Effect{{STIGManager, Refused, Run}, {Heimdall, Refused, Run}},
			find:    func(d *document) []hit { return elements(d, noStigs) }},
		{ID: "ckl-no-stig-info", Format: ckl.CKL, Summary: "an iSTIG without STIG_INFO or SI_DATA", Remedy: again,
			Effects: []Effect{{STIGManager, Refused, Run}, {Heimdall, Refused, Run}},
			find:    func(d *document) []hit { return elements(d, noInfo) }},
		{ID: "ckl-stray-rows", Format: ckl.CKL, Summary: "rows where no reader looks: in a second STIGS, or outside of iSTIG", Remedy: "move them by hand",
			Effects: []Effect{{STIGManager, Dropped, Run}, {Heimdall, Dropped, Run}},
			find:    strayRows},
	}
	list = append(list, managerRules()...)
	list = append(list, heimdallRules()...)
	return append(list, assetRules()...)
}

func attributed(e *element) []hit {
	if e.attrs || e.space != "" && e.name == "CHECKLIST" {
		return e.says(0, "has attributes or a namespace; want a bare tag")
	}
	return nil
}

func textBetween(e *element) []hit {
	if model(e.name) == nil || strings.TrimSpace(e.text) == "" {
		return nil
	}
	return e.says(0, "holds the text %s between its elements; want elements alone", quoted(strings.TrimSpace(e.text)))
}

func otherRoot(e *element) []hit {
	if isRoot(e) && e.name != "CHECKLIST" {
		return e.says(0, "is the root; want CHECKLIST")
	}
	return nil
}

// isRoot: the path of the root alone has no slash.
func isRoot(e *element) bool { return e.path == e.name }

func noStigs(e *element) []hit {
	if isRoot(e) && e.name == "CHECKLIST" && e.first("STIGS").first("iSTIG") == nil {
		return e.says(0, "has no STIGS with an iSTIG; want one")
	}
	return nil
}

func noInfo(e *element) []hit {
	if e.name == "iSTIG" && e.first("STIG_INFO").first("SI_DATA") == nil {
		return e.says(0, "has no STIG_INFO with SI_DATA; want one")
	}
	return nil
}

// strayRows finds VULN in what readers pass over, once for each such element.
func strayRows(d *document) []hit {
	if d.root == nil || d.root.name != "CHECKLIST" {
		return nil
	}
	var list []hit
	var walk func(e *element)
	walk = func(e *element) {
		stigs := 0
		for _, k := range e.kids {
			if k.name == "STIGS" {
				stigs++
			}
			if rank(model(e.name), k.name) >= 0 && (k.name != "STIGS" || stigs == 1) {
				walk(k)
			} else if n := k.count("VULN"); n > 0 {
				list = append(list, hit{offset: d.base + k.start, path: k.path, rows: n,
					msg: fmt.Sprintf("holds %d rows where no reader looks; want them in an iSTIG of the one STIGS", n)})
			}
		}
	}
	walk(d.root)
	return list
}
