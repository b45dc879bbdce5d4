package oval

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
	"github.com/stigwright/stigwright/internal/xmlio"
)

// guides is where Debian's ssg packages put their data streams.
const guides = "/usr/share/xml/scap/ssg/content"

// definitionsIn are the definitions documents of a data stream, read.
func definitionsIn(t testing.TB, file string, data []byte) (docs []*Document) {
	c, err := xmlio.Parse(file, data, xmlio.DefaultLimits())
	require.NoError(t, err)
	for parts := c.Children(); parts.Next(); {
		for kids := c.Children(); kids.Next(); {
			if c.Local() == "oval_definitions" {
				around := c.Inherited()
				doc, err := Read(file, xmlio.Standalone(c.Raw(), around))
				require.NoError(t, err)
				docs = append(docs, doc)
			}
		}
	}
	require.NoError(t, c.End())
	return docs
}

// machineFree reports whether some test that the definition reaches is of variables:
// others cannot be decided without a system.
func machineFree(p *Program, id string) bool {
	stack, seen := []int32{p.node(definitionNode, id)}, map[int32]bool{}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if k, i := p.kindOf(n); k == testNode && p.doc.Tests[i].Type.Name == "variable" {
			return true
		}
		for _, to := range p.edges[n] {
			if !seen[to] {
				seen[to] = true
				stack = append(stack, to)
			}
		}
	}
	return false
}

// Every definition of published content is read without a problem, and every
// reference leads somewhere.
func TestRealContentResolves(t *testing.T) {
	shared.Long(t)
	var files []string
	for _, name := range []string{"disa-stig-rhel9-v2r9-xccdf-scap.xml", "disa-stig-ol8-v2r9-xccdf-scap.xml"} {
		files = append(files, shared.Dir(t, "scap", name))
	}
	installed, err := filepath.Glob(filepath.Join(guides, "*-ds.xml"))
	require.NoError(t, err)
	if len(installed) == 0 {
		t.Log("no SCAP Security Guide is installed (Debian: ssg-debian, ssg-debderived, ssg-nondebian)")
	}
	for _, file := range append(files, installed...) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			docs := definitionsIn(t, filepath.Base(file), data)
			require.NotEmpty(t, docs)
			for _, d := range docs {
				require.Empty(t, d.Problems)
				p := Compile(d)
				require.Empty(t, p.Problems)
				require.NotEmpty(t, d.Definitions)
				res := p.Analyse(nil, Input{})
				require.Empty(t, res.Messages, "a type that no schema knows")
				require.Len(t, res.Definitions, len(d.Definitions))
				for _, one := range res.Definitions {
					// What asks something of a system is not decided without one.
					if one.Result == True || one.Result == False {
						require.True(t, machineFree(p, one.Definition.ID), "%s is %s of no system", one.Definition.ID, one.Result)
					}
				}
			}
		})
	}
}
