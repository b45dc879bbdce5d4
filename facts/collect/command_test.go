package collect

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunCommand(t *testing.T) {
	t.Setenv("CANARY", "canary")
	out := runCommand(t.Context(), "env")
	require.NoError(t, out.Err)
	require.Equal(t, "HOME=/\nLC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\nTZ=UTC\n", sortedLines(out.Stdout), "nothing of our own environment")

	out = runCommand(t.Context(), "sh", "-c", "echo one; echo two >&2; exit 3")
	require.Equal(t, "x: exit code 3: two", out.why("x"))
	require.Equal(t, "one\n", string(out.Stdout))

	out = runCommand(t.Context(), "sh", "-c", "echo 'password=canary is wrong' >&2; exit 1")
	require.Equal(t, "x: exit code 1: password=<redacted> is wrong", out.why("x"))

	out = runCommand(t.Context(), "no-such-command")
	require.ErrorIs(t, out.Err, fs.ErrNotExist)
	require.Equal(t, "the command no-such-command is not in /usr/sbin:/usr/bin:/sbin:/bin: file does not exist", out.why("x"))

	out = runCommand(t.Context(), "cat") // no input: ends at once
	require.Empty(t, out.why("cat"))
}

// A command that does not end is killed with its children, as soon as the run is over.
func TestRunCommandEnds(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	out := runCommand(ctx, "sh", "-c", "sleep 1000 & sleep 1000")
	require.Equal(t, "sh: enough", out.why("sh"))
}

func TestRunCommandIsCapped(t *testing.T) {
	out := runCommand(t.Context(), "head", "-c", "99000000", "/dev/zero")
	require.ErrorIs(t, out.Err, errTooLong)
	require.Len(t, out.Stdout, maxOutput, "what came is kept")
}

func sortedLines(text []byte) string {
	lines := strings.SplitAfter(string(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func TestFirstLine(t *testing.T) {
	require.Equal(t, "a", firstLine([]byte("\n a\nb")))
	require.Equal(t, strings.Repeat("x", 200)+"…", firstLine([]byte(strings.Repeat("x", 500))))
	require.Equal(t, "?", firstLine([]byte{0xff}))
}
