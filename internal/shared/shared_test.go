package shared

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDirFindsTheCorpusNotThisPackage(t *testing.T) {
	dir := Dir(t, "corpus")
	require.Equal(t, "corpus", filepath.Base(dir))
	require.NotContains(t, dir, "internal")
	require.NotEmpty(t, Read(t, "DESIGN.md"))
}

func TestDirSkipsWhatIsAbsent(t *testing.T) {
	t.Setenv("STIGWRIGHT_REQUIRE_SHARED", "")
	skipped := false
	t.Run("inner", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		Dir(t, "no such folder")
	})
	require.True(t, skipped, "an absent path skips the test")
}
