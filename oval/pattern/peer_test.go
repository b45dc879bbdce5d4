package pattern

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// peerVariable names the program built from testdata/pcre.c; `make acceptance` builds it
// and sets this.
const peerVariable = "STIGWRIGHT_PCRE"

// ask has PCRE answer each question.
func ask(t *testing.T, questions []question) []string {
	t.Helper()
	var in bytes.Buffer
	for _, q := range questions {
		fmt.Fprintf(&in, "%s\t%s\t%s\n", letters(q.flags), hex.EncodeToString([]byte(q.pattern)), hex.EncodeToString([]byte(q.text)))
	}
	peer := exec.Command(os.Getenv(peerVariable))
	peer.Stdin = &in
	out, err := peer.Output()
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	require.Len(t, lines, len(questions))
	return lines
}

type question struct {
	pattern, text string
	flags         Flags
}

func letters(f Flags) string {
	text := "-"
	for letter, on := range map[string]bool{"i": f.IgnoreCase, "m": f.Multiline, "s": f.DotAll} {
		if on {
			text += letter
		}
	}
	return text
}

// answer is ours, in the peer's form.
func answer(q question) string {
	p, err := Compile(q.pattern, q.flags)
	if err != nil {
		return "E"
	}
	return matches(p, q)
}

func matches(p *Pattern, q question) string {
	all, err := p.All(q.text)
	if err != nil {
		return "X"
	}
	var b strings.Builder
	for _, at := range all {
		for i := 0; i < len(at); i += 2 {
			fmt.Fprintf(&b, "%d,%d ", at[i], at[i+1])
		}
		b.WriteString(";")
	}
	return b.String()
}

// TestAgainstPCRE asks PCRE what our engines answer: every pattern of published
// content, and patterns made to be odd, on texts made from the pattern.
func TestAgainstPCRE(t *testing.T) {
	if os.Getenv(peerVariable) == "" {
		t.Skip("no PCRE to ask: " + peerVariable + " names the program built from testdata/pcre.c")
	}
	published := publishedPatterns(t)
	var questions []question
	add := func(pattern string, count int) {
		for _, flags := range []Flags{{}, {Multiline: true}, {DotAll: true, IgnoreCase: true}} {
			tree, err := parse(pattern, flags)
			if err != nil {
				questions = append(questions, question{pattern, "", flags})
				continue
			}
			for _, text := range texts(tree, count) {
				questions = append(questions, question{pattern, text, flags})
			}
		}
	}
	for _, pattern := range published {
		add(pattern, 4)
	}
	for _, pattern := range odd() {
		add(pattern, 6)
	}
	differ, linear := 0, 0
	var p *Pattern // of the question before: those of one pattern stand together
	for i, want := range ask(t, questions) {
		q, got := questions[i], "E"
		if p == nil || i == 0 || q.pattern != questions[i-1].pattern || q.flags != questions[i-1].flags {
			p, _ = Compile(q.pattern, q.flags)
		}
		if p != nil {
			got = matches(p, q)
		}
		if got != want {
			if differ++; differ <= 20 {
				t.Errorf("%q on %q (%s): %q; PCRE says %q", q.pattern, q.text, letters(q.flags), got, want)
			}
		}
	}
	for _, pattern := range published {
		if p, err := Compile(pattern, Flags{Multiline: true}); err == nil && p.fast != nil {
			linear++
		}
	}
	t.Logf("%d published patterns, %d of them in linear time; %d questions, %d answered otherwise", len(published), linear, len(questions), differ)
	require.Zero(t, differ)
}

// publishedPatterns are the distinct patterns of DISA's and the SCAP Security Guide's content.
func publishedPatterns(t *testing.T) []string {
	t.Helper()
	files, _ := filepath.Glob("/usr/share/xml/scap/ssg/content/*-ds.xml")
	disa, _ := filepath.Glob(filepath.Join(shared.Dir(t, "scap"), "*"))
	seen := map[string]bool{}
	for _, name := range append(files, disa...) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, found := range patternText.FindAllSubmatch(data, -1) {
			seen[html.UnescapeString(string(found[1])+string(found[2]))] = true
		}
	}
	delete(seen, "")
	all := make([]string, 0, len(seen))
	for pattern := range seen {
		all = append(all, pattern)
	}
	slices.Sort(all)
	return all
}

// patternText finds patterns in OVAL as text; the second group is an attribute.
var patternText = regexp.MustCompile(`operation="pattern match"[^>]*>([^<]*)<|<(?:[a-z-]+:)?regex_capture pattern="([^"]*)"`)
