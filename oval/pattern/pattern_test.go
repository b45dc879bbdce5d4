package pattern

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// odd are patterns on which engines differ; what PCRE says of them stands below or is
// asked of PCRE itself.
func odd() []string {
	return []string{
		`^$`, `a$`, `$`, `^`, `^a?$`, `\s*$`, `^\s*`, `a\n^`, `(^a|b^)`, `x*`, `^x*`, `\Z`, `\A\s`, `\z`, `(?m)^b$(?-m)\n*$`, `(?:^|\n)b`,
		`(a|ab)(c|bcd)(d*)`, `(?:(a)|b)*`, `((a*))*`, `(a|b*)*`, `(|a)*`, `(|a)+`, `(a?)*?b`, `(a*?)+`, `(?:a|(b)){2,3}?`, `(a{0,2}){2}`, `(()|a)+`,
		`a++b`, `a*+a`, `(?>a|ab)c`, `(?>a*)ab`, `(?=(a))b|a`, `(?!(a))b`, `(?=a)*b`, `(?=a)+a`, `(?<=a|bc)d`, `(?<!a)b`, `(?<=^a)b`, `(?<=\n)b`,
		`(a)\1`, `(a)\1*`, `(?i)(a)\1`, `(a)|b\1`, `(a\1|b)+`, `(?<n>a)\k<n>`, `(?P<n>a)(?P=n)`, `\1(a)`, `(a)\g{-1}`, `(a)\g1`, `(?:(a)|(b))\2`,
		`a\Kb`, `\Ga`, `\N+`, `\R`, `\R+$`, `\h+\H`, `\v\V`, `[\h\v]+`, `\Qa.b\E+`, `\Qa|b)\Ec`, `[\Q^]\E]`, `\E`, `a\Q\E+`,
		`[]a]+`, `[^]a]+`, `[\w-z]+`, `[\d-\w]+`, `[a-]`, `[\b]`, `[[:alpha:][:^digit:]]`, `[^[:space:]]+`, `[[:punct:]]+`, `[^\S\n]+`, `[\D\d]`, `[^\D\d]`, `[a[:b]`,
		`\x41\x{e9}\x`, `\101\0\18`, `\cA\e\a\f`, `\y\j\_\-`, `\p{L}+\P{Lu}`, `\pN`, `[\p{Ll}\p{^L}]`, `\p{Greek}`, `\p{L&}`,
		`(?i)É`, `(?i)[à-ý]+`, `(?i)[^k]`, `(?i)ſ`, `(?i)a(?-i)b|C`, `a(?i:B)c`, `(?i)[^\W_]`, `(?s).(?-s).`, `(?x) a b # c` + "\n d", `(?x)a +`, `(?U)a+`, `(?U)a+?`, `(?)a`, `(?#no)a`,
		`a{,3}b`, `a{1`, `a{2,}`, `a{2}?`, `a{0}b`, `a{0,0}`, `(ab){0}c`, `x{1001}`, `(a{1,3}){2,4}`, `}`, `]`, `{`, `a||b`, `()`, `(?:)`, `\b\w+\b`, `\B`, `\bé`,
		`a**`, `a+*`, `*a`, `^*`, `a{2}{3}`, `\b+`, `a|*`, `{1}`, `a{3,1}`, `x{65536}`, `(a`, `a)`, `[a`, `[]`, `[^]`, `[z-a]`, `[a-\d]`, `[[:foo:]]`, `[[.a.]]`, `[[:alpha:]`,
		`\`, `\c`, `\x{zz}`, `(a)\2`, `(?z)`, `(?i`, `(?#`, `(?<=a+)b`, `(?P<1>a)`, `(?<n>a)(?<n>b)`, `\p{Foo}`, `\U`, `[\N]`, `\g{-1}(a)`, `\k<n>`,
		`^(?!.*(root|admin)).*$`, `^(?:(?!\s*#).)*nodev`, `(?:.+,|^)nodev(?:,.*|$)`, `^[\s]*[^#]*\s+/tmp\s+`, `^(a|b)*?c$`,
	}
}

// TestAnswers holds what PCRE 8.45 answers: all matches, "refused" for a pattern it
// does not take.
func TestAnswers(t *testing.T) {
	const m, refused = "m", "refused"
	for _, row := range []struct{ pattern, flags, text, want string }{
		// A last line feed: $ matches before it, ^ not behind it.
		{`a$`, "", "a\n", "0,1"},
		{`a$`, "", "a\n\n", ""},
		{`$`, "", "a\n", "1,1 2,2"},
		{`^$`, m, "a\n", ""},
		{`^$`, m, "a\n\n", "2,2"},
		{`^$`, m, "\n", "0,0"},
		{`^\s*$`, m, "a\n", ""},
		{`^a\s*$`, m, "a\n", "0,2"},
		{`a\n^`, m, "a\n", ""},
		{`a\n^`, m, "a\nb", "0,2"},
		{`\z`, "", "a\n", "2,2"},
		// Which alternative, which groups.
		{`(a|ab)(c|bcd)(d*)`, "", "abcd", "0,4/0,1/1,4/4,4"},
		{`(?:(a)|b)*`, "", "ab", "0,2/0,1 2,2/-1,-1"},
		{`((a*))*`, "", "aab", "0,2/2,2/2,2 2,2/2,2/2,2 3,3/3,3/3,3"},
		{`(|a)+`, "", "aa", "0,0/0,0 1,1/1,1 2,2/2,2"},
		{`(a)|b\1`, "", "ba", "1,2/1,2"},
		// What Go's regexp lacks.
		{`a++b`, "", "aab", "0,3"},
		{`a*+a`, "", "aaa", ""},
		{`(?>a|ab)c`, "", "abc", ""},
		{`(?=(a))b|a`, "", "a", "0,1/-1,-1"},
		{`^(?!.*root).*$`, m, "root\nuser", "5,9"},
		{`(?<=a|bc)d`, "", "bcd", "2,3"},
		{`(?i)(a)\1`, "", "aA", "0,2/0,1"},
		{`a\Kb`, "", "ab", "1,2"},
		{`\N+`, "", "ab\nc", "0,2 3,4"},
		{`\R`, "", "a\r\nb\n", "1,3 4,5"},
		{`x{1001}`, "", strings.Repeat("x", 1001), "0,1001"},
		// Classes.
		{`\s`, "", "\v", "0,1"},
		{`[]a]+`, "", "]a", "0,2"},
		{`[\w-z]`, "", "-", "0,1"},
		{`\w`, "", "é", ""},
		{`.`, "", "é", "0,2"},
		{`(?i)É`, "", "é", "0,2"},
		{`\y`, "", "y", "0,1"},
		{`\101\x41\x{41}`, "", "AAA", "0,3"},
		{`\Qa|b)\Ec`, "", "a|b)c", "0,5"},
		{`a{,3}b`, "", "a{,3}b", "0,6"},
		{`(?i)a(?-i)b|C`, "", "Ab c", "0,2"},
		{`(?i:a|b)c`, "", "Bc", "0,2"},
		// What nobody could repeat, and other faults.
		{`a+*`, "", "a", refused}, {`a**`, "", "a", refused}, {`*a`, "", "a", refused}, {`^*`, "", "a", refused},
		{`(a`, "", "", refused}, {`a)`, "", "", refused}, {`[a`, "", "", refused}, {`[z-a]`, "", "", refused},
		{`\`, "", "", refused}, {`(a)\2`, "", "", refused}, {`a{3,1}`, "", "", refused}, {`x{65536}`, "", "", refused},
		{`(?<=a+)b`, "", "", refused}, {`[[:foo:]]`, "", "", refused}, {`\k<n>`, "", "", refused},
	} {
		q := question{row.pattern, row.text, Flags{Multiline: row.flags == m}}
		got := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSuffix(strings.ReplaceAll(answer(q), " ;", ";"), ";"), " ", "/"), ";", " ")
		if got == "E" {
			got = refused
		}
		require.Equal(t, row.want, got, "%q on %q", row.pattern, row.text)
	}
}

// TestRefusals: what is refused is named with its place.
func TestRefusals(t *testing.T) {
	for pattern, want := range map[string]string{
		`a(b`:           `pattern "a(b": at byte 1: a group without its closing parenthesis`,
		`a)b`:           `at byte 1: a closing parenthesis that nothing opened`,
		`ab+*`:          `at byte 3: a quantifier with nothing to repeat`,
		`x(?R)`:         `at byte 1: a recursion, which is not supported`,
		`(?(1)a)`:       `at byte 0: a conditional group, which is not supported`,
		`(?|a)`:         `a branch reset`,
		`(*ACCEPT)`:     `a backtracking verb`,
		`\X`:            `\X, which is not supported`,
		"a\xff":         `at byte 1: a byte that is not UTF-8`,
		`\x{110000}`:    `a character number`,
		`(?<n>a)\k<m>`:  `a back-reference to "m", which is no group`,
		`(?P<9>a)`:      `a group name`,
		`(a)\g{3}`:      `a back-reference to group 3; there are 1`,
		`[[:foo:]]`:     `at byte 1: an unknown class [:foo:]`,
		`(?<=a*)b`:      `a look-behind of no fixed length`,
		`trailing\`:     `at byte 8: a backslash at the end of the pattern`,
		`[b-a]`:         `a range from 'b' to 'a', out of order`,
		`a{70000}`:      `a quantifier above 65535`,
		`\N{U+41}`:      `\N{U+…}, which is not supported`,
		`(?<n>.)(?<n>)`: `a second group named "n"`,
	} {
		_, err := Compile(pattern, Flags{})
		require.ErrorContains(t, err, want, pattern)
	}
	_, err := Compile(strings.Repeat("(", maxDepth+1), Flags{})
	require.ErrorContains(t, err, "nested deeper than 250")
	_, err = Compile(strings.Repeat("a", MaxLength+1), Flags{})
	require.ErrorContains(t, err, "want at most 65536")
}

func TestEngine(t *testing.T) {
	for pattern, want := range map[string]string{
		`^\s*a(?i:b)$`: "", `(a)(?=b)`: "look-ahead", `(a)\1`: "back-reference", `(?<!a)b`: "look-behind",
		`a++`: "possessive quantifier", `x{2000}`: "repeat count", `\Ga`: `\G`, `(?>a)`: "atomic group",
	} {
		p, err := Compile(pattern, Flags{})
		require.NoError(t, err)
		require.Equal(t, want, p.Reason(), pattern)
		require.Equal(t, want == "", p.Engine() == "linear", pattern)
	}
}

// TestEnginesAgree: where Go's regexp is used the backtracking engine says the same.
func TestEnginesAgree(t *testing.T) {
	compared := 0
	for _, source := range odd() {
		for _, flags := range []Flags{{}, {Multiline: true}, {IgnoreCase: true, DotAll: true}} {
			p, err := Compile(source, flags)
			if err != nil || p.fast == nil {
				continue
			}
			slow := &Pattern{source: source, tree: p.tree}
			for _, text := range texts(p.tree, 4) {
				want, err := slow.All(text)
				require.NoError(t, err)
				got, err := p.All(text)
				require.NoError(t, err)
				require.Equal(t, want, got, "%q on %q, %+v", source, text, flags)
				found, err := p.Match(text)
				require.NoError(t, err)
				require.Equal(t, len(want) > 0, found, "%q on %q, %+v", source, text, flags)
				compared++
			}
		}
	}
	require.Greater(t, compared, 1000)
}

// TestNotUTF8: a byte that is not UTF-8 is a character like another and hides nothing.
func TestNotUTF8(t *testing.T) {
	for _, source := range []string{`b$`, `(?=b)b`, `\S(b)`, `^.b`, `(?<=.)b`, `[^a]b`} {
		p, err := Compile(source, Flags{})
		require.NoError(t, err)
		found, err := p.Match("\xffb")
		require.NoError(t, err)
		require.True(t, found, source)
	}
}

// TestCatastrophe: a pattern that backtracks without end is given up, whatever engine;
// the linear one does not mind.
func TestCatastrophe(t *testing.T) {
	text := strings.Repeat("a", 60) + "!"
	for _, source := range []string{`^(a+)+(?=b)$`, `^(?=(a|aa)+$)a`, `(?!x)(a*)*\1b`, `(?=a)(?:a|a)*b`} {
		p, err := Compile(source, Flags{})
		require.NoError(t, err)
		p.filter = nil
		_, err = p.Match(text)
		require.ErrorIs(t, err, ErrLimit, source)
		require.ErrorContains(t, err, "pattern "+quote(source))
	}
	p, err := Compile(`^(a+)+$`, Flags{})
	require.NoError(t, err)
	found, err := p.Match(text)
	require.NoError(t, err)
	require.False(t, found)
}

// TestLongText: a run over a long line takes no memory a character.
func TestLongText(t *testing.T) {
	p, err := Compile(`^(?!#).*z`, Flags{Multiline: true})
	require.NoError(t, err)
	at, err := p.Find(strings.Repeat("y", 4<<20) + "z\n")
	require.NoError(t, err)
	require.Equal(t, []int{0, 4<<20 + 1}, at)
}

// FuzzPattern: no pattern and no text makes either engine fail, and both agree.
func FuzzPattern(f *testing.F) {
	for _, source := range odd() {
		f.Add(source, "ab\nAB c\n", uint8(2))
	}
	f.Fuzz(func(t *testing.T, source, text string, bits uint8) {
		if len(source) > 200 || len(text) > 200 {
			return
		}
		p, err := Compile(source, Flags{IgnoreCase: bits&1 != 0, Multiline: bits&2 != 0, DotAll: bits&4 != 0})
		if err != nil {
			return
		}
		got, err := p.All(text)
		if err != nil || p.fast == nil {
			return
		}
		slow := &Pattern{source: source, tree: p.tree}
		want, err := slow.All(text)
		if err != nil {
			return
		}
		require.Equal(t, want, got, "%q on %q", source, text)
	})
}

func BenchmarkMatch(b *testing.B) {
	text := strings.Repeat("# a comment line of a configuration file\nOption value\n", 2000) + "PermitRootLogin no\n"
	for _, source := range []string{`^\s*PermitRootLogin\s+(\S+)\s*$`, `^(?!#)\s*PermitRootLogin\s+(\S+)\s*$`} {
		p, err := Compile(source, Flags{Multiline: true})
		require.NoError(b, err)
		b.Run(p.Engine(), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if found, err := p.Match(text); !found || err != nil {
					b.Fatal(found, err)
				}
			}
		})
	}
}
