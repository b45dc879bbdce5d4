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

// library calls f with every XCCDF document of the library compilation.
func library(t testing.TB, f func(name string, doc []byte)) {
	t.Helper()
	data := shared.Read(t, "corpus", "U_SRG-STIG_Library_part.zip")
	outer, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	for _, file := range outer.File {
		if !strings.HasSuffix(file.Name, ".zip") {
			continue
		}
		r, err := file.Open()
		require.NoError(t, err)
		inner, err := io.ReadAll(r)
		require.NoError(t, err)
		z, err := zip.NewReader(bytes.NewReader(inner), int64(len(inner)))
		require.NoError(t, err)
		for _, m := range z.File {
			if strings.HasSuffix(m.Name, "xccdf.xml") {
				r, err := m.Open()
				require.NoError(t, err)
				doc, err := io.ReadAll(r)
				require.NoError(t, err)
				f(m.Name, doc)
			}
		}
	}
}

// Every published benchmark is read without a remainder, has a release and eleven tags.
func TestLibraryIsReadWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 197 MB")
	}
	documents, rules := 0, 0
	library(t, func(name string, doc []byte) {
		b, err := Read(name, doc)
		require.NoError(t, err)
		documents++
		require.Empty(t, b.Attrs[1:], "%s: schemaLocation alone is not of the model", name)
		require.NotEmpty(t, ParseRelease(b.ReleaseInfo()).Date, name)
		for _, g := range b.Groups() {
			require.Empty(t, g.Elements, name)
			for _, r := range g.Rules() {
				rules++
				require.Empty(t, r.Elements, name)
				require.NotEmpty(t, r.Discussion().Documentable, name)
			}
		}
	})
	t.Logf("%d documents, %d rules", documents, rules)
	require.Greater(t, documents, 500)
}

func BenchmarkLibrary(b *testing.B) {
	var docs [][]byte
	size := 0
	library(b, func(_ string, doc []byte) {
		docs = append(docs, doc)
		size += len(doc)
	})
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, doc := range docs {
			_, err := Read("f", doc)
			require.NoError(b, err)
		}
	}
}
