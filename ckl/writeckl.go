package ckl

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// WriteCKL is c as a .ckl, byte for byte in STIG Viewer 2's layout
// (checklist-formats 1): tabs, LF, none at the end, empty elements as pairs, every
// entry in STIG Viewer's order. Line 2 is a comment with our name and tool, the
// version. Characters XML cannot hold are written as \u and four digits; Lost
// lists them. The error is that of an Extra that is not XML.
//
// Rows that have the texts of forms are written faster, and no differently.
func WriteCKL(c *Checklist, tool string, forms ...*Form) ([]byte, error) {
	return writeCKL(nil, c, tool, forms)
}

func writeCKL(buf []byte, c *Checklist, tool string, forms []*Form) ([]byte, error) {
	const around = 3_900 // bytes of markup of a row
	w := newXMLWriter("\t")
	size, rows := textBytes(c)
	w.Use(buf)
	w.Grow(size + size/32 + (rows+1)*around)
	w.Declaration()
	w.Comment(ourComment + strings.ReplaceAll(visible(tool), "--", "__"))
	w.extra(c.Extra, "prolog", "")
	w.StartElement("CHECKLIST")
	w.extra(c.Extra, "CHECKLIST", "")
	w.asset(c.Asset)
	w.extra(c.Extra, "CHECKLIST", "ASSET")
	w.StartElement("STIGS")
	for _, s := range c.Stigs {
		w.extra(s.Extra, "STIGS", "")
		w.stig(s, formOf(s, forms))
	}
	w.extra(c.Extra, "STIGS", "")
	w.EndElement()
	w.extra(c.Extra, "CHECKLIST", "STIGS")
	w.EndElement()
	w.extra(c.Extra, "epilog", "")
	data, err := w.Bytes()
	if err != nil {
		return nil, fmt.Errorf("writing a .ckl: %w", err)
	}
	return data, nil
}

// xmlWriter adds the shapes of a .ckl to the exact writer.
type xmlWriter struct{ *xmlio.Writer }

func newXMLWriter(indent string) *xmlWriter {
	w := xmlio.NewWriter(indent)
	w.Visible = visible
	return &xmlWriter{w}
}

// extra writes back what was kept of parent after the sibling after.
func (w *xmlWriter) extra(list []Extra, parent, after string) {
	for i := range list {
		if x := &list[i]; x.Format == CKL && x.Parent == parent && x.After == after {
			w.RawElement([]byte(x.Raw))
		}
	}
}

func (w *xmlWriter) asset(a Asset) {
	a.defaults()
	w.StartElement("ASSET")
	w.extra(a.Extra, "ASSET", "")
	for _, k := range assetElements {
		switch {
		case k.field == nil:
			w.Element(k.name, fmt.Sprint(a.WebOrDatabase))
		case *k.field(&a) == "" && (k.name == hostGUID || k.name == stigGUID):
			continue
		default:
			w.Element(k.name, *k.field(&a))
		}
		w.extra(a.Extra, "ASSET", k.name)
	}
	w.EndElement()
}

func (w *xmlWriter) stig(s *Stig, f *Form) {
	w.StartElement("iSTIG")
	w.extra(s.Extra, "iSTIG", "")
	w.StartElement("STIG_INFO")
	w.extra(s.Extra, "STIG_INFO", "")
	for _, k := range stigAttributes {
		w.siData(k.name, *k.field(s))
		w.extra(s.Extra, "STIG_INFO", k.name)
	}
	w.EndElement()
	at := cursor{form: f}
	for _, r := range s.Rows {
		w.extra(r.Extra, "iSTIG", "")
		w.vuln(r, f.inCKL(at.find(r)))
	}
	w.extra(s.Extra, "iSTIG", "VULN")
	w.EndElement()
}

func (w *xmlWriter) siData(name, value string) {
	w.StartElement("SI_DATA")
	w.Element("SID_NAME", name)
	if name != customName || value != "" {
		w.Element("SID_DATA", value)
	}
	w.EndElement()
}

// stigData writes one of the thirty attributes of a row, at the depth at which all stand.
func (w *xmlWriter) stigData(name, value string) {
	const begin, middle, end = "<STIG_DATA>\n\t\t\t\t\t<VULN_ATTRIBUTE>", "</VULN_ATTRIBUTE>\n\t\t\t\t\t<ATTRIBUTE_DATA>", "</ATTRIBUTE_DATA>\n\t\t\t\t</STIG_DATA>"
	w.RawAround([]string{begin, name, middle}, value, end)
}

// vuln writes a row, whose texts may stand in printed already.
func (w *xmlWriter) vuln(r *Row, printed *printedVuln) {
	w.StartElement("VULN")
	w.extra(r.Extra, "VULN", "")
	if printed != nil {
		w.RawElement(printed.texts)
		w.stigData(stigPointer, r.STIGUUID)
		w.RawElement(printed.lists)
	} else {
		w.texts(r, rowAttributes)
		w.lists(r)
	}
	w.Element("STATUS", r.word(CKL))
	w.extra(r.Extra, "VULN", "STATUS")
	for _, k := range reviewElements {
		w.Element(k.name, *k.field(r))
		w.extra(r.Extra, "VULN", k.name)
	}
	w.EndElement()
}

func (w *xmlWriter) texts(r *Row, of []attribute[Row]) {
	for _, k := range of {
		w.stigData(k.name, *k.field(r))
		w.extra(r.Extra, "VULN", k.name)
	}
}

// lists writes the attributes that repeat.
func (w *xmlWriter) lists(r *Row) {
	legacy := r.LegacyIDs
	if len(legacy) == 0 {
		legacy = []string{"", ""} // as STIG Viewer does for every rule that has none
	}
	for _, id := range legacy {
		w.stigData(legacyID, id)
	}
	w.extra(r.Extra, "VULN", legacyID)
	for _, id := range r.CCIs {
		w.stigData(cciRef, id)
	}
	w.extra(r.Extra, "VULN", cciRef)
}

// visible is s with every character XML 1.0 cannot hold, and every byte that is
// not UTF-8, written out: a reader sees that something stood there, and what.
func visible(s string) string {
	if !illegal(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !xmlio.Legal(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func illegal(s string) bool { return !xmlio.AllLegal(s) }
