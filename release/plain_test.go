package release

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlainIsTheSameFor(t *testing.T) {
	for name, pair := range map[string][2]string{
		"white space":           {"a  b\r\n\tc", " a b c\n"},
		"a no-break space":      {"a\u00a0b", "a b"},
		"quotation marks":       {"“a” ‘b’ site’s", `"a" 'b' site's`},
		"dashes":                {"a – b — c − d", "a - b - c - d"},
		"bullets":               {"• a", "* a"},
		"what is not seen":      {"a\u200bb\u00ad", "ab"},
		"entities":              {"a &lt; b &amp;&amp; c &#39;d&#x27; &quot;e&quot;", `a < b && c 'd' "e"`},
		"entities, twice":       {"a &amp;lt; b", "a < b"},
		"elements that break":   {"one<br />two</p><P class=\"x\">three", "one two three"},
		"elements that do not":  {"<b>bo</b>ld, <xhtml:i>it</xhtml:i>", "bold, it"},
		"elements as entities":  {"&lt;br/&gt;a", "a"},
		"an element in another": {"a<pre\n>b</pre\n>", "a b"},
	} {
		require.Equal(t, Plain(pair[1]), Plain(pair[0]), name)
	}
}

func TestPlainDiffersFor(t *testing.T) {
	for name, pair := range map[string][2]string{
		"a word":               {"a b", "a c"},
		"a blank in a word":    {"ab", "a b"},
		"a capital":            {"Log", "log"},
		"a full stop":          {"a.", "a"},
		"placeholders":         {"ping <host>", "ping <address>"},
		"a placeholder less":   {"ping <host>", "ping"},
		"a letter as one":      {"rm <i file>", "rm"},
		"options":              {"-audit", "--audit"},
		"back ticks":           {"`date`", "'date'"},
		"signs that open less": {"a < b", "a > b"},
		"a tag that is cut":    {"a <br", "a"},
		"less than a tag":      {"a < <br>b", "a b"},
	} {
		require.NotEqual(t, Plain(pair[1]), Plain(pair[0]), name)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("a &amp;lt; <br/> “b” <host>")
	f.Add(" \u00ad a\u2003\xff\u200b \x00\x1f b\x85 \u0085\ufffd\u00b4 ")
	f.Fuzz(func(t *testing.T, s string) {
		p := Plain(s)
		if !strings.ContainsAny(s, "&<") {
			require.Equal(t, strings.Join(strings.Fields(strings.Map(variant, s)), " "), p)
		}
		require.Equal(t, strings.Join(strings.Fields(p), " "), p)
		require.Equal(t, p, Plain(" "+strings.ReplaceAll(s, " ", "\n ")+" "), "white space does not count")
	})
}
