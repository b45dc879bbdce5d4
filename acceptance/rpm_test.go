//go:build acceptance

package acceptance

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// The packages of a real database of rpm come out as rpm describes them one by one, the
// key that signed one included. Of an image they are an error, and never none.
func TestPackagesOfARealRPMDatabase(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "root")
	database := filepath.Join(root, "var", "lib", "rpm")
	require.NoError(t, os.MkdirAll(database, 0o755))
	key := rpmKey(t, dir)
	signed := rpmPackage(t, dir, "docker-ee", "Vendor: Mirantis, Inc. \u00e9")
	runs(t, dir, "rpmsign", "--define", "_gpg_name Acceptance", "--define", "__gpg /usr/bin/gpg", "--addsign", signed)
	runs(t, dir, "rpm", "--dbpath", database, "--initdb")
	runs(t, dir, "rpm", "--dbpath", database, "-i", "--nodeps", "--justdb", "--nosignature", "--force-debian", signed,
		rpmPackage(t, dir, "containerd.io", "Epoch: 7"), rpmPackage(t, dir, "vim", "Vendor: somebody"))

	target, closeRoot, err := collect.Image(root, func() time.Time { return time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC) })
	require.NoError(t, err)
	defer func() { require.NoError(t, closeRoot()) }()
	image := packagesOf(t, target)
	require.Equal(t, facts.Failed, image.State)
	require.Contains(t, image.Error, "the rpm database of a mounted image is not read")

	target.Live, target.Run = true, func(ctx context.Context, argv ...string) (out collect.Output) {
		if argv[0] != "rpm" {
			return collect.Output{Err: fs.ErrNotExist}
		}
		cmd := exec.CommandContext(ctx, "rpm", append([]string{"--dbpath", database}, argv[1:]...)...)
		cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC", "HOME=/"} // as the collector runs it
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		out.Err = cmd.Run()
		var exit *exec.ExitError
		if errors.As(out.Err, &exit) {
			out.Exit, out.Err = exit.ExitCode(), nil
		}
		out.Stdout, out.Stderr = stdout.Bytes(), stderr.Bytes()
		return out
	}
	got := packagesOf(t, target)
	require.Empty(t, got.Why())
	require.Equal(t, []facts.Package{asDescribed(t, dir, database, "containerd.io"), asDescribed(t, dir, database, "docker-ee")}, got.Value, "vim is not the engine's")
	require.Equal(t, facts.Some(key), got.Value.([]facts.Package)[1].SignatureKey)
}

func packagesOf(t *testing.T, target *collect.Target) facts.Fact {
	t.Helper()
	sources := collect.HostSources(target)
	i := slices.IndexFunc(sources, func(s collect.Source) bool { return s.Section == facts.Packages.Name })
	return sources[i].Collect(t.Context(), target, collect.Had{})
}

// rpmKey makes a key to sign with and gives its id as rpm prints it.
func rpmKey(t *testing.T, dir string) string {
	t.Helper()
	home := filepath.Join(dir, "gpg")
	require.NoError(t, os.Mkdir(home, 0o700))
	t.Cleanup(func() { _ = exec.Command("gpgconf", "--homedir", home, "--kill", "gpg-agent").Run() })
	runs(t, dir, "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "Acceptance <a@example.mil>", "rsa2048", "sign", "0")
	m := regexp.MustCompile(`(?m)^pub:[^:]*:[^:]*:[^:]*:([0-9A-F]{16}):`).FindStringSubmatch(runs(t, dir, "gpg", "--list-keys", "--with-colons"))
	require.NotNil(t, m)
	return strings.ToLower(m[1])
}

// rpmPackage builds a package that holds nothing and gives its file.
func rpmPackage(t *testing.T, dir, name, more string) string {
	t.Helper()
	spec := filepath.Join(dir, name+".spec")
	require.NoError(t, os.WriteFile(spec, []byte("Name: "+name+"\nVersion: 23.0.9\nRelease: 3.el8\nSummary: made for a test\nLicense: none\nBuildArch: noarch\n"+
		more+"\n%description\nmade\n%files\n"), 0o600))
	runs(t, dir, "rpmbuild", "-bb", "--quiet", "--define", "_topdir "+filepath.Join(dir, "top"), "--define", "_rpmdir "+filepath.Join(dir, "out"), spec)
	return filepath.Join(dir, "out", "noarch", name+"-23.0.9-3.el8.noarch.rpm")
}

// asDescribed is one package as rpm tells it to people.
func asDescribed(t *testing.T, dir, database, name string) facts.Package {
	t.Helper()
	fields := map[string]string{}
	for line := range strings.Lines(runs(t, dir, "rpm", "--dbpath", database, "-qi", name)) {
		if field, value, ok := strings.Cut(line, ":"); ok {
			fields[strings.TrimSpace(field)] = strings.TrimSpace(value)
		}
	}
	require.Equal(t, name, fields["Name"])
	p := facts.Package{Name: name, Version: facts.Some(fields["Version"] + "-" + fields["Release"]), Vendor: facts.Some(fields["Vendor"]), SignatureKey: facts.Some("")}
	if _, key, ok := strings.Cut(fields["Signature"], "Key ID "); ok {
		p.SignatureKey = facts.Some(key)
	}
	return p
}

// runs is what a command printed.
func runs(t *testing.T, dir string, argv ...string) string {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GNUPGHOME="+filepath.Join(dir, "gpg"), "LC_ALL=C", "TZ=UTC")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s: %s", strings.Join(argv, " "), out)
	return string(out)
}
