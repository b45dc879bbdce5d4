package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/result"
)

// line is a tally with what it is of.
type line struct {
	scope, name, release string
	tally                *Tally
}

func (s *Summary) lines() []line {
	out := []line{{"total", "", "", &s.Total}}
	for i := range s.STIGs {
		t := &s.STIGs[i]
		out = append(out, line{"stig", t.ID, "Version " + t.Version + ", " + t.Release, &t.Tally})
	}
	for i := range s.Assets {
		out = append(out, line{"asset", s.Assets[i].Name, "", &s.Assets[i].Tally})
	}
	return out
}

func percent(t *Tally) string {
	if p, ok := t.Compliance(); ok {
		return strconv.FormatFloat(p, 'f', 1, 64)
	}
	return ""
}

// WriteTable writes s for people: totals, STIGs and assets, both severities, then the
// controls of both revisions, then what leads to none.
func (s *Summary) WriteTable(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\trows\topen\tCAT I\tCAT II\tCAT III\tnot a finding\tnot applicable\tnot reviewed\tcompliance %%\t\n")
	for _, l := range s.lines() {
		t := l.tally
		name := l.name
		if l.scope == "total" {
			name = fmt.Sprintf("total of %d checklists", s.Checklists)
			if s.Checklists == 1 {
				name = "total of 1 checklist"
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", name, t.Rows, t.Counts.Open, t.Effective[High].Open, t.Effective[Medium].Open,
			t.Effective[Low].Open, t.Counts.NotAFinding, t.Counts.NotApplicable, t.Counts.NotReviewed, percent(t), l.release)
	}
	fmt.Fprintf(w, "compliance: %s\nCAT: open rows by severity after overrides (%d overridden)\n", ComplianceFormula, s.Total.Overridden)
	if s.Total.Unknown > 0 {
		fmt.Fprintf(w, "%d rows have a status that is no known word and count as not reviewed\n", s.Total.Unknown)
	}
	severityTable(w, "severity of the benchmark", s.Total.Raw)
	severityTable(w, "severity after overrides", s.Total.Effective)
	for i := range s.Controls {
		s.Controls[i].table(w)
	}
	return w.Flush()
}

func severityTable(w io.Writer, title string, by [severities]result.Counts) {
	fmt.Fprintf(w, "\n%s\trows\topen\tnot a finding\tnot applicable\tnot reviewed\t\n", title)
	for s := High; s < severities; s++ {
		c := by[s]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t\n", s, c.Open+c.NotAFinding+c.NotApplicable+c.NotReviewed, c.Open, c.NotAFinding, c.NotApplicable, c.NotReviewed)
	}
}

func (f *Framework) table(w io.Writer) {
	fmt.Fprintf(w, "\nNIST SP 800-53 rev %d\trows\topen\tnot a finding\tnot applicable\tnot reviewed\t\n", f.Revision)
	for _, k := range f.Controls {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t\n", k.Control, k.Rows, k.Counts.Open, k.Counts.NotAFinding, k.Counts.NotApplicable, k.Counts.NotReviewed)
	}
	fmt.Fprintf(w, "rows without a CCI\t%d\t\nrows whose CCIs lead to no control\t%d\t\n", f.NoCCI, f.NoControl)
	for _, u := range f.Unmapped {
		fmt.Fprintf(w, "unmapped %s\t%d\t\n", u.ID, u.Rows)
	}
}

// WriteCSV writes s for programs, RFC 4180 with a header: a line for the total,
// each STIG, asset, control ("control_rev4", "control_rev5") and CCI that leads to
// none. The columns open_high to open_low go by the severity after overrides,
// raw_high to raw_low by the benchmark's.
func (s *Summary) WriteCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	records := [][]string{{"scope", "name", "release", "rows", "open", "not_a_finding", "not_applicable", "not_reviewed",
		"open_high", "open_medium", "open_low", "raw_high", "raw_medium", "raw_low", "unknown_status", "overridden", "compliance"}}
	n := strconv.Itoa
	for _, l := range s.lines() {
		t := l.tally
		records = append(records, append(append([]string{l.scope, l.name, l.release, n(t.Rows)}, statuses(t.Counts)...),
			n(t.Effective[High].Open), n(t.Effective[Medium].Open), n(t.Effective[Low].Open),
			n(t.Raw[High].Open), n(t.Raw[Medium].Open), n(t.Raw[Low].Open), n(t.Unknown), n(t.Overridden), percent(t)))
	}
	for _, f := range s.Controls {
		scope := "control_rev" + n(int(f.Revision))
		add := func(name string, rows int, counts []string) {
			records = append(records, append(append([]string{scope, name, "", n(rows)}, counts...), make([]string, 9)...))
		}
		for _, k := range f.Controls {
			add(k.Control, k.Rows, statuses(k.Counts))
		}
		add("(no CCI)", f.NoCCI, make([]string, 4))
		add("(no control)", f.NoControl, make([]string, 4))
		for _, u := range f.Unmapped {
			add("(unmapped) "+u.ID, u.Rows, make([]string, 4))
		}
	}
	if err := w.WriteAll(records); err != nil {
		return fmt.Errorf("writing statistics: %w", err)
	}
	return nil
}

func statuses(c result.Counts) []string {
	return []string{strconv.Itoa(c.Open), strconv.Itoa(c.NotAFinding), strconv.Itoa(c.NotApplicable), strconv.Itoa(c.NotReviewed)}
}

// WriteJSON writes s as one indented JSON document.
func (s *Summary) WriteJSON(out io.Writer) error {
	doc := jsonSummary{Checklists: s.Checklists, Formula: ComplianceFormula, Total: jsonOf(&s.Total), STIGs: []jsonPart{}, Assets: []jsonPart{}}
	for i := range s.STIGs {
		t := &s.STIGs[i]
		doc.STIGs = append(doc.STIGs, jsonPart{t.ID, t.Version, t.Release, t.Assets, jsonOf(&t.Tally)})
	}
	for i := range s.Assets {
		doc.Assets = append(doc.Assets, jsonPart{Name: s.Assets[i].Name, jsonTally: jsonOf(&s.Assets[i].Tally)})
	}
	for _, f := range s.Controls {
		g := jsonFramework{Revision: int(f.Revision), NoCCI: f.NoCCI, NoControl: f.NoControl, Controls: []jsonControl{}, Unmapped: []jsonCCI{}}
		for _, k := range f.Controls {
			g.Controls = append(g.Controls, jsonControl{k.Control, k.Status().String(), k.CCIs, k.Rows, countsOf(k.Counts)})
		}
		for _, u := range f.Unmapped {
			g.Unmapped = append(g.Unmapped, jsonCCI(u))
		}
		doc.Controls = append(doc.Controls, g)
	}
	data, err := json.Marshal(doc, jsontext.WithIndent("  "), json.Deterministic(true))
	if err == nil {
		_, err = out.Write(append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("writing statistics: %w", err)
	}
	return nil
}

type jsonSummary struct {
	Checklists int             `json:"checklists"`
	Formula    string          `json:"compliance_formula"`
	Total      jsonTally       `json:"total"`
	STIGs      []jsonPart      `json:"stigs"`
	Assets     []jsonPart      `json:"assets"`
	Controls   []jsonFramework `json:"nist_sp_800_53"`
}

type jsonPart struct {
	Name    string `json:"name"`
	Version string `json:"version,omitzero"`
	Release string `json:"release,omitzero"`
	Assets  int    `json:"assets,omitzero"`
	jsonTally
}

type jsonTally struct {
	Rows       int                   `json:"rows"`
	Counts     jsonCounts            `json:"counts"`
	Unknown    int                   `json:"unknown_status"`
	Overridden int                   `json:"overridden"`
	Raw        map[string]jsonCounts `json:"by_severity"`
	Effective  map[string]jsonCounts `json:"by_effective_severity"`
	Compliance *float64              `json:"compliance"` // null when no row applies
}

type jsonCounts struct {
	Open          int `json:"Open"`
	NotAFinding   int `json:"NotAFinding"`
	NotApplicable int `json:"Not_Applicable"`
	NotReviewed   int `json:"Not_Reviewed"`
}

type jsonFramework struct {
	Revision  int           `json:"revision"`
	Controls  []jsonControl `json:"controls"`
	NoCCI     int           `json:"rows_without_cci"`
	NoControl int           `json:"rows_without_control"`
	Unmapped  []jsonCCI     `json:"unmapped_ccis"`
}

type jsonControl struct {
	Control string     `json:"control"`
	Status  string     `json:"status"`
	CCIs    int        `json:"ccis"`
	Rows    int        `json:"rows"`
	Counts  jsonCounts `json:"counts"`
}

type jsonCCI struct {
	ID   string `json:"cci"`
	Rows int    `json:"rows"`
}

func countsOf(c result.Counts) jsonCounts {
	return jsonCounts{c.Open, c.NotAFinding, c.NotApplicable, c.NotReviewed}
}

func jsonOf(t *Tally) jsonTally {
	out := jsonTally{Rows: t.Rows, Counts: countsOf(t.Counts), Unknown: t.Unknown, Overridden: t.Overridden,
		Raw: map[string]jsonCounts{}, Effective: map[string]jsonCounts{}}
	for s := High; s < severities; s++ {
		out.Raw[s.String()], out.Effective[s.String()] = countsOf(t.Raw[s]), countsOf(t.Effective[s])
	}
	if p, ok := t.Compliance(); ok {
		out.Compliance = &p
	}
	return out
}
