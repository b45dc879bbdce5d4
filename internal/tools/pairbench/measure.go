//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// usage is what one run took.
type usage struct {
	wall, cpu time.Duration
	rss       int64 // peak, bytes
	code      int
	lastWords string // end of what a failing run wrote to stderr
}

// measure runs a command to its end; stdout goes nowhere, the end of stderr is kept.
// The kernel's peak includes our own memory at the moment of the start, so a peak
// below some 5 MB only says that it was less than that.
func measure(words, env []string) (usage, error) {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = append(os.Environ(), env...)
	var problem tail
	cmd.Stderr = &problem
	began := time.Now()
	err := cmd.Run()
	u := usage{wall: time.Since(began)}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return u, err
	}
	state := cmd.ProcessState
	u.cpu = state.UserTime() + state.SystemTime()
	u.code = state.ExitCode()
	u.lastWords = strings.TrimSpace(string(problem))
	if r, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.rss = int64(r.Maxrss) * maxrssUnit()
	}
	return u, nil
}

// maxrssUnit is what the kernel counts ru_maxrss in: bytes on Darwin, else KiB.
func maxrssUnit() int64 {
	if runtime.GOOS == "darwin" {
		return 1
	}
	return 1024
}

// tail keeps the last bytes written to it.
type tail []byte

const tailBytes = 400

func (t *tail) Write(p []byte) (int, error) {
	*t = append(*t, p...)
	if over := len(*t) - tailBytes; over > 0 {
		*t = (*t)[over:]
	}
	return len(p), nil
}
