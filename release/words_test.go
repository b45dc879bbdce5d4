package release

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// shown is edits as text: [-old-]{+new+}.
func shown(list []Edit) string {
	var b strings.Builder
	for _, e := range list {
		switch e.Op {
		case Equal:
			b.WriteString(e.Text)
		case Delete:
			b.WriteString("[-" + e.Text + "-]")
		case Insert:
			b.WriteString("{+" + e.Text + "+}")
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	for name, row := range map[string][3]string{
		"same":             {"a b", "a b", "a b"},
		"both empty":       {"", "", ""},
		"from nothing":     {"", "a b", "{+a b+}"},
		"to nothing":       {"a b", "", "[-a b-]"},
		"a word":           {"set it to 10 now", "set it to 15 now", "set it to [-10-]{+15+} now"},
		"two words":        {"run one two here", "run uno due here", "run [-one two-]{+uno due+} here"},
		"a mark":           {"a. b", "a, b", "a[-.-]{+,+} b"},
		"a line inserted":  {"one\nthree\n", "one\ntwo\nthree\n", "one\n{+two\n+}three\n"},
		"lines moved":      {"a\nb\nc\n", "c\na\nb\n", "{+c\n+}a\nb\n[-c\n-]"},
		"no line end":      {"one\ntwo", "one\ntwo\n", "one\ntwo{+\n+}"},
		"part of a word":   {"timeout=600", "timeout=900", "timeout=[-600-]{+900+}"},
		"not words at all": {"\xff\xfe", "\xff", "\xff[-\xfe-]"},
	} {
		require.Equal(t, row[2], shown(Words(row[0], row[1])), name)
	}
}

func TestFieldEdits(t *testing.T) {
	for want, f := range map[string]Field{
		"CCI-1, [-CCI-2-]{+CCI-4+}, CCI-3[-, CCI-9-]": {Name: "ccis", Old: "CCI-1, CCI-2, CCI-3, CCI-9", New: "CCI-1, CCI-4, CCI-3"},
		"[-SV-1r1_rule-]{+SV-1r2_rule+}":              {Name: "rule_id", Old: "SV-1r1_rule", New: "SV-1r2_rule"},
		"{+CCI-1+}":                                   {Name: "ccis", New: "CCI-1"},
		"run [-it-]{+this+}":                          {Name: "check", Old: "run it", New: "run this"},
	} {
		require.Equal(t, want, shown(f.Edits()))
	}
}

// checkWords holds the law of Words: the parts make up both texts, none is empty, and
// no two neighbours are of one kind.
func checkWords(t *testing.T, old, new string) {
	var a, b strings.Builder
	list := Words(old, new)
	for i, e := range list {
		require.NotEmpty(t, e.Text)
		require.False(t, i > 0 && list[i-1].Op == e.Op)
		require.False(t, i > 0 && list[i-1].Op == Insert && e.Op == Delete)
		if e.Op != Insert {
			a.WriteString(e.Text)
		}
		if e.Op != Delete {
			b.WriteString(e.Text)
		}
	}
	require.Equal(t, old, a.String())
	require.Equal(t, new, b.String())
}

// Texts made to take long end as a replacement; the test would not end otherwise.
func TestWordsOfHostileTexts(t *testing.T) {
	const n = 50_000
	checkWords(t, strings.Repeat("a ", n), strings.Repeat("b ", n))
	checkWords(t, strings.Repeat("a b ", n), strings.Repeat("b b a ", n))
	checkWords(t, strings.Repeat("a\nb\n", n), strings.Repeat("b\na\na\n", n))
	checkWords(t, strings.Repeat(".", n), strings.Repeat(".", n-1)+"x"+strings.Repeat(".", n))
}

func FuzzWords(f *testing.F) {
	f.Add("set it to 10\nnow", "set it to 15\nnow\n")
	f.Add("a b c a b b a", "c b a b a c")
	f.Add("\xff \u00a0é", "é\r\n")
	f.Fuzz(checkWords)
}
