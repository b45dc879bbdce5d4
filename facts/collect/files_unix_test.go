//go:build unix

package collect

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A FIFO in the place of a file is refused at once: nobody waits for a writer.
func TestHeadRefusesFIFO(t *testing.T) {
	root := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(root, "daemon.json"), 0o644))
	_, err := openFolder(t, root).Files.Head("/daemon.json", 10)
	require.ErrorIs(t, err, errNotRegular)
}
