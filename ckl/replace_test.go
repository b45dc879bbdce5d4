package ckl

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), mode))
	require.NoError(t, os.Chmod(path, mode))
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

// only demands that dir holds nothing but names.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	require.Equal(t, names, got)
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ckl")
	require.NoError(t, Replace(path, []byte("one")))
	require.Equal(t, "one", content(t, path))
	require.NoError(t, os.Chmod(path, 0o640))
	require.NoError(t, Replace(path, []byte("two")))
	require.Equal(t, "two", content(t, path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	}
	only(t, dir, "a.ckl")
}

// A writer that fails half way leaves the old file and nothing else.
func TestReplaceKeepsTheOldFileWhenWritingFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ckl")
	half := func(f *os.File) error {
		_, err := f.WriteString("half")
		require.NoError(t, err)
		return syscall.ENOSPC
	}
	require.ErrorIs(t, replace(path, 0o666, half), syscall.ENOSPC)
	only(t, dir)
	write(t, path, "old", 0o600)
	err := replace(path, 0o666, half)
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorContains(t, err, "writing "+path)
	require.Equal(t, "old", content(t, path))
	only(t, dir, "a.ckl")
	closed := func(f *os.File) error { return f.Close() } // so that what comes after it fails
	require.Error(t, replace(path, 0o666, closed))
	require.Equal(t, "old", content(t, path))
	only(t, dir, "a.ckl")
}

func TestReplaceRefuses(t *testing.T) {
	dir := t.TempDir()
	require.ErrorContains(t, Replace(dir, nil), "is no regular file")
	require.Error(t, Replace(filepath.Join(dir, "no", "a.ckl"), nil))
	require.NoError(t, os.Symlink("b", filepath.Join(dir, "a")))
	require.NoError(t, os.Symlink("a", filepath.Join(dir, "b")))
	require.ErrorContains(t, Replace(filepath.Join(dir, "a"), nil), "too many symbolic links")
	only(t, dir, "a", "b")
}

func TestReplaceFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "real", "a.ckl")
	require.NoError(t, os.Mkdir(filepath.Dir(target), 0o755))
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(filepath.Join("real", "a.ckl"), link))
	for _, text := range []string{"new file behind a link", "replaced"} {
		require.NoError(t, Replace(link, []byte(text)))
		require.Equal(t, text, content(t, target))
		info, err := os.Lstat(link)
		require.NoError(t, err)
		require.NotZero(t, info.Mode()&os.ModeSymlink, "the link stays a link")
	}
	only(t, filepath.Dir(target), "a.ckl")
}

func TestReplaceDoesNotTouchForeignTemporaryFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ckl")
	write(t, path+".stigwright-0", "left by a crash", 0o600)
	require.NoError(t, Replace(path, []byte("x")))
	require.Equal(t, "left by a crash", content(t, path+".stigwright-0"))
	only(t, dir, "a.ckl", "a.ckl.stigwright-0")
}

func TestReplaceInAFolderThatCannotBeWritten(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.ckl")
	write(t, path, "old", 0o600)
	require.NoError(t, os.Chmod(dir, 0o500))
	defer os.Chmod(dir, 0o700)
	require.ErrorIs(t, Replace(path, []byte("new")), os.ErrPermission)
	require.Equal(t, "old", content(t, path))
}

// A real full disk: a tmpfs of 64 KiB.
func TestReplaceOnAFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("mounting a small file system needs Linux and root")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted here: %s", out)
	}
	defer func() { require.NoError(t, exec.Command("umount", dir).Run()) }()
	path := filepath.Join(dir, "a.ckl")
	require.NoError(t, Replace(path, []byte("old")))
	err := Replace(path, make([]byte, 1<<20))
	require.True(t, errors.Is(err, syscall.ENOSPC), "%v", err)
	require.Equal(t, "old", content(t, path))
	only(t, dir, "a.ckl")
}

// A file that nobody may write is not replaced, behind a link neither, and says so before.
func TestReplaceRefusesReadOnly(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "a.ckl"), filepath.Join(dir, "link.ckl")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o444))
	require.NoError(t, os.Symlink("a.ckl", link))
	for _, p := range []string{path, link} {
		for _, err := range []error{Replace(p, []byte("new")), ReplacePrivate(p, []byte("new")), Replaceable(p)} {
			require.ErrorContains(t, err, p+": is read-only")
		}
	}
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "old", string(data))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 2)
	require.NoError(t, os.Chmod(path, 0o600))
	require.NoError(t, Replaceable(path))
	require.NoError(t, Replace(path, []byte("new")))
	require.NoError(t, Replaceable(filepath.Join(dir, "none")))
}
