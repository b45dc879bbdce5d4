package xmlio

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
	t.Fatalf("no XML in %s", name)
	return nil
}

func BenchmarkScan(b *testing.B) {
	doc := realDocument(b, "U_RHEL_9_STIG_V1R3.zip")
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		c, err := Parse("f", doc, DefaultLimits())
		require.NoError(b, err)
		require.NoError(b, c.End())
	}
}

func BenchmarkValidity(b *testing.B) {
	doc := realDocument(b, "U_RHEL_9_STIG_V1R3.zip")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		require.Equal(b, -1, firstIllegal(doc))
	}
}
