package ckl

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/result"
)

var update = flag.Bool("update", false, "rewrite the tables of docs/merge.md that the code generates")

// TestMergeDocs holds the tables of docs/merge.md to what Merge does.
func TestMergeDocs(t *testing.T) {
	const path = "../docs/merge.md"
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	want := string(page)
	for name, table := range map[string]string{"matrix": matrixTable(t), "policies": policyTable(t)} {
		begin, end := "<!-- "+name+" begin -->\n", "<!-- "+name+" end -->"
		before, rest, ok := strings.Cut(want, begin)
		require.True(t, ok, begin)
		_, after, ok := strings.Cut(rest, end)
		require.True(t, ok, end)
		want = before + begin + table + end + after
	}
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(page), "run go test ./ckl -run TestMergeDocs -update")
}

// someone is a row's past: whose status it has.
type someone struct {
	name string
	make func() *Checklist
}

func pasts(t *testing.T) []someone {
	fresh := func() *Checklist { return one(t, func(*Row) {}) }
	out := []someone{{"nobody's Not_Reviewed", fresh}}
	scanned := func(tool, word string) func() *Checklist {
		return func() *Checklist {
			c := fresh()
			mergeOne(t, c, MergeOptions{}, Source{Scan: scanOf(tool, word)})
			return c
		}
	}
	words := []struct {
		word   string
		status result.Status
	}{{"fail", opened}, {"pass", naf}, {"notapplicable", na}}
	for _, w := range words {
		out = append(out, someone{"the same tool's " + w.status.String(), scanned("scc", w.word)})
	}
	for _, w := range words {
		out = append(out, someone{"another tool's " + w.status.String(), scanned("nessus", w.word)})
	}
	for _, w := range words {
		out = append(out, someone{"stigwright's " + w.status.String(), func() *Checklist { return ours(t, w.status) }})
	}
	for _, w := range words {
		out = append(out, someone{"a person's " + w.status.String(), func() *Checklist { return byPerson(t, w.status) }})
	}
	return append(out, someone{"a word nobody knows", func() *Checklist { return one(t, func(r *Row) { r.StatusWord = "NotSure" }) }})
}

func matrixTable(t *testing.T) string {
	tool := func(word string) Source { return Source{Scan: scanOf("scc", word)} }
	person := func(s result.Status) Source { return Source{Checklist: byPerson(t, s)} }
	columns := []struct {
		name string
		of   Source
	}{{"tool: no verdict", tool("notchecked")}, {"tool: Open", tool("fail")}, {"tool: NotAFinding", tool("pass")}, {"tool: Not_Applicable", tool("notapplicable")},
		{"person: Open", person(opened)}, {"person: NotAFinding", person(naf)}, {"person: Not_Applicable", person(na)}}
	var b strings.Builder
	b.WriteString("| the row has \\ the source says |")
	for _, c := range columns {
		b.WriteString(" " + c.name + " |")
	}
	b.WriteString("\n|" + strings.Repeat("---|", len(columns)+1) + "\n")
	for _, p := range pasts(t) {
		fmt.Fprintf(&b, "| %s |", p.name)
		for _, c := range columns {
			fmt.Fprintf(&b, " %s |", cell(t, p.make(), c.of, MergeOptions{}))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// cell is the status after a merge; a star says that the row is listed.
func cell(t *testing.T, c *Checklist, of Source, o MergeOptions) string {
	report := mergeOne(t, c, o, of)
	word := row0(c).word(CKL)
	if len(report.Needs) > 0 {
		word += " *"
	}
	return word
}

func policyTable(t *testing.T) string {
	cases := []struct {
		name  string
		past  func() *Checklist
		fresh Source
	}{
		{"a person's Open, tool: NotAFinding", func() *Checklist { return byPerson(t, opened) }, Source{Scan: scanOf("scc", "pass")}},
		{"a person's NotAFinding, tool: Open", func() *Checklist { return byPerson(t, naf) }, Source{Scan: scanOf("scc", "fail")}},
		{"a person's NotAFinding, tool: no verdict", func() *Checklist { return byPerson(t, naf) }, Source{Scan: scanOf("scc", "notchecked")}},
		{"stigwright's NotAFinding, person: Open", func() *Checklist { return ours(t, naf) }, Source{Checklist: byPerson(t, opened)}},
	}
	policies := []struct {
		name   string
		policy Policy
		time   string // of the checklist
	}{{"default", Default, ""}, {"keep", Keep, ""}, {"overwrite", Overwrite, ""}, {"worst", Worst, ""},
		{"newest, the source is newer", Newest, "2020-01-01T00:00:00Z"}, {"newest, the checklist is newer", Newest, "2030-01-01T00:00:00Z"}}
	var b strings.Builder
	b.WriteString("| `--status` |")
	for _, c := range cases {
		b.WriteString(" " + c.name + " |")
	}
	b.WriteString("\n|" + strings.Repeat("---|", len(cases)+1) + "\n")
	for _, p := range policies {
		fmt.Fprintf(&b, "| %s |", p.name)
		for _, c := range cases {
			c.fresh.Time = "2026-01-02T03:04:05Z"
			fmt.Fprintf(&b, " %s |", cell(t, c.past(), c.fresh, MergeOptions{Policies: Policies{Status: p.policy}, Time: p.time}))
		}
		b.WriteString("\n")
	}
	return b.String()
}
