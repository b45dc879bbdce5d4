// Command demofacts seals fact bundles: it computes the SHA-256 of each section's
// value and the bundle_id (fact bundle schema 1, sections 1 and 2) and writes them in
// place of the old ones, so that a bundle can be edited by hand:
//
//	go run ./internal/tools/demofacts testdata/demo/facts/*.json
//
// Nothing else in the file changes. Keys that are not there are not added.
//
// It also makes a large site of a small one, for measuring: a folder of node bundles
// and their cluster in, any number of nodes with any number of containers out:
//
//	go run ./internal/tools/demofacts -multiply testdata/demo/facts -nodes 1000 -containers 100 -o big/
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run seals each file and says which ones changed, or makes a large site.
func run(args []string, out, errs io.Writer) int {
	var m multiplied
	flags := flag.NewFlagSet("demofacts", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&m.from, "multiply", "", "folder of bundles to make a large site of")
	flags.StringVar(&m.to, "o", "", "folder to write it into")
	flags.IntVar(&m.nodes, "nodes", 1000, "how many nodes")
	flags.IntVar(&m.containers, "containers", 100, "how many containers on each, at least")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	files := flags.Args()
	if (m.from == "") == (len(files) == 0) || (m.from == "") != (m.to == "") {
		fmt.Fprintln(errs, "usage: demofacts BUNDLE.json… | demofacts -multiply DIR -o DIR [-nodes N] [-containers N]")
		return 2
	}
	if m.from != "" {
		if err := m.run(); err != nil {
			fmt.Fprintf(errs, "demofacts: %v\n", err)
			return 3
		}
		return 0
	}
	return sealAll(files, out, errs)
}

func sealAll(files []string, out, errs io.Writer) int {
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
