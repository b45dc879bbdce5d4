package collect

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/fakecluster"
)

// ask collects the node of an engine alone.
func ask(t testing.TB, ctx context.Context, e *Engine) Collected {
	n := &Node{Target: &Target{Now: testTime}, Engine: e, NoHost: "not in this test", Provenance: facts.Provenance{Privilege: "unprivileged"}}
	got := n.Collect(ctx)
	everyByte(t, got)
	return got
}

// everyByte is all that a collection would write and say. No canary is in it.
func everyByte(t testing.TB, got Collected) string {
	var all strings.Builder
	for _, b := range []*facts.Bundle{got.Node, got.Swarm} {
		if b == nil {
			continue
		}
		text, err := facts.WriteBundle(b)
		require.NoError(t, err)
		all.Write(text)
		_, remarks, err := facts.ReadBundle("b.json", text)
		require.NoError(t, err)
		if b.Provenance.Method == "local" { // over the network it may be an API that filters, and the reader says so
			require.Empty(t, remarks)
		}
	}
	all.WriteString(strings.Join(got.Warnings, "\n"))
	require.NotContains(t, all.String(), "canary")
	return all.String()
}

func why(got Collected, section string) string { return got.Node.Facts[section].Why() }

func TestEngineOfAManager(t *testing.T) {
	fake := newFakeEngine(t, 30)
	got := ask(t, context.Background(), fake.engine())
	for _, section := range engineSections() {
		require.Empty(t, why(got, section), section)
		require.Equal(t, testTime(), got.Node.Facts[section].At)
		require.Equal(t, "http", got.Node.Facts[section].SourceKind)
	}
	list := got.Node.Facts[facts.Containers.Name]
	require.Equal(t, 30, list.Expected)
	require.Equal(t, 30, list.Collected)
	require.Equal(t, "GET /v1.48/containers/json?all=1, /json and /top of each", list.Source)
	first := list.Value.([]facts.Container)[0]
	require.Equal(t, []string{"PATH", "DB_PASSWORD"}, first.Inspect.Value.Config.Value.EnvKeys.Value)
	require.Equal(t, facts.OK, first.Top.State)
	require.Equal(t, "c1", got.Node.ClusterID)
	node := got.Node.Facts[facts.Node.Name].Value.(facts.NodeInfo)
	require.Equal(t, "b", node.Labels.Value["a"])
	require.Equal(t, facts.Some("manager"), node.Role)
	require.NotNil(t, got.Swarm)
	swarm := got.Swarm.Facts[facts.Swarm.Name].Value.(facts.SwarmObjects)
	require.Equal(t, facts.Some(true), swarm.UnlockKeySet)
	require.Empty(t, swarm.Networks.Why())
	require.Equal(t, "c1", got.Swarm.ClusterID)
	require.Empty(t, got.Warnings)

	require.LessOrEqual(t, fake.top.Load(), int32(EngineCallsAtOnce))
	for _, call := range fake.calls {
		require.True(t, strings.HasPrefix(call, "GET /v1.48/") || call == "GET /version", call)
	}
}

// As many calls as are allowed run side by side, and no more: the first ones wait for
// each other.
func TestEngineIsAskedSeveralThingsAtOnce(t *testing.T) {
	fake := newFakeEngine(t, 3*EngineCallsAtOnce)
	var arrived sync.WaitGroup
	var count atomic.Int32
	arrived.Add(EngineCallsAtOnce)
	fake.handle = func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/json") && len(r.URL.Path) > 60 && count.Add(1) <= EngineCallsAtOnce {
			arrived.Done()
			arrived.Wait()
		}
		return false
	}
	got := ask(t, context.Background(), fake.engine())
	require.Empty(t, why(got, facts.Containers.Name))
	require.Equal(t, int32(EngineCallsAtOnce), fake.top.Load())
}

func TestEngineIsTheSameTwice(t *testing.T) {
	fake := newFakeEngine(t, 20)
	e := fake.engine()
	require.Equal(t, everyByte(t, ask(t, context.Background(), e)), everyByte(t, ask(t, context.Background(), e)))
}

func TestEngineOfAWorker(t *testing.T) {
	fake := newFakeEngine(t, 1)
	fake.answers["/info"] = strings.NewReplacer(`"ControlAvailable":true`, `"ControlAvailable":false`, `,"Cluster":{"ID":"c1"}`, "").Replace(fake.answers["/info"])
	got := ask(t, context.Background(), fake.engine())
	require.Nil(t, got.Swarm)
	node := got.Node.Facts[facts.Node.Name].Value.(facts.NodeInfo)
	require.Equal(t, facts.Some("worker"), node.Role)
	require.Equal(t, facts.NotCollected, node.Labels.State, "a worker does not see its labels")
	require.False(t, slices.ContainsFunc(fake.calls, func(c string) bool { return strings.Contains(c, "/swarm") || strings.Contains(c, "/nodes") }))
}

func TestEngineVersions(t *testing.T) {
	for _, row := range []struct{ name, version, prefix, why, note string }{
		{"17.06", `{"Version":"17.06.2-ee-16","ApiVersion":"1.30","MinAPIVersion":"1.12"}`, "/v1.30", "", ""},
		{"the oldest", `{"Version":"1.12.6","ApiVersion":"1.24"}`, "/v1.24", "", ""},
		{"too old", `{"Version":"1.9","ApiVersion":"1.21"}`, "", "speaks API version 1.21; want 1.24 or newer", ""},
		{"the newest", `{"Version":"29.0.0","ApiVersion":"1.52","MinAPIVersion":"1.44"}`, "/v1.52", "", ""},
		{"newer than known", `{"Version":"31.0.0","ApiVersion":"1.60","MinAPIVersion":"1.50"}`, "/v1.52", "", ""},
		{"newer alone", `{"Version":"40.0.0","ApiVersion":"1.90","MinAPIVersion":"1.80"}`, "/v1.80", "", "speaks API version 1.80 and up"},
		{"major", `{"Version":"50.0.0","ApiVersion":"2.1","MinAPIVersion":"2.0"}`, "/v2.0", "", "2.0 and up"},
		{"none", `{"Version":"x"}`, "", "", ""},
		{"no version at all", `{"Version":"x","ApiVersion":"1.41/../../x"}`, "", "", "names an API version that is none"},
		{"MKE", `{"Version":"ucp/3.7.4","ApiVersion":"1.41"}`, "", "the address is that of MKE", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			fake := newFakeEngine(t, 1)
			fake.answers["/version"] = row.version
			fake.handle = func(w http.ResponseWriter, r *http.Request) bool { // any version, as the fake knows 1.x alone
				r.URL.Path = strings.TrimPrefix(r.URL.Path, "/v2.0")
				return false
			}
			got := ask(t, context.Background(), fake.engine())
			if row.why != "" {
				require.Equal(t, facts.Failed, got.Node.Facts[facts.Containers.Name].State)
				require.Contains(t, why(got, facts.EngineInfo.Name), row.why)
				require.Len(t, fake.calls, 1)
				return
			}
			require.Equal(t, "GET "+row.prefix+"/info", fake.calls[1])
			require.Equal(t, row.note != "", len(got.Node.Provenance.Notes) > 0)
			require.Contains(t, strings.Join(got.Node.Provenance.Notes, ""), row.note)
		})
	}
}

// inspectOf is whether a request asks for container i.
func inspectOf(r *http.Request, i int) bool { return r.URL.Path == "/containers/"+fakeID(i)+"/json" }

func TestEngineFaults(t *testing.T) {
	var vanished atomic.Bool
	for _, row := range []struct {
		name    string
		handle  func(w http.ResponseWriter, r *http.Request) bool
		section string
		state   facts.State
		why     string // "" complete
	}{
		{"500 on one of a hundred", func(w http.ResponseWriter, r *http.Request) bool {
			return inspectOf(r, 42) && says(w, 500, `{"message":"layer https://u:canary@h/ is broken, password=canary"}`)
		}, facts.Containers.Name, facts.OK, "partly collected: 99 of 100: c42: HTTP status 500: layer https://<redacted>@h/ is broken"},
		{"a plain text error", func(w http.ResponseWriter, r *http.Request) bool {
			return inspectOf(r, 42) && says(w, 500, "canary panic")
		}, facts.Containers.Name, facts.OK, "99 of 100: c42: HTTP status 500"},
		{"one vanishes", func(w http.ResponseWriter, r *http.Request) bool {
			if inspectOf(r, 42) {
				vanished.Store(true)
				return says(w, 404, `{"message":"No such container"}`)
			}
			return vanished.Load() && r.URL.Path == "/containers/json" && says(w, 200, strings.Replace(newFakeEngine(t, 100).list(), `{"Id":"`+fakeID(42), `{"Id":"`+fakeID(99), 1))
		}, facts.Containers.Name, facts.OK, "partly collected: 99 of 100"}, // this list has one twice, so it is not whole either
		{"one is listed and never there", func(w http.ResponseWriter, r *http.Request) bool {
			return inspectOf(r, 42) && says(w, 404, `{"message":"No such container"}`)
		}, facts.Containers.Name, facts.OK, "99 of 100: c42: HTTP status 404: No such container"},
		{"one is cut off", func(w http.ResponseWriter, r *http.Request) bool {
			return inspectOf(r, 42) && says(w, 200, `{"Id":"canary`)
		}, facts.Containers.Name, facts.OK, "99 of 100: c42: the answer cannot be read"},
		{"one connection breaks", func(w http.ResponseWriter, r *http.Request) bool {
			if inspectOf(r, 42) {
				panic(http.ErrAbortHandler)
			}
			return false
		}, facts.Containers.Name, facts.OK, "99 of 100: c42: "},
		{"the list is not JSON", func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/containers/json" && says(w, 200, `[{"Id":"canary`)
		}, facts.Containers.Name, facts.Failed, "the answer cannot be read"},
		{"the list is endless", func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/images/json" {
				w.Header().Set("Content-Length", "2147483648")
				return says(w, 200, `[`)
			}
			return false
		}, facts.Images.Name, facts.Failed, "the answer is more than"},
		{"one in the list is odd", func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/containers/json" && says(w, 200, strings.Replace(newFakeEngine(t, 100).list(), `"/c42"],"Image":"a:1"`, `"/c42"],"Image":["canary"]`, 1))
		}, facts.Containers.Name, facts.OK, "partly collected: 99 of 100: c42: its entry in the list cannot be read"},
		{"the id of one in the list is odd", func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/containers/json" && says(w, 200, strings.Replace(newFakeEngine(t, 100).list(), `"`+fakeID(42)+`"`, `["canary"]`, 1))
		}, facts.Containers.Name, facts.OK, "partly collected: 99 of 100: c42: its entry in the list cannot be read"},
		{"images are denied by a plugin", func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/images/json" && says(w, 403, `{"message":"authorization denied by plugin x: no"}`)
		}, facts.Images.Name, facts.Denied, "HTTP status 403: authorization denied by plugin x: no"},
		{"redirect", func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/images/json" {
				http.Redirect(w, r, "http://u:canary@elsewhere.example/images/json", http.StatusFound)
				return true
			}
			return false
		}, facts.Images.Name, facts.Failed, "it redirects to another host"},
		{"ids that are none", func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Path == "/containers/json" && says(w, 200, `[{"Id":"../../images/x","State":"running"},{"Id":"`+fakeID(1)+`","State":"running"}]`)
		}, facts.Containers.Name, facts.OK, "1 of 2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			vanished.Store(false)
			fake := newFakeEngine(t, 100)
			fake.handle = row.handle
			got := ask(t, context.Background(), fake.engine())
			f := got.Node.Facts[row.section]
			require.Equal(t, row.state, f.State)
			require.Contains(t, f.Why(), row.why)
			require.Equal(t, row.why == "", f.Complete)
			require.Empty(t, why(got, facts.Networks.Name), "the rest is there")
			require.False(t, slices.ContainsFunc(fake.calls, func(c string) bool { return strings.Contains(c, "..") }))
		})
	}
}

func TestEngineContainerThatVanishes(t *testing.T) {
	fake := newFakeEngine(t, 3)
	all := fake.list()
	fake.ids = fake.ids[:2]
	var lists atomic.Int32
	fake.handle = func(w http.ResponseWriter, r *http.Request) bool {
		if inspectOf(r, 2) {
			return says(w, 404, `{"message":"No such container"}`)
		}
		return r.URL.Path == "/containers/json" && lists.Add(1) == 1 && says(w, 200, all)
	}
	got := ask(t, context.Background(), fake.engine())
	require.Empty(t, why(got, facts.Containers.Name), "the second list no longer has it")
	require.Len(t, got.Node.Facts[facts.Containers.Name].Value, 2)
	require.Equal(t, int32(2), lists.Load())
}

func TestEngineThatHangs(t *testing.T) {
	for name, hangs := range map[string]func(r *http.Request) bool{
		"in the middle of a list": func(r *http.Request) bool { return inspectOf(r, 5) },
		"at once":                 func(*http.Request) bool { return true },
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFakeEngine(t, 10)
			fake.handle = func(w http.ResponseWriter, r *http.Request) bool {
				if !hangs(r) {
					return false
				}
				_, _ = w.Write([]byte(`{"Id`))
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
				return true
			}
			e := fake.engine()
			e.api.at.Timeout = 300 * time.Millisecond
			got := ask(t, context.Background(), e)
			if name == "at once" {
				require.Equal(t, facts.Failed, got.Node.Facts[facts.Containers.Name].State)
				require.Contains(t, why(got, facts.Containers.Name), "no whole answer within 300ms")
				return
			}
			require.Contains(t, why(got, facts.Containers.Name), "partly collected: 9 of 10: c5: no whole answer within 300ms")
		})
	}
}

func TestEngineInterrupted(t *testing.T) {
	interrupt := func(source Source, at func(r *http.Request) bool) Collected {
		fake := newFakeEngine(t, 50)
		ctx, cancel := context.WithCancel(context.Background())
		fake.handle = func(_ http.ResponseWriter, r *http.Request) bool {
			if at(r) {
				cancel()
			}
			return false
		}
		n := &Node{Target: &Target{Now: testTime, Live: true, Files: noFiles()}, Engine: fake.engine(), ThisHost: true, Sources: []Source{source}}
		return n.Collect(ctx)
	}
	got := interrupt(quickSource("os", facts.OSRelease{}), func(r *http.Request) bool { return inspectOf(r, 20) })
	require.Contains(t, why(got, facts.Containers.Name), "partly collected")
	require.Contains(t, why(got, facts.Containers.Name), "interrupted")
	require.Empty(t, why(got, facts.OS.Name))

	notReached := Source{Section: "os", Collect: func(context.Context, *Target, Had) facts.Fact { panic("not reached") }}
	got = interrupt(notReached, func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/info") })
	require.Contains(t, why(got, facts.Images.Name), "interrupted")
	require.Contains(t, why(got, facts.Containers.Name), "interrupted")
	require.Contains(t, why(got, facts.OS.Name), "not looked at: the collection was interrupted")
}

func TestEngineThatIsNotThere(t *testing.T) {
	dir := t.TempDir()
	stale := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(stale, nil, 0o600))
	for name, host := range map[string]string{"no socket": "unix://" + filepath.Join(dir, "none"), "a file": "unix://" + stale} {
		t.Run(name, func(t *testing.T) {
			e, err := NewEngine(func(string) string { return "" }, host)
			require.NoError(t, err)
			got := ask(t, context.Background(), e)
			for _, section := range engineSections() {
				require.Equal(t, facts.Failed, got.Node.Facts[section].State, "that no engine answers is no evidence that there is none: "+section)
			}
			require.Nil(t, got.Swarm)
		})
	}
}

func TestEngineDenied(t *testing.T) {
	e := newFakeEngine(t, 1).engine()
	e.api.client.Transport = noSocket{}
	got := ask(t, context.Background(), e)
	require.Equal(t, facts.Denied, got.Node.Facts[facts.Containers.Name].State)
	require.Contains(t, why(got, facts.Containers.Name), "permission denied")
}

// noSocket is a socket one may not connect to.
type noSocket struct{}

func (noSocket) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &os.PathError{Op: "dial", Path: "unix", Err: os.ErrPermission}
}

func TestEngineAddress(t *testing.T) {
	for _, row := range []struct{ host, want string }{
		{"ssh://root@node1", "behind ssh"},
		{"tcp://", `DOCKER_HOST is "tcp://"`},
		{"tcp://u:canary@h:1", "DOCKER_HOST is"},
		{"npipe:////./pipe/docker", "DOCKER_HOST is"},
		{"unix://", "DOCKER_HOST is"},
		{"http://h:1", "DOCKER_HOST is"},
	} {
		_, err := NewEngine(func(string) string { return "" }, row.host)
		require.ErrorContains(t, err, row.want)
		require.NotContains(t, err.Error(), "canary")
	}
	env := map[string]string{"DOCKER_HOST": "tcp://node1:2376", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": t.TempDir()}
	_, err := NewEngine(func(k string) string { return env[k] }, "")
	require.ErrorContains(t, err, "ca.pem")
}

func TestEngineOverTLS(t *testing.T) {
	ca := fakecluster.NewIssuer(t, "ca")
	fake := newFakeEngine(t, 2)
	server := ca.Serve(t, testTime().AddDate(50, 0, 0), fake)
	dir := t.TempDir()
	env := map[string]string{"DOCKER_HOST": strings.Replace(server.URL, "https://", "tcp://", 1), "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": dir}
	collect := func(pem string) Collected {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "ca.pem"), []byte(pem), 0o600))
		e, err := NewEngine(func(k string) string { return env[k] }, "")
		require.NoError(t, err)
		e.api.client.Transport.(*http.Transport).TLSClientConfig.Time = testTime
		return ask(t, context.Background(), e)
	}
	got := collect(fakecluster.CertPEM(ca.Cert.Raw))
	require.Empty(t, why(got, facts.Containers.Name))
	require.Equal(t, facts.Some(true), got.Node.Provenance.TLSVerified)
	require.Equal(t, "api", got.Node.Provenance.Method)
	require.Contains(t, why(collect(fakecluster.CertPEM(fakecluster.NewIssuer(t, "other").Cert.Raw)), facts.Containers.Name), "not trusted")
	env["DOCKER_TLS_VERIFY"] = ""
	got = collect("")
	require.Empty(t, why(got, facts.Containers.Name))
	require.Equal(t, facts.Some(false), got.Node.Provenance.TLSVerified)
}

func TestEngineClockFarOff(t *testing.T) {
	fake := newFakeEngine(t, 0)
	fake.answers["/info"] = strings.Replace(fake.answers["/info"], "2026-11-20T06:00:00.5Z", "2026-11-20T07:00:00Z", 1)
	got := ask(t, context.Background(), fake.engine())
	require.Contains(t, fmt.Sprint(got.Node.Provenance.Notes, got.Warnings), "the clock of the engine differs from that of this machine by 1h0m0s")
}

func TestEngineCollectsWhatIsWanted(t *testing.T) {
	fake := newFakeEngine(t, 2)
	n := &Node{Target: &Target{Now: testTime}, Engine: fake.engine(), NoHost: "x", Want: func(s string) bool { return s == facts.Images.Name }}
	got := n.Collect(context.Background())
	require.Empty(t, why(got, facts.Images.Name))
	require.Equal(t, facts.Skipped, got.Node.Facts[facts.Containers.Name].State)
	require.Equal(t, facts.Skipped, got.Node.Facts[facts.EngineInfo.Name].State)
	require.Nil(t, got.Swarm)
	require.Equal(t, []string{"GET /version", "GET /v1.48/info", "GET /v1.48/images/json"}, fake.calls)
	require.Equal(t, []Step{{facts.Images.Name, []Touch{
		{HTTP, "GET /version", "which version of its API the engine speaks", "docker group"},
		{HTTP, "GET /images/json", "ids, tags and labels of images", "docker group"}}}}, n.Plan())
}

// noFiles is a host without any file.
func noFiles() Files {
	return Files{
		Lstat:    func(string) (Stat, error) { return Stat{}, os.ErrNotExist },
		Readlink: func(string) (string, error) { return "", os.ErrNotExist },
		ReadDir:  func(string) ([]string, error) { return nil, os.ErrNotExist },
		Head:     func(string, int) ([]byte, error) { return nil, os.ErrNotExist },
	}
}

// The host is looked at only where it is the engine's.
func TestNodeDoubtsItsHost(t *testing.T) {
	source := Source{Section: "os", Collect: func(_ context.Context, t *Target, _ Had) facts.Fact {
		return facts.Fact{State: facts.OK, Complete: true, At: t.Now(), Value: facts.OSRelease{}}
	}}
	with := func(name, content string) func(*Node) {
		return func(n *Node) { n.Target.Files = folder(t, running(map[string]string{name: content})).Files }
	}
	for _, row := range []struct {
		name string
		set  func(*Node)
		why  string
	}{
		{"the same name", func(n *Node) { n.Provenance.Hostname = "NODE1.example.mil" }, ""},
		{"another name", func(n *Node) { n.Provenance.Hostname = "laptop" }, `the engine calls itself "node1" and this machine "laptop"`},
		{"another name, vouched for", func(n *Node) { n.Provenance.Hostname = "laptop"; n.ThisHost = true }, ""},
		{"over the network", func(n *Node) { n.Engine.Local = false }, "the engine was asked over the network"},
		{"in a container", with(".dockerenv", ""), "the program runs in a container, whose files are not the host's (/.dockerenv)"},
		{"in a container of systemd", with("run/systemd/container", "lxc\n"), "(/run/systemd/container)"},
		{"the first process is in a container", with("proc/1/environ", "A=b\x00container=podman\x00"), "(container= in /proc/1/environ)"},
		{"a like name in its environment", with("proc/1/environ", "mycontainer=x\x00A=container=\x00"), ""},
		{"in a namespace of processes", with("proc/900/ns/pid", "-> pid:[4026532201]"), "(/proc/self/ns/pid is not a host's)"},
		{"no /proc", func(n *Node) { n.Target.Files = noFiles() }, "does not tell that it is a host"},
		{"no /proc, vouched for", func(n *Node) { n.Target.Files = noFiles(); n.ThisHost = true }, ""},
		{"in a pod", func(n *Node) {
			n.Getenv = func(name string) string { return map[string]string{"KUBERNETES_SERVICE_HOST": "10.96.0.1"}[name] }
		}, "KUBERNETES_SERVICE_HOST is set"},
		{"in a chroot", func(n *Node) { n.Target.OtherRoot = func() bool { return true } }, "another root folder than the first process"},
		{"the same root", func(n *Node) { n.Target.OtherRoot = func() bool { return false } }, ""},
		{"no engine among the processes", with("proc/1180/cmdline", "sh\x00"), "whose process (dockerd) is not among those of this machine"},
		{"no process of others is shown", with("proc/1/cmdline", "(none)"), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := &Node{Target: &Target{Now: testTime, Live: true, Files: folder(t, running(nil)).Files},
				Sources: []Source{source}, Engine: newFakeEngine(t, 0).engine()}
			row.set(n)
			got := n.Collect(context.Background())
			if row.why == "" {
				require.Empty(t, why(got, facts.OS.Name))
				require.Empty(t, got.Warnings)
				return
			}
			require.Equal(t, facts.Skipped, got.Node.Facts[facts.OS.Name].State)
			require.Contains(t, why(got, facts.OS.Name), row.why)
			require.NotEmpty(t, got.Warnings)
		})
	}
}

func TestNodeSourceThatBreaks(t *testing.T) {
	good := Source{Section: "lsm", Collect: func(_ context.Context, t *Target, _ Had) facts.Fact {
		return facts.Fact{State: facts.OK, Complete: true, At: t.Now(), Value: facts.LSMState{}}
	}}
	n := &Node{Target: &Target{Now: testTime, Files: noFiles()}, NoEngine: "not asked", Sources: []Source{
		{Section: "os", Collect: func(context.Context, *Target, Had) facts.Fact { panic("canary") }},
		{Section: "packages", Collect: func(context.Context, *Target, Had) facts.Fact { return facts.Fact{} }}, good}}
	got := n.Collect(context.Background())
	require.Contains(t, why(got, facts.OS.Name), "internal fault")
	require.Equal(t, facts.Failed, got.Node.Facts[facts.Packages.Name].State)
	require.Empty(t, why(got, facts.LSM.Name))
	require.Equal(t, facts.Skipped, got.Node.Facts[facts.Containers.Name].State)
	everyByte(t, got)
}

// BenchmarkCollectEngine is a node with 200 containers.
func BenchmarkCollectEngine(b *testing.B) {
	e := newFakeEngine(b, 200).engine()
	b.ReportAllocs()
	for b.Loop() {
		n := &Node{Target: &Target{Now: testTime}, Engine: e, NoHost: "x"}
		if got := n.Collect(context.Background()); !got.Node.Facts[facts.Containers.Name].Complete {
			b.Fatal(got.Node.Facts[facts.Containers.Name].Why())
		}
	}
}

// Of a doubtful host no more than its name is said, and no process of it is taken for a
// container's.
func TestNodeSaysWhoseFactsTheyAre(t *testing.T) {
	files := folder(t, running(map[string]string{
		"proc/sys/kernel/hostname": "node1\n", "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
		"proc/1000/status": "Name:\tapp\nNoNewPrivs:\t1\nSeccomp:\t2\n", "proc/1000/cgroup": "0::/docker/" + fakeID(0) + "\n",
	})).Files
	collect := func(local bool) Collected {
		n := &Node{Target: &Target{Now: testTime, Live: true, Files: files}, Engine: newFakeEngine(t, 1).engine()}
		n.Engine.Local = local
		return n.Collect(context.Background())
	}
	proc := func(got Collected) facts.Maybe[facts.Proc] {
		return got.Node.Facts[facts.Containers.Name].Value.([]facts.Container)[0].Proc
	}
	got := collect(true)
	require.Equal(t, "node1", got.Node.Provenance.Hostname)
	require.NotEmpty(t, got.Node.Provenance.MachineID)
	require.Equal(t, facts.Some(facts.Proc{NoNewPrivs: facts.Some(1), Seccomp: facts.Some(2)}), proc(got))
	got = collect(false)
	require.Empty(t, got.Node.Provenance.MachineID)
	require.Equal(t, facts.NotCollected, proc(got).State)
}

// An image is not named after the machine it is looked at on, and an empty folder is none.
func TestImage(t *testing.T) {
	image := func(files map[string]string) *Target {
		target := folder(t, files)
		target.Live = false
		return target
	}
	empty := image(map[string]string{"etc/": ""})
	require.ErrorContains(t, empty.IsHost(), "the folder is no image of a host: /etc/os-release: is not there")
	require.ErrorContains(t, image(map[string]string{"etc/os-release": "-> /usr/lib/x"}).IsHost(), "/usr, which is not there")
	require.NoError(t, image(map[string]string{"usr/lib/os-release": "ID=x\n"}).IsHost())
	require.NoError(t, image(map[string]string{"etc/os-release": "ID=x\n"}).IsHost())
	n := &Node{Target: empty, NoEngine: "an image", Provenance: facts.Provenance{Hostname: "laptop"}}
	require.Empty(t, n.Collect(t.Context()).Node.Provenance.Hostname)
	n.Target = image(map[string]string{"etc/hostname": "node9\n"})
	require.Equal(t, "node9", n.Collect(t.Context()).Node.Provenance.Hostname)
}

// A cluster of which nothing answers has shown no certificate.
func TestNoCertificateShownIsNone(t *testing.T) {
	fake := startSmall(t)
	var mke, msr string
	got := askCluster(t, fake, func(m, r *Access) {
		mke, msr = m.URL, r.URL
		m.URL, r.URL = "https://127.0.0.1:1", "https://127.0.0.1:1"
	})
	require.Equal(t, facts.Failed, got[facts.TLS.Name].State)
	require.Contains(t, got[facts.TLS.Name].Error, "TLS handshake with 127.0.0.1:1")
	require.NotEqual(t, mke, msr)
	got = askCluster(t, fake, func(_, r *Access) { r.URL = "https://127.0.0.1:1" })
	require.Equal(t, facts.OK, got[facts.TLS.Name].State, "one that answered")
}
