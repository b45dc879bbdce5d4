package benchmark

import (
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
	// MaxNested is 3 zips within each other: a compilation, a bundle, and the bundles
	// that a few products have in theirs.
	MaxNested = 3
	// MaxInner is 128 MiB, the most a zip within a zip may unpack to; it is held whole.
	// DISA's largest bundle has under 60 MiB.
	MaxInner = 128 << 20
	// MaxUnpacked is 4 GiB, the most that may be unpacked of one file, whatever is kept
	// of it. A whole library compilation takes about 1 GiB: its zips, and the XML in them.
	MaxUnpacked = 4 << 30
	// MaxAllMembers is 200,000 members of an archive and all zips in it; a whole
	// library compilation has about 10,000.
	MaxAllMembers = 200_000
	// MaxProblems is how many problems of one file are reported; the others are counted.
	MaxProblems = 100
	// glanceBytes is how much of a member is read to see whether it is XML.
	glanceBytes = 1 << 10
	// sniffBytes is how much of a file is read to find its root element. Comments of
	// tools before the root were seen up to 4 KiB.
	sniffBytes = 64 << 10
	// maxListed is how many members an error names.
	maxListed = 12
)

// Bundle is what one archive, folder or file holds.
type Bundle struct {
	Benchmarks []*Benchmark // in path order
	Left       []Left       // what was recognised and not opened, in path order
	Skipped    int          // files and inner zips that could not be read; the error says why
}

// Left is a file that was recognised and not opened.
type Left struct {
	Name string // path in the archive or folder
	Kind string // such as "file of OVAL definitions"
}

// Open gives every XCCDF benchmark in name, of fsys: a zip, a library compilation
// (zips in a zip), an XML file, a SCAP data stream or a folder ("." for all), in
// path order. There is at least one, or an error that says what was found instead.
// Problems of several files come together as a diag.List, with the benchmarks that
// could be read. All are held at once; OpenSource takes a library one part at a time.
func Open(fsys fs.FS, name string) ([]*Benchmark, error) {
	b, err := OpenBundle(fsys, name)
	if b == nil {
		return nil, err
	}
	return b.Benchmarks, err
}

// OpenBundle is Open with what was left and skipped.
func OpenBundle(fsys fs.FS, name string) (*Bundle, error) {
	s, err := OpenSource(fsys, name)
	if err != nil {
		return nil, err
	}
	defer s.Close() //nolint:errcheck // only read from
	return s.bundle()
}

// OpenBytes is Open for a zip or XML file held in data, which must not change
// afterwards; name is its name for messages.
func OpenBytes(name string, data []byte) ([]*Benchmark, error) {
	s, err := openData(name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	b, err := s.bundle()
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

// regular reports whether d, at p, is a file or a link to one. Links to folders are
// not followed: they may lead in a circle.
func regular(fsys fs.FS, p string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := fs.Stat(fsys, p)
	return err == nil && info.Mode().IsRegular()
}
