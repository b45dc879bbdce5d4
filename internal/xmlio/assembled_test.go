package xmlio

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// pieces are what documents are assembled from: with many of them right, and each wrong in one way.
var pieces = []string{
	"<a>", "<a>", "<b>", "</a>", "</a>", "</b>", "<a/>", "<p:a>", "</p:a>", "<a ", "/>", ">", ">", "b='1'", " b=\"1\"", " c='&lt;'", " p:b='2'", " q:b='2'",
	" xmlns='u'", " xmlns:p='u'", " xmlns:q='u'", " xmlns:p='v'", " xmlns=''", " xml:lang='en'", " xmlns:p=''",
	"text", " ", "\n", "\r\n", "\r", "\t", "&lt;", "&amp;", "&#65;", "&#xD;", "&#x10FFFF;", "&#xFFFE;", "&#xD900;", "&x;", "&", ";", "]]>", "]", "]]", "'", "\"", "=", "/",
	"<![CDATA[", "]]>", "<!--", "-->", "--", "-", "<?", "?>", "<?p ", "<?xml version='1.0'?>", "<!DOCTYPE a>", "<!", "é", "\xEF\xBB\xBF", "\u00A0", "\u0300", "\x01", "\xC3", ":", "1", "<", "<é>", "</é>",
}

// TestAssembledDocuments holds the scanner to encoding/xml on documents that fuzzing
// by bytes seldom reaches.
func TestAssembledDocuments(t *testing.T) {
	n := 150_000
	if testing.Short() {
		n = 10_000
	}
	random := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	for range n {
		var b strings.Builder
		if random.IntN(4) > 0 {
			b.WriteString("<a xmlns:p='u'>")
		}
		for range random.IntN(9) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		if random.IntN(4) > 0 {
			b.WriteString("</a>")
		}
		agree(t, []byte(b.String()))
		if _, _, err := ours([]byte(b.String())); err == nil {
			accepted++
		}
	}
	require.Greater(t, accepted, n/100, "enough of them are well-formed to compare what is read")
}

// Real files are read as encoding/xml reads them.
func TestRealDocumentsAgree(t *testing.T) {
	shared.Long(t)
	for _, zip := range []string{"U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip", "U_RHEL_8_STIG_V1R8.zip"} {
		agree(t, realDocument(t, zip))
	}
	for _, dir := range []string{"scap", "samples", filepath.Join("samples", "schemas")} {
		entries, err := os.ReadDir(shared.Dir(t, dir))
		require.NoError(t, err)
		for _, e := range entries {
			switch filepath.Ext(e.Name()) {
			case ".xml", ".ckl", ".xsd":
				data := shared.Read(t, dir, e.Name())
				agree(t, data)
				_, _, err := ours(data)
				require.NoError(t, err, e.Name())
			}
		}
	}
}
