//go:build acceptance

package acceptance

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

const (
	mkeID   = "Mirantis_Kubernetes_Engine_STIG"
	judged  = "2026-11-21T00:00:00Z" // one day after the facts of compliant/
	mkeRows = 44
)

// bench is a checkout's command with the real files it is tried on.
type bench struct {
	t       *testing.T
	command string
	corpus  string
	bundles string
	out     string
}

// evaluate runs `stigwright evaluate` into a folder of its own and gives the
// checklists there and what --json said. It demands exit code 0.
func (b bench) evaluate(name string, args ...string) (files []string, runs []said) {
	b.t.Helper()
	dir := filepath.Join(b.out, name)
	args = append([]string{"evaluate", "--json", "--time", judged, "-o", dir}, args...)
	runs = parseSaid(b.t, b.run(args...))
	return b.checklists(dir), runs
}

// run runs the command and gives its standard output.
func (b bench) run(args ...string) []byte {
	b.t.Helper()
	cmd := exec.Command(b.command, args...)
	cmd.Dir = b.out
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	require.NoError(b.t, err, "stigwright %s: %s", strings.Join(args, " "), problem.String())
	return out
}

// checklists is every .ckl and .cklb below a folder, in order.
func (b bench) checklists(dir string) []string {
	b.t.Helper()
	var files []string
	for _, pattern := range []string{"*.ckl", "*.cklb"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(b.t, err)
		files = append(files, found...)
	}
	slices.Sort(files)
	return files
}

func setUp(t *testing.T) bench {
	t.Helper()
	b := bench{t: t, corpus: shared.Dir(t, "corpus"), bundles: shared.Dir(t, "facts-samples", "bundles"), out: t.TempDir()}
	b.command = filepath.Join(b.out, "stigwright")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", b.command, "./cmd/stigwright")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return b
}

func (b bench) zip(name string) string    { return filepath.Join(b.corpus, name) }
func (b bench) bundle(name string) string { return filepath.Join(b.bundles, name) }

func TestOthersReadWhatWeWrite(t *testing.T) {
	b := setUp(t)
	var written []string
	for _, c := range cases(b) {
		t.Run(c.name, func(t *testing.T) {
			b := b
			b.t = t
			files := c.write(b)
			require.NotEmpty(t, files, "no checklist was written")
			requireTwins(t, files)
			written = append(written, files...)
		})
	}
	requireReadByOthers(t, written)
}

// requireTwins demands that each .ckl stands beside a .cklb with the same counts.
func requireTwins(t *testing.T, files []string) {
	t.Helper()
	for _, file := range files {
		if stem, ok := strings.CutSuffix(file, ".ckl"); ok && slices.Contains(files, stem+".cklb") {
			require.Equal(t, countsIn(t, file), countsIn(t, stem+".cklb"), file)
		}
	}
}

// requireReadByOthers is the acceptance of checklist-formats.md, section 7.
func requireReadByOthers(t *testing.T, files []string) {
	t.Helper()
	r := install(t)
	ckl := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return filepath.Ext(f) != ".ckl" })
	require.NotEmpty(t, ckl)
	require.Less(t, len(ckl), len(files), "no .cklb was written")

	for file, complaint := range r.validate(t, files) {
		require.Empty(t, complaint, "schema: %s", file)
	}
	r.requireXSD(t, ckl)
	for file, view := range r.read(t, "stigman-check.mjs", files) {
		requireSTIGManager(t, file, view)
	}
	for file, view := range r.read(t, "heimdall-check.mjs", ckl) {
		requireHeimdall(t, file, view)
	}
	t.Logf("%d .ckl and %d .cklb accepted by DISA's schemas, STIG Manager and Heimdall", len(ckl), len(files)-len(ckl))
}

func requireSTIGManager(t *testing.T, file string, view seen) {
	t.Helper()
	require.True(t, view.OK != nil && *view.OK, "STIG Manager refuses %s: %s", file, view.Error)
	got := stigs{}
	for _, c := range view.Checklists {
		got[c.STIGID] = fromSTIGManager(c.Stats)
		require.Empty(t, c.BadRuleIDs, "STIG Manager: odd rule ids in %s", file)
		require.Zero(t, c.DuplicateRuleIDs, "STIG Manager: duplicate rule ids in %s", file)
		require.NotNil(t, c.Revision, "STIG Manager sees no revision in %s", file)
		require.False(t, strings.HasPrefix(*c.Revision, "V0"), "STIG Manager sees revision %s in %s", *c.Revision, file)
	}
	require.Equal(t, countsIn(t, file), got, "STIG Manager counts %s otherwise", file)
}

func requireHeimdall(t *testing.T, file string, view seen) {
	t.Helper()
	require.True(t, view.OK != nil && *view.OK, "Heimdall refuses %s: %s", file, view.Error)
	require.True(t, view.Rewritten, "Heimdall loses a STIG of %s when it writes it again", file)
	got := stigs{}
	for _, c := range view.Checklists {
		got[c.STIGID] = fromHeimdall(t, file, c.Statuses)
		require.Equal(t, got[c.STIGID].total(), c.Rules, "Heimdall: rules and statuses of %s", file)
	}
	require.Equal(t, countsIn(t, file), got, "Heimdall counts %s otherwise", file)
}

// requireSaid demands that the files of a run hold what --json said of it: a .ckl per
// asset (and STIG, with each in a file of its own), with those counts.
func requireSaid(t *testing.T, files []string, runs []said) {
	t.Helper()
	inFiles, inRuns := map[string]int{}, map[string]int{}
	for _, file := range files {
		if filepath.Ext(file) == ".ckl" {
			for id, c := range countsIn(t, file) {
				inFiles[fmt.Sprint(id, c)]++
			}
		}
	}
	for _, run := range runs {
		for _, a := range run.Assets {
			inRuns[fmt.Sprint(run.Benchmark.ID, clean(maps.Clone(a.Counts)))]++
		}
	}
	require.Equal(t, inRuns, inFiles, "counts of the run, and of its .ckl files")
}
