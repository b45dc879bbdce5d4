package collect

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// openFiles is the files below a folder of this machine. Nothing outside of the folder
// is reached, whatever its links say (os.Root).
func openFiles(folder string) (Files, func() error, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return Files{}, nil, err
	}
	return Files{
		Lstat: func(name string) (Stat, error) {
			info, err := root.Lstat(inRoot(name))
			if err != nil {
				return Stat{}, err
			}
			return statOf(info), nil
		},
		Readlink: func(name string) (string, error) { return root.Readlink(inRoot(name)) },
		ReadDir:  func(name string) ([]string, error) { return readDir(root, name) },
		Head:     func(name string, limit int) ([]byte, error) { return head(root, name, limit) },
	}, root.Close, nil
}

// inRoot is an absolute path as a path below the root.
func inRoot(name string) string { return path.Join(".", strings.TrimLeft(name, "/")) }

func readDir(root *os.Root, name string) ([]string, error) {
	if info, err := root.Lstat(inRoot(name)); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", name)
	}
	dir, err := root.Open(inRoot(name))
	if err != nil {
		return nil, err
	}
	defer dir.Close() //nolint:errcheck // opened for reading
	names, err := dir.Readdirnames(maxEntries + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(names) > maxEntries {
		return nil, fmt.Errorf("%s is %w", name, errTooMany)
	}
	slices.Sort(names)
	return names, nil
}

// head reads a regular file. What is no regular file is not opened: a FIFO would wait, a
// device would act. What is put in its place between the two looks is refused too, and
// openRead never waits for it. The files of /proc may be new ones at each look, so it
// looks again.
func head(root *os.Root, name string, limit int) (data []byte, err error) {
	for range 3 {
		if data, err = headOnce(root, name, limit); !errors.Is(err, errChanged) {
			return data, err
		}
	}
	return nil, err
}

func headOnce(root *os.Root, name string, limit int) ([]byte, error) {
	before, err := root.Lstat(inRoot(name))
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, fmt.Errorf("%s %w", name, errNotRegular)
	}
	file, err := root.OpenFile(inRoot(name), openRead, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened for reading
	if after, err := file.Stat(); err != nil {
		return nil, err
	} else if !after.Mode().IsRegular() || !os.SameFile(before, after) {
		return nil, fmt.Errorf("%s %w", name, errChanged)
	}
	return io.ReadAll(io.LimitReader(file, int64(limit)))
}

// isNotExist reports whether a look found nothing, for the part of a path that it was for.
func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) || isNotFolder(err) }

func isDenied(err error) bool { return errors.Is(err, fs.ErrPermission) }
