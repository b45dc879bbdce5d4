package collect

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Files is the read-only view of a target's files. Paths are absolute, clean and slash
// separated, and no part of one may be a link: see [Files.resolve]. No function leaves
// the target's root. Errors are those of package io/fs.
type Files struct {
	Lstat    func(path string) (Stat, error)
	Readlink func(path string) (string, error)
	ReadDir  func(path string) (names []string, err error) // sorted; at most maxEntries, more are errTooMany
	// Head is the first bytes of a regular file, at most limit. Anything else is
	// refused without being opened.
	Head func(path string, limit int) ([]byte, error)
}

// Stat is what lstat(2) says of a file.
type Stat struct {
	Mode     fs.FileMode // type, permission, setuid, setgid and sticky bits
	UID, GID int64       // -1 where the system has none
	Size     int64
}

const (
	maxLinks   = 40    // as the kernel follows in one path (path_resolution(7))
	maxEntries = 20000 // of one folder; /proc of a busy node has some thousands
)

var (
	errLoop       = errors.New("too many symbolic links")
	errTooMany    = fmt.Errorf("a folder of more than %d entries", maxEntries)
	errNotRegular = errors.New("is not a regular file")
	errChanged    = errors.New("changed while it was looked at")
	errTooLong    = errors.New("is too large")
)

// resolved is where a path leads when links are followed.
type resolved struct {
	path string // without links as far as it is known; all of it when err is nil
	stat Stat   // of path, when err is nil
	at   string // the part that could not be looked at, when err is not nil
	via  string // the link on whose way that part lies, "" for none
	err  error
}

// resolve follows the links of a path inside the target's root: an absolute link starts
// at that root, and nothing climbs above it. With last false a link at the end is not
// followed.
func (f Files) resolve(name string, last bool) resolved {
	w := walk{files: f, todo: parts(name), last: last}
	w.enter("/")
	for len(w.todo) > 0 && w.err == nil {
		part := w.todo[0]
		w.todo = w.todo[1:]
		if part == ".." {
			w.enter(path.Dir(w.path))
		} else {
			w.enter(path.Join(w.path, part))
		}
	}
	return w.resolved
}

// walk is a path on the way; path of resolved is how far it has come.
type walk struct {
	resolved
	files  Files
	todo   []string
	links  int
	last   bool // a link at the end is followed
	beyond int  // how much of todo lies behind where the link via leads to
}

// enter looks at the next part of the path, and goes where it leads.
func (w *walk) enter(next string) {
	stat, err := w.files.Lstat(next)
	if err == nil && stat.Mode.Type() == fs.ModeSymlink && (w.last || len(w.todo) > 0) {
		err = w.follow(next)
	} else if err == nil {
		w.path, w.stat = next, stat
		if len(w.todo) <= w.beyond {
			w.via = ""
		}
	}
	if err != nil {
		w.at, w.err = next, err
		w.path = path.Join(append([]string{next}, w.todo...)...)
	}
}

func (w *walk) follow(link string) error {
	target, err := w.files.Readlink(link)
	if err != nil {
		return err
	}
	if w.links++; w.links > maxLinks {
		return errLoop
	}
	if w.via == "" {
		w.via, w.beyond = link, len(w.todo)
	}
	if strings.HasPrefix(target, "/") {
		w.path = "/"
	}
	w.todo = append(parts(target), w.todo...)
	return nil
}

// parts is the names of a path, without empty ones and those that mean the folder itself.
func parts(name string) []string {
	var out []string
	for part := range strings.SplitSeq(name, "/") {
		if part != "" && part != "." {
			out = append(out, part)
		}
	}
	return out
}

// read is the whole content of a regular file of at most limit bytes, links followed.
func (f Files) read(name string, limit int) ([]byte, error) {
	r := f.resolve(name, true)
	if r.err != nil {
		return nil, r.err
	}
	data, err := f.Head(r.path, limit+1)
	if err == nil && len(data) > limit {
		return nil, fmt.Errorf("%s %w: more than %d bytes", name, errTooLong, limit)
	}
	return data, err
}
