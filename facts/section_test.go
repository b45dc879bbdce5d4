package facts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// sectionKeys is the names of every section key declared in the package's source.
func sectionKeys(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if index, ok := call.Fun.(*ast.IndexExpr); ok && isIdent(index.X, "sectionKey") {
					names = append(names, strings.Trim(call.Args[0].(*ast.BasicLit).Value, `"`))
				}
			}
			return true
		})
	}
	return names
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func TestEverySectionKeyIsListedOnce(t *testing.T) {
	var listed []string
	seen := map[string]bool{}
	for _, s := range Sections() {
		require.False(t, seen[s.Name], s.Name)
		seen[s.Name] = true
		listed = append(listed, s.Name)
		require.NotEmpty(t, s.Doc.Shape, s.Name)
		require.NotEmpty(t, s.Doc.Source, s.Name)
		require.Contains(t, []Side{NodeSide, ClusterSide}, s.Side, s.Name)
	}
	require.ElementsMatch(t, sectionKeys(t), listed)
}

// The sections stand in the order of the schema's tables: node, then cluster.
func TestSectionsAreThoseOfTheSchema(t *testing.T) {
	schema := string(shared.Read(t, "reference", "facts-schema.md"))
	at := strings.Index(schema, "## 3. Node sections")
	require.Positive(t, at)
	for _, s := range Sections() {
		next := strings.Index(schema[at:], "`"+s.Name+"`")
		require.GreaterOrEqual(t, next, 0, "%s is in the tables, after the one before it", s.Name)
		if s.Name != EngineByNode.Name && s.Name != ClientBundle.Name { // named in prose above their row
			at += next
		}
	}
}
