package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// output is what a run prints, which must end well.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	require.Zero(t, run(args, nil, &out, &errs), errs.String())
	return out.String()
}

// demoInput is the benchmark and the facts of the demonstration.
func demoInput(t *testing.T) (bench, input string) {
	t.Helper()
	demo := t.TempDir()
	output(t, "demo", "-o", demo)
	input = filepath.Join(demo, "input")
	return filepath.Join(input, "U_MKE_Sample_V2R0-1_Manual-xccdf.xml"), filepath.Join(input, "facts")
}

// A file begun by ssp init decides nothing: the verdicts are those without one.
func TestSSPInitChangesNoVerdict(t *testing.T) {
	bench, input := demoInput(t)
	path := filepath.Join(t.TempDir(), "ssp.yaml")
	output(t, "ssp", "init", "-b", bench, "--from-facts", input, "-o", path)
	statuses := func(args ...string) (all []string) {
		var doc jsonRun
		text := output(t, append([]string{"evaluate", "-q", "-b", bench, "-f", input, "--time", "2026-11-02", "--json"}, args...)...)
		require.NoError(t, json.Unmarshal([]byte(text), &doc))
		for _, a := range doc.Assets {
			for _, r := range a.Results {
				all = append(all, a.Name+" "+r.STIGID+" "+r.Status)
			}
		}
		return all
	}
	require.Len(t, statuses(), 88)
	require.Equal(t, statuses(), statuses("-i", path))
}

var keyLine = regexp.MustCompile(`^# ( *)([a-z_0-9]+):(.*)$`)

// Every key of the file can be decided by taking away the comment marks of its line
// and of those it stands below.
func TestSSPInitKeysCanBeDecidedOneByOne(t *testing.T) {
	bench, _ := demoInput(t)
	var above []string
	decided := 0
	for _, line := range strings.Split(output(t, "ssp", "init", "-b", bench), "\n") {
		m := keyLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		above = append(above[:len(m[1])/2], strings.TrimPrefix(line, "# "))
		if m[3] == "" || m[2] == "system" || strings.Contains(line, "file:") || above[0] == "banner:" && m[2] != "source" {
			continue // holds others, or wants a file beside it
		}
		decided++
		_, err := facts.ReadSSP("ssp.yaml", []byte("schema: ssp/1\n"+strings.Join(above, "\n")+"\n"), nil)
		require.NoError(t, err, strings.Join(above, "\n"))
	}
	require.Greater(t, decided, 30)
}

// A container or node may be named by an enemy; no name begins a line of its own.
func TestSSPInitQuotesNames(t *testing.T) {
	var b strings.Builder
	writeCandidates(&b, []candidate{{id: "sha256:1\nexemptions: []", component: "ucp\u2028x", image: "a\nb", instance: "i\rj", nodes: []string{"n\nports: {}"}}})
	for _, line := range strings.Split(b.String(), "\n") {
		require.True(t, line == "" || strings.HasPrefix(line, "#"), line)
	}
	require.NotContains(t, b.String(), "\r")
	require.NotContains(t, b.String(), "\u2028")
}

func TestSSPCheckAttestations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ssp.yaml")
	statement := `{rule: CNTR-MK-000310, key: siem_no_data_alert, value: true, by: "SIEM admin", on: 2026-02-01, expires: 2027-02-01, evidence: "ticket 1", assets: ["node-*"]`
	for _, row := range []struct{ name, entry, at string }{
		{"counts", statement + "}", "2026-11-02"},
		{"expired", statement + "}", "2027-11-02"},
		{"bound to another check text", statement + `, check_sha256: "` + strings.Repeat("0", 64) + `"}`, "2026-11-02"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bench, _ := demoInput(t)
			require.NoError(t, os.WriteFile(path, []byte("attestations:\n  - "+row.entry+"\n"), 0o600))
			text := output(t, "ssp", "check", path, "-b", bench, "--time", row.at)
			require.Equal(t, row.name != "counts", strings.Contains(text, "attestation siem_no_data_alert"), text)
			require.Equal(t, row.name == "expired", !strings.Contains(text, "0 entries count for nothing"), text)
		})
	}
}
