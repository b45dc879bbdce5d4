package facts

import (
	"io/fs"
	"strings"

	"github.com/stigwright/stigwright/internal/yamlio"
)

// sspReader reads one ssp.yaml: see yamlio.Reader.
type sspReader struct {
	yamlio.Reader
	table  []sspRow
	beside fs.FS // the folder of the file; nil when there is none
}

func newSSPReader(file string, table []sspRow, beside fs.FS) *sspReader {
	r := &sspReader{table: table, beside: beside}
	r.Reader = yamlio.Reader{File: file, Begin: "schema: ssp/1", BeginHint: "`stigwright ssp init` writes one to start from", Remark: r.remark}
	return r
}

// cursor is one value of ssp.yaml with its path, as the read functions get it.
type cursor struct {
	yamlio.Cursor
	ssp *sspReader
}

func (r *sspReader) cursor(n *yamlio.Node, path string) cursor {
	return cursor{yamlio.Cursor{Reader: &r.Reader, Node: n, Path: path}, r}
}

// below is the cursor of a value inside c.
func (c cursor) below(n *yamlio.Node, path string) cursor { return c.ssp.cursor(n, path) }

// entry is where c stands.
func (c cursor) entry() SSPEntry { return SSPEntry{Path: c.Path, Line: c.Line} }

// listOf is a list of what read makes of each item; nil only when it is no list.
func listOf[E any](c cursor, read func(cursor) E) []E {
	return yamlio.ListOf(c.Cursor, func(item yamlio.Cursor) E { return read(cursor{item, c.ssp}) })
}

// mapOf is a mapping of free keys, each of which must pass name.
func mapOf[E any](c cursor, name func(cursor, yamlio.Field), read func(cursor) E) map[string]E {
	return yamlio.MapOf(c.Cursor, func(at yamlio.Cursor, f yamlio.Field) { name(cursor{at, c.ssp}, f) },
		func(at yamlio.Cursor) E { return read(cursor{at, c.ssp}) })
}

// sspField is one key of an entry and what becomes of its value.
type sspField struct {
	name string
	read func(cursor)
}

// read gives each key of a mapping to its field and refuses the others.
func (c cursor) read(fields []sspField) {
	keys := make([]yamlio.Key, len(fields))
	for i, f := range fields {
		keys[i] = yamlio.Key{Name: f.name, Take: func(at yamlio.Cursor) { f.read(cursor{at, c.ssp}) }}
	}
	c.Take(keys)
}

// remark says of an unknown key which other one may be meant, one that was put into
// another block than its own, and that no secret belongs into the file.
func (r *sspReader) remark(path, name string) (meant, hint string) {
	if secretName(name) {
		hint = "ssp.yaml holds no secret: remove the value, and change it where it is used"
	}
	if strings.Contains(path, "[") {
		return "", hint
	}
	for _, row := range r.table {
		if strings.HasSuffix(row.Name, "."+name) {
			return row.Name, hint
		}
	}
	return "", hint
}
