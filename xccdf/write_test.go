package xccdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// piece is a start tag, an end tag or text, as encoding/xml sees it.
type piece struct {
	tag   xml.Name
	attrs []xml.Attr // in the order of their names, without declarations
	text  string
	end   bool
}

// pieces reads a document by encoding/xml. Of an element that holds others, text
// that is white space alone is layout and left out.
type pieces struct {
	d    *xml.Decoder
	text []byte
	next xml.Token
	open bool // the piece before was a start tag
}

func newPieces(doc []byte) *pieces {
	// encoding/xml takes a byte order mark for text.
	doc = bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF"))
	return &pieces{d: xml.NewDecoder(bytes.NewReader(doc))}
}

// read is the next piece; its tag is empty for text, and text for a tag. At the end
// it is the zero piece.
func (p *pieces) read(t testing.TB) piece {
	t.Helper()
	for p.next == nil {
		token, err := p.d.Token()
		if errors.Is(err, io.EOF) {
			return piece{}
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.CharData:
			p.text = append(p.text, token...)
		case xml.StartElement, xml.EndElement:
			p.next = xml.CopyToken(token)
		}
	}
	_, ends := p.next.(xml.EndElement)
	leaf := p.open && ends
	if text := p.text; len(text) > 0 && (leaf || len(bytes.TrimSpace(text)) > 0) {
		s := string(text)
		p.text = p.text[:0]
		return piece{text: s}
	}
	p.text = p.text[:0]
	var out piece
	switch token := p.next.(type) {
	case xml.StartElement:
		out = piece{tag: token.Name, attrs: sorted(token.Attr)}
		p.open = true
	case xml.EndElement:
		out = piece{tag: token.Name, end: true}
		p.open = false
	}
	p.next = nil
	return out
}

func sorted(attrs []xml.Attr) []xml.Attr {
	attrs = slices.DeleteFunc(attrs, func(a xml.Attr) bool { return a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" })
	slices.SortFunc(attrs, func(a, b xml.Attr) int {
		return strings.Compare(a.Name.Space+" "+a.Name.Local, b.Name.Space+" "+b.Name.Local)
	})
	return attrs
}

func (p piece) equal(q piece) bool {
	return p.tag == q.tag && p.text == q.text && p.end == q.end && slices.Equal(p.attrs, q.attrs)
}

// requireSame demands that two documents have the same elements, attributes and
// texts in the same order; it gives the number of pieces.
func requireSame(t testing.TB, name string, want, got []byte) int {
	t.Helper()
	a, b := newPieces(want), newPieces(got)
	for n := 0; ; n++ {
		x, y := a.read(t), b.read(t)
		if !x.equal(y) {
			require.Equal(t, x, y, "%s, piece %d", name, n)
		}
		if x.equal(piece{}) {
			return n
		}
	}
}

func written(t testing.TB, b *Benchmark) []byte {
	t.Helper()
	data, err := b.Write()
	require.NoError(t, err)
	return data
}

func TestWriteGivesBackEverything(t *testing.T) {
	doc, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(t, err)
	b := read(t, string(doc))
	out := written(t, b)
	// What no field has comes last, so the order is compared of what has been written.
	require.Equal(t, tally(t, doc), tally(t, out))
	again := read(t, string(out))
	require.Equal(t, string(out), string(written(t, again)), "writing is stable")
}

// tally counts the pieces of a document, in whatever order.
func tally(t testing.TB, doc []byte) map[string]int {
	t.Helper()
	count := map[string]int{}
	for p := newPieces(doc); ; {
		x := p.read(t)
		if x.equal(piece{}) {
			return count
		}
		var key strings.Builder
		key.WriteString(x.tag.Space + " " + x.tag.Local + " " + x.text)
		for _, a := range x.attrs {
			key.WriteString(" " + a.Name.Space + ":" + a.Name.Local + "=" + a.Value)
		}
		count[key.String()]++
	}
}

func TestWriteKeepsWhatIsOdd(t *testing.T) {
	const ns = `xmlns="` + Namespace11 + `"`
	for _, row := range []struct{ name, doc string }{
		{"two texts that are alike", `<Benchmark ` + ns + `><title>A</title><title xml:lang="de">A</title></Benchmark>`},
		{"two texts without language", `<Benchmark ` + ns + `><title>A</title><title>A</title></Benchmark>`},
		{"empty text with a language", `<Benchmark ` + ns + `><title xml:lang="en"></title><title/></Benchmark>`},
		{"unknown attribute of a field", `<Benchmark ` + ns + `><status date="2020-01-01">draft</status><status new="1">accepted</status></Benchmark>`},
		{"unknown attribute of a second text", `<Benchmark ` + ns + `><title>A</title><title new="1">B</title></Benchmark>`},
		{"mixed reference", `<Benchmark ` + ns + ` xmlns:d="http://purl.org/dc/elements/1.1/"><reference>see <d:title>T</d:title></reference><reference><d:title>T</d:title> there</reference><reference><d:title>T</d:title>,<d:source/></reference></Benchmark>`},
		{"attribute of a Dublin Core element", `<Benchmark ` + ns + ` xmlns:d="http://purl.org/dc/elements/1.1/"><reference><d:title xml:lang="en">T</d:title></reference></Benchmark>`},
		{"declaration on a reference", `<Benchmark ` + ns + `><reference xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>T</d:title></reference></Benchmark>`},
		{"declaration on a Dublin Core element", `<Benchmark ` + ns + `><reference><title xmlns="http://purl.org/dc/elements/1.1/">T</title></reference></Benchmark>`},
		{"declaration on a rule", `<Benchmark ` + ns + `><Rule xmlns:h="urn:h" h:new="1"><description>a <h:b>c</h:b></description></Rule></Benchmark>`},
		{"prefix hidden by another", `<Benchmark ` + ns + ` xmlns:a="urn:1" xmlns:b="urn:1"><Rule xmlns:b="urn:2" a:x="1" b:x="2"/></Benchmark>`},
		{"declaration on a fixtext", `<Benchmark ` + ns + `><Rule><fixtext xmlns:h="urn:h"><h:p>x</h:p></fixtext></Rule></Benchmark>`},
		{"prefixed, and a default namespace for others", `<x:Benchmark xmlns:x="` + Namespace12 + `" xmlns="urn:d"><x:description>a <b/></x:description></x:Benchmark>`},
		{"prefixed, without a default namespace", `<x:Benchmark xmlns:x="` + Namespace12 + `"><x:metadata><b/></x:metadata></x:Benchmark>`},
		{"markup in an attribute", `<Benchmark ` + ns + ` id='"&lt;&#10;>'/>`},
		{"several checks", `<Benchmark ` + ns + `><Rule><check system="a"/><check><check-content>x</check-content><check-content>y</check-content></check></Rule></Benchmark>`},
		{"several impact metrics", `<Benchmark ` + ns + `><Rule><impact-metric>1</impact-metric></Rule></Benchmark>`},
		{"white space alone", `<Benchmark ` + ns + `><title>  </title><plain-text id="a"> </plain-text></Benchmark>`},
	} {
		t.Run(row.name, func(t *testing.T) { requireSame(t, row.name, []byte(row.doc), written(t, read(t, row.doc))) })
	}
}

func TestWriteWhatWasMadeByHand(t *testing.T) {
	b := &Benchmark{Namespace: Namespace12, ID: MakeText("xccdf_a_benchmark_b"), Stylesheet: MakeText("a.xsl"), Title: MakeText("A & B"),
		Reference: []Reference{{Publisher: MakeText("P")}}}
	out := written(t, b)
	require.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="a.xsl"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_a_benchmark_b">
  <title>A &amp; B</title>
  <reference>
    <dc:publisher xmlns:dc="http://purl.org/dc/elements/1.1/">P</dc:publisher>
  </reference>
</Benchmark>
`, string(out))
	require.Equal(t, "P", read(t, string(out)).Reference[0].Publisher.String())
}

func TestWhatCannotBeWritten(t *testing.T) {
	for _, row := range []struct {
		name string
		b    Benchmark
		want string
	}{
		{"prefix of another namespace", Benchmark{Namespace: Namespace12, Prefix: "x", Namespaces: []Namespace{{Prefix: "x", URI: "urn:o"}}}, `prefix "x" is declared as "urn:o"`},
		{"attribute without prefix", Benchmark{Namespace: Namespace12, Unknown: Unknown{Attrs: []Attr{{Space: "urn:o", Local: "a", Value: MakeText("")}}}}, `no prefix is declared`},
		{"prefix taken", *read(t, `<Benchmark xmlns="`+Namespace11+`"><Rule xmlns="urn:o"/></Benchmark>`), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			out, err := row.b.Write()
			if row.want == "" {
				require.NoError(t, err, "a Rule of another namespace is kept whole")
				require.Contains(t, string(out), `<Rule xmlns="urn:o"/>`)
				return
			}
			require.ErrorContains(t, err, row.want)
		})
	}
}

// Nothing that DISA publishes is lost: every benchmark of the library is written
// from the model, and encoding/xml sees in it what it sees in the original.
func TestLibraryIsWrittenWithoutLoss(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 197 MB, and by encoding/xml twice")
	}
	documents, same := 0, 0
	library(t, func(name string, doc []byte) {
		b, err := Read(name, doc)
		require.NoError(t, err)
		same += requireSame(t, name, doc, written(t, b))
		documents++
	})
	t.Logf("%d documents, %d elements, end tags and texts", documents, same)
	require.Equal(t, 785, documents)
}

func TestDataStreamsAreWrittenWithoutLoss(t *testing.T) {
	for _, name := range []string{"disa-stig-rhel9-v2r9-xccdf-scap.xml", "disa-stig-ol8-v2r9-xccdf-scap.xml"} {
		col, err := ReadCollection(name, shared.Read(t, "scap", name))
		require.NoError(t, err)
		for i := range col.Components {
			if comp := &col.Components[i]; comp.Benchmark != nil {
				requireSame(t, name, comp.Document(), written(t, comp.Benchmark))
			}
		}
	}
}

func FuzzWrite(f *testing.F) {
	doc, err := os.ReadFile("testdata/everything-1.2.xml")
	require.NoError(f, err)
	f.Add(doc)
	f.Add([]byte(`<Benchmark xmlns="` + Namespace11 + `"><title>A</title><title a="1">A</title><Rule xmlns:p="urn:p" p:a="1"><reference>x<y/></reference></Rule></Benchmark>`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		b, err := Read("t.xml", doc)
		if err != nil {
			return
		}
		out, err := b.Write()
		if err != nil {
			return // a prefix that changes its meaning
		}
		again, err := Read("t.xml", out)
		require.NoError(t, err)
		twice, err := again.Write()
		require.NoError(t, err)
		require.Equal(t, string(out), string(twice))
	})
}
