package oval

import "strings"

// globToRegex turns a shell pattern into one of Perl: "*" and "?" do not match "/",
// and at the start of a name not "." either (OVAL Definitions schema,
// GlobToRegexFunctionType and its table). With noescape a backslash means itself.
func globToRegex(glob string, noescape bool) (pattern, why string) {
	var b strings.Builder
	b.WriteByte('^')
	name := true // at the start of a name
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; {
		case c == '\\' && !noescape && i+1 < len(glob):
			i++
			b.WriteString(literal(glob[i]))
		case c == '\\':
			// A backslash that means itself: what follows still counts as the start of a name.
			b.WriteString(`\\`)
			if noescape && name {
				name = i+1 < len(glob) && glob[i+1] == '?'
				continue
			}
		case c == '*':
			if name {
				b.WriteString("(?=[^.])")
			}
			b.WriteString("[^/]*")
		case c == '?':
			if name {
				b.WriteString("[^./]")
			} else {
				b.WriteString("[^/]")
			}
		case c == '[':
			class, length := bracket(glob[i:], noescape)
			if length == 0 {
				return "", excerpt(glob) + " is no shell pattern: a bracket is not closed"
			}
			b.WriteString(class)
			i += length - 1
		default:
			b.WriteString(literal(c))
		}
		name = glob[i] == '/'
	}
	b.WriteByte('$')
	return b.String(), ""
}

// literal is a character that means itself.
func literal(c byte) string {
	if strings.IndexByte(`^$\.[](){}*+?|`, c) >= 0 {
		return `\` + string(rune(c))
	}
	return string([]byte{c})
}

// bracket turns the bracket expression that s begins with into one of Perl; length
// is 0 when it is not closed.
func bracket(s string, noescape bool) (class string, length int) {
	var b strings.Builder
	b.WriteByte('[')
	i := 1
	if i < len(s) && (s[i] == '!' || s[i] == '^') {
		b.WriteByte('^')
		i++
	}
	for start := i; i < len(s); i++ {
		switch c := s[i]; {
		case c == ']' && i > start:
			b.WriteByte(']')
			return b.String(), i + 1
		case c == ']':
			b.WriteString(`\]`)
		case c == '[' && i+1 < len(s) && strings.IndexByte(":.=", s[i+1]) >= 0:
			end := strings.Index(s[i+2:], string(s[i+1])+"]")
			if end < 0 {
				return "", 0
			}
			b.WriteString(s[i : i+end+4])
			i += end + 3
		case c == '\\' && !noescape && i+1 < len(s):
			i++
			b.WriteByte('\\')
			b.WriteByte(s[i])
		case c == '\\' || c == '[':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return "", 0
}
