package ckl

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// vulnReader reads one VULN.
type vulnReader struct {
	*xmlReader
	r     *Row
	seen  uint64 // bit i for rowAttributes[i], then STATUS, then reviewElements
	next  int    // of rowAttributes, that comes next when the order is STIG Viewer's
	after string // what follows is anchored to
}

// vuln reads a VULN.
func (x *xmlReader) vuln(r *Row) {
	v := vulnReader{xmlReader: x, r: r}
	x.noteRow()
	v.read()
	if x.Err() == nil && r.VulnID == "" && r.RuleID == "" {
		x.noteHere("", "has neither Vuln_Num nor Rule_ID; want both")
	}
}

func (v *vulnReader) once(bit int) bool {
	first := v.seen&(1<<bit) == 0
	v.seen |= 1 << bit
	return first
}

func (v *vulnReader) keep(e Extra) { v.r.Extra = append(v.r.Extra, e) }

func (v *vulnReader) read() {
	v.walk("VULN", v.keep, v.ahead, func(element string) (string, bool) {
		anchor, known := v.element(element)
		if known && anchor != "" {
			v.after = anchor
		}
		return anchor, known
	})
}

// element reads a child and answers what children wants of it.
func (v *vulnReader) element(element string) (anchor string, known bool) {
	if element == "STIG_DATA" {
		return v.stigData(), true
	}
	i := index(reviewElements, element)
	if element != "STATUS" && i < 0 {
		return "", false
	}
	if !v.once(len(rowAttributes) + 1 + i) {
		v.noteHere("", "stands twice in its VULN; want once, the first counts and this one is kept as it is")
		return "", false
	}
	if i < 0 {
		v.status(v.r)
	} else {
		*reviewElements[i].field(v.r) = v.textIf(!v.brief || inBrief(element))
	}
	v.noteReview(i + 1)
	return element, true
}

// ahead reads a STIG_DATA that is as nearly all are; what is odd is left to stigData.
func (v *vulnReader) ahead(nodes *xmlio.Nodes) (anchor string, ok bool) {
	p, ok := nodes.PairAhead("STIG_DATA", "VULN_ATTRIBUTE", "ATTRIBUTE_DATA")
	if !ok {
		return "", false
	}
	i := v.attribute(p.First)
	if i < 0 {
		return "", false
	}
	nodes.Take(p)
	value := ""
	if v.keeps(i) {
		value = v.slab.text(p.Second)
	}
	if anchor = v.value(i, value); anchor != "" {
		v.after = anchor
	}
	return anchor, true
}

// The indexes of the two attributes that repeat, beyond those of rowAttributes.
const (
	legacyAt = iota + 1000
	cciAt
)

// attribute is the index of the attribute called name; -1 of one that is unknown, or
// was there before and does not repeat.
func (v *vulnReader) attribute(name xmlio.Text) int {
	i := v.next
	if i >= len(rowAttributes) || string(name) != rowAttributes[i].name {
		switch string(name) {
		case legacyID:
			return legacyAt
		case cciRef:
			return cciAt
		}
		if i = index(rowAttributes, name); i < 0 {
			return -1
		}
	}
	if !v.once(i) {
		return -1
	}
	v.next = i + 1
	return i
}

// value puts in the value of attribute i and answers the name that what follows is
// anchored to.
func (v *vulnReader) value(i int, value string) string {
	switch {
	case i == legacyAt:
		if value != "" {
			v.r.LegacyIDs = append(v.r.LegacyIDs, value)
		}
		return legacyID
	case i == cciAt && value == "":
		return ""
	case i == cciAt:
		v.r.CCIs = append(v.r.CCIs, value)
		return cciRef
	}
	if v.keeps(i) {
		*rowAttributes[i].field(v.r) = value
	}
	return rowAttributes[i].name
}

// keeps reports whether the value of attribute i is asked for.
func (v *vulnReader) keeps(i int) bool {
	return !v.brief || i >= len(rowAttributes) || inBrief(rowAttributes[i].name)
}

// stigData reads a STIG_DATA and answers the name that what follows is anchored to.
func (v *vulnReader) stigData() string {
	name, value, others := v.pair("VULN_ATTRIBUTE", "ATTRIBUTE_DATA")
	i := v.attribute(xmlio.Text(name))
	if i < 0 {
		v.keepElement(Extra{CKL, "VULN", v.after, name, ""}, v.keep)
		return ""
	}
	hoist(others, "VULN", v.after, v.keep)
	return v.value(i, value)
}

func (x *xmlReader) status(r *Row) bool {
	word := x.text()
	if !r.setWord(CKL, word) {
		x.note(func() *diag.Error {
			e := x.Errorf("STATUS is %q; want %s", word, wordList(words(CKL)))
			e.Path = fmt.Sprintf("%s[%s]/STATUS", strings.TrimSuffix(e.Path, "/STATUS"), r.VulnID)
			e.Hint = statusHint(CKL, word)
			return e
		})
	}
	return true
}
