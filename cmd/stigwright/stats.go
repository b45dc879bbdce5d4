package main

import (
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/report"
)

// statsFlags is the command line of stats.
type statsFlags struct {
	format string
	json   bool
	failOn []string
}

func (a *app) statsCmd() *cobra.Command {
	var f statsFlags
	cmd := &cobra.Command{
		Use:   "stats FILE|DIR...",
		Short: "Count checklists by status, severity, STIG, asset and NIST control",
		Long: `Counts the rows of checklists by status, by the benchmark's severity and by the one
after overrides, in all, for each STIG and each asset; says how far that is from done,
with the formula; and what it means for the controls of NIST SP 800-53, revisions 4 and
5, through DISA's CCIs. What leads to no control is counted, never left out.

A folder means every checklist in and below it. Of a .ckl and a .cklb of one name only
the .ckl is counted. XCCDF results, ARF and .nessus files can be named one by one.`,
		Example: `  stigwright stats node1.ckl
  stigwright stats checklists/ --format csv
  stigwright stats checklists/ --json --fail-on cat1`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return hinted("stigwright stats checklists/", "no checklist given")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.stats(args, f) },
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.format, "format", "table", "table, csv or json")
	flags.BoolVar(&f.json, "json", false, "the same as --format json")
	flags.StringSliceVar(&f.failOn, "fail-on", nil, "exit with 1 when one of these is met: "+strings.Join(failOnWords, ", "))
	return cmd
}

// stats counts what can be read; what could not comes last, with exit 3.
func (a *app) stats(paths []string, f statsFlags) error {
	if f.json {
		f.format = "json"
	}
	write := map[string]func(*report.Summary) error{
		"table": func(s *report.Summary) error { return s.WriteTable(a.stdout) },
		"csv":   func(s *report.Summary) error { return s.WriteCSV(a.stdout) },
		"json":  func(s *report.Summary) error { return s.WriteJSON(a.stdout) },
	}[f.format]
	if write == nil {
		return usage("--format: is %q; want table, csv or json", f.format)
	}
	failOn, err := parseFailOn(f.failOn)
	if err != nil {
		return err
	}
	files, problems := checklistFiles(paths)
	files, twins := withoutTwins(files)
	if len(twins) > 0 {
		a.say("%d .cklb files were not counted beside the .ckl of the same name, the first %s", len(twins), twins[0])
	}
	sum, refused := a.count(files)
	problems = append(problems, refused...)
	if sum.Checklists > 0 {
		if err := write(sum); err != nil {
			return &exitError{exitInput, err}
		}
	}
	if problems != nil {
		return &exitError{exitInput, problems}
	}
	if met := failOn.metBy(sum); met != "" {
		a.say("--fail-on is met: %s", met)
		return &exitError{code: exitFailOn}
	}
	return nil
}

// counted is what is kept of a file: not the file.
type counted struct {
	holds   []string // asset and STIG of each checklist in it
	odd     int      // problems that were read over
	first   string   // the first of them
	again   int      // rows that stand in their STIG before
	row     string   // the first of them
	refused error
}

// count reads the files, one at a time for each worker.
func (a *app) count(files []string) (*report.Summary, diag.List) {
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		next  int
		about = make([]counted, len(files))
		parts = make([]*report.Stats, workers())
		bar   = a.progress("counting", len(files))
	)
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		bar.update(next, len(files))
		next++
		return next - 1
	}
	a.memory = newBuffers(len(parts))
	for w := range parts {
		parts[w] = report.NewStats()
		wg.Go(func() {
			for i := take(); i < len(files); i = take() {
				about[i] = a.countFile(files[i], parts[w])
			}
		})
	}
	wg.Wait()
	bar.done()
	for _, p := range parts[1:] {
		parts[0].Merge(p)
	}
	return parts[0].Summary(), a.remarks(files, about)
}

// countFile adds a file whole or not at all.
func (a *app) countFile(path string, stats *report.Stats) (c counted) {
	data, err := a.readInputInto(path, a.memory.take())
	if err != nil {
		return counted{refused: err}
	}
	lists, problems, err := ckl.ReadBrief(path, data)
	a.memory.give(data)
	if err != nil {
		return counted{refused: inFile(path, err)}
	}
	if c.odd = len(problems); c.odd > 0 {
		c.first = problems[0].Error()
	}
	for _, l := range lists {
		stats.Add(l)
		for _, s := range l.Stigs {
			c.rowsTwice(s)
			c.holds = append(c.holds, report.AssetName(l.Asset)+"\x00"+s.ID+"\x00"+s.Version+"\x00"+s.ReleaseInfo)
		}
	}
	return c
}

// rowsTwice counts the rows of s that have all ids of an earlier one: readers that keep
// one of them differ in which. A row without ids is told from no other.
func (c *counted) rowsTwice(s *ckl.Stig) {
	seen := make(map[[3]string]bool, len(s.Rows))
	for _, r := range s.Rows {
		key := [3]string{r.VulnID, r.RuleID, r.STIGID}
		if key == [3]string{} || !seen[key] {
			seen[key] = true
			continue
		}
		if c.again++; c.again == 1 {
			c.row = strings.Join([]string{s.ID, key[0], key[1], key[2]}, " ")
		}
	}
}

// remarks says, in the order of the files, what was odd about them, and gives back
// what was refused.
func (a *app) remarks(files []string, about []counted) (refused diag.List) {
	where, twice := map[string]string{}, 0
	for i, c := range about {
		refused = append(refused, diag.Each(c.refused)...)
		if c.odd > 0 {
			a.warn("%s: %d problems, the first: %s", files[i], c.odd, c.first)
		}
		if c.again > 0 {
			a.warn("%s: %d rows stand in their STIG before and count again, the first: %s", files[i], c.again, c.row)
		}
		for _, key := range c.holds {
			first, known := where[key]
			if !known {
				where[key] = files[i]
				continue
			}
			if twice++; twice == 1 {
				words := strings.Split(key, "\x00")
				a.warn("%s on %s is in %s and in %s, and counts twice", words[1], words[0], first, files[i])
			}
		}
	}
	if twice > 1 {
		a.warn("%d STIGs of an asset count twice or more", twice)
	}
	return refused
}

// metBy says in one line what of the conditions the rows meet, "" when nothing.
// Severity is the benchmark's own.
func (f failOn) metBy(s *report.Summary) string {
	t := &s.Total
	n := map[string]int{"open": t.Counts.Open, "not-reviewed": t.Counts.NotReviewed,
		"cat1": t.Raw[report.High].Open, "cat2": t.Raw[report.Medium].Open, "cat3": t.Raw[report.Low].Open}
	var parts []string
	for _, word := range failOnWords {
		for _, asked := range f {
			if asked == word && n[word] > 0 {
				parts = append(parts, fmt.Sprintf("%s: %d", word, n[word]))
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
