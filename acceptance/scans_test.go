//go:build acceptance

package acceptance

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// What OpenSCAP writes of a real run here, as an asset report and as XCCDF results,
// holds the same verdicts for us, and those that stand in the file: counted by a
// pattern over its text, not by our reader.
func TestWeReadWhatOpenSCAPWrites(t *testing.T) {
	const stream = "/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml"
	require.FileExists(t, stream, "want the package ssg-debian")
	b := setUp(t)
	arf, results := filepath.Join(b.out, "arf.xml"), filepath.Join(b.out, "results.xml")
	cmd := exec.Command("oscap", "xccdf", "eval", "--profile", "standard", "--results-arf", arf, "--results", results, stream)
	out, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 2 { //nolint:errorlint // as Run gives it; 2 says that a rule failed
		require.NoError(t, err, "%s", out)
	}
	raw, err := os.ReadFile(results)
	require.NoError(t, err)
	want := map[string]int{}
	for _, m := range regexp.MustCompile(`<rule-result [^>]*>\s*<result>(\w+)</result>`).FindAllSubmatch(raw, -1) {
		want[statusOfWord(string(m[1]))]++
	}
	require.NotEmpty(t, want)
	var hosts [2]string
	for i, file := range []string{arf, results} {
		got := map[string]int{}
		for _, line := range bytes.Split(bytes.TrimSpace(b.run("convert", file, "-o", "-", "--to", "jsonl")), []byte("\n")) {
			var row struct {
				Host   string `json:"asset_host_name"`
				Status string `json:"status"`
			}
			require.NoError(t, json.Unmarshal(line, &row), "%s", line)
			got[row.Status]++
			hosts[i] = row.Host
		}
		require.Equal(t, want, got, file)
	}
	target := regexp.MustCompile(`<target>([^<]+)</target>`).FindSubmatch(raw)
	require.Equal(t, [2]string{string(target[1]), string(target[1])}, hosts)
}

// statusOfWord is the status a checklist has for a result (XCCDF 1.2, 6.6.4.2).
func statusOfWord(word string) string {
	switch word {
	case "pass", "fixed":
		return "NotAFinding"
	case "fail":
		return "Open"
	case "notapplicable":
		return "Not_Applicable"
	}
	return "Not_Reviewed"
}
