package ckl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// column is one column of our CSV and one member of our JSON lines. Texts are
// those of the model, verbatim; lists are JSON arrays in JSON lines and have their
// entries parted by a blank in CSV.
type column struct {
	name string
	text func(*tableLine) *string   // nil for the others
	list func(*tableLine) *[]string // likewise
	get  func(*tableLine) string    // for values that are no texts
	set  func(*tableLine, string) error
}

// tableLine is one line: a row with the STIG and checklist it stands in. A STIG
// without rows is a line whose row is empty, with no status.
type tableLine struct {
	c *Checklist
	s *Stig
	r *Row
}

const (
	statusColumn  = "status"
	assetPrefix   = "asset_"
	stigPrefix    = "stig_"
	listSeparator = " "
)

// Columns is the names of the columns of CSV and the members of JSON lines, in
// order: those a person looks for first, then the rest. Names are those of a .ckl
// in lower case, with asset_ or stig_ in front where they are of ASSET or
// STIG_INFO; the last ones are of a .cklb alone.
func Columns() []string {
	var names []string
	for _, k := range allColumns() {
		names = append(names, k.name)
	}
	return names
}

func allColumns() []column {
	var all []column
	for _, k := range assetElements {
		name := assetPrefix + strings.ToLower(k.name)
		if k.field == nil {
			all = append(all, boolColumn(name, func(l *tableLine) *bool { return &l.c.Asset.WebOrDatabase }))
			continue
		}
		all = append(all, column{name: name, text: func(l *tableLine) *string { return k.field(&l.c.Asset) }})
	}
	for _, k := range stigAttributes {
		all = append(all, column{name: stigPrefix + k.name, text: func(l *tableLine) *string { return k.field(l.s) }})
	}
	for _, k := range slices.Concat(rowAttributes, reviewElements) {
		name := strings.ToLower(k.name)
		if name == "stig_uuid" {
			name = "row_stig_uuid" // stig_uuid is the STIG's own
		}
		all = append(all, rowColumn(name, k.field))
	}
	all = append(all,
		column{name: "legacy_id", list: func(l *tableLine) *[]string { return &l.r.LegacyIDs }},
		column{name: "cci_ref", list: func(l *tableLine) *[]string { return &l.r.CCIs }},
		column{name: statusColumn, get: func(l *tableLine) string { return l.r.word(CKL) }},
		rowColumn("check_content_href", func(r *Row) *string { return &r.CheckHref }),
		rowColumn("group_id_src", func(r *Row) *string { return &r.GroupIDSrc }),
		rowColumn("rule_id_src", func(r *Row) *string { return &r.RuleIDSrc }),
		rowColumn("list_title", func(r *Row) *string { return &r.ListTitle }),
		rowColumn("uuid", func(r *Row) *string { return &r.UUID }),
		column{name: stigPrefix + "display_name", text: func(l *tableLine) *string { return &l.s.DisplayName }},
		column{name: stigPrefix + "target_key", text: func(l *tableLine) *string { return &l.s.TargetKey }},
		intColumn(stigPrefix+"size", func(l *tableLine) *int { return &l.s.Size }),
		column{name: "checklist_title", text: func(l *tableLine) *string { return &l.c.Title }},
		column{name: "checklist_id", text: func(l *tableLine) *string { return &l.c.ID }},
		boolColumn("checklist_active", func(l *tableLine) *bool { return &l.c.Active }),
		intColumn("checklist_mode", func(l *tableLine) *int { return &l.c.Mode }),
		boolColumn("checklist_has_path", func(l *tableLine) *bool { return &l.c.HasPath }),
	)
	first := []string{"asset_host_name", "stig_stigid", "stig_version", "stig_releaseinfo", "vuln_num", "rule_id", "rule_ver", "severity",
		"severity_override", statusColumn, "rule_title", "finding_details", "comments", "severity_justification", "cci_ref"}
	slices.SortStableFunc(all, func(a, b column) int { return rank(first, a.name) - rank(first, b.name) })
	return all
}

func rank(first []string, name string) int {
	if i := slices.Index(first, name); i >= 0 {
		return i
	}
	return len(first)
}

func rowColumn(name string, field func(*Row) *string) column {
	return column{name: name, text: func(l *tableLine) *string { return field(l.r) }}
}

func boolColumn(name string, field func(*tableLine) *bool) column {
	return column{name: name, get: func(l *tableLine) string { return strconv.FormatBool(*field(l)) },
		set: func(l *tableLine, s string) error {
			if s != "true" && s != "false" && s != "" {
				return fmt.Errorf("is %q; want true or false", s)
			}
			*field(l) = s == "true"
			return nil
		}}
}

func intColumn(name string, field func(*tableLine) *int) column {
	return column{name: name, get: func(l *tableLine) string { return strconv.Itoa(*field(l)) },
		set: func(l *tableLine, s string) error {
			if s == "" {
				return nil
			}
			n, err := strconv.Atoi(s)
			if err != nil {
				return fmt.Errorf("is %q; want a whole number", s)
			}
			*field(l) = n
			return nil
		}}
}

// value is the value of the column, lists joined.
func (k *column) value(l *tableLine) string {
	switch {
	case k.text != nil:
		return *k.text(l)
	case k.list != nil:
		return strings.Join(*k.list(l), listSeparator)
	}
	return k.get(l)
}

// take sets the column; the status is set by the reader, which can report it.
func (k *column) take(l *tableLine, s string) error {
	switch {
	case k.text != nil:
		*k.text(l) = s
	case k.list != nil:
		*k.list(l) = strings.Fields(s)
	case k.set != nil:
		return k.set(l, s)
	}
	return nil
}

// tableLines calls each for every line of list; it stops at the first error.
func tableLines(list []*Checklist, each func(*tableLine) error) error {
	for _, c := range list {
		for _, s := range c.Stigs {
			for _, r := range s.Rows {
				if err := each(&tableLine{c, s, r}); err != nil {
					return err
				}
			}
			if len(s.Rows) == 0 {
				if err := each(&tableLine{c, s, nil}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// ofRow says which columns say something of the row.
func (k *column) ofRow() bool {
	return !strings.HasPrefix(k.name, assetPrefix) && !strings.HasPrefix(k.name, stigPrefix) && !strings.HasPrefix(k.name, "checklist_")
}

// tableReader puts lines together to checklists: neighbours that agree in all that
// is of the checklist belong to one, and in it those that agree in all that is of
// the STIG.
type tableReader struct {
	problems
	columns []column
	list    []*Checklist
	last    []string // the values of the line before
	row     *Row     // of the line read last; nil when it was a STIG without rows
}

// line takes the values of the columns present; place makes an error at a column.
func (t *tableReader) line(columns []*column, values []string, place func(i int) *diag.Error) error {
	newChecklist, newStig := t.last == nil, t.last == nil
	for i, k := range columns {
		if t.last == nil || k.ofRow() || values[i] == t.last[i] {
			continue
		}
		newStig = true
		newChecklist = newChecklist || !strings.HasPrefix(k.name, stigPrefix)
	}
	t.last = slices.Clone(values)
	if newChecklist {
		t.list = append(t.list, &Checklist{Mode: 1, HasPath: true})
	}
	c := t.list[len(t.list)-1]
	if newStig {
		c.Stigs = append(c.Stigs, &Stig{})
	}
	l := &tableLine{c, c.Stigs[len(c.Stigs)-1], &Row{}}
	some := false
	for i, k := range columns {
		some = some || k.ofRow() && values[i] != ""
		if k.name == statusColumn {
			word := values[i]
			if word != "" && !l.r.setWord(CKL, word) {
				t.note(func() *diag.Error {
					e := place(i)
					e.Msg, e.Hint = fmt.Sprintf("status is %q; want %s", word, wordList(words(CKL))), statusHint(CKL, word)
					return e
				})
			}
			continue
		}
		if err := k.take(l, values[i]); err != nil {
			e := place(i)
			e.Msg = err.Error()
			return e
		}
	}
	t.row = nil
	if some {
		l.s.Rows = append(l.s.Rows, l.r)
		t.row = l.r
	}
	return nil
}

// done settles what follows from the rest.
func (t *tableReader) done() []*Checklist {
	for _, c := range t.list {
		c.Asset.defaults()
		for _, s := range c.Stigs {
			s.Size = max(s.Size, len(s.Rows))
		}
	}
	return t.list
}

// required are the columns without which no row can be known again.
func required() []string {
	return []string{"asset_host_name", "stig_stigid", "vuln_num", "rule_id", statusColumn}
}
