package benchmark

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/xccdf"
)

// finder collects the benchmarks of some parts of a source.
type finder struct {
	bundle   Bundle
	problems diag.List
	seen     []string // names of the parts, with what they are
	held     int64    // bytes of the documents that the benchmarks keep
	folder   bool     // the parts are files of a folder, not members of a zip
	heads    bool     // read no more of a document than tells which benchmark it is
	budget   *budget
}

// parts reads members of the source itself.
func (f *finder) parts(members []member) {
	for _, m := range members {
		f.seen = append(f.seen, m.path)
	}
	depth := 1
	if f.folder {
		depth = 0 // a folder is no zip
	}
	f.members(members, depth, func(i int, k Kind) {
		if k != KindUnknown {
			f.seen[i] += " (" + string(k) + ")"
		}
	})
}

// members reads the files of one archive or folder, depth zips deep; saw hears of
// what each is.
func (f *finder) members(members []member, depth int, saw func(i int, k Kind)) {
	first := len(f.bundle.Benchmarks)
	var oval []member
	for i, m := range members {
		k, err := f.kind(m)
		if err != nil {
			f.skip(err)
			continue
		}
		saw(i, k)
		switch k {
		case KindZip:
			f.zip(m, depth+1)
		case KindDataStream:
			f.stream(m)
		case KindBenchmark:
			f.benchmark(m)
		case KindOVAL:
			oval = append(oval, m)
		}
	}
	if !f.heads {
		f.content(f.bundle.Benchmarks[first:], oval)
	}
}

// skip reports a file that cannot be read.
func (f *finder) skip(err error) {
	f.bundle.Skipped++
	for _, e := range diag.Each(err) {
		switch n := len(f.problems); {
		case n < MaxProblems:
			f.problems = append(f.problems, e)
		case n == MaxProblems:
			f.problems = append(f.problems, &diag.Error{File: e.File, Msg: "this and what follows it has more problems, which are counted alone"})
		}
	}
}

// kind is what m is, by its beginning. Without one that can be read it is unknown,
// unless its name promises more.
func (f *finder) kind(m member) (Kind, error) {
	head, err := m.head()
	if err != nil {
		if !m.promising() {
			return KindUnknown, nil
		}
		return "", m.unreadable(err)
	}
	if err := f.spend(m, int64(len(head))); err != nil {
		return "", err
	}
	if isZip(head) {
		if m.named(".zip") || m.named("") {
			return KindZip, nil
		}
		return KindUnknown, nil // a .docx or .jar
	}
	if m.named(".zip") && !m.given {
		return "", &diag.Error{File: m.file, Msg: "is not a zip archive; want one", Hint: "the archive is damaged; download it again"}
	}
	k := kindOfRoot(xccdf.RootOf(head))
	switch {
	case m.given && k != KindDataStream:
		return KindBenchmark, nil // whoever gives a file hears why it is none
	case k == KindUnknown && m.damaged(head):
		return KindBenchmark, nil // better refused with its fault than passed over
	}
	return k, nil
}

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// damaged reports whether m, which has no root element, should be a benchmark.
func (m member) damaged(head []byte) bool {
	return strings.HasSuffix(strings.ToLower(m.path), "xccdf.xml") && xccdf.RootOf(head) == ""
}

// spend counts n bytes that were unpacked of m, or are about to be.
func (f *finder) spend(m member, n int64) error {
	if f.budget.bytes.Add(n) > MaxUnpacked {
		return &diag.Error{File: m.file, Msg: fmt.Sprintf("with it more than %d bytes would be unpacked; the limit is %d (MaxUnpacked)", int64(MaxUnpacked), int64(MaxUnpacked)),
			Hint: "no publisher makes such an archive; find out where this one comes from"}
	}
	return nil
}

// read is all of m, once it is known to be within the limits.
func (f *finder) read(m member) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := f.spend(m, max(m.size, 0)); err != nil {
		return nil, err
	}
	data, err := m.read()
	if err == nil && m.size < 0 {
		err = f.spend(m, int64(len(data)))
	}
	return data, err
}

// zip reads the archive m, the depth-th of those within each other.
func (f *finder) zip(m member, depth int) {
	inner, file, err := f.inner(m, depth)
	if err != nil {
		f.skip(err)
		return
	}
	defer file.Close() //nolint:errcheck // only read from
	f.members(inner, depth, func(int, Kind) {})
}

// inner are the members of the archive m; file is to be closed after them.
func (f *finder) inner(m member, depth int) (members []member, file io.Closer, err error) {
	at, size, file, err := f.archive(m, depth)
	if err != nil {
		return nil, nil, err
	}
	if members, err = readZip(m.file, at, size); err != nil {
		_ = file.Close() // only read from
		return nil, nil, err
	}
	if f.budget.members.Add(int64(len(members))) > MaxAllMembers {
		_ = file.Close() // only read from
		return nil, nil, &diag.Error{File: m.file, Msg: fmt.Sprintf("with it the archive and the zips in it have more than %d members; the limit is %d (MaxAllMembers)", MaxAllMembers, MaxAllMembers)}
	}
	for i := range members {
		members[i].path = m.path + ": " + members[i].path
	}
	return members, file, nil
}

// archive is the content of the zip m: a file of a folder where it lies, a member
// of a zip in memory.
func (f *finder) archive(m member, depth int) (at io.ReaderAt, size int64, file io.Closer, err error) {
	if m.size < 0 {
		if at, size, file = m.inPlace(); at != nil {
			return at, size, file, nil
		}
	}
	data, err := f.unpack(m, depth)
	return bytes.NewReader(data), int64(len(data)), io.NopCloser(nil), err
}

// unpack reads the zip m, a member of a zip.
func (f *finder) unpack(m member, depth int) ([]byte, error) {
	switch {
	case depth > MaxNested:
		return nil, &diag.Error{File: m.file, Msg: fmt.Sprintf("zips are nested deeper than %d; the limit is %d (MaxNested)", MaxNested, MaxNested),
			Hint: "unpack it and give what is inside"}
	case m.size > MaxInner:
		return nil, &diag.Error{File: m.file, Msg: fmt.Sprintf("the inner zip has %d bytes; the limit is %d (MaxInner)", m.size, MaxInner),
			Hint: "unpack it and give what is inside"}
	}
	return f.read(m)
}

// document reads m, which stays in memory.
func (f *finder) document(m member) ([]byte, error) {
	data, err := f.read(m)
	if err != nil {
		return nil, err
	}
	if f.held += int64(len(data)); f.held > MaxTotal {
		return nil, &diag.Error{File: m.file, Msg: fmt.Sprintf("the benchmarks before and with this one have %d bytes; the limit is %d (MaxTotal)", f.held, MaxTotal)}
	}
	return data, nil
}

// benchmark reads the XCCDF document m.
func (f *finder) benchmark(m member) {
	if f.heads {
		if doc := f.glance(m); doc != nil {
			f.add(m, doc, "")
			return
		}
	}
	data, err := f.document(m)
	if err != nil {
		f.skip(err)
		return
	}
	doc, err := xccdf.Read(m.file, data)
	if err != nil {
		f.skip(err)
		return
	}
	f.add(m, doc, digest(data))
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// add adds the benchmark doc, found in m, whose SHA-256 is sum.
func (f *finder) add(m member, doc *xccdf.Benchmark, sum string) *Benchmark {
	b := New(doc)
	b.FileName, b.Place, b.SHA256 = m.base, m.path, sum
	f.bundle.Benchmarks = append(f.bundle.Benchmarks, b)
	return b
}

// stream reads the data stream collection m.
func (f *finder) stream(m member) {
	data, err := f.document(m)
	if err != nil {
		f.skip(err)
		return
	}
	col, err := xccdf.ReadCollection(m.file, data)
	if err != nil {
		f.skip(err)
		return
	}
	sum := digest(data)
	done := map[*xccdf.Component]bool{}
	for i := range col.Streams {
		s := &col.Streams[i]
		for j := range s.Checklists {
			c := col.Component(&s.Checklists[j])
			if c == nil || c.Benchmark == nil || done[c] {
				continue
			}
			done[c] = true
			b := f.add(m, c.Benchmark, sum)
			b.Stream, b.Content = s.ID.String(), linked(col, s, &s.Checklists[j])
			b.Dictionaries = dictionaries(col, s)
		}
	}
	if len(done) == 0 {
		f.skip(&diag.Error{File: m.file, Msg: fmt.Sprintf("none of the %d data streams has an XCCDF benchmark in the file", len(col.Streams)),
			Hint: "only data streams with a checklist can be judged"})
	}
}

// content gives each of found the files of oval that its checks name, and reports
// the other ones. Checks name a file beside the benchmark.
func (f *finder) content(found []*Benchmark, oval []member) {
	for _, m := range oval {
		var data []byte
		for _, b := range found {
			if path.Dir(m.path) != path.Dir(b.Place) || !b.names(m.base) {
				continue
			}
			if data == nil {
				var err error
				if data, err = f.document(m); err != nil {
					f.skip(err)
					break
				}
			}
			b.Content = append(b.Content, Content{Href: m.base, Root: "oval_definitions", data: data})
		}
		if data == nil {
			f.bundle.Left = append(f.bundle.Left, Left{m.path, "file of OVAL definitions"})
		}
	}
}
