package facts

import (
	"bytes"
	"errors"
	"hash/maphash"
	"io/fs"
	"path"

	"github.com/stigwright/stigwright/diag"
)

// Inputs is what -f names in fsys as inputs that can be read one at a time: the
// bundles of a folder by name, else name itself.
func Inputs(name string, fsys fs.FS) ([]string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be read", Err: bare(err)}
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	if _, err := fs.Stat(fsys, path.Join(name, CaptureIndex)); !errors.Is(err, fs.ErrNotExist) {
		return []string{name}, nil
	}
	return folderFiles(name, fsys)
}

// ReadHeads is ReadInput of one of Inputs, of whose node bundles the heads alone are
// kept: they are read again when they are judged. A capture folder and the bundle of a
// cluster are kept whole. Calls may run at the same time.
func ReadHeads(name string, fsys fs.FS) (bundles []*Bundle, warnings []string, err error) {
	info, err := fs.Stat(fsys, name)
	if err != nil || info.IsDir() {
		return ReadInput(name, fsys)
	}
	data, err := readFile(name, fsys, info.Size())
	if err != nil {
		return nil, nil, err
	}
	bundles, warnings, err = ReadBundle(name, data)
	seed := maphash.MakeSeed() // the sum tells a change from none, and is never seen
	size, sum := len(data), maphash.Bytes(seed, data)
	same := func(again []byte) bool { return len(again) == size && maphash.Bytes(seed, again) == sum }
	for i, b := range bundles {
		if b.Kind == NodeBundle {
			bundles[i] = b.Head(func() (*Bundle, error) { return reread(name, fsys, same, bundles[i]) })
		}
	}
	return bundles, warnings, err
}

// reread is the bundle of a head once more. What was looked over then is not looked
// over again: the file is the same.
func reread(name string, fsys fs.FS, same func(data []byte) bool, head *Bundle) (*Bundle, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be read", Err: bare(err)}
	}
	if !same(data) {
		return nil, &diag.Error{File: name, Msg: "changed while it was evaluated; want the same facts from the first look to the last",
			Hint: "evaluate again once the collector has finished"}
	}
	d := &document{file: name, data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), again: true}
	top, err := d.scan(levelsOf)
	if err != nil {
		return nil, err
	}
	r := &reader{document: d, sections: sectionsByName()}
	for _, b := range r.bundles(top) {
		if b.Kind == head.Kind && len(r.problems) == 0 {
			b.ID, b.Digest, b.Edited = head.ID, head.Digest, head.Edited
			return b, nil
		}
	}
	return nil, &diag.Error{File: name, Msg: "cannot be read again", Err: r.problems.Err()}
}
