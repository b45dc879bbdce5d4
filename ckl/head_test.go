package ckl

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/internal/shared"
)

// sameHead demands that Head, where it says anything of a sound file, says what a whole
// reading says. It reports whether it did.
func sameHead(t *testing.T, data []byte) bool {
	t.Helper()
	head, ok := Head(data)
	if !ok {
		return false
	}
	whole, _, err := ReadCKL("x", data)
	if err != nil {
		return false // said when it is merged
	}
	require.Equal(t, whole.Asset, head.Asset)
	require.Len(t, whole.Stigs, 1)
	require.Len(t, head.Stigs, 1)
	for _, s := range []*Stig{whole.Stigs[0], head.Stigs[0]} {
		s.Rows, s.Extra = nil, nil
	}
	require.Equal(t, whole.Stigs, head.Stigs)
	return true
}

func TestHeadOfSamples(t *testing.T) {
	said := 0
	for _, s := range sampleFiles {
		if sameHead(t, shared.Read(t, "samples", s.file)) {
			said++
		}
	}
	require.NotZero(t, said)
}

func TestHeadOfRandomDocuments(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(4, 4))}
	for range 300 {
		sameHead(t, []byte(g.ckl()))
	}
}

// Where the head is not all that counts, Head says nothing.
func TestHeadOddShapes(t *testing.T) {
	const (
		asset, info = "<ASSET><HOST_NAME>h</HOST_NAME></ASSET>", "<STIG_INFO><SI_DATA><SID_NAME>stigid</SID_NAME><SID_DATA>T</SID_DATA></SI_DATA></STIG_INFO>"
		row         = "<VULN><STATUS>Open</STATUS></VULN>"
		stig        = "<iSTIG>" + info + row + "</iSTIG>"
		plain       = "<CHECKLIST>" + asset + "<STIGS>" + stig + "</STIGS></CHECKLIST>"
	)
	for name, data := range map[string]string{
		"plain":            plain,
		"byte order mark":  "\ufeff" + plain,
		"white space":      strings.ReplaceAll(plain, "><", ">\r\n\t<") + "\n",
		"a comment before": "<!-- x -->" + plain,
		"no asset":         strings.Replace(plain, asset, "", 1),
		"CDATA in a row":   strings.Replace(plain, "Open", "<![CDATA[</STATUS></VULN>]]>", 1),
	} {
		require.True(t, sameHead(t, []byte(data)), name)
	}
	for name, data := range map[string]string{
		"nothing":             "",
		"no rows":             strings.Replace(plain, row, "", 1),
		"several STIGs":       strings.Replace(plain, stig, stig+stig, 1),
		"several lists":       strings.Replace(plain, "</STIGS>", "</STIGS><STIGS>"+stig+"</STIGS>", 1),
		"asset behind":        strings.Replace(strings.Replace(plain, asset, "", 1), "</STIGS>", "</STIGS>"+asset, 1),
		"info behind the row": strings.Replace(plain, info+row, row+info, 1),
		"no id":               strings.Replace(plain, "stigid", "title", 1),
		"a comment behind":    plain + "<!-- x -->",
		"prefixes":            strings.NewReplacer("<iSTIG", "<p:iSTIG", "</iSTIG", "</p:iSTIG", "<CHECKLIST", `<CHECKLIST xmlns:p="u"`).Replace(plain),
		"a row in a comment":  strings.Replace(plain, "<iSTIG>", "<!-- <VULN> --><iSTIG>", 1),
		"a row in CDATA":      strings.Replace(plain, ">h<", "><![CDATA[<VULN>]]><", 1),
		"cut off":             plain[:len(plain)-20],
		"an unsound head":     strings.Replace(plain, ">h<", ">&h<", 1),
		"another root":        strings.ReplaceAll(plain, "CHECKLIST", "CHECKLISTS"),
		"a .cklb":             `{"stigs":[]}`,
	} {
		_, ok := Head([]byte(data))
		require.False(t, ok, name)
	}
}

// A card of a head is the card of the whole once it is asked for its rules.
func TestCardOfHead(t *testing.T) {
	data, err := WriteCKL(New(node1, []*benchmark.Benchmark{bench(t, "T", release1, 2)}), "t")
	require.NoError(t, err)
	whole, _, err := ReadCKL("x", data)
	require.NoError(t, err)
	want := CardOf(Source{Name: "x", Checklist: whole})
	head, ok := Head(data)
	require.True(t, ok)
	card := CardOf(Source{Name: "x", Checklist: head})
	require.Empty(t, card.rules)
	asked := 0
	card.Whole = func() Card { asked++; return want }
	require.NotEmpty(t, card.whole().rules)
	require.Equal(t, want, *card.whole())
	require.Equal(t, 1, asked)
}

func FuzzHead(f *testing.F) {
	data, err := WriteCKL(New(node1, []*benchmark.Benchmark{bench(f, "T", release1, 2)}), "t")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(looseCKL))
	f.Fuzz(func(t *testing.T, data []byte) { sameHead(t, data) })
}
