package xmlio

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWriterLaysOutLikeAChecklist(t *testing.T) {
	w := NewWriter("\t")
	w.Declaration()
	w.Comment("stigwright :: 1")
	w.StartElement("CHECKLIST")
	w.StartElement("ASSET")
	w.Element("ROLE", "None")
	w.Element("HOST_IP", "")
	w.EndElement()
	w.RawElement([]byte("<x/>"))
	w.StartElement("e", Pair{"a", "1 < 2 & \"3\"\n\r\t"})
	w.Text("a <b> & \"c\"\r\n")
	w.Raw([]byte("<i/>"))
	w.Element("b", "inline")
	w.EndElement()
	w.EndElement()
	data, err := w.Bytes()
	require.NoError(t, err)
	require.Equal(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!--stigwright :: 1-->\n<CHECKLIST>\n\t<ASSET>\n"+
		"\t\t<ROLE>None</ROLE>\n\t\t<HOST_IP></HOST_IP>\n\t</ASSET>\n\t<x/>\n"+
		"\t<e a=\"1 &lt; 2 &amp; &quot;3&quot;&#xA;&#xD;&#x9;\">a &lt;b&gt; &amp; \"c\"&#xD;\n<i/><b>inline</b></e>\n</CHECKLIST>", string(data))
	agree(t, data)
}

func TestWriterWithoutIndentPutsNothingBetween(t *testing.T) {
	w := NewWriter("")
	w.Declaration()
	w.StartElement("a")
	w.Element("b", "x")
	w.EndElement()
	data, err := w.Bytes()
	require.NoError(t, err)
	require.Equal(t, `<?xml version="1.0" encoding="UTF-8"?><a><b>x</b></a>`, string(data))
}

func TestWriterRefuses(t *testing.T) {
	for _, row := range []struct {
		name  string
		write func(w *Writer)
		want  string
	}{
		{"a control character", func(w *Writer) { w.Element("a", "x\x08") }, "character U+0008 cannot be written; XML 1.0 does not allow it"},
		{"a bad byte", func(w *Writer) { w.Element("a", "x\xff") }, "byte 0xFF is not part of UTF-8 text"},
		{"it in an attribute", func(w *Writer) { w.Element("a", "", Pair{"b", "\x00"}) }, "character U+0000"},
		{"a bad name", func(w *Writer) { w.Element("a b", "") }, `"a b" is not a name`},
		{"an empty name", func(w *Writer) { w.Element("", "") }, `"" is not a name`},
		{"-- in a comment", func(w *Writer) { w.Comment("a--b") }, `holds "--"`},
		{"a comment ending in -", func(w *Writer) { w.Comment("a-") }, `ends in "-"`},
		{"an open element", func(w *Writer) { w.StartElement("a") }, `element "a" is not ended`},
		{"an end too many", func(w *Writer) { w.EndElement() }, "none is open"},
		{"text outside", func(w *Writer) { w.Text("x") }, "text outside the root element"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := NewWriter("\t")
			row.write(w)
			_, err := w.Bytes()
			require.ErrorContains(t, err, row.want)
		})
	}
}

func TestWriterShowsWhatNoDocumentMayHold(t *testing.T) {
	w := NewWriter("\t")
	w.Visible = func(text string) string { return strings.ReplaceAll(text, "\x08", `\b`) }
	w.StartElement("a")
	w.Element("b", "x\x08 <y>")
	w.RawAround([]string{"<c>", "<d>", "</d>"}, "x\x08 & y", "</c>")
	w.RawAround([]string{"<c>"}, "", "</c>")
	w.EndElement()
	data, err := w.Bytes()
	require.NoError(t, err)
	require.Equal(t, "<a>\n\t<b>x\\b &lt;y&gt;</b>\n\t<c><d></d>x\\b &amp; y</c>\n\t<c></c>\n</a>", string(data))

	w.Element("b", "x\x01")
	_, err = w.Bytes()
	require.ErrorContains(t, err, "character U+0001", "what Visible gives may be no better")
}
