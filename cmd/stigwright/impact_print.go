package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/stigwright/stigwright/release"
	"github.com/stigwright/stigwright/report"
)

// printImpact prints the assets, those with most to do first, then the work rule by rule.
func printImpact(w io.Writer, m *report.Impact) {
	fmt.Fprintf(w, "%s\n\n", m.Releases())
	head := []string{"ASSET", "STIG", "FROM", "TO", ">CAT I", ">CAT II", ">CAT III"}
	for _, e := range release.Effects() {
		head = append(head, ">"+strings.ToUpper(report.EffectHead(e)))
	}
	rows := [][]string{head}
	for i := range m.Assets {
		one := &m.Assets[i]
		cells := []string{orNoName(one.Asset), one.STIG, one.Old.Label, one.New.Label}
		for _, severity := range []string{"high", "medium", "low"} {
			cells = append(cells, fmt.Sprint(one.Needing(severity)))
		}
		rows = append(rows, append(cells, effectCells(one.Counts)...))
	}
	if len(m.Assets) > 1 {
		rows = append(rows, append([]string{"all", "", "", "", "", "", ""}, effectCells(m.Totals)...))
	}
	if len(m.Assets) > 0 {
		printTable(w, rows)
	}
	if len(m.Rules) == 0 {
		return
	}
	rows = [][]string{{"CAT", "RULE", "WHAT", ">ON", "WHY", "ASSETS"}}
	for _, r := range m.Rules {
		var assets []string
		for _, a := range r.Assets {
			assets = append(assets, orNoName(a))
		}
		rows = append(rows, []string{catWord(r.Severity), r.STIGID, report.EffectWord(r.Effect), fmt.Sprint(len(r.Assets)), cut(r.Why, 70), cut(strings.Join(assets, ", "), 60)})
	}
	fmt.Fprintln(w)
	printTable(w, rows)
}

func effectCells(counts map[release.Effect]int) []string {
	var cells []string
	for _, e := range release.Effects() {
		cells = append(cells, fmt.Sprint(counts[e]))
	}
	return cells
}
