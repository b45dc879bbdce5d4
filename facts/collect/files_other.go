//go:build !unix

package collect

import (
	"io/fs"
	"os"
)

const openRead = os.O_RDONLY

func statOf(info fs.FileInfo) Stat {
	return Stat{Mode: info.Mode(), UID: -1, GID: -1, Size: info.Size()}
}

func isNotFolder(error) bool { return false }

func isNoProcess(error) bool { return false }
