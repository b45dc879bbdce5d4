//go:build unix

package collect

import (
	"os"
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

	require.NoError(t, os.MkdirAll(filepath.Join(root, "etc/docker"), 0o755))
	require.NoError(t, os.Rename(filepath.Join(root, "daemon.json"), filepath.Join(root, "etc/docker/daemon.json")))
	files, _ := hostFilesOf(t, openFolder(t, root), nil)
	daemon := files["/etc/docker/daemon.json"].Value
	require.Equal(t, "fifo", daemon.Type.Value)
	require.Equal(t, "error: /etc/docker/daemon.json is not a regular file", daemon.Parsed.Why())
}
