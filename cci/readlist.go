package cci

import (
	"bytes"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// wanted is the hint for another file.
const wanted = "give U_CCI_List.xml, from the zip in which DISA publishes the CCI list"

const (
	// MaxElements is 500,000 elements of one list: a CCI takes 200 bytes in memory,
	// however short its source. The list of 2022-03-09 has 46,000.
	MaxElements = 500_000
	// MaxPerCCI is 64 references of one CCI to one revision, or types of one CCI: the
	// list of 2022-03-09 has 2 at most. They are compared in pairs, which the bound
	// keeps cheap.
	MaxPerCCI = 64
	// MaxValueBytes is 256 for everything but definitions; the longest status, date,
	// type, index or title of the list of 2022-03-09 has 26.
	MaxValueBytes = 256
)

// List is a CCI list as DISA publishes it. The zero value is an empty one.
type List struct {
	Version   string // as its metadata gives it, "2022-03-09"; "" when absent
	Published string // likewise
	CCIs      []CCI  // in the order of their numbers, each once
}

// Lookup is Lookup in l: false for an id that l does not have.
func (l List) Lookup(id string) (CCI, bool) {
	i, ok := slices.BinarySearchFunc(l.CCIs, id, func(c CCI, id string) int { return strings.Compare(c.ID, id) })
	if !ok {
		return CCI{}, false
	}
	return l.CCIs[i], true
}

// Unmapped is Unmapped by what l says.
func (l List) Unmapped(ids []string, r Revision) []string { return unmapped(l.Lookup, ids, r) }

// ReadList reads DISA's CCI list, U_CCI_List.xml, with its definitions; name is the
// file's name for messages. CCIs may stand in any order. What the list may add in
// later versions, elements and words for status and type, is no error. An error is a
// diag.Error: for a document that is no CCI list or holds none, an id that is no CCI
// or comes twice, a reference that contradicts itself, and what exceeds the limits.
func ReadList(name string, data []byte) (List, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return List{}, &diag.Error{File: name, Msg: "is a zip; want the CCI list itself, in XML", Hint: wanted}
	}
	c, err := xmlio.Parse(name, data, xmlio.Limits{Elements: MaxElements})
	if err != nil {
		return List{}, err
	}
	r := listReader{Cursor: c, space: c.Space(), seen: map[string]bool{}}
	if c.Local() != "cci_list" || !strings.HasSuffix(r.space, "/cci") {
		return List{}, c.Fail(r.notList())
	}
	r.list()
	if err := c.End(); err != nil {
		return List{}, err
	}
	slices.SortFunc(r.out.CCIs, func(a, b CCI) int { return strings.Compare(a.ID, b.ID) })
	return r.out, nil
}
