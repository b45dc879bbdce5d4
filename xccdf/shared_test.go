package xccdf

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// realDocument is the XCCDF document of a zip of the shared corpus.
func realDocument(t testing.TB, name string) []byte {
	t.Helper()
	data := shared.Read(t, "corpus", name)
	return firstXML(t, data)
}

// firstXML is the first member of an archive that is XML by name.
func firstXML(t testing.TB, data []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, ".xml") {
			r, err := f.Open()
			require.NoError(t, err)
			doc, err := io.ReadAll(r)
			require.NoError(t, err)
			return doc
		}
	}
	t.Fatal("no XML in the archive")
	return nil
}

func BenchmarkRead(b *testing.B) {
	doc := realDocument(b, "U_RHEL_9_STIG_V1R3.zip")
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := Read("f", doc)
		require.NoError(b, err)
	}
}

func BenchmarkReadAndDecode(b *testing.B) {
	doc := realDocument(b, "U_RHEL_9_STIG_V1R3.zip")
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		x, err := Read("f", doc)
		require.NoError(b, err)
		for _, g := range x.Groups() {
			for _, r := range g.Rules() {
				_, _, _ = r.Title.String(), r.Discussion(), r.FixText[0].Text.String()
				_ = r.Check[0].Content.String()
			}
		}
	}
}
