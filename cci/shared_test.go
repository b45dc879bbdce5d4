package cci_test

import (
	"archive/zip"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/cci"
	"github.com/stigwright/stigwright/internal/shared"
)

// The built-in table says what DISA's list says, definitions aside.
func TestTableIsTheList(t *testing.T) {
	list := publishedList(t)
	require.Equal(t, cci.ListVersion, list.Version)
	for i := range list.CCIs {
		require.NotEmpty(t, list.CCIs[i].Definition, list.CCIs[i].ID)
		list.CCIs[i].Definition = ""
	}
	require.Equal(t, list.CCIs, slices.Collect(cci.All()))
}

// Counted in the list with other means.
func TestPublishedListInFigures(t *testing.T) {
	statuses, types := map[cci.Status]int{}, map[cci.Type]int{}
	var ids []string
	for _, c := range publishedList(t).CCIs {
		statuses[c.Status]++
		types[c.Type]++
		ids = append(ids, c.ID)
	}
	require.Equal(t, map[cci.Status]int{cci.Draft: 5027, cci.Deprecated: 71}, statuses)
	require.Equal(t, map[cci.Type]int{cci.Policy: 4212, cci.Technical: 704, cci.Both: 182}, types)
	without4, without5 := cci.Unmapped(ids, cci.Rev4), cci.Unmapped(ids, cci.Rev5)
	require.Len(t, without4, 1547+551)
	require.Len(t, without5, 733+551)
	require.Len(t, cci.Unmapped(without4, cci.Rev5), 551, "mapped to neither")
}

// Every CCI that a published benchmark cites is in the table.
func TestCCIsOfBenchmarksResolve(t *testing.T) {
	for name, want := range map[string]int{ // different CCIs cited
		"U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip":       91,
		"U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip":       75,
		"U_Docker_Enterprise_2-x_Linux-UNIX_STIG_V2R1.zip": 95,
		"U_Docker_Enterprise_2-x_Linux-Unix_STIG_V2R2.zip": 96,
		"U_RHEL_8_STIG_V1R8.zip":                           73,
		"U_RHEL_9_STIG_V1R3.zip":                           148,
	} {
		ids := cited(t, shared.Dir(t, "corpus", name))
		require.Len(t, ids, want, name)
		for _, id := range ids {
			_, ok := cci.Lookup(id)
			require.True(t, ok, "%s: %s", name, id)
		}
	}
}

func publishedList(t testing.TB) cci.List {
	t.Helper()
	list, err := cci.ReadList("U_CCI_List.xml", shared.Read(t, "cci", "U_CCI_List.xml"))
	require.NoError(t, err)
	return list
}

var ident = regexp.MustCompile(`<ident system="http://[a-z.]+/cci">([^<]*)</ident>`)

// cited are the CCIs that the benchmarks of a zip cite, each once, in order.
func cited(t *testing.T, path string) []string {
	t.Helper()
	archive, err := zip.OpenReader(path)
	require.NoError(t, err)
	defer archive.Close()
	var ids []string
	for _, member := range archive.File {
		if !strings.HasSuffix(member.Name, "xccdf.xml") {
			continue
		}
		r, err := member.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		for _, m := range ident.FindAllSubmatch(data, -1) {
			ids = append(ids, string(m[1]))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func BenchmarkReadList(b *testing.B) {
	data := shared.Read(b, "cci", "U_CCI_List.xml")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := cci.ReadList("U_CCI_List.xml", data)
		require.NoError(b, err)
	}
}
