package stigwright_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// onlyCommand is what cmd/stigwright alone may do: print, exit, read the clock.
// noChance and noImport are for nobody: no second run could repeat their results,
// or they write where nobody asked.
var (
	onlyCommand = []string{
		"fmt.Print", "fmt.Printf", "fmt.Println", "os.Exit", "os.Stdin", "os.Stdout", "os.Stderr",
		"time.Now", "time.Since", "time.Until", "time.Sleep",
	}
	noChance = []string{
		"github.com/google/uuid.New", "github.com/google/uuid.NewRandom", "github.com/google/uuid.NewString",
		"github.com/google/uuid.NewUUID", "github.com/google/uuid.NewV6", "github.com/google/uuid.NewV7",
	}
	noImport = []string{"math/rand", "math/rand/v2", "crypto/rand", "log", "unsafe"}
)

func TestHouseRules(t *testing.T) {
	require.NoError(t, eachFile(func(name string, data []byte) {
		if path.Ext(name) == ".go" && isProduct(name) {
			require.Empty(t, houseBreaches(t, name, data))
		}
	}))
}

func TestHouseRulesCanFail(t *testing.T) {
	const bad = `package x

import (
	"fmt"
	dice "math/rand"
	"os"
	"regexp"
	clock "time"

	"github.com/google/uuid"
)

var blank, late = regexp.MustCompile("x"), func() *regexp.Regexp { return regexp.MustCompile("x") }

func init() {}

func f() {
	fmt.Println(clock.Now(), dice.Int(), uuid.New())
	os.Exit(1)
}
`
	require.Equal(t, []string{
		"facts/x.go:5: imports math/rand",
		"facts/x.go:13: a regexp compiled before main",
		"facts/x.go:15: func init",
		"facts/x.go:18: fmt.Println",
		"facts/x.go:18: time.Now",
		"facts/x.go:18: github.com/google/uuid.New",
		"facts/x.go:19: os.Exit",
	}, houseBreaches(t, "facts/x.go", []byte(bad)))
	require.Equal(t, []string{
		"cmd/stigwright/x.go:5: imports math/rand",
		"cmd/stigwright/x.go:13: a regexp compiled before main",
		"cmd/stigwright/x.go:15: func init",
		"cmd/stigwright/x.go:18: github.com/google/uuid.New",
	}, houseBreaches(t, "cmd/stigwright/x.go", []byte(bad)))
}

// isProduct leaves out tests and the tools of this repository.
func isProduct(name string) bool {
	return !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, "internal/tools/")
}

// houseBreaches is what a file does that it may not, as "file:line: what".
func houseBreaches(t *testing.T, name string, data []byte) []string {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, data, parser.SkipObjectResolution)
	require.NoError(t, err)
	var found []string
	report := func(at token.Pos, what string) {
		found = append(found, fmt.Sprintf("%s:%d: %s", name, files.Position(at).Line, what))
	}
	imported := map[string]string{} // the name in this file, to the path
	for _, spec := range file.Imports {
		from, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		local := path.Base(from)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		imported[local] = from
		if slices.Contains(noImport, from) {
			report(spec.Pos(), "imports "+from)
		}
	}
	forbidden := slices.Clone(noChance)
	if !strings.HasPrefix(name, "cmd/stigwright/") {
		forbidden = append(forbidden, onlyCommand...)
	}
	for _, d := range file.Decls {
		if vars, ok := d.(*ast.GenDecl); ok {
			ast.Inspect(vars, func(n ast.Node) bool { // every run would pay for it, whatever it does
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "MustCompile" {
					report(s.Pos(), "a regexp compiled before main")
				}
				_, later := n.(*ast.FuncLit)
				return !later
			})
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				report(n.Pos(), "func init")
			}
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && slices.Contains(forbidden, imported[id.Name]+"."+n.Sel.Name) {
				report(n.Pos(), imported[id.Name]+"."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

func TestEveryPackageIsDocumented(t *testing.T) {
	for _, p := range listPackages(t) {
		if len(p.GoFiles) > 0 {
			require.NotEmpty(t, p.Doc, "%s has no package comment", p.ImportPath)
		}
	}
}

// machinePath is a path of somebody's machine.
var machinePath = regexp.MustCompile(`/(?:home|Users)/[A-Za-z]|/root/|[A-Z]:\\Users\\`)

func TestNoMachinePaths(t *testing.T) {
	here, err := os.Getwd()
	require.NoError(t, err)
	require.NoError(t, eachFile(func(name string, data []byte) {
		if name == "house_test.go" || strings.Contains(name, "testdata/") {
			return
		}
		require.NotContains(t, string(data), here+"/", "%s names the folder of this checkout", name)
		require.Empty(t, machinePath.FindString(string(data)), "%s names a path of somebody's machine", name)
	}))
}

// eachFile calls f with each file of the repository, slash-separated, in order;
// what git ignores and what git keeps for itself is left out.
func eachFile(f func(name string, data []byte)) error {
	skip := []string{".git", "dist", ".cache", "stigwright-demo", "node_modules"}
	return filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(skip, entry.Name()):
			return fs.SkipDir
		case !entry.Type().IsRegular() || name == "stigwright":
			return nil
		}
		data, err := os.ReadFile(name)
		if err == nil {
			f(filepath.ToSlash(name), data)
		}
		return err
	})
}
