// Command fuzzall runs every fuzz target of the module for a little while:
//
//	go run ./internal/tools/fuzzall -time 10s -total 5m
//
// `go test -fuzz` takes one target of one package at a time; this finds them all with
// `go test -list`. When the targets times -time would exceed -total, each gets an equal
// share of -total, at least a second. The first failure does not stop the others.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// target is one fuzz function.
type target struct{ pkg, name string }

func run(args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet("fuzzall", flag.ContinueOnError)
	flags.SetOutput(errs)
	each := flags.Duration("time", 10*time.Second, "fuzzing time of each target")
	total := flags.Duration("total", 10*time.Minute, "fuzzing time of all targets together, building left out")
	parallel := flags.Int("parallel", 1, "fuzzing processes at a time")
	if flags.Parse(args) != nil {
		return 2
	}
	targets, err := find(errs)
	if err != nil {
		fmt.Fprintf(errs, "fuzzall: listing the fuzz targets: %v\n", err)
		return 1
	}
	share := shareOf(*each, *total, len(targets))
	fmt.Fprintf(out, "%d fuzz targets, %v each\n", len(targets), share)
	failed := 0
	for _, t := range targets {
		if err := fuzz(t, share, *parallel, out); err != nil {
			fmt.Fprintf(errs, "fuzzall: %s in %s: %v\n", t.name, t.pkg, err)
			failed++
		}
	}
	if failed > 0 {
		fmt.Fprintf(errs, "fuzzall: %d of %d targets failed\n", failed, len(targets))
		return 1
	}
	return 0
}

// shareOf is the time of one of n targets.
func shareOf(each, total time.Duration, n int) time.Duration {
	if n > 0 && each*time.Duration(n) > total {
		each = (total / time.Duration(n)).Truncate(time.Second)
	}
	return max(each, time.Second)
}

// find lists the fuzz targets of the module, in order of package and name.
func find(errs io.Writer) ([]target, error) {
	list := exec.Command("go", "test", "-json", "-list", "^Fuzz", "./...")
	list.Stderr = errs
	out, err := list.Output()
	if err != nil {
		errs.Write(out)
		return nil, err
	}
	return parse(bytes.NewReader(out))
}

// parse reads the events of `go test -json -list`.
func parse(r io.Reader) ([]target, error) {
	var targets []target
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var event struct{ Action, Package, Output string }
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return nil, err
		}
		name := strings.TrimSpace(event.Output)
		if event.Action == "output" && strings.HasPrefix(name, "Fuzz") && !strings.ContainsAny(name, " \t") {
			targets = append(targets, target{event.Package, name})
		}
	}
	slices.SortFunc(targets, func(a, b target) int {
		return strings.Compare(a.pkg+" "+a.name, b.pkg+" "+b.name)
	})
	return targets, lines.Err()
}

// fuzz runs one target and prints the last line of its progress, or everything when
// it fails. go test now and then ends a target's time with a deadline error instead of
// PASS, without a failing input; such a run is made once more.
func fuzz(t target, share time.Duration, parallel int, out io.Writer) error {
	text, err := attempt(t, share, parallel)
	if err != nil && onlyDeadline(text) {
		text, err = attempt(t, share, parallel)
	}
	if err != nil {
		io.WriteString(out, text)
		return err
	}
	fmt.Fprintf(out, "%s %s: %s\n", t.pkg, t.name, lastProgress(text))
	return nil
}

func attempt(t target, share time.Duration, parallel int) (string, error) {
	// An input that is new is made smaller for up to a minute unless told otherwise, and
	// nothing else is tried meanwhile: with one process, 4 inputs in 30 seconds.
	text, err := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$",
		"-fuzztime", share.String(), "-fuzzminimizetime", "10x", fmt.Sprintf("-parallel=%d", parallel), t.pkg).CombinedOutput()
	return string(text), err
}

// onlyDeadline reports a failure that is the end of the time and nothing else.
func onlyDeadline(text string) bool {
	return strings.Contains(text, "context deadline exceeded") && !strings.Contains(text, "Failing input written")
}

// lastProgress is the last "fuzz:" line of go test.
func lastProgress(text string) string {
	last := ""
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "fuzz: elapsed") {
			last = strings.TrimSpace(strings.TrimPrefix(line, "fuzz: "))
		}
	}
	return last
}
