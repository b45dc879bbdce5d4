package xmlio

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNamespacesInScope(t *testing.T) {
	c, err := Parse("t.xml", []byte(`<a xmlns="urn:a" xmlns:p="urn:p" xmlns:q="urn:&quot;q"><p:b xmlns:p="urn:o" x="1"><c xmlns=""/></p:b></a>`), DefaultLimits())
	require.NoError(t, err)
	require.Equal(t, "", c.Prefix())
	require.Empty(t, c.Inherited())
	require.Equal(t, []Namespace{{"", "urn:a"}, {"p", "urn:p"}, {"q", `urn:"q`}}, c.InScope())
	kids := c.Children()
	require.True(t, kids.Next())
	require.Equal(t, "p", c.Prefix())
	require.Equal(t, []Namespace{{"", "urn:a"}, {"p", "urn:o"}, {"q", `urn:"q`}}, c.InScope())
	outer := c.Inherited()
	require.Equal(t, []Namespace{{"", "urn:a"}, {"q", `urn:"q`}}, outer)
	inner := c.Children()
	require.True(t, inner.Next())
	require.Equal(t, "", c.Space(), "the default namespace is taken back")
	require.False(t, inner.Next())
	require.Equal(t, `<p:b xmlns="urn:a" xmlns:q="urn:&quot;q" xmlns:p="urn:o" x="1"><c xmlns=""/></p:b>`, string(Standalone(c.Raw(), outer)))
	require.False(t, kids.Next())
	require.Equal(t, "urn:a", c.Space(), "after the element that redeclared nothing of it")
	require.NoError(t, c.End())
	raw := []byte("<x/>")
	require.Equal(t, raw, Standalone(raw, []Namespace{{"", ""}}))
}

func TestPartOfADocumentIsBounded(t *testing.T) {
	for _, row := range []struct {
		name  string
		limit int
		ok    bool
	}{{"enough", 3, true}, {"one short", 2, false}} {
		t.Run(row.name, func(t *testing.T) {
			c, err := Parse("t.xml", []byte(`<a><b><c/><c/><c/></b><d/><d/></a>`), DefaultLimits())
			require.NoError(t, err)
			kids := c.Children()
			require.True(t, kids.Next())
			before := c.LimitElements(row.limit)
			c.Skip()
			c.RestoreElements(before)
			require.Equal(t, row.ok, c.End() == nil)
		})
	}
}
