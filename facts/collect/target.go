package collect

import (
	"fmt"
	"path/filepath"
	"time"
)

// ThisHost is the running host the program is on. Close it.
func ThisHost(now func() time.Time) (t *Target, close func() error, err error) {
	files, close, err := openFiles("/")
	if err != nil {
		return nil, nil, fmt.Errorf("opening the root folder: %w", err)
	}
	return &Target{Files: files, Live: true, Run: runCommand, Now: now}, close, nil
}

// Image is an image of a host mounted below a folder, of which files alone can be seen:
// what runs, listens or is set in a kernel is skipped. Close it. The root folder itself
// is this host.
func Image(folder string, now func() time.Time) (t *Target, close func() error, err error) {
	if abs, err := filepath.Abs(folder); err == nil && abs == "/" {
		return ThisHost(now)
	}
	files, close, err := openFiles(folder)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the folder of the image: %w", err)
	}
	return &Target{Files: files, Now: now}, close, nil
}
