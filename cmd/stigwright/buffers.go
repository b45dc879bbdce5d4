package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/stigwright/stigwright/diag"
)

// buffers is memory of files that were read or written, to be used for the next ones:
// of thousands of files, clearing fresh memory for each costs more than reading it. A
// nil one keeps none.
type buffers struct{ free chan []byte }

// newBuffers keeps n pieces of memory at the most.
func newBuffers(n int) *buffers { return &buffers{make(chan []byte, n)} }

// take is a piece of memory of no length, perhaps nil.
func (b *buffers) take() []byte {
	if b == nil {
		return nil
	}
	select {
	case p := <-b.free:
		return p[:0]
	default:
		return nil
	}
}

// takeFor is take for a file that is read, and afterwards for the one that is written in
// its stead, which may be a little larger.
func (b *buffers) takeFor(path string) []byte {
	p := b.take()
	if b == nil || cap(p) > 0 {
		return p
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > largeBuffer/2 {
		return nil // the reader says why
	}
	return make([]byte, 0, info.Size()+info.Size()/8+1)
}

// largeBuffer is 16 MiB: larger files are few, and their memory is not held for small ones.
const largeBuffer = 16 << 20

// give hands p over to the next one who takes; nobody may look at it any more.
func (b *buffers) give(p []byte) {
	if b == nil || cap(p) == 0 || cap(p) > largeBuffer {
		return
	}
	select {
	case b.free <- p:
	default:
	}
}

// readFile appends the file to buf, up to the cap of one document.
func readFile(path string, buf []byte) ([]byte, error) {
	refuse := func(err error) ([]byte, error) {
		return nil, &diag.Error{File: path, Msg: "cannot be read", Err: pathless(err)}
	}
	tooLarge := &diag.Error{File: path, Msg: fmt.Sprintf("holds more than %d MiB", maxStdin>>20), Hint: largeHint}
	f, err := os.Open(path)
	if err != nil {
		return refuse(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return refuse(err)
	case info.Size() > maxStdin:
		return nil, tooLarge
	}
	if size := int(info.Size()) + 1; buf == nil { // one more, to meet the end
		buf = make([]byte, 0, size) // which nobody clears first
	} else {
		buf = slices.Grow(buf, size)
	}
	for {
		n, err := f.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return refuse(err)
		case len(buf) > maxStdin:
			return nil, tooLarge
		}
		buf = slices.Grow(buf, 1)
	}
}
