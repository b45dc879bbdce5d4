package collect

import "context"

// Runner runs one command of the host: found in a fixed search path, in the C locale,
// without input, its output and its time limited. It never runs a shell.
type Runner func(ctx context.Context, argv ...string) Output

// Output is what came of a command. Err says that it did not run to its own end: it is
// not there (fs.ErrNotExist), it was killed, it wrote too much. Otherwise Exit is its
// exit code.
type Output struct {
	Stdout, Stderr []byte
	Exit           int
	Err            error
}
