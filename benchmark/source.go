package benchmark

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"
	"sync/atomic"

	"github.com/stigwright/stigwright/diag"
)

// Source is a file or folder whose parts are read one at a time: the members of a
// zip, the files of a folder, or the one document. Of a library compilation each
// part is one bundle, so that what is held at once is one bundle per worker.
//
//	src, err := benchmark.OpenSource(os.DirFS(dir), "U_SRG-STIG_Library.zip")
//	for i := range src.Len() { // or every second i in each of two workers
//		bundle, err := src.Read(i)
//		index(bundle.Benchmarks)
//	}
//	err = src.Close()
type Source struct {
	name   string
	what   string // archive, folder or file, for messages
	parts  []member
	file   io.Closer // nil when there is nothing to close
	budget budget
}

// budget is what was unpacked of one source so far, over all its parts.
type budget struct {
	bytes, members atomic.Int64
}

// OpenSource opens name of fsys: any file or folder that Open takes. Close it.
func OpenSource(fsys fs.FS, name string) (*Source, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be opened", Err: cause(err)}
	}
	s, err := openFile(fsys, name, f)
	if err != nil {
		_ = f.Close() // only read from
		return nil, err
	}
	s.file = f
	return s, nil
}

// Len is the number of parts.
func (s *Source) Len() int { return len(s.parts) }

// Name is the path of the i-th part in the archive or folder; "" for a document
// that is the source itself.
func (s *Source) Name(i int) string { return s.parts[i].path }

// Close closes the file. What was read stays good.
func (s *Source) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// Read is what the i-th part holds, which may be nothing: an empty Bundle. Problems
// come together as a diag.List, with the benchmarks that could be read. Several
// goroutines may read at once; reading a part again counts against MaxUnpacked again.
func (s *Source) Read(i int) (*Bundle, error) {
	f := s.finder()
	f.parts(s.parts[i : i+1])
	return &f.bundle, f.problems.Err()
}

func (s *Source) finder() finder { return finder{folder: s.what == "folder", budget: &s.budget} }

// All reads the parts in order, and gives those that hold something or failed.
func (s *Source) All() iter.Seq2[*Bundle, error] {
	return func(yield func(*Bundle, error) bool) {
		for i := range s.parts {
			b, err := s.Read(i)
			if (err != nil || len(b.Benchmarks) > 0 || len(b.Left) > 0) && !yield(b, err) {
				return
			}
		}
	}
}

// bundle reads all parts into one; nil when there is no benchmark among them.
func (s *Source) bundle() (*Bundle, error) {
	f := s.finder()
	f.parts(s.parts)
	switch {
	case len(f.bundle.Benchmarks) > 0:
		return &f.bundle, f.problems.Err()
	case len(f.problems) == 1 && s.what == "file":
		return nil, f.problems[0]
	case len(f.problems) > 0:
		return nil, f.problems
	}
	return nil, nothing(s.name, s.what, f.seen)
}

// nothing says what was found where no benchmark is.
func nothing(name, what string, seen []string) error {
	if len(seen) == 0 {
		return &diag.Error{File: name, Msg: "the " + what + " holds no files; want a benchmark"}
	}
	return &diag.Error{File: name, Msg: "the " + what + " holds no XCCDF benchmark; it holds " + list(seen),
		Hint: "DISA's benchmarks are in a file that ends in -xccdf.xml"}
}

// list names some of seen.
func list(seen []string) string {
	more := ""
	if n := len(seen) - maxListed; n > 0 {
		seen, more = seen[:maxListed], fmt.Sprintf(" and %d more", n)
	}
	quoted := make([]string, len(seen))
	for i, s := range seen {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(quoted, ", ") + more
}

// openFile opens f, the file or folder name of fsys, without reading a zip into
// memory when f can be read anywhere.
func openFile(fsys fs.FS, name string, f fs.File) (*Source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be opened", Err: cause(err)}
	}
	if info.IsDir() {
		return openFolder(fsys, name)
	}
	if at, ok := f.(io.ReaderAt); ok && info.Mode().IsRegular() {
		return openData(name, at, info.Size())
	}
	data, err := readAll(name, f, MaxTotal)
	if err != nil {
		return nil, err
	}
	return openData(name, bytes.NewReader(data), int64(len(data)))
}

// openData opens a zip or an XML document, told apart by the first bytes.
func openData(name string, at io.ReaderAt, size int64) (*Source, error) {
	if size == 0 {
		return nil, &diag.Error{File: name, Msg: "the file is empty; want a benchmark", Hint: "download it again"}
	}
	head, err := headOf(name, at, size)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("PK")) {
		return openZip(name, at, size)
	}
	if err := notXML(name, head); err != nil {
		return nil, err
	}
	if size > MaxDocument {
		return nil, &diag.Error{File: name, Msg: fmt.Sprintf("has %d bytes; the limit is %d (MaxDocument)", size, MaxDocument)}
	}
	m := member{file: name, base: path.Base(name), size: size, given: true,
		check: func() error { return nil },
		open:  func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(at, 0, size)), nil }}
	return &Source{name: name, what: "file", parts: []member{m}}, nil
}

func headOf(name string, at io.ReaderAt, size int64) ([]byte, error) {
	head := make([]byte, min(size, sniffBytes))
	if n, err := at.ReadAt(head, 0); n < len(head) {
		return nil, &diag.Error{File: name, Msg: "cannot be read", Err: cause(err)}
	}
	return head, nil
}

// openZip opens an archive.
func openZip(name string, at io.ReaderAt, size int64) (*Source, error) {
	members, err := readZip(name, at, size)
	if err != nil {
		return nil, err
	}
	s := &Source{name: name, what: "archive", parts: members}
	s.budget.members.Add(int64(len(members)))
	return s, nil
}

// readZip reads the directory of an archive.
func readZip(name string, at io.ReaderAt, size int64) ([]member, error) {
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "the zip archive cannot be read", Err: err,
			Hint: "it is probably cut off; download it again"}
	}
	if len(z.File) > MaxMembers {
		return nil, &diag.Error{File: name, Msg: fmt.Sprintf("the archive has %d members; the limit is %d (MaxMembers)", len(z.File), MaxMembers)}
	}
	return zipMembers(name, z)
}

// openFolder opens a folder and those in it.
func openFolder(fsys fs.FS, name string) (*Source, error) {
	var members []member
	err := fs.WalkDir(fsys, name, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return &diag.Error{File: p, Msg: "cannot be read", Err: cause(err)}
		}
		if !regular(fsys, p, d) {
			return nil
		}
		if len(members) == MaxMembers {
			return &diag.Error{File: name, Msg: fmt.Sprintf("the folder has more than %d files; the limit is %d (MaxMembers)", MaxMembers, MaxMembers)}
		}
		members = append(members, folderMember(fsys, p))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &Source{name: name, what: "folder", parts: members}, nil
}
