package lint

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The page lists the rules as the program has them.
func TestPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# What other programs do to a checklist

Made from the rules of package ` + "`ckl/lint`" + ` by its test (` + "`go test ./ckl/lint -update`" + `); do not edit.

Known by: **run**, the reader was run; **schema**, DISA's checklist XSD 2.5 or CKLB schema 1.0 forbids it;
**code**, read in the reader's source; **report**, documentation or a public report says so. STIG Manager is its
client parser 1.6.7, Heimdall its converter 2.12.6. A rule marked * is repaired by the fix as far as nothing has
to be invented.

| rule | file | condition | effect | remedy |
|---|---|---|---|---|
`)
	seen := map[string]bool{}
	for _, r := range Rules() {
		require.False(t, seen[r.ID], "rule %s stands twice", r.ID)
		seen[r.ID] = true
		require.NotEmpty(t, r.Effects, r.ID)
		require.NotEmpty(t, r.Remedy, r.ID)
		file, mark := ".ckl, .cklb", ""
		if r.Format != 0 {
			file = "." + r.Format.String()
		}
		if r.Fixed {
			mark = " *"
		}
		var effects []string
		for _, e := range r.Effects {
			require.NotEmpty(t, e.Severity.String(), r.ID)
			require.NotEmpty(t, e.Known.String(), r.ID)
			effects = append(effects, string(e.Consumer)+": "+e.Severity.String()+" ("+e.Known.String()+")")
		}
		b.WriteString("| `" + r.ID + "`" + mark + " | " + file + " | " + r.Summary + " | " + strings.Join(effects, "; ") + " | " + r.Remedy + " |\n")
	}
	golden(t, filepath.Join("..", "..", "docs", "lint.md"), []byte(b.String()))
}
