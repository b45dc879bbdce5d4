package xmlio

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTextDecodes(t *testing.T) {
	for _, row := range []struct{ name, src, want string }{
		{"plain", "a b", "a b"},
		{"entities", "&lt;a&gt; &amp; &quot;&apos;", `<a> & "'`},
		{"not twice", "&amp;lt;", "&lt;"},
		{"character references", "&#65;&#x42;&#x1F600;&#0067;", "AB\U0001F600C"},
		{"line ends", "a\r\nb\rc\nd\r\r\n", "a\nb\nc\nd\n\n"},
		{"CR by reference stays", "a&#xD;\nb&#13;", "a\r\nb\r"},
		{"CDATA", "x<![CDATA[<&amp;\r\n>]]>y", "x<&amp;\n>y"},
		{"comment and instruction", "a<!-- <b> -->c<?d e?>f", "acf"},
		{"markup keeps its text", `one <b c=">">two</b> three<br/>`, "one two three"},
		{"empty", "", ""},
		{"not XML: bare ampersand", "a & b", "a & b"},
		{"not XML: unknown entity", "&nbsp;", "&nbsp;"},
		{"not XML: bad number", "&#xZZ; &#; &#99999999999999999999;", "&#xZZ; &#; &#99999999999999999999;"},
		{"not XML: open tag", "a <b", "a "},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, Text(row.src).String()) })
	}
	require.Equal(t, "", Text(nil).String())
	require.True(t, Text(" \r\n\t").Blank())
	require.False(t, Text("&#32;").Blank(), "before decoding")
}

func TestMakeTextEscapesNoMoreThanNeeded(t *testing.T) {
	require.Equal(t, "a &lt;b&gt; \"c\" 'd' &amp;amp;\n\t&#xD;",
		string(MakeText("a <b> \"c\" 'd' &amp;\n\t\r")))
	require.True(t, MakeText("").Present())
}

func FuzzMakeText(f *testing.F) {
	for _, s := range []string{"", "a<b>&c;\r\n", "]]>", "&#13;", "\xff", "<![CDATA[", "é\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		require.Equal(t, s, MakeText(s).String())
		clean, removed := Strip(s)
		require.Equal(t, removed == 0, clean == s)
		w := NewWriter("\t")
		w.StartElement("a", Pair{"b", clean})
		w.Text(clean)
		w.EndElement()
		doc, err := w.Bytes()
		require.NoError(t, err)
		c, err := Parse("f", doc, DefaultLimits())
		require.NoError(t, err)
		require.Equal(t, clean, c.Attr("b").String())
		require.Equal(t, clean, c.Text().String())
		require.NoError(t, c.End())
	})
}

func TestLegalAgreesWithFirstIllegal(t *testing.T) {
	for r := rune(0); r < 0x11000; r++ {
		data := []byte("12345678" + string(r) + "12345678")
		want := -1
		if !Legal(r) && !(0xD800 <= r && r < 0xE000) { // string(surrogate) is U+FFFD, which is legal
			want = 8
		}
		require.Equal(t, want, firstIllegal(data), "%U", r)
	}
	for _, r := range []rune{-1, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x110000} {
		require.False(t, Legal(r), "%U", r)
	}
}

// Every byte at every place of a word.
func TestPlainWord(t *testing.T) {
	for b := range 256 {
		for at := range 8 {
			word := []byte("abcdefgh")
			word[at] = byte(b)
			legal := b >= 0x20 && b < 0x80 || b == '\t' || b == '\n' || b == '\r'
			require.Equal(t, legal, firstIllegal(word) < 0, "byte 0x%02X at %d", b, at)
		}
	}
}

func TestStripCounts(t *testing.T) {
	s, n := Strip("a\x00b\x0bc\xffd\uFFFEe\n\u00e9")
	require.Equal(t, "abcde\n\u00e9", s)
	require.Equal(t, 4, n)
}

func TestRootOf(t *testing.T) {
	for _, row := range []struct{ name, src, want string }{
		{"plain", "<Benchmark>", "Benchmark"},
		{"prefix", "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- a < b --><x:Benchmark ", "Benchmark"},
		{"document type", "<!doctype HTML>", "HTML"},
		{"cut in the name", "<Bench", ""},
		{"cut in a comment", "<!-- <Bench> ", ""},
		{"text", "hello", ""},
		{"zip", "PK\x03\x04", ""},
		{"empty", "", ""},
		{"end tag", "</a>", ""},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, RootOf([]byte(row.src))) })
	}
}

// TestEscapingFindsEveryByte holds appendLegal to its definition, with each byte at each
// place of a word, alone and beside others.
func TestEscapingFindsEveryByte(t *testing.T) {
	for c := range 256 {
		for at := range 17 {
			for _, other := range []string{"a", "\n", "&", "é", "\x00", "\xff", "\uFFFE", "<", ">", "\r", "\x7f", "="} {
				text := []byte(strings.Repeat("a", at) + string([]byte{byte(c)}) + strings.Repeat("b", 16-at) + other)
				agreesEscaped(t, string(text))
				text[16] = byte(c)
				agreesEscaped(t, string(text))
				agreesEscaped(t, other+string(text))
			}
		}
	}
}

func agreesEscaped(t *testing.T, s string) {
	t.Helper()
	var want strings.Builder
	for i := range len(s) {
		switch c := s[i]; c {
		case '&', '<', '>', '\r':
			want.WriteString(escape(c))
		default:
			want.WriteByte(c)
		}
	}
	require.Equal(t, want.String(), string(appendEscaped(nil, s)), "%q", s)
	bad := firstIllegal([]byte(s))
	got, at := appendLegal(nil, s, true)
	require.Equal(t, bad, at, "%q", s)
	if bad < 0 {
		require.Equal(t, want.String(), string(got), "%q", s)
	}
}

func FuzzEscaping(f *testing.F) {
	f.Add("a <b> & c\r\n\x00 é \xff \uFFFE")
	f.Fuzz(func(t *testing.T, s string) { agreesEscaped(t, s) })
}
