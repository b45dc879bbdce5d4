package release

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
)

// Write is the index as its file: JSON with a benchmark a line, so that a
// comparison of two quarters shows the benchmarks that changed.
func (x *Index) Write() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n")
	for _, m := range []struct {
		name  string
		value any
	}{{"schema", x.Schema}, {"sources", x.Sources}, {"skipped", x.Skipped}} {
		if err := line(&b, "  ", m.name, m.value); err != nil {
			return nil, err
		}
	}
	if err := lines(&b, "benchmarks", x.Benchmarks); err != nil {
		return nil, err
	}
	if err := lines(&b, "duplicates", x.Duplicates); err != nil {
		return nil, err
	}
	if err := lines(&b, "republished", x.Republished); err != nil {
		return nil, err
	}
	b.Truncate(b.Len() - len(",\n"))
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

func line(b *bytes.Buffer, indent, name string, value any) error {
	fmt.Fprintf(b, "%s%q: ", indent, name)
	if err := json.MarshalWrite(b, value); err != nil {
		return err
	}
	b.WriteString(",\n")
	return nil
}

func lines[T any](b *bytes.Buffer, name string, list []T) error {
	fmt.Fprintf(b, "  %q: [", name)
	for i := range list {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n    ")
		if err := json.MarshalWrite(b, &list[i]); err != nil {
			return err
		}
	}
	b.WriteString("],\n")
	return nil
}

// ReadIndex reads an index file; file is its name for messages. Unknown members are
// refused, and so is a schema of another major version.
func ReadIndex(file string, data []byte) (*Index, error) {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, placed(file, data, err)
	}
	if major, _, _ := strings.Cut(head.Schema, "."); major != IndexSchema {
		return nil, &diag.Error{File: file, Path: "schema", Msg: fmt.Sprintf("is %q; want %s", head.Schema, IndexSchema),
			Hint: "make it again: stigwright library index ZIP -o FILE"}
	}
	var x Index
	if err := json.Unmarshal(data, &x, json.RejectUnknownMembers(true)); err != nil {
		return nil, placed(file, data, err)
	}
	for i, e := range x.Benchmarks {
		if e.Source < 0 || e.Source >= len(x.Sources) {
			return nil, &diag.Error{File: file, Path: fmt.Sprintf("benchmarks[%d].source", i), Msg: fmt.Sprintf("is %d; want one of %d sources", e.Source, len(x.Sources))}
		}
	}
	x.arrange() // whoever edited it: the order and what is there twice follow from the entries
	return &x, nil
}

// placed is a JSON error with its place.
func placed(file string, data []byte, err error) error {
	e := &diag.Error{File: file, Msg: "is no library index", Err: err, Hint: "stigwright library index ZIP -o FILE makes one"}
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntax):
		e.Line, e.Column = diag.Place(data, int(syntax.ByteOffset))
		e.Path, e.Err = strings.Trim(string(syntax.JSONPointer), "/"), syntax.Err
	case errors.As(err, &semantic):
		e.Line, e.Column = diag.Place(data, int(semantic.ByteOffset))
		e.Path, e.Err = strings.Trim(string(semantic.JSONPointer), "/"), semantic.Err
	}
	return e
}
