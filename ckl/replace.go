package ckl

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stigwright/stigwright/diag"
)

// Replace writes data to path in one step: into a temporary file in the same
// folder, then renamed; synced first where it replaces a file. Whatever fails, a
// file that was there is still there whole, and no half file and no temporary file
// is left. Its permissions (and, where the system lets us, its owner) stay; a
// symbolic link stays and its target is replaced. A new file gets what the umask
// leaves of 0666.
//
// A path that is there and is no regular file is refused, and so is one that nobody may
// write: renaming another over it would not ask.
func Replace(path string, data []byte) error {
	return replace(path, 0o666, writing(data))
}

// Replaceable says why Replace would refuse path as it is now; nil when it would not.
func Replaceable(path string) error {
	_, _, err := resolve(path)
	return err
}

// ReplacePrivate is Replace of a file that, where it is new, its owner alone may read.
func ReplacePrivate(path string, data []byte) error {
	return replace(path, 0o600, writing(data))
}

func writing(data []byte) func(*os.File) error {
	return func(f *os.File) error {
		_, err := f.Write(data)
		return err
	}
}

// replace is Replace with the writing left to write, which tests make fail.
func replace(path string, perm fs.FileMode, write func(*os.File) error) (err error) {
	target, old, err := resolve(path)
	if err != nil {
		return err
	}
	temp, err := createBeside(target, perm)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
			err = fmt.Errorf("writing %s: %w", path, err)
		}
	}()
	if err := write(temp); err != nil {
		return err
	}
	if old != nil {
		if err := keepAttributes(temp, old); err != nil {
			return err
		}
	}
	if old != nil { // what a new file holds is elsewhere too
		if err := temp.Sync(); err != nil {
			return err
		}
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), target); err != nil {
		return err
	}
	if old != nil {
		syncFolder(filepath.Dir(target))
	}
	return nil
}

// resolve follows symbolic links, also one whose target does not exist yet, and
// gives what is there now, nil for nothing.
func resolve(path string) (target string, old fs.FileInfo, err error) {
	target = path
	for range 40 { // as many links as Linux follows
		info, err := os.Lstat(target)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return target, nil, nil
		case err != nil:
			return "", nil, err
		case info.Mode().IsRegular() && info.Mode().Perm()&0o222 == 0:
			return "", nil, &diag.Error{File: path, Msg: "is read-only; want a file that may be written", Hint: "give another file to write, or make it writable"}
		case info.Mode().IsRegular():
			return target, info, nil
		case info.Mode()&fs.ModeSymlink == 0:
			return "", nil, fmt.Errorf("%s is no regular file (%s); want a file to replace", path, info.Mode().Type())
		}
		link, err := os.Readlink(target)
		if err != nil {
			return "", nil, err
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(target), link)
		}
		target = link
	}
	return "", nil, fmt.Errorf("%s: too many symbolic links", path)
}

// createBeside creates a file next to target that was not there. The name is
// fixed but for a number, so that a crash leaves something a person recognises.
func createBeside(target string, perm fs.FileMode) (*os.File, error) {
	const attempts = 1000
	for i := range attempts {
		name := fmt.Sprintf("%s.stigwright-%d", target, i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%d temporary files %s.stigwright-* stand there; remove them", attempts, target)
}

// keepAttributes gives f the permissions and the owner of old. The owner only where
// we may: an ordinary user replacing another's file in a shared folder may not.
func keepAttributes(f *os.File, old fs.FileInfo) error {
	keepOwner(f, old)
	return f.Chmod(old.Mode().Perm())
}

// syncFolder makes the rename last through a crash. Some file systems do not know
// how; the file itself is safe either way, so its error says nothing.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
}
