package facts

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/stigwright/stigwright/diag"
)

// ReadInput reads what -f names in fsys: a bundle file, a folder of *.json bundles
// (not recursive, by name), or a capture folder, which has an index.json. Bundles
// of a folder that can be read come back beside the problems of the others.
func ReadInput(name string, fsys fs.FS) (bundles []*Bundle, warnings []string, err error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, nil, &diag.Error{File: name, Msg: "cannot be read", Err: bare(err)}
	}
	if !info.IsDir() {
		return readBundleFile(name, fsys, info.Size())
	}
	if _, err := fs.Stat(fsys, path.Join(name, CaptureIndex)); err == nil {
		sub, err := fs.Sub(fsys, name)
		if err != nil {
			sub = below{fsys, name}
		}
		return ReadCapture(name, sub)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, &diag.Error{File: path.Join(name, CaptureIndex), Msg: "cannot be read", Err: bare(err)}
	}
	return readFolder(name, fsys)
}

// below is a folder of a file system whose names need not be fs.ValidPath.
type below struct {
	fsys fs.FS
	dir  string
}

func (b below) Open(name string) (fs.File, error) { return b.fsys.Open(path.Join(b.dir, name)) }

func readBundleFile(name string, fsys fs.FS, size int64) ([]*Bundle, []string, error) {
	data, err := readFile(name, fsys, size)
	if err != nil {
		return nil, nil, err
	}
	return ReadBundle(name, data)
}

func readFile(name string, fsys fs.FS, size int64) ([]byte, error) {
	if size > MaxDocument {
		return nil, tooLarge(name, size)
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be read", Err: bare(err)}
	}
	return data, nil
}

func tooLarge(name string, size int64) error {
	return &diag.Error{File: name, Msg: fmt.Sprintf("is %d bytes; want at most %d", size, MaxDocument)}
}

func readFolder(name string, fsys fs.FS) (all []*Bundle, warnings []string, err error) {
	files, err := folderFiles(name, fsys)
	if err != nil {
		return nil, nil, err
	}
	var problems diag.List
	for _, file := range files {
		found, remarks, err := ReadInput(file, fsys)
		all, warnings = append(all, found...), append(warnings, remarks...)
		problems = append(problems, diag.Each(err)...)
	}
	return all, warnings, problems.Err()
}

// folderFiles is the bundles of a folder, by name.
func folderFiles(name string, fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, name)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be read", Err: bare(err)}
	}
	var files []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.HasSuffix(entry.Name(), ".json") {
			files = append(files, path.Join(name, entry.Name()))
		}
	}
	if files == nil {
		return nil, &diag.Error{File: name, Msg: "holds no *.json file; want fact bundles, or a capture folder with its " + CaptureIndex,
			Hint: "folders are not searched below their first level"}
	}
	return files, nil
}
