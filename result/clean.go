package result

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// clean makes a value fit to stand in the fenced block whatever it holds: a
// container may be named by an enemy. Control characters become visible escapes,
// so that no value can start a line of its own (and pose as the end of the
// fence); " :: " and a rule of 32 hyphens, which MITRE's converters read as
// several results, are broken up, and so are the fence's own lines; very long values are cut and say so.
func clean(s string) string {
	if len(s) <= maxValue && harmless(s) {
		return s
	}
	if !printable(s) {
		s = escaped(strings.ToValidUTF8(s, "\uFFFD"))
	}
	if strings.Contains(s, "[stigwright ") {
		s = strings.NewReplacer(FenceBegin, "[stigwright-begin]", FenceEnd, "[stigwright-end]").Replace(s)
	}
	for strings.Contains(s, " :: ") {
		s = strings.ReplaceAll(s, " :: ", " : : ")
	}
	const rule = "--------------------------------" // 32 hyphens
	for strings.Contains(s, rule) {
		s = strings.ReplaceAll(s, rule, rule[:16]+" "+rule[16:])
	}
	return cutValue(s)
}

// harmless reports whether s is printable and holds nothing that could be one of the
// marks below, as most values are and do: one look at each character tells.
func harmless(s string) bool {
	last := byte(0)
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == last && (c == ':' || c == '-') || last == '[' && c == 's' {
			return false
		}
		last = c
	}
	return true
}

// printable reports whether s is printable ASCII alone, as most values are.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// escaped is s with what is forbidden in it made visible.
func escaped(s string) string {
	if !strings.ContainsFunc(s, forbidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if forbidden(r) {
			b.WriteString(escape(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// forbidden is every character that would break a line or that XML 1.0 (section
// 2.2) does not allow, and the marks that turn the direction of text around.
func forbidden(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029, r == 0xFFFE, r == 0xFFFF:
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return false
}

func escape(r rune) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	return fmt.Sprintf(`\u%04x`, r)
}

func cutValue(s string) string {
	if len(s) <= maxValue {
		return s
	}
	at := maxValue
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return fmt.Sprintf("%s … (%d more bytes)", s[:at], len(s)-at)
}
