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
	path  string // in the archive or folder
	file  string // for messages
	size  int64  // declared, -1 when not known
	check func() error
	open  func() (io.ReadCloser, error)
}

// folderMember is the file p of fsys.
func folderMember(fsys fs.FS, p string) member {
	return member{
		path: p, file: p, size: -1,
		check: func() error { return nil },
		open:  func() (io.ReadCloser, error) { return fsys.Open(p) },
	}
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
	m := member{path: p, file: name + ": " + p, size: int64(min(f.UncompressedSize64, 1<<62)), open: f.Open}
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

// collect reads the benchmarks among members.
func collect(name, what string, members []member) (*Bundle, error) {
	var (
		bundle   Bundle
		problems diag.List
		total    int64
		seen     []string
	)
	for _, m := range members {
		kind, err := m.kind()
		if err != nil {
			problems = append(problems, diag.Each(err)...)
			continue
		}
		seen = append(seen, m.path+kind.note())
		switch kind {
		case kindZip, kindDataStream:
			bundle.Left = append(bundle.Left, Left{m.path, string(kind)})
		case kindBenchmark:
			b, err := m.benchmark(&total)
			if err != nil {
				problems = append(problems, diag.Each(err)...)
			} else {
				bundle.Benchmarks = append(bundle.Benchmarks, b)
			}
		}
	}
	if len(bundle.Benchmarks) == 0 && len(problems) == 0 {
		return nil, nothing(name, what, &bundle, seen)
	}
	return &bundle, problems.Err()
}

// kind is what a file is, by its first bytes.
type kind string

const (
	kindOther      kind = "other"
	kindBenchmark  kind = "benchmark"
	kindZip        kind = "zip"
	kindDataStream kind = "data stream"
	kindChecklist  kind = "checklist"
	kindHTML       kind = "HTML page"
	kindOVAL       kind = "OVAL definitions"
	kindResult     kind = "XCCDF result"
)

func (k kind) note() string {
	if k == kindOther {
		return ""
	}
	return " (" + string(k) + ")"
}

// kind reads the beginning of m.
func (m member) kind() (kind, error) {
	head, err := m.head()
	if err != nil {
		if !m.promising() {
			return kindOther, nil
		}
		return "", m.unreadable(err)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return kindZip, nil
	}
	switch root := xccdf.RootOf(head); root {
	case "Benchmark":
		return kindBenchmark, nil
	case "data-stream-collection":
		return kindDataStream, nil
	case "CHECKLIST":
		return kindChecklist, nil
	case "oval_definitions":
		return kindOVAL, nil
	case "TestResult":
		return kindResult, nil
	case "html", "HTML":
		return kindHTML, nil
	case "":
		// A damaged benchmark is better refused with its fault than passed over.
		if m.promising() && strings.HasSuffix(strings.ToLower(m.path), "xccdf.xml") {
			return kindBenchmark, nil
		}
	}
	return kindOther, nil
}

// promising reports whether the name says that m is XML.
func (m member) promising() bool { return strings.EqualFold(path.Ext(m.path), ".xml") }

// head is the beginning of m.
func (m member) head() ([]byte, error) {
	r, err := m.open()
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // only read from
	head := make([]byte, sniffBytes)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}

// benchmark reads m whole and adds its size to total.
func (m member) benchmark(total *int64) (*Benchmark, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	data, err := m.read()
	if err != nil {
		return nil, err
	}
	if *total += int64(len(data)); *total > MaxTotal {
		return nil, &diag.Error{File: m.file, Msg: fmt.Sprintf("the benchmarks before and with this one have %d bytes; the limit is %d (MaxTotal)", *total, MaxTotal)}
	}
	return fromDocument(m.file, path.Base(m.path), data)
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
	var buf bytes.Buffer
	if m.size > 0 {
		// One byte more than declared, and room for ReadFrom to see the end.
		buf.Grow(int(m.size) + bytes.MinRead)
	}
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

// nothing says what was found where no benchmark is.
func nothing(name, what string, b *Bundle, seen []string) error {
	e := &diag.Error{File: name}
	zips, streams := 0, 0
	for _, l := range b.Left {
		if l.Kind == string(kindZip) {
			zips++
		} else {
			streams++
		}
	}
	switch {
	case len(seen) == 0:
		e.Msg = "the " + what + " holds no files; want a benchmark"
	case zips > 0:
		e.Msg = fmt.Sprintf("the %s holds %d inner zips and no benchmark; want one bundle", what, zips)
		e.Hint = "it is a library compilation; take one of its zips out and give that, such as " + b.first(kindZip)
	case streams > 0:
		e.Msg = fmt.Sprintf("the %s holds %d SCAP data streams and no benchmark file", what, streams)
		e.Hint = "data streams are not read as benchmarks; give the manual STIG of the same product"
	default:
		e.Msg = "the " + what + " holds no XCCDF benchmark; it holds " + list(seen)
		e.Hint = "DISA's benchmarks are in a file that ends in -xccdf.xml"
	}
	return e
}

// first is the name of the first file of kind k that was left.
func (b *Bundle) first(k kind) string {
	for _, l := range b.Left {
		if l.Kind == string(k) {
			return l.Name
		}
	}
	return ""
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
