package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// Every firm expectation of the suite that needs no host is met.
func TestSuite(t *testing.T) {
	var out, errs bytes.Buffer
	code := run([]string{"-v", "-dir", shared.Dir(t, "oval-conformance")}, &out, &errs)
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "(firm)") {
			t.Error(line)
		}
	}
	require.Empty(t, errs.String())
	require.Zero(t, code)
	require.Contains(t, out.String(), "own                            35       27")
}

// What the command writes is read back: results by definition, test and object.
func TestReadOutcome(t *testing.T) {
	out, err := readOutcome("r.xml", []byte(`<r:oval_results xmlns:r="r"><oval_definitions><definition definition_id="no"/></oval_definitions><r:results><r:system>
<r:definitions><r:definition definition_id="d" result="true"><r:message level="info">m</r:message></r:definition></r:definitions><r:tests><r:test test_id="t" result="false"/></r:tests>
<oval_system_characteristics><collected_objects><object id="o" flag="complete"><reference item_ref="1"/><reference item_ref="2"/></object></collected_objects></oval_system_characteristics>
</r:system></r:results></r:oval_results>`))
	require.NoError(t, err)
	require.Equal(t, outcome{map[string]verdict{"d": {result: "true", why: []string{"info: m"}}}, map[string]verdict{"t": {result: "false"}},
		map[string]verdict{"o": {result: "complete", items: 2}}}, out)
}

// A command that cannot be run is a broken case, not an agreement.
func TestACommandThatIsNotThere(t *testing.T) {
	var out, errs bytes.Buffer
	require.Equal(t, 1, run([]string{"-v", "-dir", shared.Dir(t, "oval-conformance"), "-command", filepath.Join(t.TempDir(), "none")}, &out, &errs))
	require.Regexp(t, `all +256 +75 +0 +12 +0 +0`, out.String())
}

// The table can fail: an expectation nobody can meet counts as a difference.
func TestADifferenceFails(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "g", "data"), 0o755))
	doc := `<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5"><definitions><definition id="a" version="1" class="patch" deprecated="true"/></definitions></oval_definitions>`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "g", "data", "d.xml"), []byte(doc), 0o644))
	cases := `[{"id":"g/1","kind":"oval-eval","input":"data/d.xml","expect":{"a":"true"},"expected_from":"suite"},
	{"id":"g/2","kind":"oval-eval","input":"data/d.xml","expect":{"a":"not evaluated","b":"true"},"expected_from":"oscap"},
	{"id":"g/3","kind":"robustness","input":"data/d.xml"}]`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "g", "cases.json"), []byte(cases), 0o644))
	var out, errs bytes.Buffer
	require.Equal(t, 1, run([]string{"-v", "-dir", dir}, &out, &errs))
	require.Contains(t, out.String(), "g/1: a (firm): want true, got not evaluated")
	require.Contains(t, out.String(), "g/2: b (baseline): want true, got missing")
	require.Equal(t, 1, run([]string{"-dir", t.TempDir()}, &out, &errs))
	require.Contains(t, errs.String(), "no group")
	require.Equal(t, 2, run([]string{"-no"}, &out, &errs))
}
