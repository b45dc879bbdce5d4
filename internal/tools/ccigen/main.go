// Command ccigen writes the built-in table of package cci from DISA's CCI list:
//
//	go run ./internal/tools/ccigen -o cci/table.go U_CCI_List.xml
//
// or, with the path of the list in CCI_LIST, go generate ./cci. The list comes from
// DISA's page on Control Correlation Identifiers. Definitions stay out of the table,
// for they are DISA's text. What the form of the table (cci/lookup.go) cannot hold
// is refused, so a new list that brings new words asks for a new form.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/stigwright/stigwright/cci"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, errs io.Writer) int {
	flags := flag.NewFlagSet("ccigen", flag.ContinueOnError)
	flags.SetOutput(errs)
	out := flags.String("o", "table.go", "the Go file to write")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		fmt.Fprintln(errs, "usage: ccigen [-o FILE] U_CCI_List.xml")
		return 2
	}
	if err := generate(flags.Arg(0), *out); err != nil {
		fmt.Fprintf(errs, "ccigen: %v\n", err)
		return 3
	}
	return 0
}

// generate writes out from the list in the file from.
func generate(from, out string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	list, err := cci.ReadList(filepath.Base(from), data)
	if err != nil {
		return err
	}
	source, err := Source(list)
	if err != nil {
		return err
	}
	return os.WriteFile(out, source, 0o644)
}
