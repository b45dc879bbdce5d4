//go:build acceptance

package acceptance

import (
	"archive/tar"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	ours       = "stigwright.acceptance=1" // the label of all that these tests make
	ourImage   = "stigwright-acceptance:1"
	ourCanary  = "canary-acceptance"
	engineWait = 40 * time.Second
)

// dockerEngine is a real engine: the one that answers, or one that was started for the
// test and is stopped with it.
type dockerEngine struct {
	t    *testing.T
	host string
	own  bool // started here, so nothing of it is anybody's
}

// realEngine finds or starts an engine. Where none can be started the test fails: an
// engine nobody asked has accepted nothing.
func realEngine(t *testing.T) dockerEngine {
	t.Helper()
	e := dockerEngine{t: t, host: os.Getenv("DOCKER_HOST")}
	if e.host == "" {
		e.host = "unix:///var/run/docker.sock"
	}
	if e.answers() {
		t.Logf("the engine at %s answers and is used; what is made there is labelled %s and removed", e.host, ours)
	} else {
		e = startEngine(t)
	}
	t.Cleanup(e.clean)
	e.clean() // of a run that was killed
	return e
}

func (e dockerEngine) answers() bool { return e.command("version").Run() == nil }

func (e dockerEngine) command(args ...string) *exec.Cmd {
	cmd := exec.Command("docker", args...)
	cmd.Env = append(os.Environ(), "DOCKER_HOST="+e.host)
	return cmd
}

// docker runs a command that must work.
func (e dockerEngine) docker(args ...string) string {
	e.t.Helper()
	cmd := e.command(args...)
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	require.NoError(e.t, err, "docker %s: %s", strings.Join(args, " "), problem.String())
	return strings.TrimSpace(string(out))
}

// startEngine starts dockerd in a folder of its own, without touching the machine's
// network: no default bridge, no packet filter.
func startEngine(t *testing.T) dockerEngine {
	t.Helper()
	dir, err := os.MkdirTemp("", "sw") // the path of a socket is short
	require.NoError(t, err)
	e := dockerEngine{t: t, host: "unix://" + filepath.Join(dir, "d.sock"), own: true}
	log, err := os.Create(filepath.Join(dir, "log"))
	require.NoError(t, err)
	cmd := exec.Command("dockerd", "--host", e.host, "--data-root", filepath.Join(dir, "data"), "--exec-root", filepath.Join(dir, "exec"),
		"--pidfile", filepath.Join(dir, "pid"), "--bridge=none", "--iptables=false", "--ip6tables=false", "--storage-driver=vfs")
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start(), "no engine answers and dockerd cannot be started; the tests need one: apt-get install docker.io, and root")
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(30 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		unmountBelow(dir)
		_ = os.RemoveAll(dir)
	})
	ctx, cancel := context.WithTimeout(context.Background(), engineWait)
	defer cancel()
	for !e.answers() {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("no engine answers and dockerd ended: %v\n%s", err, tail(log.Name()))
		case <-ctx.Done():
			t.Fatalf("dockerd does not answer within %s\n%s", engineWait, tail(log.Name()))
		case <-time.After(200 * time.Millisecond):
		}
	}
	return e
}

// tail is the end of a log.
func tail(path string) string {
	data, _ := os.ReadFile(path)
	return string(data[max(0, len(data)-2000):])
}

// unmountBelow takes off what an engine left mounted below a folder.
func unmountBelow(dir string) {
	mounts, _ := os.ReadFile("/proc/mounts")
	for line := range strings.Lines(string(mounts)) {
		if fields := strings.Fields(line); len(fields) > 1 && strings.HasPrefix(fields[1], dir+"/") {
			_ = exec.Command("umount", "-l", fields[1]).Run()
		}
	}
}

// clean removes what the tests made, and nothing else.
func (e dockerEngine) clean() {
	if e.own {
		_ = e.command("swarm", "leave", "--force").Run() // with it its services, secrets and configs
	}
	for _, kind := range []struct{ list, remove []string }{
		{[]string{"ps", "-aq", "--filter", "label=" + ours}, []string{"rm", "-f", "-v"}},
		{[]string{"network", "ls", "-q", "--filter", "label=" + ours}, []string{"network", "rm"}},
		{[]string{"images", "-q", ourImage}, []string{"rmi", "-f"}},
	} {
		out, err := e.command(kind.list...).Output()
		if ids := strings.Fields(string(out)); err == nil && len(ids) > 0 {
			_ = e.command(append(kind.remove, ids...)...).Run()
		}
	}
}

// image makes an image from scratch: one static program that waits.
func (e dockerEngine) image() {
	e.t.Helper()
	dir := e.t.TempDir()
	source := filepath.Join(dir, "main.go")
	require.NoError(e.t, os.WriteFile(source, []byte("package main\n\nimport \"time\"\n\nfunc main() { time.Sleep(time.Hour) }\n"), 0o600))
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "app"), source)
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=mod")
	out, err := build.CombinedOutput()
	require.NoError(e.t, err, "%s", out)
	program, err := os.ReadFile(filepath.Join(dir, "app"))
	require.NoError(e.t, err)
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	for _, name := range []string{"app", "sshd"} {
		require.NoError(e.t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(program))}))
		_, err = w.Write(program)
		require.NoError(e.t, err)
	}
	require.NoError(e.t, w.Close())
	cmd := e.command("import", "--change", `CMD ["/app"]`, "-", ourImage)
	cmd.Stdin = &archive
	out, err = cmd.CombinedOutput()
	require.NoError(e.t, err, "%s", out)
}
