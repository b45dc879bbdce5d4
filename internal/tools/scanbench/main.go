// Command scanbench reads XCCDF files into the full model of package xccdf, one
// after the other, and says how much it read: the work of `xmllint --noout`, for
// pairbench to set beside it. Each model is dropped before the next file is read,
// so the files take turns in one buffer.
//
//	scanbench FILE...
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/stigwright/stigwright/xccdf"
)

func main() {
	debug.SetGCPercent(400) // as cmd/stigwright does
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(names []string, out, errs io.Writer) int {
	var buf bytes.Buffer
	size := 0
	for _, name := range names {
		n, err := scan(&buf, name)
		if err != nil {
			_, _ = fmt.Fprintln(errs, "scanbench:", err)
			return 3
		}
		size += n
	}
	_, _ = fmt.Fprintf(out, "%d documents, %d bytes\n", len(names), size)
	return 0
}

// scan reads the file name through buf and is its size.
func scan(buf *bytes.Buffer, name string) (int, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // only read from
	buf.Reset()
	if _, err := buf.ReadFrom(f); err != nil {
		return 0, err
	}
	_, err = xccdf.Read(name, buf.Bytes())
	return buf.Len(), err
}
