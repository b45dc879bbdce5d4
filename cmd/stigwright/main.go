// Command stigwright turns DISA's STIG benchmarks and facts collected from real
// systems into checklists that open in STIG Viewer and import into eMASS and STIG
// Manager.
//
// Results go to standard output, everything else to standard error. The exit code
// does not depend on the output format:
//
//	0  done
//	1  a --fail-on condition is met
//	2  usage
//	3  an input was refused or an output could not be written
//	4  an internal fault
package main

import (
	"io"
	"os"
	"time"
)

// version is set by the build; a plain `go build` gives this one.
var version = "0.1.0"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the whole program but for the process around it.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: visible{stdout}, stderr: visible{stderr}, terminal: isTerminal(stderr), getenv: os.Getenv, now: time.Now}
	return a.run(args)
}
