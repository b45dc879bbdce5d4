//go:build acceptance

package acceptance

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// readers is a folder with the three checkers and the packages they need.
type readers struct {
	dir string // the folder interop; samples/schemas stands beside it
	xsd string
}

// install copies the checkers and schemas into the cache and installs their packages
// unless that was done before for the same package.json.
func install(t *testing.T) readers {
	t.Helper()
	interop, schemas := shared.Dir(t, "interop"), shared.Dir(t, "samples", "schemas")
	manifest, err := os.ReadFile(filepath.Join(interop, "package.json"))
	require.NoError(t, err)
	root := filepath.Join(cacheDir(), fmt.Sprintf("stigwright-readers-%x", sha256.Sum256(manifest))[:35])
	r := readers{dir: filepath.Join(root, "interop"), xsd: filepath.Join(root, "samples", "schemas", "U_Checklist_Schema_V2.xsd")}
	copyFiles(t, interop, r.dir)
	copyFiles(t, schemas, filepath.Dir(r.xsd))
	done := filepath.Join(root, "installed")
	if _, err := os.Stat(done); errors.Is(err, fs.ErrNotExist) {
		t.Logf("npm install in %s", r.dir)
		npm := exec.Command("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
		npm.Dir = r.dir
		out, err := npm.CombinedOutput()
		require.NoError(t, err, "npm install: %s", out)
		require.NoError(t, os.WriteFile(done, nil, 0o644))
	}
	return r
}

func cacheDir() string {
	if dir := os.Getenv("XDG_CACHE_HOME"); dir != "" {
		return dir
	}
	return os.TempDir()
}

// copyFiles copies the regular files of one folder into another.
func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(to, 0o755))
	entries, err := os.ReadDir(from)
	require.NoError(t, err)
	for _, e := range entries {
		if e.Type().IsRegular() {
			data, err := os.ReadFile(filepath.Join(from, e.Name()))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(to, e.Name()), data, 0o644))
		}
	}
}

// node runs a checker; its exit code is told by what it prints about each file.
func (r readers) node(t *testing.T, script string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("node", append([]string{script}, args...)...)
	cmd.Dir = r.dir
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.NotEmpty(t, out, "%s printed nothing: %s", script, problem.String())
	return out
}

// seen is what STIG Manager or Heimdall made of a file.
type seen struct {
	OK         *bool  `json:"ok"` // nil: the reader does not know the format
	Error      string `json:"error"`
	File       string `json:"file"`
	Checklists []struct {
		STIGID           string         `json:"stigId"`
		Revision         *string        `json:"revision"` // STIG Manager
		Reviews          int            `json:"reviews"`  // STIG Manager
		Stats            map[string]int `json:"stats"`    // STIG Manager
		BadRuleIDs       []string       `json:"badRuleIds"`
		DuplicateRuleIDs int            `json:"duplicateRuleIds"`
		Rules            int            `json:"rules"`    // Heimdall
		Statuses         map[string]int `json:"statuses"` // Heimdall
	} `json:"checklists"`
	Rewritten bool `json:"rewritten"` // Heimdall
}

// read gives a checker's view of each file.
func (r readers) read(t *testing.T, script string, files []string) map[string]seen {
	t.Helper()
	out := r.node(t, script, append([]string{"--json"}, files...)...)
	views := map[string]seen{}
	for line := range bytes.Lines(out) {
		var view seen
		require.NoError(t, json.Unmarshal(line, &view), "%s printed %s", script, line)
		views[view.File] = view
	}
	require.Len(t, views, len(files), "%s did not answer for every file", script)
	return views
}

// validate gives the schema checker's verdict on each file: "" or its complaints.
func (r readers) validate(t *testing.T, files []string) map[string]string {
	t.Helper()
	verdicts := map[string]string{}
	current := ""
	for line := range strings.Lines(string(r.node(t, "schema-check.mjs", files...))) {
		line = strings.TrimSuffix(line, "\n")
		if file, ok := strings.CutPrefix(line, "VALID "); ok {
			verdicts[file] = ""
		} else if file, ok := strings.CutPrefix(line, "INVALID "); ok {
			current = file
			verdicts[file] = "INVALID"
		} else {
			verdicts[current] += "\n" + line
		}
	}
	require.Len(t, verdicts, len(files), "schema-check.mjs did not answer for every file")
	return verdicts
}

// The readers refuse what they are known to refuse, so their silence means something.
func TestReadersCanRefuse(t *testing.T) {
	r, samples := install(t), shared.Dir(t, "samples")
	sample := func(name string) string { return filepath.Join(samples, name) }
	noHost, marked, nulls := sample("stigviewer-2.17-rhel9-overrides.ckl"), sample("evaluate-stig-chrome-v2r8.ckl"), sample("stigmanager-1.3-three-stigs.cklb")

	verdicts := r.validate(t, []string{noHost, nulls})
	require.Empty(t, verdicts[noHost])
	require.Contains(t, verdicts[nulls], "INVALID")
	require.False(t, *r.read(t, "stigman-check.mjs", []string{noHost})[noHost].OK, "no host name")
	require.False(t, *r.read(t, "heimdall-check.mjs", []string{marked})[marked].OK, "byte order mark")
}

// requireXSD has libxml2 judge .ckl files by DISA's schema.
func (r readers) requireXSD(t *testing.T, files []string) {
	t.Helper()
	out, err := exec.Command("xmllint", append([]string{"--noout", "--schema", r.xsd}, files...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}
