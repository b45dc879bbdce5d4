package ckl

import (
	"bytes"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// xmlReader reads one .ckl; what it cannot take literally is a problem.
type xmlReader struct {
	problems
	*xmlio.Cursor
	asked
	slab slab
	rows []Row // the next ones, in one piece: there are hundreds
}

// newRow is an empty row.
func (x *xmlReader) newRow() *Row {
	const piece = 16
	if len(x.rows) == 0 {
		x.rows = make([]Row, piece)
	}
	r := &x.rows[0]
	x.rows = x.rows[1:]
	return r
}

// noteHere notes a problem at the current element.
func (x *xmlReader) noteHere(hint, format string, args ...any) {
	x.note(func() *diag.Error {
		e := x.Errorf(format, args...)
		e.Hint = hint
		return e
	})
}

// children walks the current element. each is called for every child element, to
// consume it; it answers the name that what follows the child is anchored to, ""
// to leave the anchor, and whether it knows the child. Unknown elements, comments
// and instructions are handed to keep, with the anchor reached, and so is stray
// text, as a comment: between elements the XSD allows none.
func (x *xmlReader) children(parent string, keep func(Extra), each func(name string) (anchor string, known bool)) {
	none := func(*xmlio.Nodes) (string, bool) { return "", false }
	x.walk(parent, keep, none, each)
}

// walk is children with what reads the next node before it is looked at, where it can.
func (x *xmlReader) walk(parent string, keep func(Extra), ahead func(*xmlio.Nodes) (anchor string, ok bool), each func(name string) (anchor string, known bool)) {
	after := ""
	nodes := x.Nodes()
	for {
		if anchor, ok := ahead(&nodes); ok {
			if anchor != "" {
				after = anchor
			}
			continue
		}
		if !nodes.Next() {
			return
		}
		if nodes.Kind == xmlio.Element {
			name := x.Local()
			anchor, known := each(name)
			if !known {
				x.keepElement(Extra{CKL, parent, after, name, ""}, keep)
			}
			if anchor != "" {
				after = anchor
			}
			continue
		}
		source := strings.TrimSpace(string(nodes.Source()))
		if source == "" {
			continue
		}
		if nodes.Kind == xmlio.CharData || nodes.Kind == xmlio.CDATA {
			x.noteHere("it is kept as a comment", "text stands between its elements; want it inside one")
			source = "<!--" + strings.ReplaceAll(source, "-", "\u2010") + "-->" // a comment may not hold two hyphens
		}
		keep(Extra{CKL, parent, after, "", source})
	}
}

// keepElement keeps the current element, consumed or not, as its source. A prefix
// that is declared further out cannot be written back by itself, which is said.
func (x *xmlReader) keepElement(e Extra, keep func(Extra)) {
	e.Raw = string(x.source())
	if strings.Contains(e.Raw, ":") && !standsAlone(e.Raw) {
		x.noteHere("the element is left out when the file is written", "uses a prefix declared outside of it; want elements of a .ckl, which have none")
		return
	}
	keep(e)
}

func standsAlone(source string) bool {
	c, err := xmlio.Parse("", []byte(source), xmlio.DefaultLimits())
	return err == nil && c.End() == nil
}

// source is the whole of the current element, which may have been consumed.
func (x *xmlReader) source() []byte {
	start, _, _, end := x.Extent()
	if x.Err() != nil {
		return nil
	}
	return x.Data()[start:end]
}

// text consumes the current element and is its text. Markup in it, which no
// checklist has, leaves its text and is reported.
func (x *xmlReader) text() string { return x.textIf(true) }

// textIf is text, or only looks at the element.
func (x *xmlReader) textIf(kept bool) string {
	t := x.Text()
	if bytes.IndexByte(t, '<') >= 0 && hasMarkup(t) {
		x.noteHere("the text in it is kept, tags and comments are not; look at the row", "holds markup; want text alone")
	}
	if !kept {
		return ""
	}
	return x.slab.text(t)
}

// hasMarkup reports whether t holds tags, comments or instructions; CDATA is text.
func hasMarkup(t []byte) bool {
	const open, end = "<![CDATA[", "]]>"
	for {
		i := bytes.IndexByte(t, '<')
		if i < 0 {
			return false
		}
		if !bytes.HasPrefix(t[i:], []byte(open)) {
			return true
		}
		j := bytes.Index(t[i:], []byte(end))
		if j < 0 {
			return true
		}
		t = t[i+j+len(end):]
	}
}

// pair reads the two children of an SI_DATA or STIG_DATA, and what else stands in it.
func (x *xmlReader) pair(nameElement, valueElement string) (name, value string, others []Extra) {
	if n, v, ok := x.Pair(nameElement, valueElement); ok { // as nearly always
		return nameOf(n), x.slab.text(v), nil
	}
	seenName, seenValue := false, false
	x.children("", func(e Extra) { others = append(others, e) }, func(element string) (string, bool) {
		switch {
		case element == nameElement && !seenName:
			name, seenName = x.text(), true
		case element == valueElement && !seenValue:
			value, seenValue = x.text(), true
		default:
			return "", false
		}
		return "", true
	})
	return name, value, others
}

// hoist keeps what stood in a known SI_DATA or STIG_DATA in front of it.
func hoist(others []Extra, parent, after string, keep func(Extra)) {
	for _, e := range others {
		e.Parent, e.After = parent, after
		keep(e)
	}
}

// nameOf is n as a string, without a copy of a name a row nearly always has: there
// are thirty in each.
func nameOf(n xmlio.Text) string {
	for i := range rowAttributes {
		if string(n) == rowAttributes[i].name {
			return rowAttributes[i].name
		}
	}
	return n.String()
}
