package main

import (
	"io"
	"strconv"
	"strings"
	"unicode"
)

// visible is a writer that shows control characters instead of sending them: names
// and values come from systems that may be hostile, and a terminal obeys escapes.
// Line ends and tabs pass. Each Write is of whole characters.
type visible struct{ to io.Writer }

func (v visible) Write(p []byte) (int, error) {
	text := string(p)
	if !strings.ContainsFunc(text, steers) {
		return v.to.Write(p)
	}
	if _, err := io.WriteString(v.to, shown(text)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// shownWhole is write with control characters shown in all that it writes: it may write in
// pieces that end within a character, which visible would not know.
func shownWhole(write func(io.Writer) error) func(io.Writer) error {
	return func(w io.Writer) error {
		var b strings.Builder
		if err := write(&b); err != nil {
			return err
		}
		_, err := io.WriteString(w, shown(b.String()))
		return err
	}
}

// shown is text with control characters shown.
func shown(text string) string {
	if !strings.ContainsFunc(text, steers) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if steers(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// steers is what a terminal may take for a command: control characters, and marks that
// turn the direction of text around.
func steers(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069)
}
