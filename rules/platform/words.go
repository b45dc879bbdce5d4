package platform

import "strings"

// Clipped is the beginning of a long option: an inline profile has kilobytes.
func Clipped(option string) string {
	const shown = 80
	if len(option) <= shown {
		return option
	}
	return strings.ToValidUTF8(option[:shown], "") + "…"
}

// OrWord is s, or other where s is empty.
func OrWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
