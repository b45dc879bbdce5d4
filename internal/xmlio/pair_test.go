package xmlio

import (
	"slices"
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

// readAhead reads all of a document, with or without PairAhead.
func readAhead(doc []byte, lim Limits, fast bool) (seen []string, taken int, err error) {
	c, err := Parse("x", doc, lim)
	if err != nil {
		return nil, 0, err
	}
	nodes := c.Nodes()
	for {
		if p, ok := nodes.PairAhead("P", "K", "V"); fast && ok {
			nodes.Take(p)
			seen = append(seen, "P", p.First.String(), p.Second.String())
			taken++
			continue
		}
		if !nodes.Next() {
			return seen, taken, c.End()
		}
		if nodes.Kind == Element {
			name := c.Local()
			a, b, _ := slowPair(c)
			seen = append(seen, name, a, b)
		}
	}
}

// What PairAhead takes, and what it leaves, reads as it does without it.
func TestPairAhead(t *testing.T) {
	for inner, want := range map[string]int{
		"<P><K>a</K><V>b</V></P>": 1,
		"\n\t<P>\n<K>a &lt;</K>\r\n <V></V> \n</P>\n<P><K/><V>c</V></P>": 1,
		"<P><K>a</K><V>b</V></P><Q>c</Q><P><K>d</K><V>e</V></P>":         2,
		"<P/><P></P>":                         0,
		`<P x="1"><K>a</K><V>b</V></P>`:       0,
		"<PP><K>a</K><V>b</V></PP>":           0,
		"<!-- c --><P><K>a</K><V>b</V></P>":   1,
		"text<P><K>a</K><V>b</V></P>":         1,
		"<P><K>a</K><V>b</V><V>c</V></P>":     0,
		"<P><K>a</K><V>b</V>text</P>":         0,
		"<P><K>a</K><V><![CDATA[b]]></V></P>": 0,
		"<P><K>a</K><V>&nbsp;</V></P>":        0,
		"<P><K>a</K><V>]]></V></P>":           0,
		"<P><K>a</K><V>b</V></Q>":             0,
		"<P><K>a</K><V>b</V></P":              0,
		"":                                    0,
	} {
		doc := []byte("<R>" + inner + "</R>")
		seen, taken, err := readAhead(doc, DefaultLimits(), true)
		slow, _, err2 := readAhead(doc, DefaultLimits(), false)
		require.Equal(t, want, taken, inner)
		require.Equal(t, slow, seen, inner)
		require.Equal(t, err2, err, inner)
	}
}

// Whatever the limits, the same documents are refused.
func TestPairAheadKeepsLimits(t *testing.T) {
	doc := []byte("<R><P><K>a</K><V>b</V></P><P><K>a</K><V>b</V></P></R>")
	for n := 1; n < 9; n++ {
		for _, lim := range []Limits{{Elements: n}, {Depth: n}} {
			_, _, err := readAhead(doc, lim, true)
			_, _, err2 := readAhead(doc, lim, false)
			require.Equal(t, err2 == nil, err == nil, "%+v", lim)
		}
	}
}

func FuzzPairAhead(f *testing.F) {
	f.Add("<P><K>a</K><V>b &amp; c</V></P>")
	f.Add(" <P><K></K>\n<V>]]></V></P><Q/>")
	f.Fuzz(func(t *testing.T, inner string) {
		doc := []byte("<R>" + inner + "</R>")
		seen, _, err := readAhead(doc, DefaultLimits(), true)
		slow, _, err2 := readAhead(doc, DefaultLimits(), false)
		if (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() || err == nil && !slices.Equal(seen, slow) {
			t.Fatalf("%q: %q %v, %q %v", inner, seen, err, slow, err2)
		}
	})
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

// What Only takes reads so by a cursor; what it leaves is no element of that name, or not
// in the plain form.
func TestOnly(t *testing.T) {
	for src, want := range map[string]string{
		"<a></a>": "", "<a>x</a>": "x", "<a>&lt;&#x41;\r\n&amp;</a>": "<A\n&", "<a>]]&gt;</a>": "]]>", "<a>ü\u2028</a>": "ü\u2028",
	} {
		text, ok := Only([]byte(src), "a")
		require.True(t, ok, src)
		require.Equal(t, want, text.String())
		require.True(t, text.Is(want), src)
		require.False(t, text.Is(want+"x"), src)
		c, err := Parse("", []byte(src), DefaultLimits())
		require.NoError(t, err)
		require.Equal(t, text, c.Text())
		require.NoError(t, c.End())
	}
	for _, src := range []string{"", "<", "<a", "<a>", "</a>", "<a/>", "<a>x</a", "<a>x</b>", "<b>x</b>", "<a >x</a>", "<a>x</a >", "<a>x</a> ", " <a>x</a>",
		"<a x=''>x</a>", "<a><b/></a>", "<a><![CDATA[x]]></a>", "<a><!--x--></a>", "<a>&x;</a>", "<a>&</a>", "<a>]]></a>", "<a>\x01</a>", "<a>\xff</a>", "<a>x</a></a>"} {
		_, ok := Only([]byte(src), "a")
		require.False(t, ok, src)
	}
	require.Equal(t, "ab&amp;c", string(AppendText([]byte("a"), "b&c")))
}
