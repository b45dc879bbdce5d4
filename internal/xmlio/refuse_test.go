package xmlio

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
)

// refused is the error for doc and the reason for it.
func refused(t *testing.T, doc []byte, lim Limits) (*diag.Error, Reason) {
	t.Helper()
	c := &Cursor{file: "t.xml", data: doc, lim: lim.orDefault()}
	if c.parse(); c.err == nil {
		_ = c.End()
	}
	require.NotNil(t, c.err, "of %.80q", doc)
	return c.err, c.reason
}

func TestRefusesWithPlaceAndReason(t *testing.T) {
	for _, row := range []struct {
		name, doc string
		why       Reason
		want      string
	}{
		{"empty", "", Roots, `t.xml:1:1: the document has no element; want a root element`},
		{"white space alone", " \n", Roots, `t.xml:2:1: the document has no element`},
		{"text before the root", "\nhello <a/>", Outside, `t.xml:2:1: text before the root element, beginning "hello <a/>"`},
		{"CDATA before the root", "<![CDATA[x]]><a/>", Outside, `text before the root element`},
		{"text after the root", "<a/>x", Outside, `t.xml:1:5: a: text after the root element, beginning "x"`},
		{"CDATA after the root", "<a/><![CDATA[]]>", Outside, `text after the root element`},
		{"two roots", "<a/><b/>", Roots, `t.xml:1:5: a: a second root element; want one`},
		{"end tag alone", "</a>", Malformed, `end tag outside the root element`},
		{"wrong end tag", "<a id='x'><b></a></b>", Malformed, `t.xml:1:14: a[x]/b: end tag "</a>"; want "</b>"`},
		{"longer end tag", "<a></ab>", Malformed, `end tag "</ab>"; want "</a>"`},
		{"duplicate attribute", `<a b="1" b="2"/>`, DuplicateAttr, `t.xml:1:10: attribute "b" is given twice`},
		{"duplicate by namespace", `<a xmlns:p="u" xmlns:q="u" p:x="" q:x=""/>`, DuplicateAttr, `"x" is given twice, under two prefixes`},
		{"no value", `<a b/>`, Malformed, `attribute "b" has no value; want b="..."`},
		{"no quotes", `<a b=c/>`, Malformed, `the value of attribute "b" is not in quotes`},
		{"< in a value", "<a b=\"\n<\"/>", Malformed, `t.xml:2:1: "<" in an attribute value`},
		{"no space between", `<a b=""c=""/>`, AttrSpace, `attributes follow each other without white space`},
		{"space in the tag end", `<a / >`, Malformed, `"/" inside a start tag`},
		{"]]> in text", "<a>x]]></a>", Malformed, `t.xml:1:5: a: "]]>" in text`},
		{"-- in a comment", "<a><!-- a--b --></a>", Malformed, `t.xml:1:10: a: "--" inside a comment`},
		{"short comment", "<a><!--></a>", Malformed, `the document ends inside a comment; it is truncated`},
		{"bare &", "<a>x & y</a>", Malformed, `t.xml:1:6: a: "&" without a reference; want "&amp;"`},
		{"unknown entity", "<a>&nbsp;</a>", Malformed, `unknown entity "&nbsp;"`},
		{"reference to NUL", "<a>&#0;</a>", SurrogateRef, `reference "&#0;" stands for no legal character`},
		{"reference to a surrogate", "<a>&#xD800;</a>", SurrogateRef, `reference "&#xD800;"`},
		{"document type", "<!DOCTYPE a><a/>", Doctype, `the document has a document type declaration`},
		{"entity bomb", `<!DOCTYPE a [<!ENTITY b "&c;&c;">]><a>&b;</a>`, Doctype, `document type`},
		{"external entity", `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, Doctype, `document type`},
		{"undeclared prefix", "<p:a/>", Prefix, `prefix "p" is not declared; want xmlns:p="..."`},
		{"undeclared attribute prefix", "<a p:b=''/>", Prefix, `prefix "p" is not declared`},
		{"prefix out of scope", "<a><b xmlns:p='u'/><p:c/></a>", Prefix, `t.xml:1:21: a: prefix "p"`},
		{"prefix undeclared", "<a xmlns:p=''/>", Reserved, `declared as nothing`},
		{"xml rebound", "<a xmlns:xml='u'/>", Reserved, `reserved`},
		{"other prefix for xml", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", Reserved, `reserved`},
		{"empty prefix", "<:a/>", QName, `name ":a" has an empty or ill-formed part`},
		{"two colons", "<a:b:c/>", Malformed, `two colons`},
		{"name with a digit", "<1a/>", Malformed, `begins no name`},
		{"UTF-16", "\xFF\xFE<\x00a\x00/\x00>\x00", Encoding, `t.xml: the document is in UTF-16; want UTF-8`},
		{"UTF-16 without mark", "\x00<\x00a\x00/\x00>", Encoding, `UTF-16`},
		{"UTF-32", "\xFF\xFE\x00\x00<\x00\x00\x00", Encoding, `UTF-32`},
		{"Latin-1 declared", `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, Encoding, `declares encoding "ISO-8859-1"; want UTF-8`},
		{"Windows-1252 bytes", "<a>\x93x\x94</a>", Character, `t.xml:1:4: byte 0x93 is not part of UTF-8 text`},
		{"version 1.1", `<?xml version="1.1"?><a/>`, Malformed, `XML version "1.1"; want 1.0`},
		{"declaration without version", `<?xml encoding="UTF-8"?><a/>`, Declaration, `the XML declaration is`},
		{"declaration twice", `<?xml version="1.0"?><?xml version="1.0"?><a/>`, Declaration, `want it at the very start`},
		{"declaration after a blank", ` <?xml version="1.0"?><a/>`, Declaration, `want it at the very start`},
		{"NUL", "<a>\x00</a>", Character, `t.xml:1:4: character U+0000; XML 1.0 allows none below U+0020`},
		{"vertical tab in a value", "<a b='\x0b'/>", Character, `character U+000B`},
		{"control character in a comment", "<a><!--\x01--></a>", Character, `character U+0001`},
		{"U+FFFF", "<a>\uFFFF</a>", Character, `character U+FFFF; XML 1.0 does not allow it`},
		{"instruction with a colon", "<?a:b?><a/>", InstructionName, `has a colon`},
		{"instruction runs on", "<?a!?><a/>", InstructionName, `want white space`},
	} {
		t.Run(row.name, func(t *testing.T) {
			err, why := refused(t, []byte(row.doc), Limits{})
			require.Contains(t, err.Error(), row.want)
			require.Equal(t, row.why, why)
			agree(t, []byte(row.doc))
		})
	}
}

func TestLimitsNameThemselves(t *testing.T) {
	attrs := func(n int) string {
		var b strings.Builder
		b.WriteString("<a")
		for i := range n {
			fmt.Fprintf(&b, " a%d=''", i)
		}
		return b.String() + "/>"
	}
	spaces := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<a xmlns:p%d='u'>", i)
		}
		return b.String()
	}
	for _, row := range []struct {
		name, doc string
		lim       Limits
		want      string
	}{
		{"size", "<a>12345</a>", Limits{Bytes: 8}, "the document has 12 bytes; the limit is 8 (Bytes)"},
		{"10,000 levels", strings.Repeat("<a>", 10_000), Limits{}, "nested deeper than 256; the limit is 256 (Depth)"},
		{"1,000,000 attributes", attrs(1_000_000), Limits{}, "more than 128 attributes; the limit is 128 (Attrs)"},
		{"value of 16 MiB", "<a b='" + strings.Repeat("x", 16<<20) + "'/>", Limits{}, "more than 1048576 bytes; the limit is 1048576 (AttrBytes)"},
		{"endless value", "<a b='" + strings.Repeat("x", 16<<20), Limits{}, "(AttrBytes)"},
		{"name of 16 MiB", "<" + strings.Repeat("x", 16<<20) + "/>", Limits{}, "a name has 16777216 bytes; the limit is 1024 (NameBytes)"},
		{"elements", "<a>" + strings.Repeat("<b/>", 10) + "</a>", Limits{Elements: 10}, "more than 10 elements; the limit is 10 (Elements)"},
		{"declarations in scope", spaces(300), Limits{Depth: 1000}, "(Namespaces)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			err, why := refused(t, []byte(row.doc), row.lim)
			require.Contains(t, err.Error(), row.want)
			require.Equal(t, TooLarge, why)
			require.Less(t, len(err.Error()), 2000, "a message stays readable")
		})
	}
}

// A path of 256 elements with long ids must not make the message long.
func TestPathIsBounded(t *testing.T) {
	doc := strings.Repeat("<a id='"+strings.Repeat("\u00e9", 100)+"'>", 200) + "<b"
	err, _ := refused(t, []byte(doc), Limits{})
	require.Less(t, len(err.Path), 1600)
	require.True(t, strings.HasSuffix(err.Path, "..."+"]"), err.Path[len(err.Path)-20:])
}

const whole = "\xEF\xBB\xBF<?xml version=\"1.0\" encoding='utf-8'?><?s h='x'?><!--c--><p:a xmlns:p=\"u\" p:b=\"1\" c='&lt;'>" +
	"t&#x41;<b/>\r\n<c d=\"e\"></c ><![CDATA[<&]]><!-- d --><?e f?>é</p:a>"

func TestTruncatedAnywhereIsRefused(t *testing.T) {
	_, _, err := ours([]byte(whole))
	require.NoError(t, err)
	for i := range len(whole) {
		_, _, err := ours([]byte(whole[:i]))
		require.Error(t, err, "cut at %d: %q", i, whole[:i])
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		if strings.Contains(whole[:i], "<p:a") && !strings.HasSuffix(whole[:i], "\xC3") {
			require.Contains(t, err.Error(), "truncated", "cut at %d: %q", i, whole[:i])
		}
	}
}

// One byte changed at any place is refused, or read as encoding/xml reads it.
func TestOneByteChangedAnywhere(t *testing.T) {
	for i := range len(whole) {
		for _, b := range []byte("<>&'\"/!?=-]: ax\x00\xFF\r\n") {
			doc := []byte(whole)
			doc[i] = b
			agree(t, doc)
		}
	}
}

func TestErrorsAreSticky(t *testing.T) {
	c := parse(t, "<a><b>&bad;</b><c>x</c></a>")
	n := 0
	for kids := c.Children(); kids.Next(); n++ {
		require.Nil(t, c.Text())
		require.Nil(t, c.Raw())
	}
	require.Equal(t, 1, n)
	require.ErrorContains(t, c.Err(), "&bad;")
	require.Equal(t, c.Err(), c.End())
	require.Equal(t, c.Err(), c.Fail(c.Errorf("later")))
}

func TestErrorsNameElementAndAttribute(t *testing.T) {
	c := parse(t, "<B>\n <G id='V-1'><R id='SV-1\n_rule' severity='critical'/></G></B>")
	for groups := c.Children(); groups.Next(); {
		for rules := c.Children(); rules.Next(); {
			e := c.AttrErrorf("severity", "severity is %q; want low", c.Attr("severity"))
			require.Equal(t, `t.xml:3:8: B/G[V-1]/R[SV-1 _rule]: severity is "critical"; want low`, e.Error())
			require.Equal(t, `t.xml:2:14: B/G[V-1]/R[SV-1 _rule]: x`, c.Errorf("x").Error())
		}
	}
}

func TestParseReadsNothingBeyondTheRootTag(t *testing.T) {
	_, err := Parse("t.xml", []byte("<a><b></a>"), DefaultLimits())
	require.NoError(t, err, "the fault is found when the cursor gets there")
	_, err = Parse("t.xml", bytes.Repeat([]byte("x"), 10), Limits{Bytes: 5})
	require.Error(t, err)
}
