package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// printTable prints rows in columns two blanks apart. The first row is the head;
// a column whose head begins with ">" is aligned to the right.
func printTable(w io.Writer, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	right := make([]bool, len(rows[0]))
	for i, h := range rows[0] {
		right[i] = strings.HasPrefix(h, ">")
		rows[0][i] = strings.TrimPrefix(h, ">")
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if right[i] {
				cell = pad + cell
			} else {
				cell += pad
			}
			line.WriteString(cell + "  ")
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}
