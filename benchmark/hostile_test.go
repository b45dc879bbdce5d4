package benchmark

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/shared"
)

// bounded demands that f allocates less than limit bytes in all.
func bounded(t testing.TB, limit uint64, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, limit, "allocated in all")
}

func TestZipThatContainsItself(t *testing.T) {
	data := quine(t)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	r, err := z.File[0].Open()
	require.NoError(t, err)
	inside, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, inside), "the member is the archive")
	bounded(t, 8<<20, func() {
		require.Contains(t, fault(t, "q.zip", data), "q.zip: q.zip: q.zip: q.zip: zips are nested deeper than 3; the limit is 3 (MaxNested)")
	})
}

// nest is inner in depth zips, width times in each.
func nest(t testing.TB, inner []byte, name string, depth, width int) []byte {
	t.Helper()
	for range depth {
		var entries []entry
		for i := range width {
			entries = append(entries, entry{fmt.Sprintf("%d%s", i, name), string(inner)})
		}
		inner, name = archive(t, entries...), ".zip"
	}
	return inner
}

func TestNestedZips(t *testing.T) {
	for depth := 1; depth <= MaxNested; depth++ {
		found, err := OpenBytes("x.zip", nest(t, []byte(small), ".xml", depth, 1))
		require.NoError(t, err)
		require.Len(t, found, 1)
	}
	require.Contains(t, fault(t, "x.zip", nest(t, []byte(small), ".xml", MaxNested+1, 1)), "(MaxNested)")
}

// 42.zip in miniature: 16 zips in each of 16 in each of 16, with a bomb in each.
func TestNestedBombs(t *testing.T) {
	packed, size := bomb(t, 64)
	leaf := raw(t, zip.FileHeader{Name: "a-xccdf.xml", Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: size}, packed)
	data := nest(t, leaf, ".zip", 2, 16)
	b, err := OpenBundle(fstest.MapFS{"x.zip": {Data: data}}, "x.zip")
	require.Nil(t, b)
	require.Len(t, diag.Each(err), MaxProblems+1, "256 problems, not all of them told")
	require.ErrorContains(t, err, "(MaxRatio)")
	require.ErrorContains(t, err, "has more problems, which are counted alone")
}

func TestUnpackingIsBoundedOverAllParts(t *testing.T) {
	data := nest(t, []byte(small), ".xml", 2, 3)
	src, err := openData("x.zip", bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	src.budget.bytes.Store(MaxUnpacked - 4000) // as if other parts had taken it
	b, err := src.bundle()
	require.ErrorContains(t, err, "with it more than 4294967296 bytes would be unpacked; the limit is 4294967296 (MaxUnpacked)")
	require.NotNil(t, b)
	require.Less(t, len(b.Benchmarks), 9)
	require.NotEmpty(t, b.Benchmarks)

	src, err = openData("x.zip", bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	src.budget.members.Store(MaxAllMembers - 3)
	_, err = src.bundle()
	require.ErrorContains(t, err, "have more than 200000 members; the limit is 200000 (MaxAllMembers)")
}

func TestHundredThousandMembers(t *testing.T) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for i := range 100_000 {
		_, err := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Store})
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	data := buf.Bytes()
	bounded(t, 256<<20, func() {
		require.Contains(t, fault(t, "x.zip", data), "x.zip: the archive has 100000 members; the limit is 20000 (MaxMembers)")
	})
	inner := archive(t, entry{"a.zip", string(data)}, entry{"b.xml", small})
	found, err := OpenBytes("lib.zip", inner)
	require.Len(t, found, 1)
	require.ErrorContains(t, err, "lib.zip: a.zip: the archive has 100000 members")
}

// A zip64 archive is read like any other, and what it declares is believed no more.
func TestZip64(t *testing.T) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "a-xccdf.xml", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(small)),
		CompressedSize64: uint64(len(small)), UncompressedSize64: uint64(len(small)), Extra: []byte{0xAA, 0xAA, 0, 0}})
	require.NoError(t, err)
	_, err = io.WriteString(f, small)
	require.NoError(t, err)
	// More than 65,535 members is what makes the directory one of zip64; they are too many.
	for i := range 70_000 {
		_, err := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Store})
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.Contains(t, buf.String(), "PK\x06\x06", "it is zip64")
	require.Contains(t, fault(t, "x.zip", buf.Bytes()), "the archive has 70001 members")

	huge := raw(t, zip.FileHeader{Name: "a-xccdf.xml", Method: zip.Deflate, CompressedSize64: 10, UncompressedSize64: 1 << 40}, make([]byte, 10))
	require.Contains(t, fault(t, "x.zip", huge), "the member unpacks to 1099511627776 bytes; the limit is 268435456 (MaxDocument)")
	inner := raw(t, zip.FileHeader{Name: "a.zip", Method: zip.Store, CompressedSize64: 4, UncompressedSize64: 1 << 40}, []byte("PK\x03\x04"))
	require.Contains(t, fault(t, "x.zip", inner), "x.zip: a.zip")
}

func TestHugeAttributes(t *testing.T) {
	shared.Long(t)
	const start = `<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1"`
	t.Run("1 GB attribute", func(t *testing.T) {
		bounded(t, 1<<20, func() {
			_, err := openData("x.xml", endless(start+` id="`), 1<<30)
			require.ErrorContains(t, err, "x.xml: has 1073741824 bytes; the limit is 268435456 (MaxDocument)")
		})
	})
	million := func() []byte {
		var b strings.Builder
		b.WriteString(start)
		for i := range 1_000_000 {
			fmt.Fprintf(&b, ` a%d=""`, i)
		}
		b.WriteString("/>")
		return []byte(b.String())
	}
	for _, row := range []struct {
		name string
		doc  []byte
		want string
	}{
		{"200 MB attribute", []byte(start + ` id="` + strings.Repeat("a", 200<<20)), "the limit is 1048576 (AttrBytes)"},
		{"1,000,000 attributes", million(), "more than 128 attributes; the limit is 128 (Attrs)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bounded(t, 512<<20, func() { require.Contains(t, fault(t, "x.xml", row.doc), row.want) })
		})
	}
}

// endless is a file of its text and then "a" for ever.
type endless string

func (e endless) ReadAt(p []byte, off int64) (int, error) {
	n := copy(p, e[min(off, int64(len(e))):])
	for i := n; i < len(p); i++ {
		p[i] = 'a'
	}
	return len(p), nil
}

// A member that is broken says so and hides nothing else, also in a zip in a zip.
func TestDamagedInnerZips(t *testing.T) {
	good := string(archive(t, entry{"a-xccdf.xml", small}))
	header := zip.FileHeader{Name: "b.zip", Method: zip.Store, CompressedSize64: uint64(len(good)), UncompressedSize64: uint64(len(good))}
	for _, row := range []struct {
		name   string
		change func(h *zip.FileHeader)
		want   string
	}{
		{"encrypted", func(h *zip.FileHeader) { h.Flags |= 1 }, "lib.zip: b.zip: the member is encrypted"},
		{"wrong checksum", func(h *zip.FileHeader) { h.CRC32 = 7 }, "lib.zip: b.zip: the member does not match its checksum"},
		{"packing method", func(h *zip.FileHeader) { h.Method = 9 }, "lib.zip: b.zip: the member is packed by a method other than deflate"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var buf bytes.Buffer
			w := zip.NewWriter(&buf)
			f, err := w.Create("a.zip")
			require.NoError(t, err)
			_, err = io.WriteString(f, good)
			require.NoError(t, err)
			h := header
			h.CRC32 = crc32.ChecksumIEEE([]byte(good))
			row.change(&h)
			f, err = w.CreateRaw(&h)
			require.NoError(t, err)
			_, err = io.WriteString(f, good)
			require.NoError(t, err)
			require.NoError(t, w.Close())
			b, err := OpenBundle(fstest.MapFS{"lib.zip": {Data: buf.Bytes()}}, "lib.zip")
			require.ErrorContains(t, err, row.want)
			require.Len(t, b.Benchmarks, 1)
			require.Equal(t, 1, b.Skipped)
		})
	}
}
