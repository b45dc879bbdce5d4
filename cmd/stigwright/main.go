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
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// version is set by the build; a plain `go build` gives this one.
var version = "0.1.0"

func main() {
	tune()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// tune collects garbage less often than Go does by itself: a run is short, and what
// it reads it keeps. It takes a tenth off the main job and a sixth off an index. Near
// a GiB the collector works as hard as it must. GOGC and GOMEMLIMIT still count.
func tune() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(1 << 30)
	}
}

// pace is tune for work that is done many times over, called now and then: as much
// garbage may lie as for a few, however much is kept meanwhile, so that memory grows by
// no more than that.
func pace() {
	const garbage, least = 48 << 20, 50 // bytes; percent, for what is kept may be large
	if os.Getenv("GOGC") != "" {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if n := live[0].Value.Uint64(); n > 0 {
		debug.SetGCPercent(int(min(max(garbage*100/n, least), 400)))
	}
}

// run is the whole program but for the process around it.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: visible{stdout}, raw: stdout, stderr: visible{stderr}, terminal: isTerminal(stderr), getenv: os.Getenv, now: time.Now}
	return a.run(args)
}
