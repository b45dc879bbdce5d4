package ckl

import (
	"bytes"
	"slices"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// Document is a .ckl or .cklb as it stands in its file, with what Read gives of it.
// It knows where in a .ckl stands what people write, so that a change of it needs no
// second reading. Open makes one; it and what it holds are not to be changed.
type Document struct {
	Name   string // for messages
	Data   []byte
	Format Format
	List   *Checklist

	at *places // nil where nothing is known of it
}

// Open is Read that keeps the file with what it gives.
func Open(name string, data []byte) (*Document, diag.List, error) {
	f, err := Sniff(name, data)
	if err != nil {
		return nil, nil, err
	}
	d := &Document{Name: name, Data: data, Format: f}
	var found diag.List
	if f == CKLB {
		d.List, found, err = ReadCKLB(name, data)
	} else {
		d.at = &places{}
		d.List, found, err = readCKL(name, data, asked{places: d.at})
	}
	if err != nil {
		return nil, nil, err
	}
	return d, found, nil
}

// AppendRewrite appends to dst the file with after in it, which was made of d.List: as
// Splice does it where people's fields and texts of the asset alone differ, so that no
// other byte changes, else written anew in the same format.
func (d *Document) AppendRewrite(dst []byte, after *Checklist, tool string) ([]byte, error) {
	if edits, ok := Edits(d.List, after); ok {
		if out, ok := d.spliceKnown(dst, edits); ok {
			return out, nil
		}
		if out, err := splice(d.Name, d.Data, edits, d.List.Clone()); err == nil {
			return append(dst, out...), nil
		}
	}
	out, err := Write(after, d.Format, tool)
	return append(dst, out...), err
}

// spliceKnown is Splice where the elements to change are known from reading: it copies
// what lies between them, and each element it has written is read back at once. So it
// need not read the whole again: all else is the bytes that were read before, and an
// element of text alone changes nothing around it. It is false, and the file is to be
// gone through, where an element is not in the plain form or its text means more.
func (d *Document) spliceKnown(dst []byte, edits []Edit) ([]byte, bool) {
	if d.at == nil {
		return nil, false
	}
	seen := map[Edit]bool{}
	for _, e := range edits {
		asset := e.Field.asset() != nil
		if checkEdit(d.List, d.Format, e, seen) != nil || asset && (e.Value == "" || d.at.asset == nil) || d.at.of(e).end == 0 {
			return nil, false
		}
	}
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return d.at.of(a).start - d.at.of(b).start })
	s := splicer{dst: slices.Grow(dst, d.room(edits)), data: bytes.TrimPrefix(d.Data, []byte(byteOrderMark))}
	s.crlf = windowsLines(s.data)
	s.dst = append(s.dst, d.Data[:len(d.Data)-len(s.data)]...)
	for _, e := range edits {
		if !s.put(d.at.of(e), e) {
			return nil, false
		}
	}
	out := append(s.dst, s.data[s.from:]...)
	return out, len(out)-len(dst) <= maxBytes
}

// room is how many bytes the result mostly has at the most.
func (d *Document) room(edits []Edit) int {
	n := len(d.Data)
	for _, e := range edits {
		n += len(e.Value) + len(e.Value)/8
	}
	return n
}

// splicer puts new texts into data, from the front to the back.
type splicer struct {
	dst, data []byte
	from      int // what of data comes next
	crlf      bool
}

// put copies data up to the element at at, and the element with the value of e; false
// where the element does not read as that.
func (s *splicer) put(at elementAt, e Edit) bool {
	if at.start < s.from {
		return false
	}
	name := e.Field.String()
	s.dst = append(s.dst, s.data[s.from:at.start]...)
	begin := len(s.dst)
	s.from = at.end
	if at.body == at.end { // self-closed
		s.dst = append(append(s.dst, openTag(s.data[at.start:at.end])...), '>')
		s.dst = append(append(append(appendValue(s.dst, e.Value, s.crlf), "</"...), name...), '>')
	} else {
		s.dst = append(s.dst, s.data[at.start:at.body]...)
		s.dst = append(appendValue(s.dst, e.Value, s.crlf), s.data[at.bodyEnd:at.end]...)
	}
	text, ok := xmlio.Only(s.dst[begin:], name)
	return ok && text.Is(e.Value)
}

// openTag is a self-closed tag without its end.
func openTag(tag []byte) []byte {
	return bytes.TrimRight(bytes.TrimSuffix(tag, []byte("/>")), " \t\r\n")
}

// windowsLines reports whether the lines of a .ckl end in CRLF.
func windowsLines(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 4096)], []byte("\r\n"))
}

// appendValue appends value as the text of an element, with the line ends of the file.
func appendValue(dst []byte, value string, crlf bool) []byte {
	if crlf {
		return append(dst, bytes.ReplaceAll(xmlio.MakeText(value), []byte("\n"), []byte("\r\n"))...)
	}
	return xmlio.AppendText(dst, value)
}
