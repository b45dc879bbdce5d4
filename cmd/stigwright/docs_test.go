package main

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the pages in docs that the program generates")

// TestDocs holds the generated pages to what the program says now.
func TestDocs(t *testing.T) {
	for _, page := range []struct{ path, title, intro, command string }{
		{"../../docs/rules.md", "Rules stigwright judges",
			"Printed by `stigwright rules`. Scope: N each node, C the cluster, M the registry. Class: full, collected facts suffice; " +
				"given-SSP, ssp.yaml decides too; partial, a pass needs a dated statement of a person; manual, only such a statement " +
				"decides. `stigwright explain RULE` has the whole reading and the facts a rule needs.", "rules"},
		{"../../docs/facts.md", "Facts stigwright knows",
			"Printed by `stigwright facts`: the sections of a fact bundle, version 1, with their shape, where they come from, how to " +
				"get them by hand and what privilege that takes.", "facts"},
	} {
		var out, errs bytes.Buffer
		require.Zero(t, run([]string{page.command}, nil, &out, &errs), errs.String())
		want := "# " + page.title + "\n\n" + page.intro + "\n\n```text\n" + out.String() + "```\n"
		if *update {
			require.NoError(t, os.WriteFile(page.path, []byte(want), 0o644))
		}
		got, err := os.ReadFile(page.path)
		require.NoError(t, err)
		require.Equal(t, want, string(got), "run go test ./cmd/stigwright -run TestDocs -update")
	}
}
