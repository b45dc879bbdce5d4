//go:build unix

package ckl

import (
	"io/fs"
	"os"
	"syscall"
)

func keepOwner(f *os.File, old fs.FileInfo) {
	if s, ok := old.Sys().(*syscall.Stat_t); ok {
		_ = f.Chown(int(s.Uid), int(s.Gid)) // allowed to root and to the owner alone
	}
}
