// Command demofacts seals fact bundles: it computes the SHA-256 of each section's
// value and the bundle_id (fact bundle schema 1, sections 1 and 2) and writes them in
// place of the old ones, so that a bundle can be edited by hand:
//
//	go run ./internal/tools/demofacts testdata/demo/facts/*.json
//
// Nothing else in the file changes. Keys that are not there are not added.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run seals each file and says which ones changed.
func run(files []string, out, errs io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(errs, "usage: demofacts BUNDLE.json…")
		return 2
	}
	for _, file := range files {
		changed, err := sealFile(file)
		if err != nil {
			fmt.Fprintf(errs, "demofacts: %s: %v\n", file, err)
			return 3
		}
		fmt.Fprintf(out, "%s: %s\n", file, map[bool]string{true: "sealed", false: "unchanged"}[changed])
	}
	return 0
}

func sealFile(file string) (changed bool, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return false, err
	}
	sealed, err := Seal(data)
	if err != nil || string(sealed) == string(data) {
		return false, err
	}
	return true, os.WriteFile(file, sealed, 0o644)
}
