package answer

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDocsExample: the file in the documentation is one.
func TestDocsExample(t *testing.T) {
	page, err := os.ReadFile("../docs/answers.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(page), "```yaml\n")
	require.True(t, found)
	example, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	f, err := Read("example.yaml", []byte(example))
	require.NoError(t, err)
	require.Len(t, f.Answers, 3)
	for _, a := range f.Answers {
		require.Empty(t, a.Uncounted(at))
	}
	for _, test := range Tests() {
		require.Contains(t, string(page), "`"+string(test)+"`")
	}
}
