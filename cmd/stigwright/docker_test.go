package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// dockerSTIG is the published Docker Enterprise STIG.
func dockerSTIG(t *testing.T) string {
	return shared.Dir(t, "corpus", "U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip")
}

func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	require.Zero(t, run(args, nil, &out, &errs), errs.String())
	return out.String()
}

// The numbers that V1R1 gave to groups and rules still find the rule.
func TestDockerLegacyNumbers(t *testing.T) {
	stig := dockerSTIG(t)
	want := printed(t, "explain", "DKER-EE-001070", "-b", stig)
	for _, old := range []string{"V-94867", "SV-104697", "V-235777"} {
		require.Equal(t, want, printed(t, "explain", old, "-b", stig), old)
	}
	capture := shared.Dir(t, "facts-samples", "docker-engine-20.10", "compliant")
	judged := printed(t, "evaluate", "-q", "-b", stig, "-f", capture, "--time", "2026-11-28", "--rule", "V-94867", "-o", t.TempDir())
	require.Contains(t, judged, "DKER-EE-001070 on node1.example.test: Open")
}

// The 24 controls of CAT I, each with the number it had, its requirement and a short fix.
func TestDockerCatI(t *testing.T) {
	plain := printed(t, "info", dockerSTIG(t), "--rules", "--cat", "1")
	rows := 0
	for _, line := range bytes.Split([]byte(plain), []byte("\n")) {
		if !bytes.HasPrefix(line, []byte("DKER-EE-")) {
			continue
		}
		rows++
		if !bytes.HasPrefix(line, []byte("DKER-EE-999999")) { // which V1R1 did not have
			require.Regexp(t, `^DKER-EE-\d{6} +V-\d{6} +V-\d{5} SV-\d{6} +SRG-APP-\d{6} +I +\S.* {2,}\S`, string(line))
		}
	}
	require.Equal(t, 24, rows)
}

// A plain engine is judged from its node alone, and what nobody collected passes nothing.
func TestDockerPlainEngine(t *testing.T) {
	dir := t.TempDir()
	printed(t, "evaluate", "-q", "-b", dockerSTIG(t), "-f", shared.Dir(t, "facts-samples", "docker-engine-20.10", "noncompliant"), "--time", "2026-11-28", "-o", dir)
	for _, ext := range []string{"ckl", "cklb"} {
		found, err := filepath.Glob(filepath.Join(dir, "*."+ext))
		require.NoError(t, err)
		require.Len(t, found, 1)
	}
}
