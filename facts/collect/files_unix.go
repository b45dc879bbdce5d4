//go:build unix

package collect

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// openRead opens for reading, without waiting for a writer and without a link at the end.
const openRead = os.O_RDONLY | syscall.O_NONBLOCK | syscall.O_NOFOLLOW

func statOf(info fs.FileInfo) Stat {
	s := Stat{Mode: info.Mode(), UID: -1, GID: -1, Size: info.Size()}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s.UID, s.GID = int64(sys.Uid), int64(sys.Gid)
	}
	return s
}

// isNotFolder reports whether something above a path is no folder, so that the path
// cannot be.
func isNotFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

// isNoProcess reports whether a process ended between opening a file of it and reading.
func isNoProcess(err error) bool { return errors.Is(err, syscall.ESRCH) }
