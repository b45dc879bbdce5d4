//go:build unix

package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSplit(t *testing.T) {
	for text, want := range map[string][]string{
		``:                        nil,
		`  a  b `:                 {"a", "b"},
		`a 'b c' "d e"`:           {"a", "b c", "d e"},
		`x='1 2'y ""`:             {"x=1 2y", ""},
		`a\ b "q\"\\\n" 'q\'`:     {"a b", `q"\\n`, `q\`},
		"tab\tand\nline":          {"tab", "and", "line"},
		`--file=/a/b "$NOT" *.go`: {"--file=/a/b", "$NOT", "*.go"},
	} {
		got, err := split(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{`'a`, `"a`, `a\`} {
		_, err := split(text)
		require.ErrorContains(t, err, "unfinished quote", text)
	}
}

func TestSpreadAndRatio(t *testing.T) {
	low, mid, high := spread([]float64{3, 1, 2, 10})
	require.Equal(t, [3]float64{1, 2.5, 10}, [3]float64{low, mid, high})
	require.InDelta(t, 0.5, pairRatio([]float64{1, 2, 9}, []float64{2, 4, 0}), 1e-9)
	require.Zero(t, pairRatio([]float64{1}, []float64{0}))
}

func TestReport(t *testing.T) {
	o := options{n: 1, commands: [][]string{{"a", "x"}, {"b"}}}
	var out bytes.Buffer
	report(&out, o, [][]usage{
		{{wall: 10 * time.Millisecond, cpu: 5 * time.Millisecond, rss: 2e6}},
		{{wall: 20 * time.Millisecond, cpu: 20 * time.Millisecond, rss: 8e6}},
	})
	require.Equal(t, `A: a x
B: b
1 runs each, in turn

                  min     median        max
A wall  ms      10.00      10.00      10.00
B wall  ms      20.00      20.00      20.00
A cpu   ms       5.00       5.00       5.00
B cpu   ms      20.00      20.00      20.00
A peak  MB       2.00       2.00       2.00
B peak  MB       8.00       8.00       8.00

A / B, median over the pairs:  wall 0.500  cpu 0.250  peak 0.250
`, out.String())
}

func TestRun(t *testing.T) {
	var out, errs bytes.Buffer
	require.Equal(t, 0, run([]string{"-n", "2", "-ok", "0,3", "-env", "CODE=3", "-a", `sh -c 'exit $CODE'`, "-b", "true"}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "2 runs each")

	file := filepath.Join(t.TempDir(), "f")
	once := fmt.Sprintf(`sh -c 'test ! -e %s && touch %s'`, file, file)
	require.Equal(t, 1, run([]string{"-n", "2", "-a", once}, &out, &errs))
	require.Equal(t, 0, run([]string{"-n", "2", "-a", once, "-before", "rm -f " + file}, &out, &errs), errs.String())

	for want, args := range map[string][]string{
		"exit code 7; gone":  {"-n", "1", "-a", `sh -c 'echo gone >&2; exit 7'`},
		"no-such-command":    {"-n", "1", "-a", "no-such-command-here"},
		"want -a COMMAND":    {"-n", "1"},
		"is no exit code":    {"-a", "true", "-ok", "x"},
		"unfinished quote":   {"-a", "'"},
		"flag provided but ": {"-nonsense"},
	} {
		errs.Reset()
		require.NotEqual(t, 0, run(args, &out, &errs), want)
		require.Contains(t, errs.String(), want)
	}
}

func TestMeasureSeesMemoryAndTime(t *testing.T) {
	u, err := measure([]string{"sh", "-c", "sleep 0.05"}, nil)
	require.NoError(t, err)
	require.GreaterOrEqual(t, u.wall, 50*time.Millisecond)
	require.Greater(t, u.rss, int64(100_000))
}
