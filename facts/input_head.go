package facts

import (
	"bytes"
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

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

// Heads reads the inputs of a site, of whose node bundles the heads alone are kept: they
// are read again when they are judged. The memory that one takes is used for the next,
// for clearing fresh memory costs as much as reading. Its methods may be called at the
// same time.
type Heads struct {
	fsys fs.FS
	free chan *memory
	seed maphash.Seed // the sum tells a change from none, and is never seen
}

// memory is what is needed while one document is read, and no longer.
type memory struct {
	file      []byte
	canonical []byte
	dec       *jsontext.Decoder
}

func newMemory() *memory { return &memory{dec: new(jsontext.Decoder)} }

// NewHeads reads the inputs of fsys.
func NewHeads(fsys fs.FS) *Heads {
	const kept = 8 // documents that are read at a time
	return &Heads{fsys, make(chan *memory, kept), maphash.MakeSeed()}
}

func (h *Heads) take() *memory {
	select {
	case m := <-h.free:
		return m
	default:
		return newMemory()
	}
}

func (h *Heads) give(m *memory) {
	const large = 16 << 20 // bytes; such files are few, and their memory is not held for others
	if cap(m.file)+cap(m.canonical) > large {
		return
	}
	select {
	case h.free <- m:
	default:
	}
}

// Read is ReadInput of one of Inputs. A capture folder and the bundle of a cluster are
// kept whole.
func (h *Heads) Read(name string) (bundles []*Bundle, warnings []string, err error) {
	info, err := fs.Stat(h.fsys, name)
	if err != nil || info.IsDir() {
		return ReadInput(name, h.fsys)
	}
	m := h.take() // not given back where something breaks
	if err := m.read(name, h.fsys); err != nil {
		return nil, nil, err
	}
	bundles, warnings, err = readBundle(name, m.file, m)
	defer h.give(m)
	size, sum := len(m.file), maphash.Bytes(h.seed, m.file)
	same := func(again []byte) bool { return len(again) == size && maphash.Bytes(h.seed, again) == sum }
	for i, b := range bundles {
		if b.Kind == NodeBundle {
			bundles[i] = b.Head(func() (*Bundle, error) { return h.reread(name, same, bundles[i]) })
		}
	}
	return bundles, warnings, err
}

// read reads a file into the memory.
func (m *memory) read(name string, fsys fs.FS) error {
	refuse := func(err error) error { return &diag.Error{File: name, Msg: "cannot be read", Err: bare(err)} }
	f, err := fsys.Open(name)
	if err != nil {
		return refuse(err)
	}
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	switch {
	case err != nil:
		return refuse(err)
	case info.Size() > MaxDocument:
		return tooLarge(name, info.Size())
	}
	m.file = slices.Grow(m.file[:0], int(info.Size())+1) // one more, to meet the end
	for {
		n, err := f.Read(m.file[len(m.file):cap(m.file)])
		m.file = m.file[:len(m.file)+n]
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return refuse(err)
		case len(m.file) > MaxDocument:
			return tooLarge(name, int64(len(m.file)))
		}
		m.file = slices.Grow(m.file, 1)
	}
}

// reread is the bundle of a head once more. What was looked over then is not looked
// over again: the file is the same.
func (h *Heads) reread(name string, same func(data []byte) bool, head *Bundle) (*Bundle, error) {
	m := h.take()
	if err := m.read(name, h.fsys); err != nil {
		return nil, err
	}
	if !same(m.file) {
		return nil, &diag.Error{File: name, Msg: "changed while it was evaluated; want the same facts from the first look to the last",
			Hint: "evaluate again once the collector has finished"}
	}
	d := &document{file: name, data: bytes.TrimPrefix(m.file, []byte(byteOrderMark)), again: true, memory: m}
	top, err := d.scan(levelsOf)
	if err != nil {
		return nil, err
	}
	r := &reader{document: d, sections: sectionsByName()}
	all := r.bundles(top)
	h.give(m)
	for _, b := range all {
		if b.Kind == head.Kind && len(r.problems) == 0 {
			b.ID, b.Digest, b.Edited = head.ID, head.Digest, head.Edited
			return b, nil
		}
	}
	return nil, &diag.Error{File: name, Msg: "cannot be read again", Err: r.problems.Err()}
}
