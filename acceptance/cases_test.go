//go:build acceptance

package acceptance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

const (
	mkeV2R1 = "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"
	mkeV1R1 = "U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip"
	rhel8   = "U_RHEL_8_STIG_V1R8.zip"
	docker  = "U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip"

	rhel8ID   = "RHEL_8_STIG"
	rhel8Rows = 372
)

// oneCase writes checklists into a folder of its own and gives them.
type oneCase struct {
	name  string
	write func(b bench) []string
}

// cases is every kind of output that others have to read.
func cases(b bench) []oneCase {
	captures := shared.Dir(b.t, "facts-samples", "docker-engine-20.10")
	all := []oneCase{
		{"MKE V2R1 plain node", plain(mkeV2R1)},
		{"MKE V1R1 plain node", plain(mkeV1R1)},
		{"MKE V2R1 capture folder", captured(mkeV2R1, filepath.Join(captures, "compliant"))},
		{"MKE V1R1 capture folder", captured(mkeV1R1, filepath.Join(captures, "noncompliant"))},
		{"demo", demo},
		{"RHEL 8 without evaluators", withoutEvaluators},
		{"several benchmarks, one file", severalInOne},
		{"several benchmarks, a file each", oneEach},
		{"into a reviewed checklist", intoReviewed},
		{"same input, same bytes", again},
		{"carried to a new release", carried},
		{"carried, a real checklist with answers held", carriedReal},
	}
	for _, release := range []string{mkeV2R1, mkeV1R1} {
		short := strings.TrimSuffix(release[strings.LastIndex(release, "_")+1:], ".zip")
		all = append(all,
			oneCase{"MKE " + short + " compliant cluster", cluster(release, "compliant")},
			oneCase{"MKE " + short + " noncompliant cluster", cluster(release, "noncompliant")})
	}
	return all
}

// cluster judges a whole sample cluster and holds every verdict to the table in the
// sample's own description; a rule without an evaluator has to say so.
func cluster(release, folder string) func(bench) []string {
	return func(b bench) []string {
		files, runs := b.evaluate(b.t.Name(), "-b", b.zip(release), "-f", b.bundle(folder), "-i", b.bundle("ssp.yaml"))
		require.Len(b.t, files, 6, "a .ckl and a .cklb for each of three nodes")
		require.Len(b.t, runs, 1)
		require.Len(b.t, runs[0].Assets, 3)
		for i, asset := range runs[0].Assets {
			requireExpected(b, folder, i, asset.Results)
		}
		requireSaid(b.t, files, runs)
		return files
	}
}

// requireExpected compares the verdicts on the n-th node with the described ones.
func requireExpected(b bench, folder string, n int, results []verdict) {
	b.t.Helper()
	want := described(b)
	require.Len(b.t, results, mkeRows)
	judged := 0
	for _, r := range results {
		if strings.Contains(r.Reason, "has no evaluator") {
			require.Equal(b.t, "Not_Reviewed", r.Status, r.STIGID)
			continue
		}
		judged++
		words := want[r.STIGID][folder]
		require.NotEmpty(b.t, words, r.STIGID)
		require.Equal(b.t, words[min(n, len(words)-1)], r.Status, "%s, %s, node %d: %s", r.STIGID, folder, n+1, r.Reason)
	}
	require.GreaterOrEqual(b.t, judged, 20, "rules with an evaluator")
}

var describedRow = regexp.MustCompile(`(?m)^\| (CNTR-MK-\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|`)

// described is the statuses by STIG ID and folder: one word, or one for each node.
func described(b bench) map[string]map[string][]string {
	b.t.Helper()
	text, err := os.ReadFile(b.bundle("README.md"))
	require.NoError(b.t, err)
	all := map[string]map[string][]string{}
	for _, row := range describedRow.FindAllStringSubmatch(string(text), -1) {
		all[row[1]] = map[string][]string{"compliant": strings.Split(row[2], " · "), "noncompliant": strings.Split(row[3], " · ")}
	}
	require.Len(b.t, all, mkeRows)
	return all
}

func plain(release string) func(bench) []string {
	return func(b bench) []string {
		files, runs := b.evaluate(b.t.Name(), "-b", b.zip(release), "-f", b.bundle("plain/node.json"), "-i", b.bundle("ssp.yaml"))
		require.Len(b.t, files, 2)
		requireSaid(b.t, files, runs)
		require.Equal(b.t, mkeRows, countsIn(b.t, files[0])[mkeID].total())
		return files
	}
}

func captured(release, folder string) func(bench) []string {
	return func(b bench) []string {
		files, runs := b.evaluate(b.t.Name(), "-b", b.zip(release), "-f", folder)
		require.Len(b.t, files, 2)
		requireSaid(b.t, files, runs)
		require.Equal(b.t, mkeRows, countsIn(b.t, files[0])[mkeID].total())
		return files
	}
}

// demo runs the demonstration as a newcomer would and demands every status of it.
func demo(b bench) []string {
	b.run("demo")
	files := b.checklists(filepath.Join(b.out, "stigwright-demo"))
	seen := counts{}
	for _, file := range files {
		for status, n := range countsIn(b.t, file)[mkeID] {
			seen[status] += n
		}
	}
	require.Len(b.t, seen, 4, "the demonstration shows every status: %v", seen)
	return files
}

// withoutEvaluators demands that a benchmark nobody wrote rules for passes nothing.
func withoutEvaluators(b bench) []string {
	files, runs := b.evaluate(b.t.Name(), "-b", b.zip(rhel8), "-f", b.bundle("noncompliant/node1.json"))
	require.Len(b.t, files, 2)
	for _, file := range files {
		require.Equal(b.t, stigs{rhel8ID: {"Not_Reviewed": rhel8Rows}}, countsIn(b.t, file), file)
	}
	requireSaid(b.t, files, runs)
	return files
}

func severalInOne(b bench) []string {
	files, runs := b.evaluate(b.t.Name(), "-b", b.zip(mkeV2R1), "-b", b.zip(rhel8), "-b", b.zip(docker),
		"-f", b.bundle("noncompliant/node2.json"), "-f", b.bundle("noncompliant/cluster.json"), "-i", b.bundle("ssp.yaml"))
	require.Len(b.t, files, 2)
	got := countsIn(b.t, files[0])
	require.Len(b.t, got, 3)
	require.Len(b.t, runs, 3)
	for _, run := range runs {
		require.Equal(b.t, clean(run.Assets[0].Counts), got[run.Benchmark.ID])
	}
	require.Equal(b.t, counts{"Not_Reviewed": rhel8Rows}, got[rhel8ID])
	return files
}

func oneEach(b bench) []string {
	files, runs := b.evaluate(b.t.Name(), "--one-per-stig", "-b", b.zip(mkeV2R1), "-b", b.zip(rhel8),
		"-f", b.bundle("noncompliant/node2.json"), "-f", b.bundle("noncompliant/cluster.json"), "-i", b.bundle("ssp.yaml"))
	require.Len(b.t, files, 4)
	for _, file := range files {
		require.Len(b.t, countsIn(b.t, file), 1, file)
	}
	requireSaid(b.t, files, runs)
	return files
}

// again writes the same run into a new folder and over its own files: every byte stays.
func again(b bench) []string {
	args := []string{"-b", b.zip(mkeV2R1), "-f", b.bundle("noncompliant"), "-i", b.bundle("ssp.yaml")}
	first, _ := b.evaluate(b.t.Name()+"/first", args...)
	want := contents(b, first)
	elsewhere, _ := b.evaluate(b.t.Name()+"/elsewhere", args...)
	require.Equal(b.t, want, contents(b, elsewhere), "in a new folder")
	over, _ := b.evaluate(b.t.Name()+"/first", args...)
	require.Equal(b.t, want, contents(b, over), "over its own files")
	return first
}

// contents is the text of each file by its name.
func contents(b bench, files []string) map[string]string {
	b.t.Helper()
	all := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(b.t, err)
		all[filepath.Base(file)] = string(data)
	}
	return all
}

// intoReviewed writes a checklist from noncompliant facts, reviews it as a person
// would, and puts the verdicts of compliant facts into it.
func intoReviewed(b bench) []string {
	const comment = "Reviewed with the platform team: see change 88 & its \"annex\" <A>."
	args := []string{"-b", b.zip(mkeV2R1), "-i", b.bundle("ssp.yaml")}
	files, _ := b.evaluate(b.t.Name(), append(args, "-f", b.bundle("noncompliant/node2.json"), "-f", b.bundle("noncompliant/cluster.json"))...)
	require.Len(b.t, files, 2)
	before := countsIn(b.t, files[0])[mkeID]
	reviewed := files[0]
	data, err := os.ReadFile(reviewed)
	require.NoError(b.t, err)
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(comment)
	text := strings.Replace(string(data), "<COMMENTS></COMMENTS>", "<COMMENTS>"+escaped+"</COMMENTS>", 1)
	require.NotEqual(b.t, string(data), text, "a row without a comment")
	require.NoError(b.t, os.WriteFile(reviewed, []byte(text), 0o644))

	b.run(append([]string{"evaluate", "--time", judged, "--into", reviewed,
		"-f", b.bundle("compliant/node2.json"), "-f", b.bundle("compliant/cluster.json")}, args...)...)
	data, err = os.ReadFile(reviewed)
	require.NoError(b.t, err)
	require.Equal(b.t, 1, strings.Count(string(data), "<COMMENTS>"+escaped+"</COMMENTS>"), "the comment survives")
	after := countsIn(b.t, reviewed)[mkeID]
	require.Equal(b.t, before.total(), after.total())
	require.Less(b.t, after["Open"], before["Open"], "what was set right is no longer Open")
	return []string{reviewed}
}

// carried moves a node's checklists, both formats, to the next release: by themselves,
// where what we judged goes stale, and judged again from the facts.
func carried(b bench) []string {
	facts := []string{"-f", b.bundle("noncompliant/node2.json"), "-f", b.bundle("noncompliant/cluster.json"), "-i", b.bundle("ssp.yaml")}
	old, _ := b.evaluate(b.t.Name()+"/old", append([]string{"-b", b.zip(mkeV1R1)}, facts...)...)
	require.Len(b.t, old, 2)
	before := countsIn(b.t, old[0])[mkeID]
	stale, again := filepath.Join(b.out, b.t.Name(), "stale"), filepath.Join(b.out, b.t.Name(), "again")
	b.run("carry", filepath.Dir(old[0]), "-b", b.zip(mkeV2R1), "--from", b.zip(mkeV1R1), "-o", stale)
	b.run(append([]string{"carry", filepath.Dir(old[0]), "-b", b.zip(mkeV2R1), "-o", again, "--time", judged}, facts...)...)
	files := append(b.checklists(stale), b.checklists(again)...)
	require.Len(b.t, files, 4)
	for i, file := range files {
		got := countsIn(b.t, file)[mkeID]
		require.Equal(b.t, mkeRows, got.total(), file)
		if i < 2 {
			require.Zero(b.t, got["Open"]+got["NotAFinding"], "no verdict of ours is carried")
		} else {
			require.Equal(b.t, before, got, "the release changed no check text")
		}
	}
	return files
}

// carriedReal moves a checklist of STIG Viewer, every row of it answered, over five
// releases.
func carriedReal(b bench) []string {
	data, err := os.ReadFile(shared.Dir(b.t, "samples", "stigviewer-2.17-rhel8-v1r8-full.ckl"))
	require.NoError(b.t, err)
	text := strings.NewReplacer("<HOST_NAME></HOST_NAME>", "<HOST_NAME>rhel8-1</HOST_NAME>", "<STATUS>Not_Reviewed</STATUS>", "<STATUS>NotAFinding</STATUS>",
		"<FINDING_DETAILS></FINDING_DETAILS>", "<FINDING_DETAILS>Looked at &lt;it&gt; with A. Roe.</FINDING_DETAILS>").Replace(string(data))
	dir := filepath.Join(b.out, b.t.Name())
	require.NoError(b.t, os.MkdirAll(dir, 0o755))
	old := filepath.Join(dir, "answered.ckl.txt")
	require.NoError(b.t, os.WriteFile(old, []byte(text), 0o644))
	library := shared.Dir(b.t, "corpus", "U_SRG-STIG_Library_part.zip")
	for _, name := range []string{"carried.ckl", "carried.cklb"} {
		b.run("carry", old, "-b", "RHEL_8_STIG@V1R13", "--library", library, "--from", b.zip(rhel8), "-o", filepath.Join(dir, name))
	}
	files := b.checklists(dir)
	require.Len(b.t, files, 2)
	got := countsIn(b.t, files[0])[rhel8ID]
	require.Equal(b.t, rhel8Rows-1+4, got.total(), "one rule removed, four added")
	require.Equal(b.t, 47+4, got["Not_Reviewed"], "held and added")
	return files
}
