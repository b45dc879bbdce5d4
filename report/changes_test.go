package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/release"
)

// releaseOf is a benchmark of rules, each a line "STIG ID|Vuln ID|rule id|title|check|fix".
func releaseOf(t *testing.T, id, number string, rules ...string) *benchmark.Benchmark {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id=%q><title>T</title><plain-text id="release-info">Release: %s Benchmark Date: 24 Jul 2024</plain-text><version>1</version>`, id, number)
	for _, r := range rules {
		f := strings.Split(r, "|")
		fmt.Fprintf(&b, `<Group id=%q><title>SRG</title><Rule id=%q severity="high"><version>%s</version><title>%s</title><fixtext>%s</fixtext><check system="C"><check-content>%s</check-content></check></Rule></Group>`,
			f[1], f[2], f[0], f[3], f[5], f[4])
	}
	found, err := benchmark.OpenBytes("made.xml", []byte(b.String()+"</Benchmark>"))
	require.NoError(t, err)
	return found[0]
}

// sampleChanges has a rule of every kind, with texts that try to be markup.
func sampleChanges(t *testing.T) *Changes {
	t.Helper()
	old := releaseOf(t, "A_STIG", "1",
		"S-1|V-1|SV-1r1_rule|one|line one&#10;keep it&#10;keep that&#10;keep this&#10;set 10|fix",
		"S-2|V-2|SV-2r1_rule|two|same|a  blank",
		"S-3|V-3|SV-3r1_rule|three|same|same",
		"S-4|V-4|SV-4r1_rule|four|same|same",
		"S-5|V-5|SV-5r1_rule|gone|x|y")
	new := releaseOf(t, "A_STIG", "2",
		"S-1|V-1|SV-1r1_rule|one &lt;script&gt;alert(1)&lt;/script&gt;|line one&#10;keep it&#10;keep that&#10;keep this&#10;set 15 ```|fix",
		"S-2|V-2|SV-2r1_rule|two|same|a blank",
		"S-3|V-3|SV-3r2_rule|three|same|same",
		"S-4|V-4|SV-4r1_rule|four|same|same",
		"S-6|V-6|SV-6r1_rule|came | here|x")
	c, err := release.Compare(old, new)
	require.NoError(t, err)
	return &Changes{Comparisons: []*release.Comparison{c}}
}

func TestChangesText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sampleChanges(t).WriteText(&b, PlainStyle()))
	require.Equal(t, `A_STIG V1R1 (24 Jul 2024) -> A_STIG V1R2 (24 Jul 2024)
  5 rules before, 5 after: 1 added, 1 removed, 4 in both
  of those in both: 1 changed in content, 1 in spelling, 1 in identifiers, 1 unchanged
  fields: title 1, check 1, fix 1 (1 in spelling alone), rule_id 1
  1 rule with another check text under the same rule id

added  S-6  V-6  CAT I  came

removed  S-5  V-5  CAT I  gone

S-1  V-1  CAT I  title, check
  the check text changed, the rule id did not
  title:
    one{+ <script>alert(1)</script>+}
  check:
    ...
    keep this
    set [-10-]{+15 `+"```"+`+}

S-2  V-2  CAT I  fix (cosmetic)

1 rule with other ids alone; --all shows them
`, b.String())

	b.Reset()
	all := PlainStyle()
	all.All, all.Clean = true, strings.ToUpper
	require.NoError(t, sampleChanges(t).WriteText(&b, all))
	require.Contains(t, b.String(), "[-SV-3R1_RULE-]{+SV-3R2_RULE+}")
	require.Contains(t, b.String(), "{+ <SCRIPT>ALERT(1)</SCRIPT>+}", "every text is cleaned")
	require.NotContains(t, b.String(), "alert")

	b.Reset()
	require.NoError(t, sampleChanges(t).WriteText(&b, ColorStyle(nil)))
	require.Contains(t, b.String(), "\x1b[31m[-10-]\x1b[0m\x1b[32m{+15 ```+}\x1b[0m")
}

func TestChangesJSON(t *testing.T) {
	var b bytes.Buffer
	c := sampleChanges(t)
	require.NoError(t, c.WriteJSON(&b, false))
	var got map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Equal(t, map[string]any{"stig_id": "S-1", "vuln_id": "V-1", "severity": "high",
		"fields": []any{map[string]any{"name": "title", "kind": "content"}, map[string]any{"name": "check", "kind": "content"}}}, got["changed"].([]any)[0])
	require.Len(t, got["changed"], 3)
	require.Equal(t, "S-6", got["added"].([]any)[0].(map[string]any)["stig_id"])
	require.Equal(t, "S-5", got["removed"].([]any)[0].(map[string]any)["stig_id"])
	require.Equal(t, "2", got["new"].(map[string]any)["release"])
	counts := got["counts"].(map[string]any)
	delete(counts, "fields")
	require.Equal(t, map[string]any{"old": 5., "new": 5., "added": 1., "removed": 1., "unchanged": 1., "content": 1., "cosmetic": 1., "identifier": 1.,
		"renumbered": 0., "check_texts": 1., "republished": 1., "rule_ids_of_same_check": 1.}, counts)

	b.Reset()
	require.NoError(t, c.WriteJSON(&b, true))
	require.Contains(t, b.String(), `"old": "a  blank"`)

	b.Reset()
	c.New = append(c.New, releaseOf(t, "B", "1"))
	require.NoError(t, c.WriteJSON(&b, false))
	got = nil
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Len(t, got["comparisons"], 1)
	require.Len(t, got["new"], 1)
	require.Empty(t, got["gone"])
}

func TestChangesMarkdown(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sampleChanges(t).WriteMarkdown(&b, false))
	require.Contains(t, b.String(), "# A\\_STIG V1R1 (24 Jul 2024) → A\\_STIG V1R2 (24 Jul 2024)\n")
	require.Contains(t, b.String(), "| S-1 | V-1 | CAT I | title, check |  |  |\n")
	require.Contains(t, b.String(), "### S-1: check\n\n````diff\n@@ ... @@\n keep this\n-set 10\n+set 15 ```\n````\n", "no text closes its fence")
	require.NotContains(t, b.String(), "\n<script>")
	require.Equal(t, `a \| \*b\* \<c\> \_d\_`, markdownText("a | *b*\n<c> _d_"))
}

func TestChangesHTML(t *testing.T) {
	var b bytes.Buffer
	c := sampleChanges(t)
	require.NoError(t, c.WriteHTML(&b))
	page := b.String()
	require.Contains(t, page, "<title>A_STIG V1R1 (24 Jul 2024) → A_STIG V1R2 (24 Jul 2024)</title>")
	require.Contains(t, page, "set <del>10</del><ins>15 ```</ins>")
	require.Contains(t, page, "&lt;script&gt;alert(1)")
	require.NotContains(t, page, "<script>alert")
	require.Contains(t, page, "<td>SV-3r1_rule</td><td>SV-3r2_rule</td>")
	require.Empty(t, regexp.MustCompile(`(?i)(?:src|href)\s*=\s*["']?(?:[a-z]+:)?//|url\(|@import`).FindString(page), "nothing is fetched")
	require.Equal(t, 1, strings.Count(page, "<script>"))
	require.Regexp(t, `script-src 'sha256-[^']{40,}'`, page)
	var again bytes.Buffer
	require.NoError(t, c.WriteHTML(&again))
	require.Equal(t, page, again.String(), "the same bytes")

	b.Reset()
	c.New, c.Gone = []*benchmark.Benchmark{releaseOf(t, "B", "1")}, []*benchmark.Benchmark{releaseOf(t, "C", "1")}
	require.NoError(t, c.WriteHTML(&b))
	require.Contains(t, b.String(), "B V1R1 (24 Jul 2024), 0 rules")
	require.Contains(t, b.String(), "Gone benchmarks")
}
