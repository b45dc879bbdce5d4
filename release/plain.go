package release

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain is s as its words alone: entities decoded (also those that were written
// twice over), markup of HTML taken out, variants of quotation marks, dashes, blanks
// and bullets made one, runs of white space made one blank. Two texts with the same Plain
// differ in spelling only. What stands between < and > and is no element of HTML is
// kept: it is a placeholder such as <interface>. Case and full stops count.
func Plain(s string) string {
	for range 2 {
		if !strings.Contains(s, "&") {
			break
		}
		s = html.UnescapeString(s)
	}
	s = unmarked(s)
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		switch r = variant(r); {
		case r < 0:
		case r == ' ':
			blank = b.Len() > 0
		default:
			if blank {
				b.WriteByte(' ')
				blank = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unmarked is s without elements of HTML. One that ends a line leaves a blank, so that
// the words around it stay apart.
func unmarked(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		length := strings.IndexAny(s[open+1:], "<>")
		b.WriteString(s[:open])
		s = s[open:]
		if length < 0 || s[length+1] == '<' {
			b.WriteByte('<') // no tag begins here
			s = s[1:]
			continue
		}
		switch tagOf(s[1 : length+1]) {
		case breaking:
			b.WriteByte(' ')
		case inline:
		default:
			b.WriteString(s[:length+2])
		}
		s = s[length+2:]
	}
	b.WriteString(s)
	return b.String()
}

// What becomes of a tag.
const (
	kept = iota
	breaking
	inline
)

// tagOf tells the elements of HTML seen in texts of benchmarks from placeholders: a
// tag has attributes with values or none, <p align="left"> but not <i file>.
func tagOf(tag string) int {
	tag = strings.TrimSuffix(strings.TrimPrefix(tag, "/"), "/")
	name, attributes, _ := strings.Cut(tag, " ")
	if strings.TrimSpace(attributes) != "" && !strings.Contains(attributes, "=") {
		return kept
	}
	for _, prefix := range []string{"xhtml:", "html:", "h:"} {
		name = strings.TrimPrefix(name, prefix)
	}
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "br", "p", "div", "ul", "ol", "li", "pre", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote":
		return breaking
	case "b", "i", "u", "em", "strong", "code", "tt", "span", "sup", "sub", "font", "kbd":
		return inline
	}
	return kept
}

// variant maps a variant of a mark to its plain form, and what is not seen to nothing.
func variant(r rune) rune {
	if r > ' ' && r < utf8.RuneSelf {
		return r
	}
	switch r {
	case '‘', '’', '‚', '‛', '′', '´':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	case '•', '·', '▪', '◦', '●', '‣', '\uf0b7':
		return '*'
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		return -1
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}
