package ckl

import (
	"bytes"
	"errors"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// ourComment starts the comment that names the writer, on line 2 of our files.
const ourComment = "stigwright :: "

// ReadCKL reads a .ckl: any order, any layout, missing and unknown entries, byte
// order mark, CRLF, self-closed tags, CDATA, several iSTIG, comments. The problems
// are what could not be taken literally, in file order, each with its place; the
// checklist holds the nearest safe reading.
func ReadCKL(name string, data []byte) (*Checklist, diag.List, error) {
	return readCKL(name, data, asked{})
}

// asked is what of a .ckl is asked for beyond or below what ReadCKL gives, which is its
// zero value.
type asked struct {
	places *places // where things stand is noted here
	brief  bool    // ReadBrief
}

// readCKL is ReadCKL with more or less.
func readCKL(name string, data []byte, a asked) (*Checklist, diag.List, error) {
	c, list, err := parseCKL(name, data, a)
	var e *diag.Error
	if errors.As(err, &e) && e.Hint == "" && strings.HasPrefix(e.Msg, `"&" without`) {
		e.Hint = "some programs write a bare ampersand, which is no XML: `stigwright lint --fix` escapes it"
	}
	return c, list, err
}

func parseCKL(name string, data []byte, a asked) (*Checklist, diag.List, error) {
	c, err := xmlio.Parse(name, data, xmlio.DefaultLimits())
	if err != nil {
		return nil, nil, err
	}
	if err := wantChecklist(c); err != nil {
		return nil, nil, err
	}
	x := &xmlReader{problems: problems{file: name}, Cursor: c, asked: a}
	list := &Checklist{Mode: 1, HasPath: true}
	x.prolog(list)
	x.checklist(list)
	if err := x.End(); err != nil {
		return nil, nil, err
	}
	if err := x.epilog(list); err != nil {
		return nil, nil, err
	}
	list.Asset.defaults()
	arrangeAll(list, CKL)
	return list, x.all(), nil
}

// wantChecklist refuses another root, guessing at what the file is.
func wantChecklist(c *xmlio.Cursor) error {
	root := c.Local()
	if root == "CHECKLIST" {
		return nil
	}
	e := c.Errorf("the root is %q; want CHECKLIST", root)
	switch root {
	case "Benchmark":
		e.Hint = "this is a benchmark, or XCCDF results, not a checklist; a benchmark goes to -b"
	case "data-stream-collection":
		e.Hint = "this is SCAP content, not a checklist"
	case "TestResult", "asset-report-collection":
		e.Hint = "these are scan results, not a checklist"
	case "html":
		e.Hint = "this is an HTML page; the download probably went to a login page"
	}
	return c.Fail(e)
}

func (x *xmlReader) prolog(list *Checklist) {
	for _, m := range x.Leading() {
		if m.Target == "" && strings.HasPrefix(string(m.Body), ourComment) {
			continue
		}
		list.Extra = append(list.Extra, Extra{CKL, "prolog", "", "", string(x.Data()[m.Start:m.End])})
	}
	for a := range x.Attrs() {
		x.noteHere("it is left out when the file is written: Heimdall wants bare tags", "has the attribute %q; want none", a.Local)
	}
}

// epilog keeps comments after the root; only then is the file scanned again.
func (x *xmlReader) epilog(list *Checklist) error {
	data := x.Data()
	if bytes.HasSuffix(bytes.TrimRight(data, " \t\r\n"), []byte("</CHECKLIST>")) {
		return nil
	}
	again, err := xmlio.Parse(x.File(), data, xmlio.DefaultLimits())
	if err != nil {
		return err
	}
	_, _, _, end := again.Extent()
	for rest := data[end:]; ; {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		close := "?>"
		if bytes.HasPrefix(rest, []byte("<!--")) {
			close = "-->"
		}
		i := bytes.Index(rest, []byte(close))
		if i < 0 {
			return nil
		}
		i += len(close)
		list.Extra = append(list.Extra, Extra{CKL, "epilog", "", "", string(rest[:i])})
		rest = rest[i:]
	}
}

func (x *xmlReader) checklist(list *Checklist) {
	asset := false
	keep := func(e Extra) { list.Extra = append(list.Extra, e) }
	x.children("CHECKLIST", keep, func(name string) (string, bool) {
		switch {
		case name == "ASSET" && !asset:
			asset = true
			x.asset(&list.Asset)
		case name == "STIGS":
			x.stigs(list)
		default:
			return "", false
		}
		return name, true
	})
	if !asset && x.Err() == nil {
		x.noteHere("", "has no ASSET; want one")
	}
}

func (x *xmlReader) asset(a *Asset) {
	seen := map[string]bool{}
	keep := func(e Extra) { a.Extra = append(a.Extra, e) }
	x.children("ASSET", keep, func(name string) (string, bool) {
		k := find(assetElements, name)
		if k == nil || seen[name] {
			return "", false
		}
		seen[name] = true
		if k.field == nil {
			x.boolean(&a.WebOrDatabase)
			return name, true
		}
		*k.field(a) = x.text()
		x.noteAsset(name)
		if (name == hostGUID || name == stigGUID) && *k.field(a) == "" {
			seen[name] = false
			return "", true // not written, so nothing can be anchored to it
		}
		return name, true
	})
}

func (x *xmlReader) boolean(field *bool) {
	s := x.text()
	value, known := parseBool(strings.TrimSpace(s))
	if !known {
		x.noteHere("", "is %q; want true or false, read as false", s)
	}
	*field = value
}

func find[T any](table []attribute[T], name string) *attribute[T] {
	for i := range table {
		if table[i].name == name {
			return &table[i]
		}
	}
	return nil
}

// stigs reads STIGS. What stands between two iSTIG belongs to the second.
func (x *xmlReader) stigs(list *Checklist) {
	var lead []Extra
	x.children("STIGS", func(e Extra) { lead = append(lead, e) }, func(name string) (string, bool) {
		if name != "iSTIG" {
			return "", false
		}
		s := &Stig{Extra: anchorless(lead)}
		lead = nil
		x.noteStig()
		list.Stigs = append(list.Stigs, s)
		x.stig(s)
		return "", true
	})
	list.Extra = append(list.Extra, anchorless(lead)...)
}

func anchorless(list []Extra) []Extra {
	for i := range list {
		list[i].After = ""
	}
	return list
}

// stig reads an iSTIG. What stands between two VULN belongs to the second.
func (x *xmlReader) stig(s *Stig) {
	var lead []Extra
	info := false
	x.children("iSTIG", func(e Extra) { lead = append(lead, e) }, func(name string) (string, bool) {
		switch {
		case name == "STIG_INFO" && !info:
			info = true
			s.Extra = append(s.Extra, anchorless(lead)...)
			lead = nil
			x.info(s)
		case name == "VULN":
			r := x.newRow()
			r.Extra = anchorless(lead)
			lead = nil
			s.Rows = append(s.Rows, r)
			x.vuln(r)
		default:
			return "", false
		}
		return "", true
	})
	for i := range lead {
		lead[i].After = "VULN"
	}
	s.Extra = append(s.Extra, lead...)
	if s.ID == "" && x.Err() == nil {
		x.noteHere("", "has no stigid; want the id of a benchmark")
	}
}

func (x *xmlReader) info(s *Stig) {
	seen := map[string]bool{}
	after := ""
	keep := func(e Extra) { s.Extra = append(s.Extra, e) }
	x.children("STIG_INFO", keep, func(element string) (string, bool) {
		if element != "SI_DATA" {
			return "", false
		}
		name, value, others := x.pair("SID_NAME", "SID_DATA")
		k := find(stigAttributes, name)
		if k == nil || seen[name] {
			x.keepElement(Extra{CKL, "STIG_INFO", after, name, ""}, keep)
			return "", true
		}
		hoist(others, "STIG_INFO", after, keep)
		seen[name] = true
		*k.field(s) = value
		after = name
		return name, true
	})
}

func index[T any, S ~string | ~[]byte](table []attribute[T], name S) int {
	for i := range table {
		if table[i].name == string(name) {
			return i
		}
	}
	return -1
}

// wordList is "a, b or c".
func wordList(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
