package facts

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// factSource is where a fact came from.
type factSource struct {
	Kind       string `json:"kind,omitzero"`
	Ref        string `json:"ref,omitzero"`
	HTTPStatus int    `json:"http_status,omitzero"`
	ExitCode   *int   `json:"exit_code,omitzero"`
}

// envelopeFact is one section of the envelope form without its value (section 2).
type envelopeFact struct {
	status, err, sha256 string
	source              factSource
	at                  time.Time
	atOffset            int
	complete            *bool
	expected, collected *int
	redactions          []string
	value               member
	hasValue            bool
}

// section reads one section of the envelope form into b.
func (r *reader) section(s Section, m member, b *Bundle) {
	path := "sections" + quotedName(s.Name)
	if !m.object {
		r.problem(r.fail(m.at, path, "is "+kindWord(kindOf(m.raw))+"; want an object with status and value",
			`bare values are for the plain form: {"node": {…}}`))
		return
	}
	e, ok := r.envelopeFact(m, path)
	if !ok {
		return
	}
	r.late(b, e, path)
	f, ok := r.fact(s, e, m, path)
	if !ok {
		return
	}
	b.Facts[s.Name] = f
}

// envelopeFact reads the members around a value.
func (r *reader) envelopeFact(m member, path string) (e envelopeFact, ok bool) {
	ok = true
	for _, part := range m.members {
		target := e.target(part.name)
		switch {
		case target != nil:
			ok = r.decode(part, path+"."+part.name, target) && ok
		case part.name == "at":
			e.atOffset = part.at
			ok = r.time(part, path+".at", &e.at) && ok
		case part.name == "value":
			e.value, e.hasValue = part, kindOf(part.raw) != 'n'
		}
	}
	return e, ok
}

// target is where the member called name is read to; nil where it is read otherwise.
func (e *envelopeFact) target(name string) any {
	switch name {
	case "status":
		return &e.status
	case "source":
		return &e.source
	case "complete":
		return &e.complete
	case "error":
		return &e.err
	case "redactions":
		return &e.redactions
	case "sha256":
		return &e.sha256
	case "expected":
		return &e.expected
	case "collected":
		return &e.collected
	}
	return nil
}

// time reads a time; text that is empty is none.
func (r *reader) time(m member, path string, target *time.Time) bool {
	var text string
	if plainly(m.raw, &text) {
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			*target = t.UTC()
			return true
		}
	}
	var t Maybe[time.Time]
	ok := r.decode(m, path, &t)
	*target = t.Value
	return ok
}

// fact is the section's fact by its status.
func (r *reader) fact(s Section, e envelopeFact, m member, path string) (Fact, bool) {
	f := Fact{At: e.at, Error: e.err, Source: e.source.Ref, SourceKind: e.source.Kind, HTTPStatus: e.source.HTTPStatus,
		Redactions: e.redactions}
	if e.source.ExitCode != nil {
		f.ExitCode = *e.source.ExitCode
	}
	state, known := stateOf(e.status)
	if !known {
		at, what := r.where(m.members, "status")
		if !has(m.members, "status") {
			at = m.at
		}
		r.problem(r.fail(at, path+".status", what+"; want ok, absent, denied, error or skipped", ""))
		return f, false
	}
	f.State = state
	switch {
	case state != OK:
		if e.hasValue {
			r.warn("section %q is %s and has a value, which is ignored", s.Name, state)
		}
		return f, true
	case !e.hasValue:
		r.problem(r.fail(m.at, path+".value", "is missing; want the value of a fact whose status is ok", "absent, denied, error and skipped are the states without a value"))
		return f, false
	case isMarker(e.value.raw):
		r.problem(r.fail(e.value.at, path+".value", "is a marker; want the value itself", "in the envelope form the state of a section is its status"))
		return f, false
	}
	if !r.value(s, e.value, s.Name, e.room(), &f) {
		return f, false
	}
	r.completeness(s.Name, e, &f)
	r.checkDigest(s.Name, e)
	return f, true
}

// stateOf is the state of a status word.
func stateOf(status string) (State, bool) {
	for _, s := range []State{OK, Absent, Denied, Failed, Skipped} {
		if status == s.String() {
			return s, true
		}
	}
	return NotCollected, false
}

// room is for how many items there will be need, by what the bundle says of itself.
func (e *envelopeFact) room() int {
	const least = 1024 // bytes of an item, so that a large number alone takes no memory
	if e.collected == nil {
		return 0
	}
	return max(0, min(*e.collected, len(e.value.raw)/least))
}

// value decodes a section's value, or the marker that stands for it, into f; room is
// for how many items there will be need, 0 where that is not known.
func (r *reader) value(s Section, m member, path string, room int, f *Fact) bool {
	if s.quick != nil {
		if v, ok := s.quick(r.part(m), room); ok {
			read := s.checked(Fact{State: OK, Complete: true, Value: v})
			f.State, f.Complete, f.Value, f.Error = read.State, read.Complete, read.Value, join(f.Error, read.Error)
			return true
		}
	}
	return r.decodeWith(m, path, func(dec *jsontext.Decoder) error {
		read, err := s.decode(dec, room)
		read = s.checked(read)
		f.State, f.Complete, f.Value = read.State, read.Complete, read.Value
		f.Error = join(f.Error, read.Error)
		return err
	})
}

// completeness applies what the collector says of a value: a fact is complete only
// if it says so, and if all that was announced is there.
func (r *reader) completeness(name string, e envelopeFact, f *Fact) {
	if e.expected != nil {
		f.Expected = *e.expected
	}
	if e.collected != nil {
		f.Collected = *e.collected
	}
	switch {
	case e.complete == nil:
		*f = partial(*f, "the bundle does not say whether it is complete")
	case !*e.complete:
		*f = partial(*f, "")
	case e.expected != nil && e.collected == nil:
		*f = partial(*f, fmt.Sprintf("%d expected, and not said how many were collected", f.Expected))
	case f.Collected < f.Expected:
		*f = partial(*f, "")
		r.warn("section %q claims to be complete with %d of %d", name, f.Collected, f.Expected)
	}
	if n := listLength(f.Value); n >= 0 && n < f.Expected && f.Collected >= f.Expected {
		*f = partial(*f, fmt.Sprintf("%d expected, %d in the list", f.Expected, n))
		r.warn("section %q holds %d of the %d it claims", name, n, f.Expected)
	}
}

// listLength is the length of a list, -1 for another value.
func listLength(value any) int {
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice {
		return v.Len()
	}
	return -1
}

// checkDigest compares a value with the SHA-256 it carries.
func (r *reader) checkDigest(name string, e envelopeFact) {
	if e.sha256 == "" || r.again {
		return
	}
	if got := digest(appendCanonical(nil, e.value)); !strings.EqualFold(got, e.sha256) {
		r.warn("section %q was edited after collection: its value has SHA-256 %s, it carries %s", name, got, clip(e.sha256))
	}
}

// kindOf is the JSON kind of a value's text.
func kindOf(raw []byte) jsontext.Kind { return jsontext.Value(raw).Kind() }

// quotedName is a name as an index in a path.
func quotedName(name string) string { return fmt.Sprintf("[%q]", clip(name)) }
