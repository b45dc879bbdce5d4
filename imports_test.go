// Package stigwright_test holds the rules of the house: which package may import
// which, and what no package may do.
package stigwright_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/stigwright/stigwright"

// anything lets a package import whatever it likes.
const anything = "*"

// mayImport is the map of the rooms (docs/architecture.md): each package of the
// module, and the packages of the module it may import. Arrows never turn back.
// When a room wants a forbidden import, the type is usually in the wrong room.
var mayImport = map[string][]string{
	"internal/yamlio": {"diag"}, // the strict YAML of ssp.yaml and of answers

	"answer": {"benchmark", "ckl", "diag", "facts", "internal/xmlio", "internal/yamlio", "result"}, // facts for the conditions, ckl for the rows answers go into

	"diag":           {},
	"internal/xmlio": {"diag"},
	"xccdf":          {"diag", "internal/xmlio"},
	"oval":           {"diag", "internal/xmlio", "oval/pattern"},
	"oval/pattern":   {},
	"oval/probe":     {"diag", "oval"},
	"scap":           {"benchmark", "diag", "internal/xmlio", "oval", "result", "xccdf"},
	"benchmark":      {"diag", "oval", "xccdf"},
	"cci":            {"diag", "internal/xmlio"}, // reads DISA's own list, for its definitions
	"facts":          {"diag", "internal/yamlio"},
	"facts/collect":  {"diag", "facts"},
	"result":         {},
	"rules":          {"benchmark", "facts", "result"},
	"rules/platform": {"facts", "result", "rules"},
	"rules/mke":      {"facts", "result", "rules", "rules/platform"},
	"rules/dockeree": {"facts", "result", "rules", "rules/platform"},
	"rules/ruletest": {"facts", "result", "rules"},
	"rules/flip":     {"benchmark", "facts", "result", "rules"},
	"rules/catalog":  {"rules", "rules/dockeree", "rules/mke"},
	"ckl/scan":       {"diag", "internal/xmlio", "result"}, // what scanners report; knows no checklists, so that ckl can map it
	"ckl":            {"benchmark", "cci", "ckl/scan", "diag", "internal/xmlio", "result", "xccdf"},
	"ckl/lint":       {"ckl", "diag", "internal/xmlio"},               // looks at raw elements: package ckl's reader mends what others refuse
	"release":        {"benchmark", "ckl", "diag", "result", "xccdf"}, // xccdf: a checklist's rules as the benchmark they come from
	"report":         {"benchmark", "cci", "ckl", "release", "result", "xccdf"},
	"cmd/stigwright": {anything},

	// Beside the product.
	"":                          {},
	"acceptance":                {},
	"internal/fakecluster":      {}, // servers that answer as MKE, MSR and Kubernetes are documented to
	"internal/members":          {}, // what a type keeps of JSON
	"internal/shared":           {},
	"internal/tools/ccigen":     {"cci"},
	"internal/tools/demofacts":  {},
	"internal/tools/fakeengine": {},
	"internal/tools/fuzzall":    {},
	"internal/tools/manygen":    {"benchmark", "ckl", "result"}, // makes what is measured
	"internal/tools/pairbench":  {},
	"internal/tools/scanbench":  {"xccdf"}, // measures it
	"testdata":                  {},

	"internal/tools/conformance": {"internal/xmlio", "oval", "xccdf"}, // measures them
}

// testsMayImport is what any package's tests may import beyond its row, and
// testsAlso what single ones may; the first are for tests alone.
var (
	forTestsAlone  = []string{"internal/fakecluster", "internal/members", "internal/shared", "rules/ruletest"}
	testsMayImport = append(slices.Clone(forTestsAlone), "testdata")
	testsAlso      = map[string][]string{
		"answer":                   {"ckl/scan"}, // for rows as a merge of a scan leaves them
		"":                         {anything},
		"acceptance":               {"ckl/lint", "facts", "facts/collect"}, // asks what the other readers will do; collects from a real API server
		"ckl/lint":                 {"result"},                             // makes a good checklist
		"benchmark":                {"internal/xmlio"},                     // reads STIG Viewer checklists to compare with
		"report":                   {"ckl/scan"},                           // measures the merge of a scan
		"internal/tools/demofacts": {"facts"},                              // reads back what it made
		"rules/flip":               {"rules/mke"},                          // it knows no rule, and is tried on real ones
		"rules/mke":                {"benchmark"},                          // whole runs over published benchmarks
		"rules/dockeree":           {"benchmark"},
	}
)

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath   string
	Doc          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestImportDirection(t *testing.T) {
	require.Empty(t, wrongImports(listPackages(t)))
}

func TestImportDirectionCanFail(t *testing.T) {
	path := func(name string) string { return module + "/" + name }
	for name, row := range map[string]struct {
		pkg  listed
		want string
	}{
		"forbidden arrow": {
			listed{ImportPath: path("facts"), Imports: []string{"fmt", path("diag"), path("rules")}},
			"facts imports rules; it may import diag, internal/yamlio",
		},
		"forbidden arrow to a new package": {
			listed{ImportPath: path("diag"), Imports: []string{path("nowhere")}},
			"diag imports nowhere; it may import nothing of ours",
		},
		"not in the table": {
			listed{ImportPath: path("util")},
			"util is not in the table of imports_test.go",
		},
		"forbidden in a test": {
			listed{ImportPath: path("diag"), TestImports: []string{path("internal/shared"), path("ckl")}},
			"a test of diag imports ckl",
		},
		"forbidden in an external test": {
			listed{ImportPath: path("diag"), XTestImports: []string{path("diag"), path("rules/ruletest"), path("ckl")}},
			"a test of diag imports ckl",
		},
		"for tests alone": {
			listed{ImportPath: path("cmd/stigwright"), Imports: []string{path("internal/shared")}},
			"cmd/stigwright imports internal/shared, which is for tests alone",
		},
	} {
		require.Equal(t, []string{row.want}, wrongImports([]listed{row.pkg}), name)
	}
	require.Empty(t, wrongImports([]listed{{
		ImportPath:   path("xccdf"),
		Imports:      []string{"io", "github.com/other/module", path("internal/xmlio")},
		XTestImports: []string{path("xccdf"), path("internal/shared"), path("testdata")},
	}}))
}

// The table holds no import circle, so it cannot allow one.
func TestImportTableIsAcyclic(t *testing.T) {
	done := map[string]bool{}
	for len(done) < len(mayImport) {
		before := len(done)
		for name, to := range mayImport {
			if !slices.ContainsFunc(to, func(s string) bool { return s != anything && !done[s] }) {
				done[name] = true
			}
		}
		require.Greater(t, len(done), before, "a circle, or a name without a row, among the rest of %v", slices.Sorted(maps.Keys(mayImport)))
	}
}

// The page that explains the rooms says what the table says, of the rooms that exist.
func TestArchitecturePageIsTrue(t *testing.T) {
	page, err := os.ReadFile("docs/architecture.md")
	require.NoError(t, err)
	said := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .+ \\| (.+) \\|$").FindAllStringSubmatch(string(page), -1) {
		said[row[1]] = strings.ReplaceAll(row[2], "`", "")
	}
	exists := map[string]bool{}
	for _, p := range listPackages(t) {
		exists[ours(p.ImportPath)] = true
	}
	want := map[string]string{}
	for name, to := range mayImport {
		if exists[name] && !besideTheProduct(name) {
			want[name] = words(slices.DeleteFunc(slices.Clone(to), func(s string) bool { return s != anything && !exists[s] }))
		}
	}
	require.Equal(t, want, said)
}

func besideTheProduct(name string) bool {
	return slices.Contains([]string{"", "acceptance", "internal/fakecluster", "internal/members", "internal/shared", "testdata"}, name) || strings.HasPrefix(name, "internal/tools/")
}

// wrongImports says which packages import what they may not, one sentence each.
func wrongImports(packages []listed) []string {
	var wrong []string
	for _, p := range packages {
		name := ours(p.ImportPath)
		allowed, known := mayImport[name]
		if !known {
			wrong = append(wrong, name+" is not in the table of imports_test.go")
			continue
		}
		for _, to := range refused(p.Imports, allowed) {
			wrong = append(wrong, fmt.Sprintf("%s imports %s; it may import %s", name, to, words(allowed)))
		}
		for _, to := range p.Imports {
			if slices.Contains(forTestsAlone, ours(to)) && isOurs(to) && !slices.Contains(forTestsAlone, name) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which is for tests alone", name, ours(to)))
			}
		}
		inTests := slices.Concat(allowed, testsMayImport, testsAlso[name], []string{name})
		for _, to := range refused(slices.Concat(p.TestImports, p.XTestImports), inTests) {
			wrong = append(wrong, fmt.Sprintf("a test of %s imports %s", name, to))
		}
	}
	return wrong
}

// refused is those of our packages among imports that are not allowed, each once.
func refused(imports, allowed []string) []string {
	var names []string
	for _, path := range imports {
		if name := ours(path); isOurs(path) && !slices.Contains(allowed, name) && !slices.Contains(allowed, anything) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func isOurs(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }

// ours is the path of a package below the module, "" for the module itself.
func ours(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, module), "/") }

func words(allowed []string) string {
	if slices.Contains(allowed, anything) {
		return "anything"
	}
	if len(allowed) == 0 {
		return "nothing of ours"
	}
	return strings.Join(allowed, ", ")
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	var problem strings.Builder
	// -e: a package that does not build is for the compiler to report.
	list := exec.Command("go", "list", "-e", "-json=ImportPath,Doc,GoFiles,Imports,TestImports,XTestImports", "-tags=acceptance", "./...")
	list.Stderr = &problem
	out, err := list.Output()
	require.NoError(t, err, problem.String())
	var packages []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
	require.NotEmpty(t, packages)
	return packages
}
