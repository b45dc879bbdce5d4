package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLibrariesPageStandsByItselfAndBelievesNoText(t *testing.T) {
	evil := `<script>alert("x")</script>|` + "\x1b[31m"
	l := &Libraries{Old: evil, New: "new.zip", Counts: []LibraryCount{{"changed", 1}}, Heads: []string{"Rules"},
		Rows: []LibraryRow{{State: "changed", ID: evil, Title: evil, WasID: "B_STIG", Old: "V1R1", New: "V1R2", Cells: []string{"44"}, Again: "V1R1"}}}
	var b strings.Builder
	require.NoError(t, l.WriteHTML(&b))
	page := b.String()
	require.Equal(t, 1, strings.Count(page, "<script>"), "our own")
	require.NotContains(t, page, "\x1b")
	for _, outside := range []string{"http://", "https://", `src="`, "@import", "url("} {
		require.NotContains(t, page, outside)
	}
	require.Contains(t, page, `data-kind="changed"`)
	require.Contains(t, page, "was B_STIG; published again under the same version and release: V1R1")

	b.Reset()
	require.NoError(t, l.WriteMarkdown(&b))
	require.NotContains(t, b.String(), "<script>")
	require.Equal(t, 1, strings.Count(b.String(), "| changed |"))
}
