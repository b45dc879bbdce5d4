package collect

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// at is when the tests collect.
var at = time.Date(2026, 11, 17, 6, 0, 0, 0, time.UTC)

// folder is a target whose files are made below a temporary folder: a name that ends in
// / is a folder, a content "-> x" a link to x.
func folder(t *testing.T, files map[string]string) *Target {
	t.Helper()
	root := t.TempDir()
	fill(t, root, files)
	return openFolder(t, root)
}

func fill(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		file := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		target, link := strings.CutPrefix(content, "-> ")
		switch {
		case strings.HasSuffix(name, "/"):
			require.NoError(t, os.MkdirAll(file, 0o755))
		case link:
			require.NoError(t, os.Symlink(target, file))
		default:
			require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
		}
	}
}

func openFolder(t *testing.T, root string) *Target {
	t.Helper()
	files, close, err := openFiles(root)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, close()) })
	return &Target{Files: files, Live: true, Now: func() time.Time { return at }}
}

// refusing lets each look at a path, or at one below it, fail.
func refusing(f Files, at string, err error) Files {
	refuse := func(name string) error {
		if name == at || strings.HasPrefix(name, at+"/") {
			return &fs.PathError{Op: "look", Path: name, Err: err}
		}
		return nil
	}
	old := f
	f.Lstat = func(name string) (Stat, error) {
		if err := refuse(name); err != nil {
			return Stat{}, err
		}
		return old.Lstat(name)
	}
	f.ReadDir = func(name string) ([]string, error) {
		if err := refuse(name); err != nil {
			return nil, err
		}
		return old.ReadDir(name)
	}
	f.Head = func(name string, limit int) ([]byte, error) {
		if err := refuse(name); err != nil {
			return nil, err
		}
		return old.Head(name, limit)
	}
	return f
}

func TestResolve(t *testing.T) {
	f := folder(t, map[string]string{
		"etc/docker/daemon.json": "{}",
		"var/run":                "-> /run",
		"run/docker.sock":        "",
		"up":                     "-> ../../../etc",
		"a":                      "-> b",
		"b":                      "-> a",
		"dangling":               "-> /srv/gone/file",
	}).Files
	for name, want := range map[string]string{
		"/etc/docker/daemon.json":  "/etc/docker/daemon.json",
		"/etc//./docker/../docker": "/etc/docker",
		"/var/run/docker.sock":     "/run/docker.sock",
		"/up/docker":               "/etc/docker", // climbs to the root and no further
		"/../../etc":               "/etc",
		"/":                        "/",
	} {
		r := f.resolve(name, true)
		require.NoError(t, r.err, name)
		require.Equal(t, want, r.path, name)
	}
	require.ErrorIs(t, f.resolve("/a", true).err, errLoop)
	require.Equal(t, "/a", f.resolve("/a", false).path)
	r := f.resolve("/dangling", true)
	require.ErrorIs(t, r.err, fs.ErrNotExist)
	require.Equal(t, []string{"/srv/gone/file", "/srv", "/dangling"}, []string{r.path, r.at, r.via})
}

// Links cannot lead out of the root, however they are written.
func TestRootIsNotLeft(t *testing.T) {
	outside := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(outside, "secret"), []byte("canary"), 0o644))
	f := folder(t, map[string]string{
		"abs":  "-> " + outside + "/secret",
		"rel":  "-> " + strings.Repeat("../", 30) + outside + "/secret",
		"dir":  "-> " + outside,
		"etc/": "",
	}).Files
	for _, name := range []string{"/abs", "/rel", "/dir/secret"} {
		data, err := f.read(name, 100)
		require.Error(t, err, name)
		require.Empty(t, data, name)
	}
	_, err := f.Head("/abs", 100) // unresolved, as a racing link would be
	require.Error(t, err)
	_, err = f.ReadDir("/dir")
	require.Error(t, err)
}

func TestHeadRefuses(t *testing.T) {
	target := folder(t, map[string]string{"big": strings.Repeat("x", 1000), "d/": "", "link": "-> big"})
	for name, want := range map[string]error{"/d": errNotRegular, "/link": errNotRegular, "/none": fs.ErrNotExist} {
		_, err := target.Files.Head(name, 10)
		require.ErrorIs(t, err, want, name)
	}
	data, err := target.Files.Head("/big", 10)
	require.NoError(t, err)
	require.Len(t, data, 10)
	_, err = target.Files.read("/big", 999)
	require.ErrorIs(t, err, errTooLong)
	data, err = target.Files.read("/link", 1000)
	require.NoError(t, err)
	require.Len(t, data, 1000)
}

// A thing is absent only where its folder was seen and does not have it.
func TestLook(t *testing.T) {
	f := folder(t, map[string]string{
		"etc/docker/": "", "etc/passwd": "", "away": "-> /srv/gone", "var/run": "-> /run", "run/": "", "loop": "-> loop",
	}).Files
	blind := f // a folder that can be entered and not listed
	blind.ReadDir = func(name string) ([]string, error) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrPermission}
	}
	shy := f // lists what it then does not find
	shy.ReadDir = func(name string) ([]string, error) { return []string{"daemon.json"}, nil }
	for name, row := range map[string]struct {
		files Files
		path  string
		want  facts.State
		why   string
	}{
		"there":                   {f, "/etc/docker", facts.OK, ""},
		"not there":               {f, "/etc/docker/daemon.json", facts.Absent, ""},
		"its folder not there":    {f, "/srv/x/y", facts.Absent, ""},
		"below a file":            {f, "/etc/passwd/x", facts.Absent, ""},
		"through a good link":     {f, "/var/run/docker.sock", facts.Absent, ""},
		"through a link away":     {f, "/away/daemon.json", facts.Denied, "/away/daemon.json leads by the link /away to /srv, which is not there"},
		"beyond a good link":      {f, "/var/run/docker/x", facts.Absent, ""},
		"loop":                    {f, "/loop/x", facts.Failed, "too many symbolic links"},
		"refused":                 {refusing(f, "/etc/docker", fs.ErrPermission), "/etc/docker/daemon.json", facts.Denied, "permission denied at /etc/docker"},
		"folder not to be listed": {blind, "/etc/docker/daemon.json", facts.Denied, "not found, and the folder /etc/docker may not be listed"},
		"listed and not found":    {shy, "/etc/docker/daemon.json", facts.Failed, "not found, although /etc/docker lists it"},
		"input error":             {refusing(f, "/etc/docker", errors.New("input/output error")), "/etc/docker", facts.Failed, "look /etc/docker: input/output error"},
	} {
		l := row.files.at(row.path, true)
		require.Equal(t, row.want, l.state, name)
		require.Equal(t, row.why, l.why, name)
	}
}

func TestReadDirIsSorted(t *testing.T) {
	f := folder(t, map[string]string{"d/b": "", "d/a\nb": "", "d/a": ""}).Files
	names, err := f.ReadDir("/d")
	require.NoError(t, err)
	require.Equal(t, []string{"a", "a\nb", "b"}, names)
}

func TestOS(t *testing.T) {
	files := map[string]string{
		"etc/os-release":            "-> ../usr/lib/os-release",
		"usr/lib/os-release":        "# text\nID=\"rhel\"\nID_LIKE='fedora centos'\nVERSION_ID=\"8.10\"\nPRETTY_NAME=\"Red \\\"Hat\\\" 8\"\nnonsense\n",
		"proc/sys/kernel/osrelease": "4.18.0-553\n",
	}
	target := folder(t, files)
	f := osSource().Collect(t.Context(), target, nil)
	system := f.Value.(facts.OSRelease)
	require.Equal(t, facts.Fact{State: facts.OK, Complete: true, At: at, Source: "/etc/os-release, uname", SourceKind: "file", Value: f.Value}, f)
	require.NotEmpty(t, system.Arch)
	system.Arch = ""
	require.Equal(t, facts.OSRelease{ID: facts.Some("rhel"), IDLike: facts.Some([]string{"fedora", "centos"}), VersionID: facts.Some("8.10"),
		PrettyName: `Red "Hat" 8`, Kernel: facts.Some("4.18.0-553")}, system)

	target.Live = false
	f = osSource().Collect(t.Context(), target, nil)
	require.Equal(t, facts.NotCollected, f.Value.(facts.OSRelease).Kernel.State, "this machine's kernel is not the image's")

	delete(files, "etc/os-release")
	require.Equal(t, "/usr/lib/os-release, uname", osSource().Collect(t.Context(), folder(t, files), nil).Source)

	f = osSource().Collect(t.Context(), folder(t, map[string]string{"etc/": "", "usr/lib/": ""}), nil)
	require.Equal(t, facts.Absent, f.State)
	f = osSource().Collect(t.Context(), folder(t, map[string]string{"etc/os-release": "\x00\xff\x1b[31mjunk"}), nil)
	require.False(t, f.Complete)
	require.Equal(t, "partly collected: error: os-release has no ID", f.Why())
	f = osSource().Collect(t.Context(), folder(t, map[string]string{"etc/os-release": strings.Repeat("x", maxText+1)}), nil)
	require.Equal(t, "error at 2026-11-17T06:00:00Z: /etc/os-release is too large: more than 65536 bytes", f.Why())
	target.Files = refusing(target.Files, "/etc", fs.ErrPermission)
	require.Equal(t, "denied at 2026-11-17T06:00:00Z: permission denied at /etc", osSource().Collect(t.Context(), target, nil).Why())
}

func TestSearchPathIsAbsolute(t *testing.T) {
	require.False(t, slices.ContainsFunc(searchPath(), func(dir string) bool { return !path.IsAbs(dir) }))
}
