// Package shared finds the folder of real benchmarks, checklists and fact bundles
// that lies beside a checkout and is not part of the repository. Only tests use it.
//
//	data, err := os.ReadFile(shared.Dir(t, "corpus", "U_RHEL_9_STIG_V1R3.zip"))
//
// Where the folder is absent the test is skipped and says so; with
// STIGWRIGHT_REQUIRE_SHARED=1 in the environment it fails instead, so that a
// build server cannot pass by not looking.
package shared

import (
	"os"
	"path/filepath"
	"testing"
)

// Dir is the path of elem below the shared folder. The folder is the one named
// "shared" beside the working directory or beside any folder above it. A path that
// does not exist skips the test, or fails it when STIGWRIGHT_REQUIRE_SHARED is 1.
func Dir(t testing.TB, elem ...string) string {
	t.Helper()
	want := filepath.Join(elem...)
	root, found := find(t)
	if !found {
		absent(t, "no folder \"shared\" beside the checkout; wanted %q in it", want)
	}
	path := filepath.Join(root, want)
	if _, err := os.Stat(path); err != nil {
		absent(t, "the shared folder has no %q: %v", want, err)
	}
	return path
}

// Read is the content of the file elem below the shared folder.
func Read(t testing.TB, elem ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(Dir(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Long skips a test under -short, which the race detector runs with: one that takes
// long and does one thing at a time, so that there is no race to be found in it.
func Long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes long; left out by -short")
	}
}

// find walks up from the working directory until a folder has a sibling "shared".
func find(t testing.TB) (string, bool) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		candidate := filepath.Join(parent, "shared")
		// internal/shared, this package, is a sibling of internal/xmlio.
		if isDir(candidate) && isDir(filepath.Join(candidate, "corpus")) {
			return candidate, true
		}
		dir = parent
	}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func absent(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("STIGWRIGHT_REQUIRE_SHARED") == "1" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
