package answer

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Write is f as an answers file that Read reads as f again, texts to the last
// character, but for the lines. head is put before it as a comment.
func Write(f *File, head string) []byte {
	var b strings.Builder
	comment(&b, head)
	b.WriteString("schema: " + SchemaID + "\n")
	if len(f.Answers) == 0 {
		b.WriteString("answers: []\n")
		return []byte(b.String())
	}
	b.WriteString("answers:\n")
	for i := range f.Answers {
		writeAnswer(&b, &f.Answers[i])
	}
	return []byte(b.String())
}

// comment writes lines of a comment; what YAML would not have there is shown.
func comment(b *strings.Builder, text string) {
	if text == "" {
		return
	}
	for _, l := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		l = strings.Map(func(c rune) rune {
			if c != '\t' && (unicode.IsControl(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == utf8.RuneError) {
				return '?'
			}
			return c
		}, strings.TrimRight(l, "\r"))
		b.WriteString(strings.TrimRight("# "+l, " \t") + "\n")
	}
}

func writeAnswer(b *strings.Builder, a *Answer) {
	fmt.Fprintf(b, "  - rule: %s\n", quoted(a.Rule))
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(b, "    %s: %s\n", key, value)
		}
	}
	if a.Benchmark != "" {
		line("benchmark", quoted(a.Benchmark))
	}
	writeWhen(b, a)
	line("assets", list(a.Assets))
	line("roles", list(a.Roles))
	line("sites", list(a.Sites))
	line("instances", list(a.Instances))
	if a.Status != nil {
		line("status", a.Status.String())
	}
	writeText(b, "details", a.Details)
	writeText(b, "comments", a.Comments)
	line("severity", a.Severity)
	writeText(b, "justification", a.Justification)
	if a.By != "" {
		line("by", quoted(a.By))
	}
	line("on", string(a.On))
	line("expires", string(a.Expires))
	if a.CheckSHA256 != "" {
		line("check_sha256", quoted(a.CheckSHA256)) // 64 digits alone would be a number
	}
}

func writeWhen(b *strings.Builder, a *Answer) {
	if a.Found == nil && a.Conditions == nil {
		return
	}
	b.WriteString("    when:\n")
	if a.Found != nil {
		fmt.Fprintf(b, "      status: [%s]\n", statusWords(a.Found))
	}
	if a.Conditions == nil {
		return
	}
	b.WriteString("      facts:\n")
	for _, c := range a.Conditions {
		value := list(c.Values)
		switch c.Test {
		case AtLeast, AtMost:
			value = c.Values[0]
		case In:
		default:
			value = quoted(c.Values[0])
		}
		fmt.Fprintf(b, "        - {fact: %s, %s: %s}\n", quoted(c.Fact), c.Test, value)
	}
}

func list[S ~string](items []S) string {
	if items == nil {
		return ""
	}
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = quoted(string(s))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// writeText writes a text as a block where that keeps it whole, else in quotes.
func writeText(b *strings.Builder, key, text string) {
	switch {
	case text == "":
	case !blockable(text):
		fmt.Fprintf(b, "    %s: %s\n", key, quoted(text))
	default:
		mark := "|-"
		if strings.HasSuffix(text, "\n") {
			mark = "|"
		}
		fmt.Fprintf(b, "    %s: %s\n", key, mark)
		for _, l := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			if l == "" {
				b.WriteString("\n")
				continue
			}
			b.WriteString("      " + l + "\n")
		}
	}
}

// blockable reports whether a text of several lines stands in a YAML block as it is:
// no white space that a reader or an editor takes away, nothing that must be escaped.
func blockable(text string) bool {
	body := strings.TrimSuffix(text, "\n")
	if !strings.Contains(body, "\n") || strings.HasSuffix(body, "\n") || strings.HasPrefix(body, "\n") || !plainText(text) {
		return false
	}
	for i, l := range strings.Split(body, "\n") {
		if strings.TrimRight(l, " \t") != l || strings.HasPrefix(l, "\t") || i == 0 && strings.HasPrefix(l, " ") {
			return false
		}
	}
	return true
}

func plainText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(c rune) bool {
		return c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == utf8.RuneError
	})
}

// quoted is a text in double quotes, on one line (YAML 1.2.2, section 7.3.1).
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\r':
			b.WriteString(`\r`)
		case c < ' ' || c >= 0x7f && c < 0xa0:
			fmt.Fprintf(&b, `\x%02x`, c)
		case c == 0x2028 || c == 0x2029 || c == 0xfeff || c == utf8.RuneError || c == 0xfffe || c == 0xffff:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
