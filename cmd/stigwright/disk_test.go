package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// smallDisk is a folder on a file system of so many KiB.
func smallDisk(t *testing.T, kib string) string {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+kib+"k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no file system can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	return dir
}

// A disk that fills up while a reviewed checklist is replaced: the old file stays
// as it was and nothing half-written is left.
func TestFullDiskKeepsTheOldChecklist(t *testing.T) {
	demo := t.TempDir()
	var out, errs bytes.Buffer
	require.Zero(t, run([]string{"demo", "-o", demo}, nil, &out, &errs), errs.String())
	name := "demo1.example.mil_Mirantis_Kubernetes_Engine_STIG_V2R0.1.ckl"
	old, err := os.ReadFile(filepath.Join(demo, name))
	require.NoError(t, err)
	old = bytes.Replace(old, []byte("<COMMENTS></COMMENTS>"), []byte("<COMMENTS>seen by hand</COMMENTS>"), 1)

	disk := smallDisk(t, fmt.Sprint(len(old)*3/2>>10)) // more than the old file, less than two of them
	path := filepath.Join(disk, name)
	require.NoError(t, os.WriteFile(path, old, 0o600))

	errs.Reset()
	input := filepath.Join(demo, "input")
	code := run([]string{"evaluate", "-b", filepath.Join(input, "U_MKE_Sample_V2R0-1_Manual-xccdf.xml"),
		"-f", filepath.Join(input, "facts", "demo1.json"), "--time", "2026-11-02", "--into", path}, nil, &out, &errs)
	require.Equal(t, exitInput, code, errs.String())
	require.Contains(t, errs.String(), "no space left on device")
	now, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, old, now)
	left, err := os.ReadDir(disk)
	require.NoError(t, err)
	require.Len(t, left, 1, "no half file is left")
}

// A disk that fills up while a bundle is written: no half bundle is left, and the old one
// stays.
func TestFullDiskKeepsTheOldBundle(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
	disk := smallDisk(t, "16")
	filler := filepath.Join(disk, "filler")
	path := filepath.Join(disk, "node.json")
	old := `{"schema":"stigfacts/1"}`
	require.NoError(t, os.WriteFile(path, []byte(old), 0o600))
	require.NoError(t, os.WriteFile(filler, make([]byte, 8<<10), 0o600))
	var out, errs bytes.Buffer
	require.Equal(t, exitInput, run([]string{"collect", "--this-host", "--only", "docker_engine,node,os", "-o", path}, nil, &out, &errs), errs.String())
	require.Contains(t, errs.String(), "no space left on device")
	now, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, old, string(now))
	left, err := os.ReadDir(disk)
	require.NoError(t, err)
	require.Len(t, left, 2, "no half file is left")
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	demo := t.TempDir()
	var out, errs bytes.Buffer
	require.Zero(t, run([]string{"demo", "-o", demo}, nil, &out, &errs), errs.String())
	disk := smallDisk(t, "64")
	require.NoError(t, exec.Command("mount", "-o", "remount,ro", disk).Run())
	errs.Reset()
	input := filepath.Join(demo, "input")
	code := run([]string{"evaluate", "-b", filepath.Join(input, "U_MKE_Sample_V2R0-1_Manual-xccdf.xml"),
		"-f", filepath.Join(input, "facts"), "--time", "2026-11-02", "-o", disk}, nil, &out, &errs)
	require.Equal(t, exitInput, code, errs.String())
	require.Contains(t, errs.String(), "read-only file system")
}
