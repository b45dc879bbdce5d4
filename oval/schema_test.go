package oval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// schemas is where Debian's openscap-common puts the schemas of OVAL, by version.
const schemas = "/usr/share/openscap/schemas/oval"

// declared are the top-level elements of a schema and its namespace.
func declared(t *testing.T, file string) (space string, names []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	c, err := xmlio.Parse(file, data, xmlio.DefaultLimits())
	require.NoError(t, err)
	space = c.Attr("targetNamespace").String()
	for kids := c.Children(); kids.Next(); {
		if c.Local() == "element" {
			names = append(names, c.Attr("name").String())
		}
	}
	require.NoError(t, c.End())
	return space, names
}

// Every test that a published schema declares is known, with items that are declared
// too; and every type that is known is declared somewhere.
func TestTypesAreTheSchemas(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(schemas, "5.*", "*-schema.xsd"))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("openscap-common is not installed: no schemas to compare with")
	}
	tests, items := map[TypeName]bool{}, map[TypeName]bool{}
	for _, file := range files {
		space, names := declared(t, file)
		_, family, found := strings.Cut(space, "#")
		if !found {
			continue
		}
		for _, name := range names {
			if short, ok := strings.CutSuffix(name, "_test"); ok {
				tests[TypeName{space, family, short}] = true
			}
			if short, ok := strings.CutSuffix(name, "_item"); ok {
				items[TypeName{space, family, short}] = true
			}
		}
	}
	require.Greater(t, len(tests), 200)
	for name := range tests {
		item, ok := name.Items()
		require.True(t, ok, "%s is not known", name)
		if !name.is("independent", "unknown") {
			require.True(t, items[item], "%s has items %s, which no schema declares", name, item)
		}
	}
	for _, f := range families {
		for word := range strings.FieldsSeq(f.types) {
			short, _, _ := strings.Cut(word, "=")
			if short != "fwupdsecattr" { // of 5.12
				require.True(t, tests[TypeName{Namespace + "#" + f.name, f.name, short}], "%s:%s is in no schema", f.name, short)
			}
		}
	}
	require.False(t, TypeName{Namespace + "#unix", "unix", "files"}.Known())
	require.False(t, TypeName{"urn:x#unix", "unix", "file"}.Known())
}
