package facts

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/internal/yamlio"
)

// SSPKey is one key of ssp.yaml.
type SSPKey struct {
	Name    string // dotted: ports.allowed
	Doc     string // what it decides, one clause
	Example string // a value in YAML on one line; "" for a key that only holds others
}

// sspRow is one key with what becomes of its value. Rows whose names begin with
// its name and a dot are the keys below it.
type sspRow struct {
	SSPKey
	read  func(cursor, *SSP) // before the keys below are read; nil when there is nothing to do
	after func(cursor, *SSP) // once they are
}

// Known is every key that ssp.yaml may have, in the order of the schema (fact
// bundle schema, section 7). The fields of list entries show in the examples.
func Known() []SSPKey {
	keys := make([]SSPKey, len(sspTable))
	for i, row := range sspTable {
		keys[i] = row.SSPKey
	}
	return keys
}

// sspKeyDoc is what the key called name decides.
func sspKeyDoc(name string) string {
	for _, row := range sspTable {
		if row.Name == name {
			return row.Doc
		}
	}
	return ""
}

// rows is the rows directly below the key called prefix, "" for the top level.
func (r *sspReader) rows(prefix string) []sspRow {
	var rows []sspRow
	for _, row := range r.table {
		rest, ok := strings.CutPrefix(row.Name, prefix)
		if prefix != "" {
			rest, ok = strings.CutPrefix(row.Name, prefix+".")
		}
		if ok && !strings.Contains(rest, ".") {
			rows = append(rows, row)
		}
	}
	return rows
}

// readKeys gives each key of a mapping to its row.
func (c cursor) readKeys(s *SSP) {
	rows := c.ssp.rows(c.Path)
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = strings.TrimPrefix(row.Name, c.Path+".")
	}
	if c.Kind != yamlio.Map && c.Path == "" {
		c.Refuse("keys with values, such as schema: ssp/1")
		return
	}
	if c.Kind != yamlio.Map {
		c.Refuse("a mapping with " + yamlio.OrWords(names))
		return
	}
	for _, f := range c.Fields {
		i := slices.Index(names, f.Name)
		if i < 0 {
			c.Unknown(f, names)
			continue
		}
		c.below(f.Value, rows[i].Name).readRow(rows[i], s)
	}
}

func (c cursor) readRow(row sspRow, s *SSP) {
	if row.read != nil {
		row.read(c, s)
	}
	if row.Example == "" {
		c.readKeys(s)
	}
	if row.after != nil && c.Kind == yamlio.Map {
		row.after(c, s)
	}
}
