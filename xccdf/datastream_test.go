package xccdf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/shared"
)

// stream is a collection of one data stream with a benchmark and its OVAL, whose
// prefix is declared around it.
const stream = `<ds:data-stream-collection xmlns:ds="http://scap.nist.gov/schema/scap/source/1.2" xmlns:xlink="http://www.w3.org/1999/xlink"
    xmlns:cat="urn:oasis:names:tc:entity:xmlns:xml:catalog" xmlns:o="http://oval.mitre.org/XMLSchema/oval-definitions-5" id="scap_c">
  <ds:data-stream id="scap_s" scap-version="1.3" use-case="CONFIGURATION" timestamp="2024-01-02T00:00:00">
    <ds:checklists>
      <ds:component-ref id="ref-x" xlink:href="#comp-x">
        <cat:catalog><cat:uri name="a-oval.xml" uri="#ref-o"/><cat:uri name="far.xml" uri="#ref-f"/><cat:uri name="web.xml" uri="https://example.mil/web.xml"/></cat:catalog>
      </ds:component-ref>
    </ds:checklists>
    <ds:checks><ds:component-ref id="ref-o" xlink:href="#comp-o"/><ds:component-ref id="ref-f" xlink:href="https://example.mil/far.xml"/></ds:checks>
  </ds:data-stream>
  <ds:component id="comp-x" timestamp="2024-01-02T00:00:00"><Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="b"><title>T</title></Benchmark></ds:component>
  <ds:component id="comp-o" timestamp="2024-01-03T00:00:00"><o:oval_definitions><o:definitions/></o:oval_definitions></ds:component>
</ds:data-stream-collection>`

func TestReadCollection(t *testing.T) {
	col, err := ReadCollection("s.xml", []byte("\xEF\xBB\xBF"+stream))
	require.NoError(t, err)
	require.Equal(t, "scap_c", col.ID.String())
	require.Len(t, col.Streams, 1)
	s := &col.Streams[0]
	require.Equal(t, []string{"scap_s", "1.3", "CONFIGURATION", "2024-01-02T00:00:00"},
		[]string{s.ID.String(), s.Version.String(), s.UseCase.String(), s.Timestamp.String()})
	require.Len(t, col.Components, 2)
	b := col.Component(&s.Checklists[0]).Benchmark
	require.Equal(t, "T", b.Title.String())
	o := &col.Components[1]
	require.Nil(t, o.Benchmark)
	require.Equal(t, []string{"oval_definitions", "http://oval.mitre.org/XMLSchema/oval-definitions-5", "2024-01-03T00:00:00"},
		[]string{o.Root, o.Space, o.Timestamp.String()})
	require.Equal(t, "<o:oval_definitions", stream[o.Offset:][:19])
	require.Contains(t, string(o.Document()), `xmlns:o="http://oval.mitre.org/XMLSchema/oval-definitions-5"`)
	require.Equal(t, []Linked{{"a-oval.xml", o, ""}, {"far.xml", nil, "https://example.mil/far.xml"}, {"web.xml", nil, "https://example.mil/web.xml"}},
		col.Linked(s, &s.Checklists[0]))
}

func TestBadCollections(t *testing.T) {
	change := func(old, new string) string {
		require.Contains(t, stream, old)
		return strings.Replace(stream, old, new, 1)
	}
	for _, row := range []struct{ name, doc, want string }{
		{"component not there", change(`component id="comp-o"`, `component id="comp-z"`),
			`s.xml:9:16: data-stream-collection[scap_c]: data stream "scap_s" refers to the component "comp-o", which is not in the file`},
		{"component-ref not there", change(`uri="#ref-o"`, `uri="#ref-z"`), `s.xml:6:22: data-stream-collection[scap_c]: the catalog of "ref-x" leads to the component-ref "ref-z"`},
		{"two of one id", change(`id="comp-o"`, `id="comp-x"`), `a second component has the id "comp-x"`},
		{"two documents in one", change(`<o:oval_definitions>`, `<x/><o:oval_definitions>`), `a second element in component "comp-o"`},
		{"fault in the benchmark", change(`<title>T</title>`, `<Rule severity="bad"/>`), `Benchmark[b]/Rule: severity is "bad"`},
		{"benchmark of another namespace", change("xccdf/1.2", "xccdf/9"), `the Benchmark is of namespace "http://checklists.nist.gov/xccdf/9"`},
		{"not a collection", "<Benchmark/>", `the root element is "Benchmark" of namespace ""; want data-stream-collection`},
		{"another namespace", "<data-stream-collection/>", `the root element is "data-stream-collection" of namespace ""`},
		{"cut off", stream[:len(stream)-200], "truncated"},
		{"too many", change("<ds:checks>", "<ds:checks>"+strings.Repeat(`<ds:component-ref xlink:href="x"/>`, MaxComponents)), "(MaxComponents)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := ReadCollection("s.xml", []byte(row.doc))
			require.ErrorContains(t, err, row.want)
			require.NotEmpty(t, diag.Each(err))
		})
	}
}

func TestEmptyCollections(t *testing.T) {
	col, err := ReadCollection("s.xml", []byte(`<data-stream-collection xmlns="`+NamespaceDataStream+`"><component id="a"/></data-stream-collection>`))
	require.NoError(t, err)
	require.Equal(t, "", col.Components[0].Root)
	require.Empty(t, col.Components[0].Document())
}

// Collections of several publishers, those of the conformance cases among them.
func TestRealCollections(t *testing.T) {
	found := 0
	for _, dir := range []string{"scap", "oval-conformance"} {
		require.NoError(t, filepath.WalkDir(shared.Dir(t, dir), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil || RootOf(data) != "data-stream-collection" {
				return err
			}
			_, err = ReadCollection(filepath.Base(path), data)
			if err != nil {
				t.Log(err)
			} else {
				found++
			}
			return nil
		}))
	}
	t.Logf("%d collections", found)
	require.Greater(t, found, 2)
}

func FuzzReadCollection(f *testing.F) {
	f.Add([]byte(stream))
	f.Fuzz(func(t *testing.T, data []byte) {
		col, err := ReadCollection("s.xml", data)
		if err != nil {
			return
		}
		for i := range col.Components {
			if col.Components[i].Benchmark == nil {
				continue
			}
			_, err := Read("c.xml", col.Components[i].Document())
			require.NoError(t, err, "a component stands alone")
		}
		for i := range col.Streams {
			for _, ref := range col.Streams[i].refs() {
				_ = col.Linked(&col.Streams[i], ref)
			}
		}
	})
}
