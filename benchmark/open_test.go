package benchmark

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
)

// small is a benchmark of one rule.
const small = `<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type='text/xsl' href='STIG_unclass.xsl'?>` +
	`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="Sample_STIG"><title>Sample</title>` +
	`<plain-text id="generator">3.5</plain-text><plain-text id="release-info">Release: 2 Benchmark Date: 01 Feb 2024</plain-text><version>1</version>` +
	`<Group id="V-1"><title>SRG-1</title><Rule id="SV-1r1_rule" severity="low"><version>SAMP-00-000010</version><title>T</title></Rule></Group></Benchmark>`

type entry struct {
	name, content string
}

// archive is a zip of entries.
func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, e := range entries {
		f, err := w.Create(e.name)
		require.NoError(t, err)
		_, err = io.WriteString(f, e.content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return buf.Bytes()
}

// fault is the error of opening data as name, with its hint.
func fault(t testing.TB, name string, data []byte) string {
	t.Helper()
	found, err := OpenBytes(name, data)
	require.Error(t, err)
	require.Empty(t, found)
	var e *diag.Error
	require.ErrorAs(t, err, &e)
	return err.Error() + "\nhint: " + diag.Each(err)[0].Hint
}

func TestOpenFindsBenchmarksByRootInPathOrder(t *testing.T) {
	second := strings.Replace(small, "Sample_STIG", "Other_STIG", 1)
	inZip := archive(t, entry{"b/second.data", second}, entry{"a/first-xccdf.xml", "\xEF\xBB\xBF" + small}, entry{"a/readme.txt", "x"}, entry{"a/x.ckl", "<CHECKLIST/>"})
	fsys := fstest.MapFS{
		"bundle.zip":           {Data: inZip},
		"dir/b/second.xml":     {Data: []byte(second)},
		"dir/a/first.xml":      {Data: []byte(small)},
		"dir/a/STIG_other.xsl": {Data: []byte("<xsl/>")},
	}
	for _, row := range []struct{ name, first, second string }{
		{"bundle.zip", "first-xccdf.xml", "second.data"},
		{"dir", "first.xml", "second.xml"},
	} {
		t.Run(row.name, func(t *testing.T) {
			found, err := Open(fsys, row.name)
			require.NoError(t, err)
			require.Len(t, found, 2)
			require.Equal(t, []string{"Sample_STIG", "Other_STIG"}, []string{found[0].ID, found[1].ID})
			require.Equal(t, []string{row.first, row.second}, []string{found[0].FileName, found[1].FileName})
			require.Equal(t, "Sample_STIG V1R2 (01 Feb 2024)", found[0].Label())
		})
	}
	one, err := Open(fsys, "dir/a/first.xml")
	require.NoError(t, err)
	require.Len(t, one, 1)
	sub, err := Open(fsys, "dir/a")
	require.NoError(t, err)
	require.Len(t, sub, 1)
}

func TestBadInputIsExplained(t *testing.T) {
	html := "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>"
	whole := archive(t, entry{"x-xccdf.xml", small})
	for _, row := range []struct {
		name, file string
		data       []byte
		want       []string
	}{
		{"HTML page as zip", "U_X_STIG.zip", []byte(html), []string{"U_X_STIG.zip: is an HTML page; want a benchmark", "the download probably went to a login page"}},
		{"HTML page as XML", "x.xml", []byte("\n<HTML>"), []string{"looks like an HTML page"}},
		{"empty file", "x.zip", nil, []string{"x.zip: the file is empty"}},
		{"PDF", "x.pdf", []byte("%PDF-1.7 ..."), []string{"is a PDF"}},
		{"JSON", "x.cklb", []byte(`{"title":""}`), []string{"is JSON; want a benchmark"}},
		{"text as zip", "x.zip", []byte("not found"), []string{"is not a zip archive"}},
		{"text as XML", "x.xml", []byte("not found"), []string{`x.xml:1:1: text before the root element, beginning "not found"`}},
		{"zip without a benchmark", "x.zip", archive(t, entry{"a.pdf", "%PDF"}, entry{"b.ckl", "<?xml version='1.0'?><CHECKLIST/>"}),
			[]string{`x.zip: the archive holds no XCCDF benchmark; it holds "a.pdf", "b.ckl (checklist)"`, "-xccdf.xml"}},
		{"empty zip", "x.zip", archive(t), []string{"the archive holds no files"}},
		{"checklist", "x.ckl", []byte("<?xml version='1.0'?>\n<CHECKLIST><ASSET/></CHECKLIST>"),
			[]string{`x.ckl:2:1: the root element is "CHECKLIST"; want an XCCDF Benchmark`, "this is a .ckl checklist"}},
		{"data stream", "x.xml", []byte("<data-stream-collection/>"), []string{`the root element is "data-stream-collection" of namespace ""; want data-stream-collection of "http://scap.nist.gov/schema/scap/source/1.2"`}},
		{"data stream in a zip", "x.zip", archive(t, entry{"a.xml", "<data-stream-collection/>"}), []string{`x.zip: a.xml:1:1: the root element is "data-stream-collection" of namespace ""`}},
		{"inner zips without a benchmark", "lib.zip", archive(t, entry{"a.zip", string(archive(t, entry{"a.pdf", "%PDF"}))}),
			[]string{`lib.zip: the archive holds no XCCDF benchmark; it holds "a.zip (zip)"`}},
		{"inner zip that is none", "lib.zip", archive(t, entry{"a.zip", "<html>"}), []string{"lib.zip: a.zip: is not a zip archive", "the archive is damaged"}},
		{"inner zip cut off", "lib.zip", archive(t, entry{"a.zip", string(whole[:len(whole)-30])}), []string{"lib.zip: a.zip: the zip archive cannot be read"}},
		{"bare OVAL", "o.xml", []byte("<oval_definitions/>"), []string{`the root element is "oval_definitions"; want an XCCDF Benchmark`, "these are OVAL definitions"}},
		{"truncated zip", "x.zip", whole[:len(whole)-30], []string{"x.zip: the zip archive cannot be read", "cut off"}},
		{"truncated XML", "x.xml", []byte(small[:len(small)-40]), []string{"Benchmark[Sample_STIG]/Group[V-1]", "truncated", "the file is cut off"}},
		{"truncated XML in a zip", "x.zip", archive(t, entry{"in/a.xml", small[:len(small)-40]}), []string{"x.zip: in/a.xml:1:", "truncated"}},
		{"UTF-16 in a zip", "x.zip", archive(t, entry{"a-xccdf.xml", "\xFF\xFE<\x00"}), []string{"x.zip: a-xccdf.xml: the document is in UTF-16; want UTF-8"}},
		{"dot dot", "x.zip", archive(t, entry{"../../x.xml", small}), []string{`a member named "../../x.xml", which leads out of it`}},
		{"dot dot by backslash", "x.zip", archive(t, entry{`a\..\..\x.xml`, small}), []string{"leads out of it"}},
		{"absolute", "x.zip", archive(t, entry{"/etc/x.xml", small}), []string{`"/etc/x.xml", which leads out of it`}},
		{"drive", "x.zip", archive(t, entry{`C:\x.xml`, small}), []string{"leads out of it"}},
		{"duplicate member", "x.zip", archive(t, entry{"x.xml", small}, entry{"x.xml", small}), []string{`two members named "x.xml"`}},
		{"entity bomb", "x.xml", []byte(`<!DOCTYPE Benchmark [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Benchmark>&b;</Benchmark>`),
			[]string{"x.xml:1:1: the document has a document type declaration; want none", "nothing is fetched"}},
		{"entity bomb in a zip", "x.zip", archive(t, entry{"a.xml", `<!DOCTYPE Benchmark [<!ENTITY a "ha">]><Benchmark>&a;</Benchmark>`}), []string{"x.zip: a.xml:1:1", "document type"}},
		{"external entity", "x.xml", []byte(`<!DOCTYPE Benchmark [<!ENTITY a SYSTEM "file:///etc/passwd">]><Benchmark>&a;</Benchmark>`), []string{"document type"}},
		{"10,000 levels", "x.xml", []byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1">` + strings.Repeat("<Group>", 10_000)), []string{"(Depth)"}},
		{"severity", "x.xml", []byte(strings.Replace(small, `"low"`, `"critical"`, 1)),
			[]string{`Benchmark[Sample_STIG]/Group[V-1]/Rule[SV-1r1_rule]: severity is "critical"; want unknown, info, low, medium or high`}},
		{"other namespace", "x.xml", []byte("<Benchmark xmlns='urn:x'/>"), []string{`the Benchmark is of namespace "urn:x"`}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := fault(t, row.file, row.data)
			for _, want := range row.want {
				require.Contains(t, got, want)
			}
		})
	}
}

func TestFoldersAreExplained(t *testing.T) {
	fsys := fstest.MapFS{"e/a.txt": {Data: []byte("x")}, "z/a.zip": {Data: archive(t, entry{"x", "y"})}}
	for _, row := range []struct{ name, want string }{
		{"e", `e: the folder holds no XCCDF benchmark; it holds "e/a.txt"`},
		{"z", `z: the folder holds no XCCDF benchmark; it holds "z/a.zip (zip)"`},
		{"missing", `missing: cannot be opened: file does not exist`},
	} {
		_, err := Open(fsys, row.name)
		require.ErrorContains(t, err, row.want)
	}
}

// One bad file does not hide the others, and does not pass in silence.
func TestGoodAndBadTogether(t *testing.T) {
	data := archive(t, entry{"a.xml", small}, entry{"b.xml", small[:200] + "<"}, entry{"c.xml", strings.Replace(small, `"low"`, `"x"`, 1)})
	found, err := OpenBytes("x.zip", data)
	require.Len(t, found, 1)
	require.Len(t, diag.Each(err), 2)
}

func TestLeftIsReported(t *testing.T) {
	b, err := OpenBundle(fstest.MapFS{"x.zip": {Data: archive(t, entry{"a.xml", small}, entry{"o.xml", "<oval_definitions/>"})}}, "x.zip")
	require.NoError(t, err)
	require.Len(t, b.Benchmarks, 1)
	require.Equal(t, []Left{{"o.xml", "file of OVAL definitions"}}, b.Left)
}

// raw is a zip of one member whose header is as given.
func raw(t testing.TB, h zip.FileHeader, packed []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	f, err := w.CreateRaw(&h)
	require.NoError(t, err)
	_, err = f.Write(packed)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return buf.Bytes()
}

func deflated(t testing.TB, data []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	return buf.Bytes()
}

// bomb is a deflate stream of small's start tag and then n MiB of blanks, made by
// repeating one flushed block.
func bomb(t testing.TB, n int) (packed []byte, size uint64) {
	t.Helper()
	start := []byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1">`)
	block := deflated(t, bytes.Repeat([]byte(" "), 1<<20))
	packed = append(deflated(t, start), bytes.Repeat(block, n)...)
	return append(packed, 1, 0, 0, 0xFF, 0xFF), uint64(len(start)) + uint64(n)<<20 // the last block, stored and empty
}

func TestBombsAreRefusedInBoundedMemory(t *testing.T) {
	packed, size := bomb(t, 10<<10)
	require.Less(t, len(packed), 16<<20, "10 GiB from some MiB")
	require.Greater(t, size, uint64(10<<30))
	header := func(declared uint64) zip.FileHeader {
		return zip.FileHeader{Name: "a-xccdf.xml", Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: declared}
	}
	for _, row := range []struct {
		name     string
		declared uint64
		want     string
	}{
		{"honest", size, "the limit is 268435456 (MaxDocument)"},
		{"as large as may be", 256 << 20, "unpacks to more than the 268435456 bytes it declares"},
		{"declared small", 4 << 20, "unpacks to more than the 4194304 bytes it declares"},
		{"declared tiny", 10, "x.zip: a-xccdf.xml"},
	} {
		t.Run(row.name, func(t *testing.T) {
			data := raw(t, header(row.declared), packed)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			require.Contains(t, fault(t, "x.zip", data), row.want)
			runtime.ReadMemStats(&after)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(600<<20), "allocated in all")
		})
	}
	few, size := bomb(t, 100)
	got := fault(t, "x.zip", raw(t, zip.FileHeader{Name: "a-xccdf.xml", Method: zip.Deflate, CompressedSize64: uint64(len(few)), UncompressedSize64: size}, few))
	require.Contains(t, got, "the limit is 200 times (MaxRatio)")
}

func TestDamagedMembers(t *testing.T) {
	packed := append(deflated(t, []byte(small)), 1, 0, 0, 0xFF, 0xFF)
	good := zip.FileHeader{Name: "a-xccdf.xml", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte(small)),
		CompressedSize64: uint64(len(packed)), UncompressedSize64: uint64(len(small))}
	found, err := OpenBytes("x.zip", raw(t, good, packed))
	require.NoError(t, err)
	require.Len(t, found, 1)
	for _, row := range []struct {
		name   string
		change func(h *zip.FileHeader)
		want   string
	}{
		{"encrypted", func(h *zip.FileHeader) { h.Flags |= 1 }, "a-xccdf.xml: the member is encrypted; want it plain"},
		{"wrong checksum", func(h *zip.FileHeader) { h.CRC32 ^= 1 }, "a-xccdf.xml: the member does not match its checksum"},
		{"packing method", func(h *zip.FileHeader) { h.Method = 9 }, "packed by a method other than deflate"},
		{"shorter than declared", func(h *zip.FileHeader) { h.UncompressedSize64++ }, "a-xccdf.xml: cannot be read: unexpected EOF"},
		{"longer than declared", func(h *zip.FileHeader) { h.UncompressedSize64-- }, "a-xccdf.xml"},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := good
			row.change(&h)
			require.Contains(t, fault(t, "x.zip", raw(t, h, packed)), row.want)
		})
	}
}

// Members that are not XML by name and cannot be unpacked are no business of ours.
func TestOtherMembersMayBeDamaged(t *testing.T) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "overview.pdf", Method: zip.Deflate, Flags: 1, CompressedSize64: 4, UncompressedSize64: 40})
	require.NoError(t, err)
	require.NoError(t, binary.Write(f, binary.LittleEndian, uint32(7)))
	f, err = w.Create("a.xml")
	require.NoError(t, err)
	_, err = fmt.Fprint(f, small)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	found, err := OpenBytes("x.zip", buf.Bytes())
	require.NoError(t, err)
	require.Len(t, found, 1)
}

func TestTooManyMembers(t *testing.T) {
	entries := make([]entry, MaxMembers+1)
	for i := range entries {
		entries[i].name = fmt.Sprint(i)
	}
	require.Contains(t, fault(t, "x.zip", archive(t, entries...)), "20001 members; the limit is 20000 (MaxMembers)")
}

func FuzzOpenBytes(f *testing.F) {
	f.Add([]byte(small))
	f.Add(archive(f, entry{"a.xml", small}, entry{"b.txt", "x"}))
	f.Add([]byte("<html>"))
	f.Add([]byte(streamed))
	f.Add(archive(f, entry{"a.zip", string(archive(f, entry{"a.xml", small}))}))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _, _ = SniffBytes("x.zip", data)
		found, err := OpenBytes("x.zip", data)
		require.True(t, err != nil || len(found) > 0)
		for _, b := range found {
			for i := range b.Items {
				it := &b.Items[i]
				_, _, _, _ = it.Check(), it.CheckDigest(), it.Discussion(), it.CCIs()
				require.Equal(t, i, it.Position)
			}
			_ = b.Label()
		}
	})
}

func TestLinksInAFolderAreFollowedToFilesAlone(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "real.data"), []byte(small), 0o600))
	sub := filepath.Join(dir, "sub")
	require.NoError(t, os.Mkdir(sub, 0o700))
	if os.Symlink("../real.data", filepath.Join(sub, "link.xml")) != nil || os.Symlink(".", filepath.Join(sub, "circle")) != nil {
		t.Skip("no links here")
	}
	found, err := Open(os.DirFS(dir), "sub")
	require.NoError(t, err)
	require.Len(t, found, 1)
}
