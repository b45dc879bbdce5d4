package answer

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

func pointer(s result.Status) *result.Status { return &s }

func TestWriteReadsBack(t *testing.T) {
	want := []Answer{
		{Rule: "CNTR-MK-000310", Benchmark: "B", Found: []result.Status{result.Open, result.NotReviewed}, Status: pointer(result.NotAFinding),
			Conditions: []Condition{{"node.os.id", Is, []string{"rhel"}}, {"os.x", In, []string{"a", "1"}}, {"os.n", AtLeast, []string{"3.5"}}},
			Assets:     []facts.Pattern{"node-*", "x"}, Roles: []string{"Member Server"}, Sites: []facts.Pattern{"a"}, Instances: []facts.Pattern{"b"},
			Details: "one\n  two\n\nthree\n", Comments: " led by a blank", Severity: "low", Justification: "because\r\nof this",
			By: "J. Doe", On: "2026-01-15", Expires: "2027-01-15", CheckSHA256: strings.Repeat("1", 64)},
		{Rule: "V-1", Comments: "\ttab: # [no] \"comment\" \\ \x01 \u2028 ü 😀\n\n"},
	}
	for i := range want[0].Conditions {
		want[0].Conditions[i].Fact = strings.Replace(want[0].Conditions[i].Fact, "node.", "", 1)
	}
	data := Write(NewFile("a.yaml", want), "made\nfor a test")
	f, err := Read("a.yaml", data)
	require.NoError(t, err, "%s", data)
	for i := range f.Answers {
		f.Answers[i].Path, f.Answers[i].Line = "", 0
	}
	require.Equal(t, want, f.Answers)
	require.True(t, strings.HasPrefix(string(data), "# made\n# for a test\nschema: answers/1\n"))
}

// FuzzText: whatever a person wrote stands in the file as it was written.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a", "a\nb", "a\nb\n", "\n", " a\nb", "a \nb", "a\n\tb", "- a\n- b", "# a\n# b", "a\r\nb", "a: b\nc: d", "---\n...\n", "x\n\n\ny", "\u0085", "\ufeffa\nb", "'\"\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" || !utf8.ValidString(s) {
			return
		}
		data := Write(NewFile("a.yaml", []Answer{{Rule: "V-1", Details: s, Comments: s + "\nmore"}}), s)
		got, err := Read("a.yaml", data)
		require.NoError(t, err, "%s", data)
		require.Equal(t, s, got.Answers[0].Details)
		require.Equal(t, s+"\nmore", got.Answers[0].Comments)
	})
}
