package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// printJudged prints the results: JSON, or a summary for people.
func (a *app) printJudged(f evaluateFlags, all []*judged, written []file, at time.Time) error {
	if f.json {
		return a.printRuns(all, at)
	}
	printSummary(a.stdout, all)
	if len(f.rules) > 0 {
		printDetails(a.stdout, all)
	} else {
		printFindings(a.stdout, all)
	}
	printWritten(a.stdout, written)
	return nil
}

func (a *app) printRuns(all []*judged, at time.Time) error {
	runs := make([]jsonRun, len(all))
	for i, j := range all {
		runs[i] = runJSON(j, at)
	}
	if len(runs) == 1 {
		return a.printJSON(runs[0])
	}
	return a.printJSON(runs)
}

// printSummary is a table of counts, a line an asset and benchmark.
func printSummary(w io.Writer, all []*judged) {
	for _, j := range all {
		fmt.Fprintln(w, j.benchmark.Label())
		rows := [][]string{{"ASSET", ">OPEN", ">CAT I", ">CAT II", ">CAT III", ">NOT A FINDING", ">N/A", ">NOT REVIEWED", ">RULES"}}
		for _, a := range j.assets {
			c := a.counts
			row := []string{a.name}
			for _, n := range []int{c.Open, a.open["cat1"], a.open["cat2"], a.open["cat3"], c.NotAFinding, c.NotApplicable, c.NotReviewed, c.Total()} {
				row = append(row, fmt.Sprint(n))
			}
			rows = append(rows, row)
		}
		printTable(w, rows)
		printReceipt(w, j)
		if n := j.assets[0].unjudged; n > 0 { // the same rules on every asset
			fmt.Fprintf(w, "%d of these rules have no evaluator yet and are Not_Reviewed.\n", n)
		}
		fmt.Fprintln(w)
	}
}

// printReceipt says, where rows are split, that no rule was lost: on each asset its
// rows and those on other assets are the rules of the benchmark.
func printReceipt(w io.Writer, j *judged) {
	if j.shape != rules.Split {
		return
	}
	for _, a := range j.assets {
		where := "the cluster"
		if a.kind == facts.ClusterBundle {
			where = "the nodes"
		}
		kept := ""
		if j.keepRows && a.there > 0 {
			kept = ", kept as Not_Reviewed rows that say so"
		}
		fmt.Fprintf(w, "%s: %d rules = %d rows here + %d judged on %s%s\n", a.name,
			a.here+a.there, a.here, a.there, where, kept)
	}
}

// printFindings is what is open, worst first, with the assets it is open on.
func printFindings(w io.Writer, all []*judged) {
	const shown = 15
	var rows [][]string
	total := 0
	for _, j := range all {
		for _, item := range byCategory(j.benchmark) {
			assets, of, reason := j.openOn(item.Position)
			if assets == nil {
				continue
			}
			if total++; total <= shown {
				rows = append(rows, []string{catWord(item.Severity()), orElse(item.STIGID(), item.RuleID()), onAssets(assets, of), cut(reason, 90)})
			}
		}
	}
	if rows == nil {
		return
	}
	fmt.Fprintln(w, "Open:")
	printTable(w, append([][]string{{"CAT", "RULE", "ON", "WHY"}}, rows...))
	if total > shown {
		fmt.Fprintf(w, "and %d more; each row of the checklists says why.\n", total-shown)
	}
	fmt.Fprintln(w)
}

// byCategory is the rules of a benchmark, CAT I first, else in its own order.
func byCategory(b *benchmark.Benchmark) []*benchmark.Item {
	items := make([]*benchmark.Item, len(b.Items))
	for i := range b.Items {
		items[i] = &b.Items[i]
	}
	order := func(i *benchmark.Item) string { return category(i.Severity()) + "~" }
	slices.SortStableFunc(items, func(x, y *benchmark.Item) int { return strings.Compare(order(x), order(y)) })
	return items
}

// openOn is the assets on which a rule is open, of how many that have it, and why on
// the first.
func (j *judged) openOn(position int) (names []string, of int, reason string) {
	for _, a := range j.assets {
		how := a.rows[position]
		if how != 0 {
			of++
		}
		if how == outcomeOf(result.Open) {
			names = append(names, a.name)
		}
	}
	return names, of, j.reasons[position]
}

func onAssets(names []string, of int) string {
	switch {
	case len(names) == of && of == 2:
		return "both"
	case len(names) == of && of > 1:
		return fmt.Sprintf("all %d", of)
	case len(names) == 1:
		return names[0]
	}
	return fmt.Sprintf("%d of %d", len(names), of)
}

// catWord is CAT I, CAT II or CAT III, or the severity itself where it is no category.
func catWord(severity string) string {
	if word := map[string]string{"cat1": "I", "cat2": "II", "cat3": "III"}[category(severity)]; word != "" {
		return word
	}
	return severity
}

// cut is the first line of a text, at most n characters of it.
func cut(text string, n int) string {
	text, _, _ = strings.Cut(text, "\n")
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// printDetails is the whole evidence of every result, for --rule.
func printDetails(w io.Writer, all []*judged) {
	for _, j := range all {
		for _, a := range j.assets {
			for _, r := range a.results.Results {
				fmt.Fprintf(w, "%s\n\n", result.Details(r))
			}
		}
	}
}

// printWritten is the files written and what a merge did to the rows.
func printWritten(w io.Writer, written []file) {
	for _, f := range written {
		word := "wrote"
		if f.merged {
			word = "merged into"
		}
		t := f.report.Totals
		fmt.Fprintf(w, "%s %s\n", word, f.path)
		if f.merged {
			fmt.Fprintf(w, "  %d rows: %d added, %d updated, %d unchanged, %d kept as a person set them, %d not evaluated\n",
				t.Rows, t.Added, t.Updated, t.Unchanged, t.HumanKept, t.NotEvaluated)
			printMerge(w, f)
		}
	}
}

// printMerge is the two lists of a merge: changed by facts, needs you.
func printMerge(w io.Writer, f file) {
	r := f.report
	if len(r.Changed) > 0 {
		fmt.Fprintln(w, "  changed by facts:")
		for _, c := range r.Changed {
			fmt.Fprintf(w, "    %s  %s -> %s\n", c.STIGID, c.From, c.To)
		}
	}
	var lines []string
	for _, n := range r.Needs {
		lines = append(lines, fmt.Sprintf("    %s  is %s, judged %s: %s", n.STIGID, n.Status, n.Verdict, n.Message))
	}
	if len(lines)+f.open > 0 {
		fmt.Fprintln(w, "  needs you:")
		for _, l := range lines {
			fmt.Fprintln(w, l)
		}
		if f.open > 0 {
			fmt.Fprintf(w, "    %d rows are Not_Reviewed\n", f.open)
		}
	}
}
