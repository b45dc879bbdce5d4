package facts

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/internal/yamlio"
)

// The keys of ssp.yaml that are more than one value or a list of entries.

func readSchema(c cursor) {
	c.OneOf("ssp/1")
}

// approvableName accepts the top-level keys that hold decisions.
func approvableName(c cursor, f yamlio.Field) {
	var names []string
	for _, row := range c.ssp.rows("") {
		if !slices.Contains([]string{"schema", "system", "approvals", "attestations"}, row.Name) {
			names = append(names, row.Name)
		}
	}
	if !slices.Contains(names, f.Name) {
		c.Unknown(f, names)
	}
}

func stigIDName(c cursor, f yamlio.Field) {
	if !isSTIGID(f.Name) {
		c.Fail(f.Place, yamlio.Dotted(c.Path, f.Name), "is no STIG ID; want one as CNTR-MK-000570", "")
	}
}

func readReading(c cursor) string { return c.OneOf("check", "title") }

func readQuota(c cursor) map[string]string { return mapOf(c, anyName, cursor.quantity) }

// finishBanner reads the text of the banner where it is a file. For the digest the
// name of the file becomes its text, so that another text is another content.
func finishBanner(c cursor, s *SSP) {
	c.Need("source")
	switch {
	case s.Banner.Source == "text":
		c.Need("text")
	case s.Banner.Source == "file":
		c.Need("path")
		if c.Has("path") && s.Banner.Path != "" {
			s.Banner.Text = c.field("path").besideText()
		}
	}
}

// readAnchor reads certificates: PEM text, or {file: name} beside ssp.yaml.
func readAnchor(c cursor) (a TrustAnchor) {
	a.SSPEntry = c.entry()
	text := c.Text
	switch c.Kind {
	case yamlio.Map:
		c.read([]sspField{{"file", func(c cursor) {
			if a.File = c.Words(); a.File != "" {
				text = c.besideText()
			}
		}}})
		c.Need("file")
		// In the digest the text stands where {file: name} stood.
		*c.Node = yamlio.Node{Place: c.Place, Kind: yamlio.Text, Text: text}
		if text == "" {
			return a
		}
	case yamlio.Text:
	default:
		c.Refuse("a certificate as PEM text, or {file: name}")
		return a
	}
	a.DER = c.certificates(text)
	return a
}

// certificates is the certificates of a PEM text, which holds nothing else.
func (c cursor) certificates(text string) [][]byte {
	var list [][]byte
	for rest := []byte(text); ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		if b.Type != "CERTIFICATE" {
			c.Fail(c.Place, c.Path, fmt.Sprintf("holds a PEM block %q; want certificates alone", yamlio.Clip(b.Type)), "")
			return nil
		}
		if _, err := x509.ParseCertificate(b.Bytes); err != nil {
			c.Fail(c.Place, c.Path, fmt.Sprintf("certificate %d of the text cannot be read: %v", len(list)+1, err), "")
			return nil
		}
		list = append(list, b.Bytes)
	}
	// A block that cannot be decoded is passed over by pem.Decode without a word.
	if begun := strings.Count(text, "-----BEGIN"); len(list) == 0 || begun != len(list) {
		c.Fail(c.Place, c.Path, fmt.Sprintf("%d of %d certificates are whole; want one or more, each whole", len(list), begun),
			"PEM text begins with -----BEGIN CERTIFICATE----- on a line of its own; write it below a | and indented")
		return nil
	}
	return list
}

// maxBesideBytes is the size of a file that ssp.yaml may name. A bundle of a few
// hundred certificates has less.
const maxBesideBytes = 1 << 20

// besideText is the text of the file named by the value, "" and a problem when it
// cannot be had. The value becomes the text, for the digest.
func (c cursor) besideText() string {
	text, why := c.ssp.fileText(c.Text)
	if why == "" && holdsSecret(text) {
		why = "holds a private key; ssp.yaml and what it names hold no secret"
	}
	if why != "" {
		c.Fail(c.Place, c.Path, fmt.Sprintf("file %q %s", yamlio.Clip(c.Text), why), "")
		return ""
	}
	c.Node.Text = text
	return text
}

// fileText is the text of a file beside ssp.yaml, or why there is none.
func (r *sspReader) fileText(name string) (text, why string) {
	if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, `/\:`) {
		return "", "is not a name in the folder of ssp.yaml; want a plain file name"
	}
	if r.beside == nil {
		return "", "cannot be read: ssp.yaml was not read from a folder"
	}
	// Not opened before it is known to be a plain file: to open a pipe waits for ever.
	info, err := fs.Stat(r.beside, name)
	switch {
	case err != nil:
		return "", "cannot be read: " + err.Error()
	case !info.Mode().IsRegular():
		return "", "is not a plain file"
	case info.Size() > maxBesideBytes:
		return "", fmt.Sprintf("has %d bytes; want at most %d (1 MiB)", info.Size(), maxBesideBytes)
	}
	return r.plainText(name)
}

func (r *sspReader) plainText(name string) (text, why string) {
	f, err := r.beside.Open(name)
	if err != nil {
		return "", "cannot be read: " + err.Error()
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBesideBytes+1))
	switch {
	case err != nil:
		return "", "cannot be read: " + err.Error()
	case len(data) > maxBesideBytes:
		return "", fmt.Sprintf("has more than %d bytes (1 MiB)", maxBesideBytes)
	case !utf8.Valid(data):
		return "", "is not UTF-8 text; want PEM or text, not DER"
	case strings.TrimSpace(string(data)) == "":
		return "", "is empty"
	}
	return string(data), ""
}
