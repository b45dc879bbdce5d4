package ckl

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

func TestDiff(t *testing.T) {
	a := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 3), bench(t, "U", release1, 1)})
	b := New(Asset{HostName: "node1", HostIP: "192.0.2.1"}, []*benchmark.Benchmark{bench(t, "T", "Release: 2 Benchmark Date: 24 Oct 2024", 4), bench(t, "V", release1, 1)})
	b.Stigs[0].Rows = b.Stigs[0].Rows[1:]
	r := b.Stigs[0].Rows[0]
	r.Status, r.Comments, r.RuleID = opened, "one\ntwo\x1b", "SV-2r2_rule"
	a.Stigs[0].Rows[1].Comments = "one\nzwei"
	d := Diff(a, b)
	require.Equal(t, []string{"V version 2, " + release1 + " (1 rows)"}, d.AddedSTIGs)
	require.Equal(t, []string{"U version 2, " + release1 + " (1 rows)"}, d.RemovedSTIGs)
	require.Equal(t, []int{1, 1, 1}, []int{d.STIGs, d.AddedRows, d.RemovedRows})
	require.Equal(t, []Where{{"T", "T-4", "V-4", "SV-4r1_rule"}}, d.Added)
	require.Equal(t, []Where{{"T", "T-1", "V-1", "SV-1r1_rule"}}, d.Removed)
	w := Where{"T", "T-2", "V-2", "SV-2r2_rule"}
	require.Contains(t, d.Changes, FieldChange{Where: w, Field: "STATUS", From: "Not_Reviewed", To: "Open"})
	require.Contains(t, d.Changes, FieldChange{Where: w, Field: "Rule_ID", From: "SV-2r1_rule", To: "SV-2r2_rule"})
	require.Contains(t, d.Changes, FieldChange{Field: "HOST_IP", To: "192.0.2.1"})
	var text, doc bytes.Buffer
	require.NoError(t, d.WriteText(&text))
	for _, want := range []string{"- U version 2", "+ T T-4 V-4", "  the asset\n      HOST_IP: (nothing) -> 192.0.2.1\n", "  T T-2 V-2\n      STATUS: Not_Reviewed -> Open\n      COMMENTS:\n      - zwei\n      + two\uFFFD\n"} {
		require.Contains(t, text.String(), want)
	}
	require.NoError(t, d.WriteJSON(&doc))
	var parsed map[string]any
	require.NoError(t, json.Unmarshal(doc.Bytes(), &parsed))
	require.Len(t, parsed["changes"], len(d.Changes))
	require.True(t, Diff(a, a).Empty())
}

// The text is the same from either format, and shows nothing but what counts.
func TestText(t *testing.T) {
	for _, s := range sampleFiles {
		c, _, err := Read(s.file, shared.Read(t, "samples", s.file))
		require.NoError(t, err)
		other, err := Write(c, CKL+CKLB-formatOf(s.file), "t")
		require.NoError(t, err)
		crossed, _, err := Read("x", other)
		require.NoError(t, err)
		for i, g := range c.Stigs {
			for j, r := range g.Rows {
				if r.Severity == "" { // a .cklb says unknown
					crossed.Stigs[i].Rows[j].Severity = ""
				}
			}
		}
		require.Equal(t, Text(c), Text(crossed), s.file)
	}
	c := one(t, func(r *Row) { r.Status, r.Comments = opened, "a\r\n\nb " })
	require.Equal(t, "asset\n  ROLE: None\n  ASSET_TYPE: Computing\n  HOST_NAME: node1\n  TARGET_KEY: 4711\n\nstig T version 2, "+release1+
		"\n\nrow V-1 T-1 SV-1r1_rule medium\n  STATUS: Open\n  COMMENTS:\n    | a\n    |\n    | b\n", Text(c))
}

func TestMergeFiles(t *testing.T) {
	file := "evaluate-stig-chrome-v2r8.ckl"
	base := shared.Read(t, "samples", file)
	ours, err := Splice(file, base, []Edit{{0, 0, Comments, "ours"}, {0, 2, Status, "Open"}})
	require.NoError(t, err)
	theirs, err := Splice(file, base, []Edit{{0, 1, Status, "Not_Applicable"}, {0, 1, Comments, "theirs"}, {0, 2, Status, "Not_Applicable"}})
	require.NoError(t, err)
	want, err := Splice(file, ours, []Edit{{0, 1, Status, "Not_Applicable"}, {0, 1, Comments, "theirs"}})
	require.NoError(t, err)
	out, report, err := MergeFiles(file, ThreeFiles{Base: base, Ours: ours, Theirs: theirs}, "t")
	require.NoError(t, err)
	require.Equal(t, string(want), string(out), "no byte but those they changed")
	require.Len(t, report.Conflicts(), 1)
	require.Equal(t, "Open", report.Conflicts()[0].Status)

	_, _, err = MergeFiles(file, ThreeFiles{Base: base, Ours: ours[:5000], Theirs: theirs}, "t")
	require.ErrorContains(t, err, file+" (ours):")
	out, _, err = MergeFiles(file, ThreeFiles{Base: nil, Ours: ours, Theirs: theirs}, "t")
	require.NoError(t, err)
	require.Contains(t, string(out), "theirs")
}

// What was removed here and not changed there stays removed; what was changed there
// comes back.
func TestThreeWayRemovals(t *testing.T) {
	base := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 3), bench(t, "U", release1, 1)})
	mine, theirs := base.Clone(), base.Clone()
	mine.Stigs = mine.Stigs[:1]
	mine.Stigs[0].Rows = mine.Stigs[0].Rows[:1]
	theirs.Stigs[0].Rows[1].Comments = "changed"
	report := mergeOne(t, mine, MergeOptions{Base: base}, Source{Checklist: theirs})
	require.Len(t, mine.Stigs, 1)
	require.Len(t, mine.Stigs[0].Rows, 2)
	require.Equal(t, MergeTotals{Rows: 2, Added: 1, Same: 1, In: 4, Merged: 1, Taken: 1, Held: 2}, report.Totals)
	require.Equal(t, []Reason{NoRow, NoRow}, reasons(report))
}

func TestMergeReportJSON(t *testing.T) {
	c := byPerson(t, naf)
	report := mergeOne(t, c, MergeOptions{}, Source{Scan: scanOf("scc", "fail")})
	var out bytes.Buffer
	require.NoError(t, report.WriteJSON(&out))
	var doc map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &doc))
	require.Len(t, doc["needs"], 1)
	require.Equal(t, float64(1), doc["totals"].(map[string]any)["in"])
}

// In a real repository: two branches review different rows, and git merges them
// through the driver, a test binary that calls MergeFiles.
func TestGitMergesThroughTheDriver(t *testing.T) {
	if base := os.Getenv("CKL_TEST_MERGE_DRIVER"); base != "" {
		return
	}
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(git, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "CKL_TEST_MERGE_DRIVER=1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "git %v: %s", args, out)
	}
	path := filepath.Join(dir, "n.ckl")
	base := New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 4)})
	save := func(set func(*Checklist)) {
		c := base.Clone()
		set(c)
		data, err := WriteCKL(c, "t")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, data, 0o600))
	}
	run("init", "-q", "-b", "main")
	run("config", "user.name", "J. Doe")
	run("config", "user.email", "jdoe@example.mil")
	run("config", "merge.checklist.driver", "'"+self+"' -test.run '^TestMergeDriverProcess$' %O %A %B")
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".gitattributes"), []byte("*.ckl merge=checklist\n"), 0o600))
	save(func(*Checklist) {})
	run("add", ".")
	run("commit", "-q", "-m", "base")
	run("checkout", "-q", "-b", "theirs")
	save(func(c *Checklist) { c.Stigs[0].Rows[1].Status, c.Stigs[0].Rows[0].Comments = opened, "theirs" })
	run("commit", "-q", "-am", "theirs")
	run("checkout", "-q", "main")
	save(func(c *Checklist) { c.Stigs[0].Rows[0].Status = naf })
	run("commit", "-q", "-am", "ours")
	run("merge", "-q", "-m", "both", "theirs")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	c, _, err := Read("n.ckl", data)
	require.NoError(t, err)
	require.Equal(t, naf, c.Stigs[0].Rows[0].Status)
	require.Equal(t, "theirs", c.Stigs[0].Rows[0].Comments)
	require.Equal(t, opened, c.Stigs[0].Rows[1].Status)
	require.False(t, strings.Contains(string(data), "<<<<"))
}

// TestMergeDriverProcess is the driver of the test above when git calls it.
func TestMergeDriverProcess(t *testing.T) {
	if os.Getenv("CKL_TEST_MERGE_DRIVER") == "" {
		t.Skip("called by git alone")
	}
	args := os.Args[len(os.Args)-3:]
	var files [3][]byte
	for i, name := range args {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		files[i] = data
	}
	out, _, err := MergeFiles("n.ckl", ThreeFiles{Base: files[0], Ours: files[1], Theirs: files[2]}, "t")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(args[1], out, 0o600))
}
