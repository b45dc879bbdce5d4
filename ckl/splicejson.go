package ckl

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonMember is where a member of an object lies: from its name to after its value.
type jsonMember struct{ name, value, end int }

// jsonObject is where an object and its members lie.
type jsonObject struct {
	start, end int // from its brace to after the closing one
	members    map[string]jsonMember
}

// jsonCuts finds the bytes of a .cklb to replace; want is the checklist after the
// edits.
func jsonCuts(name string, data []byte, edits []Edit, want *Checklist) ([]cut, error) {
	x := &jsonSplicer{jsonReader: newJSONReader(name, data), edits: byRow(edits), want: want, stig: -1}
	err := x.each(func(key string) error {
		if key == "target_data" {
			return x.target()
		}
		if key != "stigs" {
			return x.skip()
		}
		return x.list(func() error {
			x.stig++
			return x.each(func(key string) error {
				if key != "rules" {
					return x.skip()
				}
				row := -1
				return x.list(func() error {
					row++
					return x.rule(row)
				})
			})
		})
	})
	return x.cuts, err
}

type jsonSplicer struct {
	*jsonReader
	edits map[[2]int][]Edit
	want  *Checklist
	stig  int
	cuts  []cut
}

// each calls f after every name of the next object; null has none.
func (x *jsonSplicer) each(f func(key string) error) error {
	if x.dec.PeekKind() == 'n' {
		return x.skip()
	}
	if _, err := x.dec.ReadToken(); err != nil {
		return x.wrap(err)
	}
	for x.dec.PeekKind() != '}' {
		token, err := x.dec.ReadToken()
		if err != nil {
			return x.wrap(err)
		}
		if err := f(token.String()); err != nil {
			return err
		}
	}
	_, err := x.dec.ReadToken()
	return x.wrapNil(err)
}

// target cuts in target_data.
func (x *jsonSplicer) target() error {
	mine := x.edits[[2]int{-1, -1}]
	if len(mine) == 0 || x.dec.PeekKind() != '{' {
		return x.skip()
	}
	o, err := x.object1(0)
	if err != nil {
		return err
	}
	var missing []string
	for _, e := range mine {
		key := targetKey(e.Field)
		if m, ok := o.members[key]; ok {
			x.cut(m.value, m.end, quote(e.Value))
		} else {
			missing = append(missing, quote(key)+":"+quote(e.Value))
		}
	}
	x.add(o, missing)
	return nil
}

// rule notes where the members of a rule lie, and cuts.
func (x *jsonSplicer) rule(row int) error {
	mine := x.edits[[2]int{x.stig, row}]
	if len(mine) == 0 {
		return x.skip()
	}
	if x.dec.PeekKind() != '{' {
		return x.mismatch("an object to edit")
	}
	o, err := x.object1(0)
	if err != nil {
		return err
	}
	r := x.want.Stigs[x.stig].Rows[row]
	var missing []string
	put := func(key, source string) {
		if m, ok := o.members[key]; ok {
			x.cut(m.value, m.end, source)
			return
		}
		missing = append(missing, quote(key)+":"+source)
	}
	override := false
	for _, e := range mine {
		switch e.Field {
		case Status:
			put("status", quote(r.word(CKLB)))
		case FindingDetails:
			put("finding_details", quote(e.Value))
		case Comments:
			put("comments", quote(e.Value))
		default:
			override = true
		}
	}
	if override {
		if err := x.override(o, r, put); err != nil {
			return err
		}
	}
	x.add(o, missing)
	return nil
}

// object1 reads the object at offset from, which is the next value of the decoder
// when from is 0, without looking into its values.
func (x *jsonSplicer) object1(from int) (*jsonObject, error) {
	o := &jsonObject{members: map[string]jsonMember{}}
	dec, base := x.dec, x.base
	if from > 0 {
		dec, base = jsontext.NewDecoder(bytes.NewReader(x.data[from:])), from
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, x.wrap(err)
	}
	o.start = base + int(dec.InputOffset()) - 1
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return nil, x.wrap(err)
		}
		key := token.String()
		name := base + int(dec.InputOffset())
		value, err := dec.ReadValue()
		if err != nil {
			return nil, x.wrap(err)
		}
		end := base + int(dec.InputOffset())
		o.members[key] = jsonMember{name, end - len(value), end}
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, x.wrap(err)
	}
	o.end = base + int(dec.InputOffset())
	return o, nil
}

func (x *jsonSplicer) cut(start, end int, source string) {
	x.cuts = append(x.cuts, cut{start, end, []byte(source)})
}

// add puts members an object lacks behind its last one, with the white space its
// first one has in front.
func (x *jsonSplicer) add(o *jsonObject, members []string) {
	if len(members) == 0 {
		return
	}
	inner := x.data[o.start+1 : o.end-1]
	text := strings.Join(members, ",")
	if len(o.members) == 0 {
		x.cut(o.start+1, o.start+1, text)
		return
	}
	space := string(inner[:len(inner)-len(bytes.TrimLeft(inner, " \t\r\n"))])
	last := 0
	for _, m := range o.members {
		last = max(last, m.end)
	}
	x.cut(last, last, ","+space+strings.Join(members, ","+space))
}

// override writes severity and reason into overrides.severity, which is made when
// it is not there; what else stands in it stays.
func (x *jsonSplicer) override(o *jsonObject, r *Row, put func(key, source string)) error {
	for _, own := range []struct{ key, value string }{{"severity_override", r.SeverityOverride}, {"severity_justification", r.SeverityJustification}} {
		if _, flat := o.members[own.key]; flat { // STIGQter's keys
			put(own.key, quote(own.value))
		}
	}
	if _, flat := o.members["severity_override"]; flat {
		return nil
	}
	fresh := `{"severity":` + quote(r.SeverityOverride) + `,"reason":` + quote(r.SeverityJustification) + `}`
	if r.SeverityOverride == "" {
		fresh = `{"reason":` + quote(r.SeverityJustification) + `}`
	}
	all, ok := o.members["overrides"]
	if !ok || x.data[all.value] != '{' {
		put("overrides", `{"severity":`+fresh+`}`)
		return nil
	}
	outer, err := x.object1(all.value)
	if err != nil {
		return err
	}
	one, ok := outer.members["severity"]
	switch {
	case !ok:
		x.add(outer, []string{`"severity":` + fresh})
		return nil
	case x.data[one.value] != '{':
		x.cut(one.value, one.end, fresh)
		return nil
	}
	inner, err := x.object1(one.value)
	if err != nil {
		return err
	}
	x.overrideIn(inner, r)
	return nil
}

func (x *jsonSplicer) overrideIn(o *jsonObject, r *Row) {
	var missing []string
	reason := "reason"
	for _, key := range []string{"severity_justification", "justification", "reason"} { // the first of these that is there counts
		if _, ok := o.members[key]; ok {
			reason = key
		}
	}
	for _, p := range []struct{ key, value string }{{"severity", r.SeverityOverride}, {reason, r.SeverityJustification}} {
		m, ok := o.members[p.key]
		switch {
		case ok && string(x.data[m.value:m.end]) != quote(p.value):
			x.cut(m.value, m.end, quote(p.value))
		case !ok && p.value != "":
			missing = append(missing, quote(p.key)+":"+quote(p.value))
		}
	}
	x.add(o, missing)
}
