package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// failOn is the conditions of --fail-on.
type failOn []string

var failOnWords = []string{"open", "not-reviewed", "cat1", "cat2", "cat3"}

func parseFailOn(words []string) (failOn, error) {
	var out failOn
	for _, w := range words {
		w = strings.ToLower(strings.TrimSpace(w))
		if !slices.Contains(failOnWords, w) {
			hint := "catN is Open at benchmark severity high, medium, low"
			if near := diag.Nearest(w, failOnWords); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return nil, hinted(hint, "--fail-on: is %q; want %s", w, strings.Join(failOnWords, ", "))
		}
		out = append(out, w)
	}
	return out, nil
}

// met says in one line what is met, "" when nothing is. Severity is the
// benchmark's own, not an override of the checklist.
func (f failOn) met(assets []tally) string {
	hits := map[string]int{}
	for _, a := range assets {
		for _, word := range f {
			hits[word] += a.matches(word)
		}
	}
	var parts []string
	for _, word := range failOnWords {
		if hits[word] > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", word, hits[word]))
		}
	}
	return strings.Join(parts, ", ")
}

// matches is how many rows of the asset a condition is met by.
func (t tally) matches(word string) int {
	switch word {
	case "open":
		return t.counts.Open
	case "not-reviewed":
		return t.counts.NotReviewed
	}
	return t.open[word]
}

// category is cat1, cat2 or cat3 of a benchmark severity, "" for any other word.
func category(severity string) string {
	return map[string]string{"high": "cat1", "medium": "cat2", "low": "cat3"}[severity]
}
