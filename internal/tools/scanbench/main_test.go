package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.xml")
	doc := `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"/>`
	require.NoError(t, os.WriteFile(name, []byte(doc), 0o600))
	var out, errs strings.Builder
	require.Equal(t, 0, run([]string{name, name}, &out, &errs))
	require.Equal(t, "2 documents, 114 bytes\n", out.String())
	require.Equal(t, 3, run([]string{name, name + "x"}, &out, &errs))
	require.Contains(t, errs.String(), "scanbench: open ")
}
