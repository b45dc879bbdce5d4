package report

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// pageFiles is the frame of every HTML page and what stands in it.
//
//go:embed html
var pageFiles embed.FS

// page is one HTML page that needs nothing beside itself: a search box and a choice of
// kinds over the elements with data-item (of a kind), parts with data-part that hide
// when nothing of theirs is shown, light and dark, and a print that opens everything.
// Its policy lets run the one script of ours and fetch nothing, whatever a text says.
type page struct {
	Title    string
	Subtitle string
	Kinds    []pageKind // that can be switched off
	Data     any        // for the template
}

type pageKind struct{ Name, Label string }

// write writes p; content is the file below html that defines the template "content".
func (p page) write(out io.Writer, content string) error {
	t, err := template.ParseFS(pageFiles, "html/page.tmpl", "html/"+content)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	style, err := pageFiles.ReadFile("html/page.css")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	script, err := pageFiles.ReadFile("html/page.js")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	var b strings.Builder // whole before the first byte is written
	err = t.ExecuteTemplate(&b, "page.tmpl", struct {
		page
		Style                 template.CSS
		Script                template.JS
		StyleHash, ScriptHash string
	}{p, template.CSS(style), template.JS(script), sourceHash(style), sourceHash(script)})
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = io.WriteString(out, strings.Map(seen, b.String()))
	return err
}

// seen shows a control character as a mark.
func seen(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
		return '\ufffd'
	}
	return r
}

// sourceHash is how a content security policy names an inline style or script.
func sourceHash(source []byte) string {
	sum := sha256.Sum256(source)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
