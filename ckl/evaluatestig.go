package ckl

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// Evaluate-STIG keeps what no checklist has a place for in comments of a .ckl,
// whose text is a small XML document, and in objects of a .cklb (checklist-formats
// 1.9 and 2.4): the same things under two sets of names.

// stigName is one thing under its two names; children are those of an object.
type stigName struct {
	xml, json string
	boolean   bool
	children  []stigName
}

// The things said of the file, of a STIG and of a row.
func evaluateNames(parent string) []stigName {
	switch parent {
	case "prolog":
		return []stigName{{xml: "version", json: "version"}}
	case "iSTIG":
		return []stigName{{xml: "time", json: "time"}, {xml: "module", json: "module", children: []stigName{{xml: "name", json: "name"}, {xml: "version", json: "version"}}}}
	case "VULN":
		return []stigName{
			{xml: "AnswerFile", json: "answer_file"}, {xml: "LastWrite", json: "last_write"}, {xml: "AFMod", json: "afmod", boolean: true},
			{xml: "OldStatus", json: "old_status"}, {xml: "NewStatus", json: "new_status"},
		}
	}
	return nil
}

const evaluateKey, evaluateElement = "evaluate-stig", "Evaluate-STIG"

// translated is c with what Evaluate-STIG said in the other format said in f; it
// shares with c what it does not change.
func translated(c *Checklist, f Format) *Checklist {
	if f != CKL && f != CKLB {
		return c
	}
	out := *c
	out.Extra = translateAll(c.Extra, f, "prolog")
	out.Stigs = make([]*Stig, len(c.Stigs))
	for i, s := range c.Stigs {
		t := *s
		t.Extra = translateAll(s.Extra, f, "iSTIG")
		t.Rows = make([]*Row, len(s.Rows))
		for j, r := range s.Rows {
			t.Rows[j] = r
			if len(r.Extra) > 0 {
				u := *r
				u.Extra = translateAll(r.Extra, f, "VULN")
				t.Rows[j] = &u
			}
		}
		out.Stigs[i] = &t
	}
	return &out
}

// translateAll translates the first thing of Evaluate-STIG's in list; what cannot
// be turned back into the same bytes stays as it is, and is lost.
func translateAll(list []Extra, f Format, parent string) []Extra {
	for i, x := range list {
		var y Extra
		var ok bool
		switch {
		case f == CKLB && x.Format == CKL && x.Parent == parent && x.Name == "":
			y, ok = x.toObject(parent)
		case f == CKL && x.Format == CKLB && x.Parent == "" && x.Name == evaluateKey:
			y, ok = x.toComment(parent)
		}
		if ok {
			out := append([]Extra(nil), list...)
			out[i] = y
			return out
		}
	}
	return list
}

func (x Extra) toObject(parent string) (Extra, bool) {
	inner, open := strings.CutPrefix(x.Raw, "<!--")
	inner, end := strings.CutSuffix(inner, "-->")
	if !open || !end || !strings.HasPrefix(inner, "<"+evaluateElement+">") {
		return x, false
	}
	c, err := xmlio.Parse("", []byte(inner), xmlio.DefaultLimits())
	if err != nil {
		return x, false
	}
	source, ok := objectOf(c, evaluateNames(parent))
	y := Extra{CKLB, "", "", evaluateKey, source}
	if !ok || c.End() != nil {
		return x, false
	}
	back, ok := y.toComment(parent)
	return y, ok && back.Raw == x.Raw
}

// objectOf is the children of the current element as the source of a JSON object.
func objectOf(c *xmlio.Cursor, names []stigName) (string, bool) {
	var members []string
	for kids := c.Children(); kids.Next(); {
		n := nameIn(names, func(n stigName) bool { return n.xml == c.Local() })
		if n == nil {
			return "", false
		}
		value := ""
		switch {
		case n.children != nil:
			inner, ok := objectOf(c, n.children)
			if !ok {
				return "", false
			}
			value = inner
		default:
			text := c.Text().String()
			value = quote(text)
			if n.boolean {
				if text != "true" && text != "false" {
					return "", false
				}
				value = text
			}
		}
		members = append(members, quote(n.json)+":"+value)
	}
	return "{" + strings.Join(members, ",") + "}", c.Err() == nil
}

func nameIn(names []stigName, is func(stigName) bool) *stigName {
	for i := range names {
		if is(names[i]) {
			return &names[i]
		}
	}
	return nil
}

func (x Extra) toComment(parent string) (Extra, bool) {
	dec := jsontext.NewDecoder(strings.NewReader(x.Raw))
	inner, ok := elementsOf(dec, evaluateNames(parent))
	raw := "<!--<" + evaluateElement + ">" + inner + "</" + evaluateElement + ">-->"
	if !ok || strings.Contains(raw[4:len(raw)-3], "--") || illegal(raw) {
		return x, false
	}
	return Extra{CKL, parent, "", "", raw}, true
}

// elementsOf is the members of the next object as the source of elements.
func elementsOf(dec *jsontext.Decoder, names []stigName) (string, bool) {
	if token, err := dec.ReadToken(); err != nil || token.Kind() != '{' {
		return "", false
	}
	var b strings.Builder
	for dec.PeekKind() == '"' {
		token, err := dec.ReadToken()
		if err != nil {
			return "", false
		}
		key := token.String()
		n := nameIn(names, func(n stigName) bool { return n.json == key })
		if n == nil {
			return "", false
		}
		text := ""
		switch kind := dec.PeekKind(); {
		case n.children != nil && kind == '{':
			inner, ok := elementsOf(dec, n.children)
			if !ok {
				return "", false
			}
			text = inner
		case n.children == nil && (kind == '"' && !n.boolean || (kind == 't' || kind == 'f') && n.boolean):
			token, err := dec.ReadToken()
			if err != nil {
				return "", false
			}
			text = string(xmlio.MakeText(token.String()))
		default:
			return "", false
		}
		b.WriteString("<" + n.xml + ">" + text + "</" + n.xml + ">")
	}
	_, err := dec.ReadToken()
	return b.String(), err == nil
}
