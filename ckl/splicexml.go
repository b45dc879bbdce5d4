package ckl

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// elementAt is where an element of a VULN lies in the file.
type elementAt struct{ start, body, bodyEnd, end int }

// xmlCuts finds the bytes of a .ckl to replace. It walks the file as ReadCKL does,
// so that indexes mean the same rows.
func xmlCuts(name string, data []byte, edits []Edit) ([]cut, error) {
	c, err := xmlio.Parse(name, data, xmlio.DefaultLimits())
	if err != nil {
		return nil, err
	}
	x := &xmlSplicer{Cursor: c, base: len(data) - len(c.Data()), edits: byRow(edits), stig: -1}
	assets := 0
	for kids := c.Children(); kids.Next(); {
		if c.Local() == "ASSET" {
			if assets++; assets == 1 {
				x.row(x.edits[[2]int{-1, -1}])
			}
		}
		if c.Local() != "STIGS" {
			continue
		}
		for stigs := c.Children(); stigs.Next(); {
			if c.Local() == "iSTIG" {
				x.stig++
				x.rows()
			}
		}
	}
	if err := c.End(); err != nil {
		return nil, err
	}
	return x.cuts, nil
}

type xmlSplicer struct {
	*xmlio.Cursor
	base  int // length of the byte order mark
	edits map[[2]int][]Edit
	stig  int
	cuts  []cut
}

func (x *xmlSplicer) rows() {
	row := -1
	for kids := x.Children(); kids.Next(); {
		if x.Local() != "VULN" {
			continue
		}
		row++
		if mine := x.edits[[2]int{x.stig, row}]; len(mine) > 0 {
			x.row(mine)
		}
	}
}

// row replaces, in a VULN or the ASSET, the first element of each name, which is the
// one that counts.
func (x *xmlSplicer) row(edits []Edit) {
	if len(edits) == 0 {
		return
	}
	at := map[string]elementAt{}
	last := elementAt{} // of all children
	for kids := x.Children(); kids.Next(); {
		name := x.Local()
		var e elementAt
		e.start, e.body, e.bodyEnd, e.end = x.Extent()
		last = e
		if _, known := at[name]; !known {
			at[name] = e
		}
	}
	if x.Err() != nil {
		return
	}
	_, body, bodyEnd, _ := x.Extent()
	for _, e := range edits {
		name := e.Field.String()
		if have, ok := at[name]; ok {
			x.replace(name, have, e.Value)
			continue
		}
		x.insert(at, last, body, bodyEnd, e)
	}
}

func (x *xmlSplicer) replace(name string, at elementAt, value string) {
	text := x.escaped(value)
	if at.body == at.end { // self-closed
		tag := slices.Clone(openTag(x.Data()[at.start:at.end]))
		x.cut(at.start, at.end, append(append(append(tag, '>'), text...), "</"+name+">"...))
		return
	}
	x.cut(at.body, at.bodyEnd, text)
}

// insert puts an element the row lacks behind the one it follows (1.6), with the
// white space that one has in front.
func (x *xmlSplicer) insert(at map[string]elementAt, last elementAt, body, bodyEnd int, e Edit) {
	if body == bodyEnd && last.end == 0 { // an empty VULN, perhaps self-closed
		x.Fail(&diag.Error{File: x.File(), Msg: fmt.Sprintf("%s has no place to put %s; want elements around it", x.Local(), e.Field)})
		return
	}
	after, first := last, Status
	if e.Field.asset() != nil {
		first = firstAssetField
	}
	for f := e.Field - 1; f >= first; f-- {
		if have, ok := at[f.String()]; ok {
			after = have
			break
		}
	}
	space := x.Data()[:after.start]
	space = space[len(bytes.TrimRight(space, " \t\r\n")):]
	text := append(slices.Clone(space), "<"+e.Field.String()+">"...)
	text = append(text, x.escaped(e.Value)...)
	x.cut(after.end, after.end, append(text, "</"+e.Field.String()+">"...))
}

func (x *xmlSplicer) cut(start, end int, text []byte) {
	x.cuts = append(x.cuts, cut{x.base + start, x.base + end, text})
}

// escaped is value as the text of an element, with the line ends of the file.
func (x *xmlSplicer) escaped(value string) []byte {
	return appendValue(nil, value, windowsLines(x.Data()))
}
