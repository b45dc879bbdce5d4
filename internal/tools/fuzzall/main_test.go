package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseFindsTargetsInOrder(t *testing.T) {
	targets, err := parse(strings.NewReader(`{"Action":"start","Package":"m/b"}
{"Action":"output","Package":"m/b","Output":"FuzzTwo\n"}
{"Action":"output","Package":"m/b","Output":"FuzzOne\n"}
{"Action":"output","Package":"m/b","Output":"ok  \tm/b\t0.004s\n"}
{"Action":"output","Package":"m/a","Output":"FuzzX\n"}
{"Action":"output","Package":"m/a","Output":"Fuzz is a word of a log line\n"}
`))
	require.NoError(t, err)
	require.Equal(t, []target{{"m/a", "FuzzX"}, {"m/b", "FuzzOne"}, {"m/b", "FuzzTwo"}}, targets)
	_, err = parse(strings.NewReader("not JSON"))
	require.Error(t, err)
}

func TestShareOf(t *testing.T) {
	for _, row := range []struct {
		each, total time.Duration
		n           int
		want        time.Duration
	}{
		{10 * time.Second, time.Hour, 3, 10 * time.Second},
		{10 * time.Second, 30 * time.Second, 6, 5 * time.Second},
		{10 * time.Second, time.Second, 60, time.Second},
		{10 * time.Second, time.Minute, 0, 10 * time.Second},
	} {
		require.Equal(t, row.want, shareOf(row.each, row.total, row.n), "%+v", row)
	}
}

func TestLastProgress(t *testing.T) {
	require.Equal(t, "elapsed: 2s, execs: 9 (4/sec)", lastProgress("fuzz: elapsed: 1s, execs: 2\nfuzz: elapsed: 2s, execs: 9 (4/sec)\nPASS\n"))
	require.Equal(t, "", lastProgress("PASS\n"))
}

func TestOnlyDeadline(t *testing.T) {
	require.True(t, onlyDeadline("--- FAIL: FuzzX (10.1s)\n    context deadline exceeded\nFAIL\n"))
	require.False(t, onlyDeadline("context deadline exceeded\n    Failing input written to testdata/fuzz/FuzzX/1\n"))
	require.False(t, onlyDeadline("--- FAIL: FuzzX (0.1s)\n"))
}

func TestUsage(t *testing.T) {
	var out, errs strings.Builder
	require.Equal(t, 2, run([]string{"-nonsense"}, &out, &errs))
	require.Contains(t, errs.String(), "-total")
}
