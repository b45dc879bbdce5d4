package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBuffers(t *testing.T) {
	var none *buffers
	none.give(make([]byte, 5))
	require.Nil(t, none.take())

	b := newBuffers(1)
	require.Nil(t, b.take())
	b.give(nil)
	b.give(make([]byte, 0, largeBuffer+1))
	require.Nil(t, b.take(), "neither nothing nor the memory of a huge file is kept")
	first := []byte("first")
	b.give(first)
	b.give([]byte("second"))
	got := b.take()
	require.Empty(t, got)
	require.Equal(t, "first", string(got[:5]))
	require.Nil(t, b.take(), "one was kept")
}

// What is read into memory made for the file leaves room for a file a little larger.
func TestBuffersForAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	require.NoError(t, os.WriteFile(path, make([]byte, 800), 0o600))
	var none *buffers
	require.Nil(t, none.takeFor(path))
	b := newBuffers(1)
	require.Nil(t, b.takeFor(path+"none"))
	buf := b.takeFor(path)
	require.Equal(t, 901, cap(buf))
	data, err := readFile(path, buf)
	require.NoError(t, err)
	require.Equal(t, cap(buf), cap(data), "it is read into")
	b.give(data)
	require.Equal(t, cap(buf), cap(b.takeFor(path)))
}

// A file is what os.ReadFile gives, whatever memory it comes into.
func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	for _, size := range []int{0, 1, 511, 512, 513, 100_000} {
		data := bytes.Repeat([]byte("x"), size)
		path := filepath.Join(dir, "f")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		for _, buf := range [][]byte{nil, make([]byte, 0, 1), make([]byte, 0, size), make([]byte, 0, 2*size)} {
			got, err := readFile(path, buf)
			require.NoError(t, err)
			require.True(t, bytes.Equal(data, got), "%d bytes into %d", size, cap(buf))
		}
	}
	_, err := readFile(filepath.Join(dir, "none"), nil)
	require.ErrorContains(t, err, "cannot be read")
	_, err = readFile(dir, nil)
	require.ErrorContains(t, err, "cannot be read")
	huge := filepath.Join(dir, "huge")
	f, err := os.Create(huge)
	require.NoError(t, err)
	require.NoError(t, f.Truncate(maxStdin+1))
	require.NoError(t, f.Close())
	_, err = readFile(huge, nil)
	require.ErrorContains(t, err, "holds more than 256 MiB")
	if _, err := os.Stat("/dev/zero"); err == nil {
		_, err = readFile("/dev/zero", nil) // has no size, and no end
		require.ErrorContains(t, err, "holds more than 256 MiB")
	}
}
