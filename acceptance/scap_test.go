//go:build acceptance

package acceptance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// guide is a data stream of Debian's ssg-debian, whose rules need a profile and values.
const guide = "/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml"

// TestSCAPRulesAgreeWithOscap has oscap evaluate this machine by a profile of a guide, then
// judges what oscap collected: every rule must come out the same. The guide is for another
// Debian, so it is judged as it is, without the platform of the benchmark, and without any.
func TestSCAPRulesAgreeWithOscap(t *testing.T) {
	source, err := os.ReadFile(guide)
	require.NoError(t, err, "ssg-debian is not installed")
	b := setUp(t)
	for name, platform := range map[string]string{"whole": "", "rules": `<xccdf-1.2:platform idref="cpe:[^>]*/>`, "bare": `<xccdf-1.2:platform [^>]*/>`} {
		t.Run(name, func(t *testing.T) {
			b := b
			b.t, b.out = t, t.TempDir()
			stream := source
			if platform != "" {
				stream = regexp.MustCompile(platform).ReplaceAll(source, nil)
			}
			file := filepath.Join(b.out, "ds.xml")
			require.NoError(t, os.WriteFile(file, stream, 0o644))
			theirs := oscapRules(t, b.out, file)
			args := []string{"evaluate", "-q", "-b", file, "-f", characteristics(t, b.out, "ssg-debian11-oval.xml.result.xml"), "--profile", "standard", "--json"}
			if platform != `<xccdf-1.2:platform [^>]*/>` {
				args = append(args, "--platform-facts", characteristics(t, b.out, "ssg-debian11-cpe-oval.xml.result.xml"))
			}
			ours := ourRules(t, b.run(args...))
			require.Len(t, ours, len(theirs))
			want := map[string][]string{"pass": {"NotAFinding"}, "fail": {"Open"}, "notapplicable": {"Not_Applicable"}, "notselected": {"Not_Reviewed"},
				"error": {"Not_Reviewed"}, "unknown": {"Not_Reviewed"}, "notchecked": {"Not_Reviewed"}}
			decided := 0
			for id, result := range theirs {
				require.True(t, slices.Contains(want[result], ours[id]), "%s: oscap says %s, we say %q", id, result, ours[id])
				if result != "notselected" {
					decided++
				}
			}
			require.Greater(t, decided, 40)
		})
	}
}

// oscapRules are the results of oscap by rule.
func oscapRules(t *testing.T, dir, file string) map[string]string {
	t.Helper()
	cmd := exec.Command("oscap", "xccdf", "eval", "--profile", "standard", "--skip-valid", "--oval-results", "--results", "r.xml", file)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil {
		require.ErrorAs(t, err, &exit, "%s", out)
		require.Equal(t, 2, exit.ExitCode(), "%s", out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "r.xml"))
	require.NoError(t, err)
	rules := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)<rule-result idref="([^"]*)".*?<result>([a-z]*)`).FindAllSubmatch(data, -1) {
		rules[string(m[1])] = string(m[2])
	}
	return rules
}

// characteristics writes the system characteristics of a results document to a file.
func characteristics(t *testing.T, dir, results string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, results))
	require.NoError(t, err)
	part := string(regexp.MustCompile(`(?s)<oval_system_characteristics.*</oval_system_characteristics>`).Find(data))
	require.NotEmpty(t, part)
	head, rest, _ := strings.Cut(part, ">")
	for _, m := range regexp.MustCompile(`xmlns(:[\w-]+)?="[^"]*"`).FindAllString(regexp.MustCompile(`<oval_results[^>]*>`).FindString(string(data)), -1) {
		if name, _, _ := strings.Cut(m, "="); !strings.Contains(head, name+"=") {
			head += " " + m
		}
	}
	file := filepath.Join(dir, strings.TrimSuffix(results, ".result.xml")+".sys.xml")
	require.NoError(t, os.WriteFile(file, []byte(head+">"+rest), 0o644))
	return file
}

// ourRules are the statuses of `evaluate --json` by rule.
func ourRules(t *testing.T, data []byte) map[string]string {
	t.Helper()
	var doc struct {
		Assets []struct {
			Results []struct {
				RuleID string `json:"rule_id"`
				Status string
			}
		}
	}
	require.NoError(t, json.Unmarshal(data, &doc))
	rules := map[string]string{}
	for _, r := range doc.Assets[0].Results {
		rules[r.RuleID] = r.Status
	}
	return rules
}
