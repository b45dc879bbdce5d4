package facts

import (
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// SchemaOf is the text of the member schema of a JSON object; false where there is none,
// or what comes before it cannot be read. It reads no further, and holds no more than one
// value.
func SchemaOf(r io.Reader) (string, bool) {
	dec := jsontext.NewDecoder(r)
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '{' {
		return "", false
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return "", false
		}
		if name.String() == "schema" {
			value, err := dec.ReadToken()
			if err != nil || value.Kind() != '"' {
				return "", false
			}
			return value.String(), true
		}
		if dec.SkipValue() != nil {
			return "", false
		}
	}
	return "", false
}
