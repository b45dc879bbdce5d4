package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/release"
)

// carryAll carries every input, prints what became of each, and keeps of it the totals
// alone; next gives the first one read, and the one after is read ahead. One that is refused stops none of the others.
func (a *app) carryAll(j *carryJob, inputs []inputFile, next func() oldFile, refused error) error {
	problems := diag.List(diag.Each(refused))
	sum := &carrySummary{}
	list := &jsonList{a: a, on: j.json, open: "{\n  \"checklists\": ["}
	bar := a.progress("carrying", len(inputs))
	for i, in := range inputs {
		old := next()
		if i+1 < len(inputs) {
			next = a.oldAhead(inputs[i+1].path)
		}
		one, err := a.carryOne(j, in, old)
		bar.update(i+1, len(inputs))
		var fault *release.Fault
		var nothing *release.NothingToCarry
		switch {
		case errors.As(err, &fault):
			bar.done()
			return &exitError{exitFault, inFile(in.path, err)}
		case in.rel != "" && errors.As(err, &nothing):
			sum.skipped = append(sum.skipped, in.path)
			continue
		case err != nil:
			problems = append(problems, diag.Each(inFile(in.path, err))...)
			continue
		}
		sum.add(j, one)
		if err := list.add(one.receipt); err != nil {
			return err
		}
		if len(inputs) == 1 && !j.json && one.out != "-" {
			a.printFates(one.receipt)
		} else if !j.json {
			sum.remark(one)
		}
	}
	bar.done()
	sum.warn(a)
	problems = append(problems, a.saySkipped(sum.skipped, sum.files, j.to)...)
	if j.json {
		skipped := append([]string{}, sum.skipped...)
		if err := list.end(jsonCarried{DryRun: j.dryRun, Refused: len(inputs) - sum.files - len(skipped), Skipped: skipped, Totals: sum.totals}); err != nil {
			return err
		}
	} else {
		a.printCarried(j, sum)
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	return nil
}

// jsonCarried ends what `carry --json` prints.
type jsonCarried struct {
	DryRun  bool           `json:"dry_run"`
	Refused int            `json:"refused"`
	Skipped []string       `json:"skipped"` // in folders, and of no release that can be carried
	Totals  release.Totals `json:"totals"`
}

// jsonList prints a list whose entries need not be held at once, then the members of an
// object beside it.
type jsonList struct {
	a    *app
	on   bool
	open string
	n    int
}

func (l *jsonList) add(v any) error {
	if !l.on {
		return nil
	}
	data, err := json.MarshalIndent(v, "    ", "  ")
	if err != nil {
		return &exitError{exitFault, err}
	}
	lead := ","
	if l.n == 0 {
		lead = l.open
	}
	l.n++
	return l.print(lead + "\n    " + string(data))
}

// end closes the list; rest is an object whose members follow it.
func (l *jsonList) end(rest any) error {
	data, err := json.MarshalIndent(rest, "", "  ")
	if err != nil {
		return &exitError{exitFault, err}
	}
	lead := "\n  ]"
	if l.n == 0 {
		lead = l.open + "]"
	}
	return l.print(lead + "," + strings.TrimPrefix(string(data), "{") + "\n")
}

func (l *jsonList) print(s string) error {
	if _, err := fmt.Fprint(l.a.stdout, s); err != nil {
		return &exitError{exitInput, fmt.Errorf("writing the result: %w", err)}
	}
	return nil
}

// jsonDocument is v as a file, as encodeJSON writes it; the receipt of a large checklist
// takes less than half as long as through that.
func jsonDocument(v any) ([]byte, error) {
	data, err := jsonv2.Marshal(v, jsonv1.DefaultOptionsV1(), jsontext.WithIndent("  "), jsontext.EscapeForHTML(false))
	return append(data, '\n'), err
}

// carrySummary is what a run keeps of the checklists it carried.
type carrySummary struct {
	files   int
	skipped []string
	rows    [][]string
	wrote   []string
	totals  release.Totals
	remarks []carryRemark
}

// carryRemark is a remark of receipts, and what it is of.
type carryRemark struct {
	text  string
	first string // the checklist
	n     int    // of checklists
}

// remark keeps the remarks of a receipt.
func (s *carrySummary) remark(one *carried) {
	for _, text := range one.receipt.Remarks {
		i := slices.IndexFunc(s.remarks, func(r carryRemark) bool { return r.text == text })
		if i < 0 {
			i = len(s.remarks)
			s.remarks = append(s.remarks, carryRemark{text: text, first: one.in})
		}
		s.remarks[i].n++
	}
}

// warn prints each remark once, and of how many checklists it is.
func (s *carrySummary) warn(a *app) {
	for _, r := range s.remarks {
		if r.n == 1 {
			a.warn("%s: %s", r.first, r.text)
		} else {
			a.warn("%s (%d checklists, first %s)", r.text, r.n, r.first)
		}
	}
}

func (s *carrySummary) add(j *carryJob, one *carried) {
	s.files++
	s.totals.Add(one.receipt.Totals)
	for _, stig := range one.receipt.STIGs {
		if stig.Stays != "" {
			continue
		}
		cells := []string{orNoName(one.receipt.Asset), stig.ID, stig.Old.Label, stig.New.Label}
		s.rows = append(s.rows, append(cells, totalCells(stig.Totals)...))
	}
	if one.out != "-" && !j.dryRun {
		s.wrote = append(s.wrote, one.out)
	}
}

// saySkipped names the checklists found in folders that no release given is for. That
// there are no others is a problem.
func (a *app) saySkipped(skipped []string, used int, to []*benchmark.Benchmark) diag.List {
	const shown = 3
	if len(skipped) == 0 {
		return nil
	}
	names := strings.Join(skipped[:min(shown, len(skipped))], ", ")
	if len(skipped) > shown {
		names += ", …"
	}
	what := fmt.Sprintf("no release before %s", strings.Join(fewLabels(to), ", "))
	if used == 0 {
		return diag.List{{Msg: fmt.Sprintf("%s %s: %s", plural(len(skipped), "checklist holds", "checklists hold"), what, names), Hint: "`stigwright info` says which releases a checklist is of"}}
	}
	a.say("%s %s: %s", plural(len(skipped), "checklist is left out, as it holds", "checklists are left out, as they hold"), what, names)
	return nil
}

// fewLabels are the labels of benchmarks, of many how many there are.
func fewLabels(list []*benchmark.Benchmark) []string {
	const few = 3
	if len(list) > few {
		return []string{fmt.Sprintf("any of %d benchmarks", len(list))}
	}
	return labels(list)
}

func orNoName(asset string) string {
	if strings.TrimSpace(asset) == "" {
		return "(no name)"
	}
	return asset
}

func totalCells(t release.Totals) []string {
	var cells []string
	for _, n := range []int{t.In, t.Carried, t.Look, t.Reevaluated, t.Held, t.Stale, t.Removed, t.Added, t.Out} {
		cells = append(cells, fmt.Sprint(n))
	}
	return cells
}

// printFates lists the rows of one checklist that are not simply carried.
func (a *app) printFates(r *release.Receipt) {
	for _, remark := range r.Remarks {
		a.warn("%s", remark)
	}
	for _, s := range r.STIGs {
		if s.Stays != "" {
			a.say("%s %s stays as it is: %s", s.ID, s.Old.Label, s.Stays)
			continue
		}
		rows, blank := [][]string{{"CAT", "RULE", "FATE", "STATUS", "WHY"}}, 0
		for _, fate := range []release.Fate{release.Held, release.Stale, release.Reevaluated, release.Look, release.Added, release.Removed, release.Carried} {
			for _, row := range s.Rows {
				if fate == release.Carried && row.Stands == "" {
					continue
				}
				if row.Reason == fate && row.Unanswered() && row.Verdict == "" {
					blank++
				} else if row.Reason == fate && (fate != release.Reevaluated || row.Was != row.Status) {
					rows = append(rows, []string{catWord(row.Severity), row.STIGID, string(fate), became(row), cut(strings.Join(row.Why, "; "), 120)})
				}
			}
		}
		slices.SortStableFunc(rows[1:], func(x, y []string) int { return strings.Compare(orLast(x[0]), orLast(y[0])) })
		if len(rows) > 1 {
			printTable(a.stdout, rows)
		}
		if blank > 0 {
			fmt.Fprintf(a.stdout, "and %s with other texts that nobody had answered; the receipt lists what changed\n", plural(blank, "row", "rows"))
		}
		if len(rows) > 1 || blank > 0 {
			fmt.Fprintln(a.stdout)
		}
	}
}

func orLast(cat string) string {
	if cat == "" {
		return "~"
	}
	return cat
}

func became(r release.CarriedRow) string {
	if r.Stands != "" {
		stands := ", in the file " + r.Stands
		r.Stands = ""
		return became(r) + stands
	}
	switch {
	case r.Was == "" || r.Was == r.Status:
		return r.Status
	case r.Status == "":
		return r.Was
	}
	return r.Was + " -> " + r.Status
}

// printCarried prints the totals of every STIG, and that they add up.
func (a *app) printCarried(j *carryJob, s *carrySummary) {
	if s.files == 0 || j.out == "-" {
		return
	}
	head := []string{"ASSET", "STIG", "FROM", "TO", ">IN", ">CARRIED", ">LOOK", ">REEVALUATED", ">HELD", ">STALE", ">REMOVED", ">ADDED", ">OUT"}
	rows := append([][]string{head}, s.rows...)
	if len(s.rows) > 1 {
		rows = append(rows, append([]string{"all", "", "", ""}, totalCells(s.totals)...))
	}
	printTable(a.stdout, rows)
	t := s.totals
	fmt.Fprintf(a.stdout, "\nin %d = carried %d + held %d + removed %d\n", t.In, t.Carried, t.Held, t.Removed)
	if t.Stale > 0 && j.replay == nil {
		a.say("%s stale: with the facts they are judged again: -f FACTS -i ssp.yaml", plural(t.Stale, "verdict of stigwright is", "verdicts of stigwright are"))
	}
	if j.dryRun {
		fmt.Fprintln(a.stdout, "nothing was written (--dry-run)")
	}
	for _, w := range s.wrote {
		fmt.Fprintf(a.stdout, "wrote %s\n", w)
	}
}
