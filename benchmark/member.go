package benchmark

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/xccdf"
)

// member is one file of an archive or folder.
type member struct {
	path  string // in the archive or folder, through inner zips as "inner.zip: x.xml"
	base  string // last part of its name
	file  string // for messages
	size  int64  // declared, -1 when not known
	given bool   // it is the file somebody gave, not one in an archive or folder
	check func() error
	open  func() (io.ReadCloser, error)
}

// folderMember is the file p of fsys.
func folderMember(fsys fs.FS, p string) member {
	return member{
		path: p, base: path.Base(p), file: p, size: -1,
		check: func() error { return nil },
		open:  func() (io.ReadCloser, error) { return fsys.Open(p) },
	}
}

// inPlace is m as a file to read anywhere; nil when it is none.
func (m member) inPlace() (at io.ReaderAt, size int64, file io.Closer) {
	r, err := m.open()
	if err != nil {
		return nil, 0, nil
	}
	if f, ok := r.(fs.File); ok {
		info, err := f.Stat()
		if at, ok := r.(io.ReaderAt); ok && err == nil {
			return at, info.Size(), r
		}
	}
	_ = r.Close() // only read from
	return nil, 0, nil
}

// zipMembers are the files of z in path order. Names that leave the archive and
// names given twice are refused: readers disagree on which one counts.
func zipMembers(name string, z *zip.Reader) ([]member, error) {
	var members []member
	for _, f := range z.File {
		p := strings.ReplaceAll(f.Name, `\`, "/")
		if err := safe(name, f.Name, p); err != nil {
			return nil, err
		}
		if strings.HasSuffix(p, "/") {
			continue
		}
		members = append(members, zipMember(name, p, f))
	}
	sort.SliceStable(members, func(i, j int) bool { return members[i].path < members[j].path })
	for i := range members[:max(0, len(members)-1)] {
		if members[i].path == members[i+1].path {
			return nil, &diag.Error{File: name, Msg: fmt.Sprintf("the archive has two members named %q; want one", members[i].path)}
		}
	}
	return members, nil
}

// safe refuses a member name that would lead out of the archive.
func safe(name, member, p string) error {
	outside := path.IsAbs(p) || len(p) > 1 && p[1] == ':' || strings.IndexByte(p, 0) >= 0
	for _, part := range strings.Split(p, "/") {
		outside = outside || part == ".."
	}
	if !outside {
		return nil
	}
	return &diag.Error{File: name, Msg: fmt.Sprintf("the archive has a member named %q, which leads out of it; want relative names", member),
		Hint: "no publisher makes such an archive; find out where this one comes from"}
}

func zipMember(name, p string, f *zip.File) member {
	m := member{path: p, base: path.Base(p), file: name + ": " + p, size: int64(min(f.UncompressedSize64, 1<<62)), open: f.Open}
	m.check = func() error { return m.checkZip(f) }
	return m
}

// checkZip refuses a member that cannot or should not be unpacked whole.
func (m member) checkZip(f *zip.File) error {
	switch {
	case f.Flags&1 != 0:
		return &diag.Error{File: m.file, Msg: "the member is encrypted; want it plain", Hint: "unpack it with its password and give the XML file"}
	case f.UncompressedSize64 > MaxDocument:
		return &diag.Error{File: m.file, Msg: fmt.Sprintf("the member unpacks to %d bytes; the limit is %d (MaxDocument)", f.UncompressedSize64, MaxDocument)}
	case f.UncompressedSize64 > sniffBytes && f.UncompressedSize64/MaxRatio > f.CompressedSize64:
		return &diag.Error{File: m.file, Msg: fmt.Sprintf("the member unpacks from %d to %d bytes; the limit is %d times (MaxRatio)",
			f.CompressedSize64, f.UncompressedSize64, MaxRatio)}
	}
	return nil
}

// promising reports whether the name says that m is XML or a zip.
func (m member) promising() bool { return m.named(".xml") || m.named(".zip") }

func (m member) named(ext string) bool { return strings.EqualFold(path.Ext(m.path), ext) }

// head is the beginning of m: a little, and more only where that is XML without a
// root element yet. A library has thousands of members that are neither.
func (m member) head() ([]byte, error) {
	r, err := m.open()
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // only read from
	head, err := more(r, nil, glanceBytes)
	if err == nil && len(head) == glanceBytes && beginsXML(head) && xccdf.RootOf(head) == "" {
		head, err = more(r, head, sniffBytes)
	}
	return head, err
}

// more reads from r until head has n bytes or r ends.
func more(r io.Reader, head []byte, n int) ([]byte, error) {
	have := len(head)
	head = append(head, make([]byte, n-have)...)
	read, err := io.ReadFull(r, head[have:])
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:have+read], err
}

// beginsXML reports whether the first character of head is "<".
func beginsXML(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n"), []byte("<"))
}

// read is all of m, which has the size it declares and no more than MaxDocument.
func (m member) read() ([]byte, error) {
	r, err := m.open()
	if err != nil {
		return nil, m.unreadable(err)
	}
	defer r.Close() //nolint:errcheck // only read from
	limit := int64(MaxDocument)
	if m.size >= 0 {
		limit = m.size
	}
	// One byte more than declared, and room for ReadFrom to see the end. Made and not
	// grown: Grow would clear what the system hands out cleared, 250 MB of a library.
	buf := bytes.NewBuffer(make([]byte, 0, max(0, int(m.size))+bytes.MinRead))
	n, err := buf.ReadFrom(io.LimitReader(r, limit+1))
	switch {
	case m.size >= 0 && (n > limit || errors.Is(err, zip.ErrFormat)): // ErrFormat: archive/zip counted too
		return nil, &diag.Error{File: m.file, Msg: fmt.Sprintf("the member unpacks to more than the %d bytes it declares", limit),
			Hint: "the archive is damaged or made to deceive; download it again from its publisher"}
	case n > limit:
		return nil, &diag.Error{File: m.file, Msg: fmt.Sprintf("has more than %d bytes; the limit is %d (MaxDocument)", limit, limit)}
	case err != nil:
		return nil, m.unreadable(err)
	}
	return buf.Bytes(), nil
}

// unreadable says why m could not be read.
func (m member) unreadable(err error) error {
	if refused := m.check(); refused != nil {
		return refused
	}
	e := &diag.Error{File: m.file, Msg: "cannot be read", Err: cause(err)}
	switch {
	case errors.Is(err, zip.ErrChecksum):
		e.Msg, e.Err = "the member does not match its checksum", nil
		e.Hint = "the archive is damaged; download it again"
	case errors.Is(err, zip.ErrAlgorithm):
		e.Msg, e.Err = "the member is packed by a method other than deflate", nil
		e.Hint = "unpack the archive with another program and give the folder"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat):
		e.Hint = "the archive is damaged or cut off; download it again"
	}
	return e
}
