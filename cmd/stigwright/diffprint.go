package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/release"
)

// printStates prints what differs for people: how the statuses moved, then each row
// with its fields, whole lines or word by word.
func (a *app) printStates(d *ckl.StateDiff, words bool) error {
	a.printMoves(d)
	if !words {
		return d.WriteText(a.stdout)
	}
	whole := *d
	whole.Changes = nil
	if err := whole.WriteText(a.stdout); err != nil {
		return err
	}
	for i, c := range d.Changes {
		if i == 0 || c.Where != d.Changes[i-1].Where {
			fmt.Fprintf(a.stdout, "  %s\n", c.Where)
		}
		text := strings.ReplaceAll(wordByWord(c.From, c.To), "\n", "\n      | ")
		if strings.Contains(text, "\n") {
			text = "\n      | " + text
		}
		fmt.Fprintf(a.stdout, "      %s: %s\n", c.Field, text)
	}
	return nil
}

// printMoves counts the rows by the status they had and have.
func (a *app) printMoves(d *ckl.StateDiff) {
	moves, rows := map[string]int{}, map[ckl.Where]bool{}
	for _, c := range d.Changes {
		if c.Field == "STATUS" {
			moves[c.From+" -> "+c.To]++
		}
		if c.Where.RuleID != "" || c.Where.VulnID != "" {
			rows[c.Where] = true
		}
	}
	if d.Empty() {
		return
	}
	fmt.Fprintf(a.stdout, "rows that differ: %d, added: %s, removed: %s\n", len(rows),
		rowCount(len(d.Added), d.AddedRows, d.AddedSTIGs), rowCount(len(d.Removed), d.RemovedRows, d.RemovedSTIGs))
	table := [][]string{{"STATUS", ">ROWS"}}
	for _, m := range slices.Sorted(maps.Keys(moves)) {
		table = append(table, []string{m, fmt.Sprint(moves[m])})
	}
	if len(moves) > 0 {
		printTable(a.stdout, table)
	}
	fmt.Fprintln(a.stdout)
}

// rowCount counts rows of STIGs both have, and of whole STIGs.
func rowCount(single, whole int, stigs []string) string {
	switch len(stigs) {
	case 0:
		return fmt.Sprint(single)
	case 1:
		return fmt.Sprintf("%d (%d of a whole STIG)", single+whole, whole)
	}
	return fmt.Sprintf("%d (%d of %d whole STIGs)", single+whole, whole, len(stigs))
}

// wordByWord is new with what left it in [-brackets-] and what came in {+braces+},
// as `git diff --word-diff` has it. Long stretches that stayed are shortened.
func wordByWord(old, new string) string {
	var b strings.Builder
	for _, e := range release.Words(old, new) {
		switch e.Op {
		case release.Delete:
			b.WriteString("[-" + e.Text + "-]")
		case release.Insert:
			b.WriteString("{+" + e.Text + "+}")
		default:
			b.WriteString(shortened(e.Text))
		}
	}
	return b.String()
}

// shortened leaves the ends of a long text, cut between words.
func shortened(text string) string {
	const kept = 60
	if len(text) <= 2*kept+20 {
		return text
	}
	head, tail := text[:kept], text[len(text)-kept:]
	head = head[:strings.LastIndexByte(head, ' ')+1]
	_, tail, _ = strings.Cut(tail, " ")
	return head + "… " + tail
}
