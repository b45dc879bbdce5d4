package facts

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MarshalJSONTo writes the bare value, or the marker that stands for it. A member
// that was not collected is left out by its tag; elsewhere it is written as skipped.
func (m Maybe[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	switch {
	case m.State == OK && m.Partial:
		return writeMarker(enc, markPartial, func() error { return json.MarshalEncode(enc, m.Value) })
	case m.State == OK:
		return json.MarshalEncode(enc, m.Value)
	}
	name := map[State]string{Absent: markAbsent, Denied: markDenied, Failed: markError}[m.State]
	if name == "" {
		name = markSkipped
	}
	return writeMarker(enc, name, func() error {
		if m.Error == "" {
			return enc.WriteToken(jsontext.True)
		}
		return enc.WriteToken(jsontext.String(m.Error))
	})
}

func writeMarker(enc *jsontext.Encoder, name string, value func() error) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	if err := enc.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	if err := value(); err != nil {
		return err
	}
	return enc.WriteToken(jsontext.EndObject)
}

// MarshalJSONTo writes the document as it was read, names sorted.
func (t Tree) MarshalJSONTo(enc *jsontext.Encoder) error {
	switch v := t.value.(type) {
	case number:
		return enc.WriteValue(jsontext.Value(v))
	case map[string]Maybe[Tree]:
		return writeTable(enc, v)
	default:
		return json.MarshalEncode(enc, v)
	}
}

// writeTable writes a table; an entry that is null in the source is null again.
func writeTable(enc *jsontext.Encoder, table map[string]Maybe[Tree]) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if err := enc.WriteToken(jsontext.String(name)); err != nil {
			return err
		}
		m := table[name]
		if m.State == NotCollected {
			if err := enc.WriteToken(jsontext.Null); err != nil {
				return err
			}
			continue
		}
		if err := m.MarshalJSONTo(enc); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}
