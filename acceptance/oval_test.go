//go:build acceptance

package acceptance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// resultsSchema is where Debian's openscap-common puts the schemas of OVAL.
const resultsSchema = "/usr/share/openscap/schemas/oval/5.11.3/oval-results-schema.xsd"

// thin is directives that report results alone, and nothing of what is false.
const thin = `<oval_directives xmlns="http://oval.mitre.org/XMLSchema/oval-directives-5" xmlns:r="http://oval.mitre.org/XMLSchema/oval-results-5"><directives include_source_definitions="false">
<r:definition_true reported="true" content="thin"/><r:definition_false reported="false" content="thin"/><r:definition_unknown reported="true" content="thin"/>
<r:definition_error reported="true" content="full"/><r:definition_not_evaluated reported="true" content="thin"/><r:definition_not_applicable reported="true" content="thin"/></directives></oval_directives>`

// TestOVALResultsAreValid judges every case of the conformance suite that has system
// characteristics, and has libxml2 judge the results documents by the published schemas.
func TestOVALResultsAreValid(t *testing.T) {
	_, err := os.Stat(resultsSchema)
	require.NoError(t, err, "openscap-common is not installed")
	b := setUp(t)
	directives := filepath.Join(b.out, "thin.xml")
	require.NoError(t, os.WriteFile(directives, []byte(thin), 0o644))
	suite := shared.Dir(t, "oval-conformance")
	checked := 0
	for _, group := range []string{"own", "oval-unit"} {
		data, err := os.ReadFile(filepath.Join(suite, group, "cases.json"))
		require.NoError(t, err)
		var cases []struct{ ID, Input, Syschar string }
		require.NoError(t, json.Unmarshal(data, &cases))
		for _, c := range cases {
			system := []string{"analyse", filepath.Join(suite, group, c.Input), filepath.Join(suite, group, c.Syschar)}
			switch {
			case c.Syschar == "" && strings.HasPrefix(c.ID, "own/function-"):
				system = []string{"eval", filepath.Join(suite, group, c.Input)} // needs no system
			case c.Syschar == "":
				continue
			}
			for name, args := range map[string][]string{"full.xml": nil, "short.xml": {"--directives", directives}} {
				out := filepath.Join(b.out, name)
				b.run(slices.Concat([]string{"oval"}, system, []string{"--skip-valid", "--force", "--results", out}, args)...)
				said, err := exec.Command("xmllint", "--noout", "--schema", resultsSchema, out).CombinedOutput()
				require.NoError(t, err, "%s, %s: %s", c.ID, name, said)
			}
			checked++
		}
	}
	require.Equal(t, 37, checked, "cases with system characteristics, and functions")
}
