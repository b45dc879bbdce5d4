package xmlio

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func parse(t *testing.T, doc string) *Cursor {
	t.Helper()
	c, err := Parse("t.xml", []byte(doc), DefaultLimits())
	require.NoError(t, err)
	return c
}

func TestCursorReadsNestedElementsInOnePass(t *testing.T) {
	c := parse(t, "<?xml version=\"1.0\"?><?s href='x'?>\n<b id='1'><title>A &amp; B</title><g id=\"V-1\"><r/><r n='2'>x</r></g><u>1<v/>2</u><w/></b>\n<!-- end -->")
	require.Equal(t, "s", c.Leading()[0].Target)
	require.Equal(t, "href='x'", string(c.Leading()[0].Body))
	var got []string
	for kids := c.Children(); kids.Next(); {
		switch c.Local() {
		case "title":
			got = append(got, c.Text().String())
		case "g":
			for rules := c.Children(); rules.Next(); {
				got = append(got, c.Path()+"="+c.Attr("n").String())
			}
			got = append(got, c.Attr("id").String())
		case "u":
			got = append(got, string(c.Raw()), c.Text().String())
		}
	}
	require.NoError(t, c.End())
	require.Equal(t, []string{"A & B", "b[1]/g[V-1]/r=", "b[1]/g[V-1]/r=2", "V-1", "<u>1<v/>2</u>", "12"}, got)
}

func TestNodesHandsOverWhatStandsBetweenChildren(t *testing.T) {
	c := parse(t, "<a> x<!--c--><b>skipped <i/></b><![CDATA[<d>]]><?p q?></a>")
	var got []string
	for n := c.Nodes(); n.Next(); {
		got = append(got, string(n.Source()))
	}
	require.NoError(t, c.End())
	require.Equal(t, []string{" x", "<!--c-->", "<b>", "<![CDATA[<d>]]>", "<?p q?>"}, got)
}

func TestNamespacesFollowTheirScope(t *testing.T) {
	c := parse(t, `<p:a xmlns:p="u1" xmlns="u0" xml:lang="en" p:q="1" q="2"><b xmlns=""><p:c xmlns:p="u2"/></b><d/></p:a>`)
	require.Equal(t, "u1", c.Space())
	require.Equal(t, "1", c.AttrNS("u1", "q").String())
	require.Equal(t, "2", c.Attr("q").String())
	require.Equal(t, "en", c.AttrNS("http://www.w3.org/XML/1998/namespace", "lang").String())
	var got []string
	for kids := c.Children(); kids.Next(); {
		got = append(got, c.Local()+" "+c.Space())
		for inner := c.Children(); inner.Next(); {
			got = append(got, c.Local()+" "+c.Space())
		}
	}
	require.NoError(t, c.End())
	require.Equal(t, []string{"b ", "c u2", "d u0"}, got)
}

func TestOffsetsSpliceTheDocument(t *testing.T) {
	doc := "\xEF\xBB\xBF<a>\r\n<s>x</s>\r\n<e/></a>"
	c := parse(t, doc)
	var got []string
	for kids := c.Children(); kids.Next(); {
		start, body, bodyEnd, end := c.Extent()
		got = append(got, string(c.Data()[start:body])+"|"+string(c.Data()[body:bodyEnd])+"|"+string(c.Data()[bodyEnd:end]))
	}
	require.NoError(t, c.End())
	require.Equal(t, []string{"<s>|x|</s>", "<e/>||"}, got)
}

func TestTextIsAbsentOrEmpty(t *testing.T) {
	c := parse(t, `<a x=""><b/><c></c></a>`)
	require.False(t, c.Attr("y").Present())
	require.True(t, c.Attr("x").Present())
	for kids := c.Children(); kids.Next(); {
		require.True(t, c.Text().Present(), c.Local())
		require.Empty(t, c.Text())
	}
}
