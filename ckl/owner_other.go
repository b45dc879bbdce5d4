//go:build !unix

package ckl

import (
	"io/fs"
	"os"
)

func keepOwner(*os.File, fs.FileInfo) {}
