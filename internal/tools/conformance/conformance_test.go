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
