package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var console = regexp.MustCompile("(?s)```console\n\\$ stigwright (.*?)\n(.*?)```")

// TestReadme runs the examples of the README in their order and compares what
// they print; a line of three dots stands for any lines.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	examples := console.FindAllStringSubmatch(string(text), -1)
	require.Len(t, examples, 2)
	for _, e := range examples {
		var out, errs bytes.Buffer
		require.Zero(t, run(strings.Fields(e[1]), nil, &out, &errs), errs.String())
		var parts []string
		for _, part := range strings.Split("\n"+e[2], "\n...\n") {
			parts = append(parts, regexp.QuoteMeta(strings.TrimPrefix(part, "\n")))
		}
		require.Regexp(t, "(?s)^"+strings.Join(parts, ".*")+"$", out.String(), e[1])
	}
	_, err = os.Stat(filepath.Join("stigwright-demo", "input", "ssp.yaml"))
	require.NoError(t, err)
}
