package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/report"
)

// What is written in pieces, as through a buffer of 4,096 bytes, is shown as a whole: no
// piece ends within a character.
func TestMarkdownSteersNowhere(t *testing.T) {
	for pad := range 6 {
		title := strings.Repeat("x", pad) + strings.Repeat("\u202eé", 5_000)
		for name, write := range map[string]func(a *app) error{
			"releases": func(a *app) error {
				return a.writeChanges(&report.Changes{New: []*benchmark.Benchmark{{ID: title}}}, diffFlags{releaseFlags: releaseFlags{format: "md"}})
			},
			"libraries": func(a *app) error {
				doc := jsonLibraries{Benchmarks: []jsonLibraryEntry{{ID: title, Title: title, State: "added"}}}
				return a.writeLibraries(doc, diffFlags{releaseFlags: releaseFlags{format: "md"}})
			},
		} {
			var out bytes.Buffer
			require.NoError(t, write(&app{raw: &out}), name)
			require.True(t, utf8.Valid(out.Bytes()), name)
			require.NotContains(t, out.String(), "\u202e", "%s, %d", name, pad)
			require.NotContains(t, out.String(), "\ufffd", "%s, %d", name, pad)
			require.Equal(t, strings.Count(out.String(), `\u202e`), strings.Count(out.String(), "é"), name)
		}
	}
}
