package xmlio

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// slowPair is Pair by the ordinary way.
func slowPair(c *Cursor) (a, b string, n int) {
	for kids := c.Children(); kids.Next(); n++ {
		switch c.Local() {
		case "K":
			a = c.Text().String()
		case "V":
			b = c.Text().String()
		}
	}
	return a, b, n
}

func pairDoc(inner string) []byte { return []byte("<R><P>" + inner + "</P><Q>end</Q></R>") }

// readPair reads a document with or without Pair, to its end.
func readPair(t *testing.T, doc []byte, fast bool) (a, b, q string, used bool, err error) {
	t.Helper()
	c, err := Parse("x", doc, DefaultLimits())
	require.NoError(t, err)
	for kids := c.Children(); kids.Next(); {
		if c.Local() != "P" {
			q = c.Text().String()
			continue
		}
		if fast {
			x, y, ok := c.Pair("K", "V")
			if ok {
				a, b, used = x.String(), y.String(), true
				start, body, bodyEnd, end := c.Extent()
				require.Equal(t, "<P>", string(doc[start:body]))
				require.Equal(t, "</P>", string(doc[bodyEnd:end]))
				continue
			}
		}
		a, b, _ = slowPair(c)
	}
	return a, b, q, used, c.End()
}

func TestPair(t *testing.T) {
	for inner, fast := range map[string]bool{
		"<K>a</K><V>b</V>":                 true,
		"\n\t<K>a &lt;</K>\r\n <V></V> \n": true,
		"<K>a &#65;&amp;</K><V>x > y</V>":  true,
		"<K>a</K><V/>":                     false,
		"<K>a</K>":                         false,
		"<V>b</V><K>a</K>":                 false,
		"<K>a</K><V>b</V><V>c</V>":         false,
		"<K>a</K><V>b</V>text":             false,
		"<K>a</K><V>b<!-- c --></V>":       false,
		"<K>a</K><!-- c --><V>b</V>":       false,
		"<K>a</K><V><![CDATA[b]]></V>":     false,
		`<K x="1">a</K><V>b</V>`:           false,
		"<K>a</K ><V>b</V>":                false,
		"<KK>a</KK><V>b</V>":               false,
		"<K>a</K><V>]]></V>":               false,
		"<K>a</K><V>&nbsp;</V>":            false,
		"<K>a</K><V>b":                     false,
		"<K>a</K><V>b</W>":                 false,
		"":                                 false,
	} {
		a, b, q, used, err := readPair(t, pairDoc(inner), true)
		require.Equal(t, fast, used, inner)
		a2, b2, q2, _, err2 := readPair(t, pairDoc(inner), false)
		require.Equal(t, []string{a2, b2, q2}, []string{a, b, q}, inner)
		require.Equal(t, err2 == nil, err == nil, inner)
		if err != nil {
			require.Equal(t, err2.Error(), err.Error(), inner)
		}
	}
}

// The limits are those of the ordinary way.
func TestPairKeepsLimits(t *testing.T) {
	doc := pairDoc("<K>a</K><V>b</V>")
	for _, lim := range []func(*Limits){func(l *Limits) { l.Elements = 3 }, func(l *Limits) { l.Depth = 2 }} {
		l := DefaultLimits()
		lim(&l)
		c, err := Parse("x", doc, l)
		require.NoError(t, err)
		kids := c.Children()
		require.True(t, kids.Next())
		_, _, ok := c.Pair("K", "V")
		require.False(t, ok)
		slowPair(c)
		require.Error(t, c.End())
	}
}

func FuzzPair(f *testing.F) {
	f.Add("<K>a</K><V>b &amp; c</V>")
	f.Add(" <K></K>\n<V>]]></V>")
	f.Add("<K>a</K><V>b</V></P><P><K>c</K><V>d</V>")
	f.Fuzz(func(t *testing.T, inner string) {
		doc := pairDoc(inner)
		if _, err := Parse("x", doc, DefaultLimits()); err != nil {
			return
		}
		a, b, q, _, err := readPair(t, doc, true)
		a2, b2, q2, _, err2 := readPair(t, doc, false)
		if a != a2 || b != b2 || q != q2 || (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
			t.Fatalf("%q: %q %q %q %v, %q %q %q %v", inner, a, b, q, err, a2, b2, q2, err2)
		}
	})
}
