package ckl

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// StateDiff is what differs between two states of an asset.
type StateDiff struct {
	Changes      []FieldChange // of the asset, of STIGs and of rows that both states have, in the order of the second
	AddedSTIGs   []string      // "id version, release info (n rows)"; their rows are not listed one by one
	RemovedSTIGs []string
	Added        []Where // rows of STIGs both have
	Removed      []Where
	// STIGs is how many both have; AddedRows and RemovedRows are the rows of those that
	// one has.
	STIGs, AddedRows, RemovedRows int
}

// Empty reports whether nothing differs.
func (d *StateDiff) Empty() bool {
	return len(d.Changes)+len(d.AddedSTIGs)+len(d.RemovedSTIGs)+len(d.Added)+len(d.Removed) == 0
}

// Diff compares two states of an asset, the older first. Rows belong together by
// group and rule, else by STIG ID, also across releases of a STIG. UUIDs, what
// programs write beside the fields of a checklist, and the order of rows do not
// count.
func Diff(a, b *Checklist) *StateDiff {
	d := &StateDiff{}
	for _, k := range assetElements {
		if k.field != nil {
			d.change(Where{}, k.name, *k.field(&a.Asset), *k.field(&b.Asset))
		}
	}
	d.change(Where{}, webOrDatabase, fmt.Sprint(a.Asset.WebOrDatabase), fmt.Sprint(b.Asset.WebOrDatabase))
	taken := map[*Stig]bool{}
	for _, t := range b.Stigs {
		s := counterpart(a, t, taken)
		if s == nil {
			d.AddedSTIGs = append(d.AddedSTIGs, describeStig(t))
			d.AddedRows += len(t.Rows)
			continue
		}
		d.STIGs++
		taken[s] = true
		d.stig(s, t)
	}
	for _, s := range a.Stigs {
		if !taken[s] {
			d.RemovedSTIGs = append(d.RemovedSTIGs, describeStig(s))
			d.RemovedRows += len(s.Rows)
		}
	}
	return d
}

func describeStig(s *Stig) string {
	return fmt.Sprintf("%s version %s, %s (%d rows)", s.ID, s.Version, s.ReleaseInfo, len(s.Rows))
}

// counterpart is the STIG of c that t is: of the same release, else the first.
func counterpart(c *Checklist, t *Stig, taken map[*Stig]bool) *Stig {
	var other *Stig
	for _, s := range c.Stigs {
		if taken[s] || bareBenchmark(s.ID) != bareBenchmark(t.ID) {
			continue
		}
		if s.Version == t.Version && s.ReleaseInfo == t.ReleaseInfo {
			return s
		}
		if other == nil {
			other = s
		}
	}
	return other
}

func (d *StateDiff) change(w Where, field, from, to string) {
	if from != to {
		d.Changes = append(d.Changes, FieldChange{Where: w, Field: field, From: from, To: to})
	}
}

func (d *StateDiff) stig(s, t *Stig) {
	for _, k := range stigAttributes {
		if k.name != "uuid" {
			d.change(Where{Benchmark: t.ID}, k.name, *k.field(s), *k.field(t))
		}
	}
	found := pairRows(s, t)
	paired := map[*Row]bool{}
	for i, r := range t.Rows {
		w := Where{t.ID, r.STIGID, r.VulnID, r.RuleID}
		if found[i] == nil {
			d.Added = append(d.Added, w)
			continue
		}
		paired[found[i]] = true
		d.row(w, found[i], r)
	}
	for _, r := range s.Rows {
		if !paired[r] {
			d.Removed = append(d.Removed, Where{s.ID, r.STIGID, r.VulnID, r.RuleID})
		}
	}
}

func (d *StateDiff) row(w Where, a, b *Row) {
	d.change(w, "STATUS", a.told(), b.told())
	for _, table := range [][]attribute[Row]{reviewElements, rowAttributes} {
		for _, k := range table {
			if k.name != "STIG_UUID" {
				d.change(w, k.name, *k.field(a), *k.field(b))
			}
		}
	}
	d.change(w, legacyID, strings.Join(a.LegacyIDs, " "), strings.Join(b.LegacyIDs, " "))
	d.change(w, cciRef, strings.Join(a.CCIs, " "), strings.Join(b.CCIs, " "))
}

// WriteText writes d for people: a line for each change of one line, the lines
// that left and came for the others.
func (d *StateDiff) WriteText(out io.Writer) error {
	var b strings.Builder
	list := func(sign string, names []string) {
		for _, n := range names {
			b.WriteString(sign + " " + n + "\n")
		}
	}
	list("-", d.RemovedSTIGs)
	list("+", d.AddedSTIGs)
	for _, w := range d.Removed {
		b.WriteString("- " + w.String() + "\n")
	}
	for _, w := range d.Added {
		b.WriteString("+ " + w.String() + "\n")
	}
	last := Where{Benchmark: "\x00"}
	for _, c := range d.Changes {
		if c.Where != last {
			last = c.Where
			b.WriteString("  " + c.Where.String() + "\n")
		}
		writeChange(&b, c.Field, c.From, c.To)
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("writing differences: %w", err)
	}
	return nil
}

// String names a row for people: its STIG, STIG ID and Vuln ID; "the asset" without any.
func (w Where) String() string {
	if w == (Where{}) {
		return "the asset"
	}
	name := either(w.STIGID, w.RuleID)
	parts := slices.DeleteFunc([]string{w.Benchmark, name, w.VulnID}, func(s string) bool { return s == "" })
	return strings.Join(parts, " ")
}

func writeChange(b *strings.Builder, field, from, to string) {
	if !strings.ContainsAny(from+to, "\r\n") && len(from)+len(to) < 100 {
		fmt.Fprintf(b, "      %s: %s -> %s\n", field, shown(from), shown(to))
		return
	}
	fmt.Fprintf(b, "      %s:\n", field)
	x, y := splitLines(from), splitLines(to)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	for _, l := range x {
		b.WriteString("      - " + l + "\n")
	}
	for _, l := range y {
		b.WriteString("      + " + l + "\n")
	}
}

func splitLines(s string) []string {
	if s == "" {
		return nil
	}
	all := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range all {
		all[i] = control(l)
	}
	return all
}

func shown(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return control(s)
}

// control makes control characters visible, so that a text cannot drive a terminal.
func control(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\uFFFD'
		}
		return r
	}, s)
}

// jsonDiff is d with the names of the JSON form.
type jsonDiff struct {
	STIGs        int          `json:"stigs_in_both"`
	AddedSTIGs   []string     `json:"added_stigs"`
	RemovedSTIGs []string     `json:"removed_stigs"`
	AddedRows    int          `json:"rows_of_added_stigs"`
	RemovedRows  int          `json:"rows_of_removed_stigs"`
	Added        []jsonWhere  `json:"added_rows"`
	Removed      []jsonWhere  `json:"removed_rows"`
	Changes      []jsonChange `json:"changes"`
}

type jsonWhere struct {
	Benchmark string `json:"benchmark,omitzero"`
	STIGID    string `json:"stig_id,omitzero"`
	VulnID    string `json:"vuln_id,omitzero"`
	RuleID    string `json:"rule_id,omitzero"`
}

type jsonChange struct {
	jsonWhere
	Field  string `json:"field"`
	From   string `json:"from"`
	To     string `json:"to"`
	Source string `json:"source,omitzero"`
}

// WriteJSON writes d as one indented JSON document.
func (d *StateDiff) WriteJSON(out io.Writer) error {
	doc := jsonDiff{STIGs: d.STIGs, AddedSTIGs: d.AddedSTIGs, RemovedSTIGs: d.RemovedSTIGs, AddedRows: d.AddedRows, RemovedRows: d.RemovedRows,
		Added: []jsonWhere{}, Removed: []jsonWhere{}, Changes: jsonChanges(d.Changes)}
	for _, w := range d.Added {
		doc.Added = append(doc.Added, jsonWhere(w))
	}
	for _, w := range d.Removed {
		doc.Removed = append(doc.Removed, jsonWhere(w))
	}
	return writeJSON(out, doc, "differences")
}

func jsonChanges(list []FieldChange) []jsonChange {
	out := make([]jsonChange, len(list))
	for i, c := range list {
		out[i] = jsonChange{jsonWhere(c.Where), c.Field, c.From, c.To, c.Source}
	}
	return out
}

func writeJSON(out io.Writer, doc any, what string) error {
	data, err := json.Marshal(doc, jsontext.WithIndent("  "), json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err == nil {
		_, err = out.Write(append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", what, err)
	}
	return nil
}

// WriteJSON writes r as one indented JSON document, see MarshalJSON.
func (r *MergeReport) WriteJSON(out io.Writer) error { return writeJSON(out, r, "a merge report") }

// MarshalJSON is r as an object: totals, changes, what needs a person, and the rows
// the scanner gave no verdict for, each with the status it has after the merge.
func (r *MergeReport) MarshalJSON() ([]byte, error) {
	type need struct {
		jsonWhere
		Reason  string `json:"reason"`
		Status  string `json:"status,omitzero"`
		Verdict string `json:"verdict,omitzero"`
		Message string `json:"message"`
	}
	type unperformed struct {
		jsonWhere
		Status string `json:"status"`
	}
	doc := struct {
		Totals       MergeTotals   `json:"totals"`
		Changes      []jsonChange  `json:"changes"`
		Needs        []need        `json:"needs"`
		NotPerformed []unperformed `json:"not_performed"`
	}{r.Totals, jsonChanges(r.Changes), []need{}, []unperformed{}}
	for _, n := range r.Needs {
		doc.Needs = append(doc.Needs, need{jsonWhere(n.Where), n.Reason.String(), n.Status, n.Verdict.String(), n.Message})
	}
	for _, w := range r.NotPerformed {
		doc.NotPerformed = append(doc.NotPerformed, unperformed{jsonWhere(w.Where), w.Status})
	}
	return json.Marshal(doc, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
}
