package main

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// field is one member of an object and where its value begins in the file.
type field struct {
	name   string
	raw    jsontext.Value // nil: there is no such member
	offset int
}

type fields []field

// find is the member of that name, the zero field when there is none.
func (fs fields) find(name string) field {
	for _, f := range fs {
		if f.name == name {
			return f
		}
	}
	return field{}
}

// members reads the object that begins at offset of data.
func members(data []byte, offset int) (fields, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(data[offset:]))
	tok, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	if tok.Kind() != '{' {
		return nil, fmt.Errorf("is %v; want an object", tok.Kind())
	}
	var all fields
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		raw, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		end := offset + int(dec.InputOffset())
		all = append(all, field{key, bytes.Clone(raw), end - len(raw)})
	}
	_, err = dec.ReadToken()
	return all, err
}

// edit replaces the text of a string member.
type edit struct {
	at   field
	text string
}

// splice makes the edits, which are in file order, and copies the rest.
func splice(data []byte, edits []edit) []byte {
	var out []byte
	from := 0
	for _, e := range edits {
		out = append(out, data[from:e.at.offset]...)
		out = append(out, '"')
		out = append(out, e.text...)
		out = append(out, '"')
		from = e.at.offset + len(e.at.raw)
	}
	return append(out, data[from:]...)
}
