package collect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
)

// Runner runs one command of the host: found in a fixed search path, in the C locale and
// in UTC, without input, its output and its time limited. It never runs a shell.
type Runner func(ctx context.Context, argv ...string) Output

// Output is what came of a command. Err says that it did not run to its own end: it is
// not there (fs.ErrNotExist), it was killed, it wrote too much. Otherwise Exit is its
// exit code.
type Output struct {
	Stdout, Stderr []byte // what was written up to the limit
	Exit           int
	Err            error
}

const (
	maxOutput    = 64 << 20         // of one stream; 50,000 audit records
	commandLimit = 60 * time.Second // ausearch reads the whole log, up to some hundred MiB
	killDelay    = 2 * time.Second  // for the pipes of a killed command's children
)

// searchPath is where commands of the system lie. The path of the environment is not
// asked: the collector runs as root.
func searchPath() []string { return []string{"/usr/sbin", "/usr/bin", "/sbin", "/bin"} }

// runCommand is the Runner of this host.
func runCommand(ctx context.Context, argv ...string) Output {
	file, err := findCommand(argv[0])
	if err != nil {
		return Output{Err: err}
	}
	limited, stop := context.WithTimeoutCause(ctx, commandLimit, fmt.Errorf("gave no answer within %s", commandLimit))
	defer stop()
	within, cancel := context.WithCancelCause(limited)
	defer cancel(nil)
	stdout, stderr := &capped{limit: maxOutput, full: cancel}, &capped{limit: maxOutput, full: cancel}
	cmd := exec.CommandContext(within, file, argv[1:]...)
	cmd.Env = []string{"PATH=" + strings.Join(searchPath(), ":"), "LC_ALL=C", "TZ=UTC", "HOME=/"}
	cmd.Dir = "/"
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = stdout, stderr, killDelay
	ownGroup(cmd)
	err = cmd.Run()
	out := Output{Stdout: stdout.data, Stderr: stderr.data}
	var exit *exec.ExitError
	switch {
	case within.Err() != nil:
		out.Err = fmt.Errorf("%s: %w", argv[0], context.Cause(within))
	case errors.As(err, &exit) && exit.Exited():
		out.Exit = exit.ExitCode()
	case err != nil:
		out.Err = fmt.Errorf("%s: %w", argv[0], err)
	}
	return out
}

// findCommand is the file of a command in the search path.
func findCommand(name string) (string, error) {
	for _, dir := range searchPath() {
		file := path.Join(dir, name)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0 {
			return file, nil
		}
	}
	return "", fmt.Errorf("the command %s is not in %s: %w", name, strings.Join(searchPath(), ":"), fs.ErrNotExist)
}

// capped keeps what is written to it up to a limit, then ends the command.
type capped struct {
	data  []byte
	limit int
	full  context.CancelCauseFunc
}

func (c *capped) Write(p []byte) (int, error) {
	if room := c.limit - len(c.data); len(p) > room {
		c.data = append(c.data, p[:room]...)
		c.full(fmt.Errorf("its output %w: more than %d bytes", errTooLong, c.limit))
		return len(p), nil // the command is killed; until then it may write
	}
	c.data = append(c.data, p...)
	return len(p), nil
}

// why says how a command failed, "" where it ran and exited with 0.
func (o Output) why(command string) string {
	switch {
	case o.Err != nil:
		return o.Err.Error()
	case o.Exit != 0:
		why := fmt.Sprintf("%s: exit code %d", command, o.Exit)
		if line := firstLine(o.Stderr); line != "" {
			why += ": " + facts.RedactCommand(line)
		}
		return why
	}
	return ""
}

// firstLine is the first line of a text, cut to what a reason may hold.
func firstLine(text []byte) string {
	const most = 200
	line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if len(line) > most {
		line = line[:most] + "…"
	}
	return strings.ToValidUTF8(line, "?")
}
