package benchmark

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/xccdf"
)

const (
	// MaxDocument is 256 MiB, the most one XML document may have; it is held whole.
	MaxDocument = xccdf.MaxBytes
	// MaxTotal is 512 MiB, the most all benchmarks of one archive or folder may have
	// together. DISA's largest single bundle holds under 20 MiB of XCCDF.
	MaxTotal = 512 << 20
	// MaxMembers is 20,000 members of an archive or files of a folder; a whole
	// library compilation has under 2,000.
	MaxMembers = 20_000
	// MaxRatio is 200: no member may unpack to more than 200 times its packed size.
	// Published ones stay under 20; deflate can reach 1,032, and only bombs come near.
	MaxRatio = 200
	// sniffBytes is how much of a file is read to find its root element. Comments of
	// tools before the root were seen up to 4 KiB.
	sniffBytes = 64 << 10
	// maxListed is how many members an error names.
	maxListed = 12
)

// Bundle is what one archive, folder or file holds.
type Bundle struct {
	Benchmarks []*Benchmark // in path order
	Left       []Left       // what may hold benchmarks and was not opened, in path order
}

// Left is a file that was recognised and not opened.
type Left struct {
	Name string // path in the archive or folder
	Kind string // "zip" or "data stream"
}

// Open gives every XCCDF benchmark in name, a zip, an XML file or a folder ("." for
// all) of fsys, in path order. There is at least one, or an error that says what
// was found instead. Problems of several files come together as a diag.List, with
// the benchmarks that could be read.
func Open(fsys fs.FS, name string) ([]*Benchmark, error) {
	b, err := OpenBundle(fsys, name)
	if b == nil {
		return nil, err
	}
	return b.Benchmarks, err
}

// OpenBundle is Open with what was left unopened.
func OpenBundle(fsys fs.FS, name string) (*Bundle, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be opened", Err: cause(err)}
	}
	defer f.Close() //nolint:errcheck // only read from
	info, err := f.Stat()
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be opened", Err: cause(err)}
	}
	if info.IsDir() {
		return openFolder(fsys, name)
	}
	return openFile(name, f, info.Size())
}

// OpenBytes is Open for a zip or XML file held in data, which must not change
// afterwards; name is its name for messages.
func OpenBytes(name string, data []byte) ([]*Benchmark, error) {
	b, err := openData(name, bytes.NewReader(data), int64(len(data)))
	if b == nil {
		return nil, err
	}
	return b.Benchmarks, err
}

// cause takes the path off err, which the message already has.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// openFile opens one file, without reading a zip into memory when f can be read anywhere.
func openFile(name string, f io.Reader, size int64) (*Bundle, error) {
	if at, ok := f.(io.ReaderAt); ok {
		return openData(name, at, size)
	}
	data, err := readAll(name, f, MaxTotal)
	if err != nil {
		return nil, err
	}
	return openData(name, bytes.NewReader(data), int64(len(data)))
}

// openData opens a zip or an XML document, told apart by the first bytes.
func openData(name string, at io.ReaderAt, size int64) (*Bundle, error) {
	if size == 0 {
		return nil, &diag.Error{File: name, Msg: "the file is empty; want a benchmark", Hint: "download it again"}
	}
	head := make([]byte, min(size, sniffBytes))
	if n, err := at.ReadAt(head, 0); n < len(head) {
		return nil, &diag.Error{File: name, Msg: "cannot be read", Err: cause(err)}
	}
	if bytes.HasPrefix(head, []byte("PK")) {
		return openZip(name, at, size)
	}
	if err := notXML(name, head); err != nil {
		return nil, err
	}
	data, err := readAll(name, io.NewSectionReader(at, 0, size), MaxDocument)
	if err != nil {
		return nil, err
	}
	b, err := fromDocument(name, path.Base(name), data)
	if err != nil {
		return nil, err
	}
	return &Bundle{Benchmarks: []*Benchmark{b}}, nil
}

// notXML tells the common accidents from a document that the XML reader should judge.
func notXML(name string, head []byte) error {
	root := xccdf.RootOf(head)
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	switch {
	case strings.EqualFold(root, "html"):
		return &diag.Error{File: name, Msg: "is an HTML page; want a benchmark",
			Hint: "it looks like an HTML page; the download probably went to a login page"}
	case bytes.HasPrefix(head, []byte("%PDF")):
		return &diag.Error{File: name, Msg: "is a PDF; want a benchmark", Hint: "give the zip the PDF came in"}
	case strings.EqualFold(path.Ext(name), ".zip") && root == "":
		return &diag.Error{File: name, Msg: "is not a zip archive; want one", Hint: "download it again"}
	case len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '['):
		return &diag.Error{File: name, Msg: "is JSON; want a benchmark",
			Hint: "a .cklb is a checklist and facts are facts; give the zip DISA publishes"}
	}
	return nil
}

// readAll reads r, which may have at most limit bytes.
func readAll(name string, r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "cannot be read", Err: cause(err)}
	}
	if int64(len(data)) > limit {
		return nil, &diag.Error{File: name, Msg: fmt.Sprintf("has more than %d bytes; the limit is %d (MaxDocument)", limit, limit)}
	}
	return data, nil
}

// openZip opens an archive.
func openZip(name string, at io.ReaderAt, size int64) (*Bundle, error) {
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, &diag.Error{File: name, Msg: "the zip archive cannot be read", Err: err,
			Hint: "it is probably cut off; download it again"}
	}
	if len(z.File) > MaxMembers {
		return nil, &diag.Error{File: name, Msg: fmt.Sprintf("the archive has %d members; the limit is %d (MaxMembers)", len(z.File), MaxMembers)}
	}
	members, err := zipMembers(name, z)
	if err != nil {
		return nil, err
	}
	return collect(name, "archive", members)
}

// openFolder opens a folder and those in it.
func openFolder(fsys fs.FS, name string) (*Bundle, error) {
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
	return collect(name, "folder", members)
}

// regular reports whether d, at p, is a file or a link to one. Links to folders are
// not followed: they may lead in a circle.
func regular(fsys fs.FS, p string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := fs.Stat(fsys, p)
	return err == nil && info.Mode().IsRegular()
}
