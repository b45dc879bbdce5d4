package release

import (
	"io/fs"
	"os"
)

// osFS is the files of this machine by their own names.
type osFS struct{}

func (osFS) Open(name string) (fs.File, error) { return os.Open(name) }
