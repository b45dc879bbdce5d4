package ckl

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// WriteJSONL writes the rows of list to out, one JSON object a line, with the
// members of Columns in order: texts, and arrays of texts for legacy_id and
// cci_ref.
func WriteJSONL(out io.Writer, list []*Checklist) error {
	columns := allColumns()
	enc := jsontext.NewEncoder(out)
	err := tableLines(list, func(l *tableLine) error { return writeJSONLine(enc, columns, l) })
	if err != nil {
		return fmt.Errorf("writing JSON lines: %w", err)
	}
	return nil
}

func writeJSONLine(enc *jsontext.Encoder, columns []column, l *tableLine) error {
	tokens := []jsontext.Token{jsontext.BeginObject}
	text := func(s string) jsontext.Token { return jsontext.String(strings.ToValidUTF8(s, "\uFFFD")) }
	for i := range columns {
		k := &columns[i]
		if l.r == nil && k.ofRow() {
			continue
		}
		tokens = append(tokens, jsontext.String(k.name))
		if k.list == nil {
			tokens = append(tokens, text(k.value(l)))
			continue
		}
		tokens = append(tokens, jsontext.BeginArray)
		for _, s := range *k.list(l) {
			tokens = append(tokens, text(s))
		}
		tokens = append(tokens, jsontext.EndArray)
	}
	for _, t := range append(tokens, jsontext.EndObject) {
		if err := enc.WriteToken(t); err != nil {
			return err
		}
	}
	return nil
}

// ReadJSONL reads what WriteJSONL wrote: one object a row, members of Columns
// alone, each once. A member left out is empty.
func ReadJSONL(name string, data []byte) ([]*Checklist, diag.List, error) {
	if len(data) > maxBytes {
		return nil, nil, tooLarge(name, len(data))
	}
	d := newJSONReader(name, data)
	t := &tableReader{problems: problems{file: name}, columns: allColumns()}
	byName := map[string]int{}
	all := make([]*column, len(t.columns))
	for i := range t.columns {
		byName[t.columns[i].name], all[i] = i, &t.columns[i]
	}
	lines := 0
	for d.dec.PeekKind() != 0 {
		lines++
		if err := d.tableLine(t, all, byName); err != nil {
			return nil, nil, err
		}
	}
	if err := d.end(); err != nil {
		return nil, nil, err
	}
	if lines == 0 {
		return nil, nil, &diag.Error{File: name, Msg: "is empty; want one object a row"}
	}
	return t.done(), t.all(), nil
}

// tableLine reads one object.
func (d *jsonReader) tableLine(t *tableReader, all []*column, byName map[string]int) error {
	values, lists := make([]string, len(all)), map[int][]string{}
	var extra []Extra
	var names []string
	if d.dec.PeekKind() != '{' {
		return d.mismatch("an object")
	}
	err := d.object("", &extra, func(name string) (met, error) {
		i, ok := byName[name]
		if !ok {
			e := d.errorf("the member %q is not one of ours", name)
			if near := diag.Nearest(name, Columns()); near != "" {
				e.Hint = "was " + near + " meant?"
			}
			return unknown, e
		}
		names = append(names, name)
		if all[i].list != nil {
			var list []string
			err := d.texts(&list)
			lists[i], values[i] = list, strings.Join(list, listSeparator)
			return written, err
		}
		return written, d.into(&values[i])
	})
	if err != nil {
		return err
	}
	for _, name := range []string{"asset_host_name", "stig_stigid"} {
		if !slices.Contains(names, name) {
			return d.errorf("the member %q is missing; without it no row can be known again", name)
		}
	}
	place := func(i int) *diag.Error {
		e := d.errorf("")
		e.Path = all[i].name
		return e
	}
	if err := t.line(all, values, place); err != nil || t.row == nil {
		return err
	}
	for i, list := range lists {
		*all[i].list(&tableLine{r: t.row}) = list // entries with blanks in them stay whole
	}
	return nil
}

// sniffAny tells what else than a checklist of the two formats data may be; 0 for
// those two and everything unknown.
func sniffAny(data []byte) Format {
	body := bytes.TrimPrefix(data, []byte(byteOrderMark))
	switch root := xmlio.RootOf(body[:min(len(body), 4096)]); root {
	case "Benchmark", "TestResult", "asset-report-collection", "NessusClientData_v2":
		return XCCDF
	}
	line, _, _ := bytes.Cut(body[:min(len(body), 4096)], []byte("\n"))
	if bytes.HasPrefix(bytes.TrimSpace(line), []byte(`{"asset_`)) {
		return JSONL
	}
	if names := strings.Split(string(line), ","); slices.ContainsFunc(names, func(s string) bool { return slices.Contains(required(), s) }) {
		return CSV
	}
	return 0
}
