//go:build unix

package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// measures are the columns: name, and the number taken of a run.
func measures() []measureOf {
	return []measureOf{
		{"wall", "ms", func(u usage) float64 { return millis(u.wall) }},
		{"cpu", "ms", func(u usage) float64 { return millis(u.cpu) }},
		{"peak", "MB", func(u usage) float64 { return float64(u.rss) / 1e6 }},
	}
}

type measureOf struct {
	name, unit string
	of         func(usage) float64
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// report prints a table of both commands, then A over B.
func report(out io.Writer, o options, runs [][]usage) {
	for i, words := range o.commands {
		fmt.Fprintf(out, "%c: %s\n", 'A'+i, strings.Join(words, " "))
	}
	fmt.Fprintf(out, "%d runs each, in turn\n\n%-10s %10s %10s %10s\n", o.n, "", "min", "median", "max")
	for _, m := range measures() {
		for i := range runs {
			low, mid, high := spread(values(runs[i], m.of))
			fmt.Fprintf(out, "%c %-5s %-2s %10.2f %10.2f %10.2f\n", 'A'+i, m.name, m.unit, low, mid, high)
		}
	}
	if len(runs) < 2 {
		return
	}
	fmt.Fprintf(out, "\nA / B, median over the pairs:")
	for _, m := range measures() {
		fmt.Fprintf(out, "  %s %.3f", m.name, pairRatio(values(runs[0], m.of), values(runs[1], m.of)))
	}
	fmt.Fprintln(out)
}

func values(runs []usage, of func(usage) float64) []float64 {
	out := make([]float64, len(runs))
	for i, u := range runs {
		out[i] = of(u)
	}
	return out
}

// spread is the smallest, the median and the largest of at least one value.
func spread(vs []float64) (low, mid, high float64) {
	vs = slices.SortedFunc(slices.Values(vs), cmp.Compare[float64])
	n := len(vs)
	return vs[0], (vs[(n-1)/2] + vs[n/2]) / 2, vs[n-1]
}

// pairRatio is the median of a[i]/b[i]; a pair whose b is 0 has no ratio.
func pairRatio(a, b []float64) float64 {
	var ratios []float64
	for i := range a {
		if b[i] > 0 {
			ratios = append(ratios, a[i]/b[i])
		}
	}
	if len(ratios) == 0 {
		return 0
	}
	_, mid, _ := spread(ratios)
	return mid
}
