package collect

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// valid is a text of the host as a bundle can hold it: bytes that are no UTF-8 are
// written as \xff.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var out strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&out, `\x%02x`, s[0])
		} else {
			out.WriteString(s[:size])
		}
		s = s[size:]
	}
	return out.String()
}

func validAll(list []string) []string {
	for i := range list {
		list[i] = valid(list[i])
	}
	return list
}

// settings is the lines of a file that are neither empty nor a comment.
func settings(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}
