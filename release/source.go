package release

import (
	"bytes"
	"strings"

	"github.com/stigwright/stigwright/benchmark"
)

// Whether the source of parts of two rules is the same, without decoding it: nine of
// ten texts of a release are those of the one before.

func sameTitle(a, b *benchmark.Item) bool { return bytes.Equal(a.Rule.Title, b.Rule.Title) }

func sameChecks(a, b *benchmark.Item) bool {
	if len(a.Rule.Check) != len(b.Rule.Check) {
		return false
	}
	for i := range a.Rule.Check {
		x, y := a.Rule.Check[i].Content, b.Rule.Check[i].Content
		if x.Present() != y.Present() || !bytes.Equal(x, y) {
			return false
		}
	}
	return true
}

func sameFixes(a, b *benchmark.Item) bool {
	if len(a.Rule.FixText) != len(b.Rule.FixText) {
		return false
	}
	for i := range a.Rule.FixText {
		if !bytes.Equal(a.Rule.FixText[i].Text, b.Rule.FixText[i].Text) {
			return false
		}
	}
	return true
}

func sameIdents(a, b *benchmark.Item) bool {
	if len(a.Rule.Ident) != len(b.Rule.Ident) {
		return false
	}
	for i := range a.Rule.Ident {
		x, y := &a.Rule.Ident[i], &b.Rule.Ident[i]
		if !bytes.Equal(x.System, y.System) || !bytes.Equal(x.Text, y.Text) {
			return false
		}
	}
	return true
}

func sameReferences(a, b *benchmark.Item) bool {
	if len(a.Rule.Reference) != len(b.Rule.Reference) {
		return false
	}
	for i := range a.Rule.Reference {
		x, y := &a.Rule.Reference[i], &b.Rule.Reference[i]
		if !bytes.Equal(x.Href, y.Href) || !bytes.Equal(x.Text, y.Text) || !bytes.Equal(x.Title, y.Title) || !bytes.Equal(x.Publisher, y.Publisher) ||
			!bytes.Equal(x.Source, y.Source) || !bytes.Equal(x.Type, y.Type) || !bytes.Equal(x.Subject, y.Subject) || !bytes.Equal(x.Identifier, y.Identifier) {
			return false
		}
	}
	return true
}

// hasCheck reports whether there is a check text.
func hasCheck(it *benchmark.Item) bool {
	for _, c := range it.Rule.Check {
		if text := bytes.TrimSpace(c.Content); len(text) > 0 && text[0] != '&' && text[0] != '<' {
			return true // begins with what is no blank, however it is decoded
		}
	}
	return strings.TrimSpace(it.Check()) != ""
}
