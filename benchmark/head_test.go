package benchmark

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// headsAre demands that Heads tells of each part what Read does, and in how many parts
// Read failed.
func headsAre(t testing.TB, src *Source) (failed int) {
	t.Helper()
	for i := range src.Len() {
		heads, _ := src.Heads(i)
		bundle, err := src.Read(i)
		if err != nil {
			failed++
		}
		var want []Head
		for _, b := range bundle.Benchmarks {
			want = append(want, b.Head())
		}
		require.Equal(t, want, heads, src.Name(i))
	}
	return failed
}

func TestHeadsAreThoseOfTheWholeBenchmarks(t *testing.T) {
	late := strings.NewReplacer(`<plain-text id="release-info">`, `<Value id="v"/><plain-text id="release-info">`).Replace(small)
	require.NotEqual(t, small, late)
	long := strings.Replace(small, "<version>", "<front-matter>"+strings.Repeat("é&amp;", 20_000)+"</front-matter><version>", 1)
	src, err := OpenSource(fstest.MapFS{
		"a/lib.zip":   {Data: compilation(t)},
		"a/late.xml":  {Data: []byte(late)},                   // what names it stands behind its rules
		"a/long.xml":  {Data: []byte(long)},                   // or far behind the beginning
		"a/mark.xml":  {Data: []byte("\xEF\xBB\xBF" + small)}, // a byte order mark
		"a/none.xml":  {Data: []byte(`<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.1" id="N"><version>1</version></Benchmark>`)},
		"a/other.xml": {Data: []byte(`<note/>`)},
		"a/ds.xml":    {Data: []byte(streamed)},
	}, "a")
	require.NoError(t, err)
	require.Equal(t, 1, headsAre(t, src), "the library has broken parts")
}

// What is damaged behind its head is met by Read, and what is damaged in it by both.
func TestHeadsOfDamagedBenchmarks(t *testing.T) {
	for name, one := range map[string]struct {
		data  string
		heads int
	}{
		"cut off in its rules":         {small[:len(small)-40], 1},
		"cut off in its head":          {small[:strings.Index(small, "<version>")], 0},
		"with a severity that is none": {strings.Replace(small, `severity="low"`, `severity="critical"`, 1), 1},
	} {
		t.Run(name, func(t *testing.T) {
			require.NotEqual(t, small, one.data)
			src, err := OpenSource(fstest.MapFS{"x.xml": {Data: []byte(one.data)}}, "x.xml")
			require.NoError(t, err)
			heads, problem := src.Heads(0)
			require.Len(t, heads, one.heads)
			require.Equal(t, one.heads == 0, problem != nil)
			_, err = src.Read(0)
			require.Error(t, err)
		})
	}
}
