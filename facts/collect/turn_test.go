package collect

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/fakecluster"
)

// inProcess answers calls without a network, so that time can be made in a test. What
// hangs is answered when nobody waits any more.
type inProcess struct {
	handler http.Handler
	hangs   func(r *http.Request) bool
}

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.hangs != nil && p.hangs(r) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r.Clone(r.Context()))
	return w.Result(), nil
}

// within is a collection's time and how much of it is left.
func within(t *testing.T, all time.Duration) (ctx context.Context, left func() time.Duration) {
	ctx, cancel := context.WithTimeout(t.Context(), all)
	t.Cleanup(cancel)
	end, _ := ctx.Deadline()
	return ctx, func() time.Duration { return time.Until(end) }
}

// quickSource is one that is done at once; slowSource is done when its time is over.
func quickSource(section string, value any) Source {
	return Source{Section: section, Collect: func(_ context.Context, t *Target, _ Had) facts.Fact {
		return facts.Fact{State: facts.OK, Complete: true, At: t.Now(), Value: value}
	}}
}

func slowSource(section string) Source {
	return Source{Section: section, Collect: func(ctx context.Context, t *Target, _ Had) facts.Fact {
		<-ctx.Done()
		return finding{}.none(t, facts.Failed, ended(ctx))
	}}
}

const partWasOver = "its part of the time for the whole collection was over; a longer --timeout gives it more"

// Whatever hangs, an engine or a source of the host, leaves time to what comes after it:
// containers have what all others left.
func TestNothingTakesAllTheTime(t *testing.T) {
	for name, row := range map[string]struct {
		hangs      func(r *http.Request) bool
		images     string
		containers string
	}{
		"containers": {func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/top") || len(r.URL.Path) > 80 },
			"", "partly collected: 0 of 200"},
		"lists": {func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/images/json") },
			"no whole answer within 4m0s", ""},
		"nothing": {nil, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, left := within(t, 5*time.Minute)
				fake := newFakeEngine(t, 200)
				e, err := NewEngine(func(string) string { return "" }, DefaultSocket)
				require.NoError(t, err)
				e.api.client.Transport = inProcess{fake, row.hangs}
				e.api.at.Timeout = 4 * time.Minute
				n := &Node{Target: &Target{Now: testTime, Live: true, Files: noFiles()}, Engine: e, ThisHost: true, Left: left,
					Sources: []Source{quickSource("os", facts.OSRelease{}), slowSource("lsm"), quickSource("packages", []facts.Package{})}}
				got := n.Collect(ctx)
				require.Empty(t, why(got, facts.OS.Name))
				require.Contains(t, why(got, facts.LSM.Name), partWasOver)
				require.Empty(t, why(got, facts.Packages.Name))
				require.Empty(t, why(got, facts.Networks.Name))
				if row.images != "" {
					require.Contains(t, why(got, facts.Images.Name), partWasOver)
				}
				require.Contains(t, why(got, facts.Containers.Name), row.containers)
				require.Equal(t, row.containers == "", why(got, facts.Containers.Name) == "")
			})
		})
	}
}

// A source that waits for a file system that does not answer, whatever it is told, is
// left behind.
func TestSourceThatDoesNotComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, left := within(t, time.Minute)
		answers := make(chan struct{})
		stuck := Source{Section: "os", Collect: func(context.Context, *Target, Had) facts.Fact {
			<-answers
			return facts.Fact{State: facts.OK, Complete: true, Value: facts.OSRelease{}}
		}}
		n := &Node{Target: &Target{Now: testTime, Live: true, Files: noFiles()}, NoEngine: "not asked", ThisHost: true, Left: left,
			Sources: []Source{stuck, quickSource("packages", []facts.Package{})}}
		got := n.Collect(ctx)
		close(answers)
		require.Equal(t, facts.Failed, got.Node.Facts[facts.OS.Name].State)
		require.Contains(t, why(got, facts.OS.Name), "it did not come back from looking, and was left: "+partWasOver)
		require.Empty(t, why(got, facts.Packages.Name))
	})
}

// Files that tell whose facts these are may not answer either: the host is then not
// looked at, and the engine's facts are there.
func TestIdentityThatDoesNotComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, left := within(t, time.Minute)
		answers := make(chan struct{})
		files := noFiles()
		files.Lstat = func(string) (Stat, error) { <-answers; return Stat{}, context.Canceled }
		e, err := NewEngine(func(string) string { return "" }, DefaultSocket)
		require.NoError(t, err)
		e.api.client.Transport = inProcess{newFakeEngine(t, 3), nil}
		n := &Node{Target: &Target{Now: testTime, Live: true, Files: files}, Engine: e, ThisHost: true, Left: left,
			Sources: []Source{quickSource("os", facts.OSRelease{})}}
		got := n.Collect(ctx)
		close(answers)
		require.Equal(t, facts.Skipped, got.Node.Facts[facts.OS.Name].State)
		require.Contains(t, why(got, facts.OS.Name), "the host was not looked at: the files that tell whose it is do not answer")
		require.Empty(t, why(got, facts.Containers.Name))
	})
}

// The interfaces of a cluster are asked beside one another: one that hangs takes nothing
// from the others. Within one, no section takes all its time.
func TestInterfaceThatHangs(t *testing.T) {
	fake := startSmall(t)
	for name, row := range map[string]struct {
		hangs func(r *http.Request) bool
		whole []string // sections of MKE that are there
	}{
		"all of MKE": {func(*http.Request) bool { return true }, nil},
		"accounts":   {func(r *http.Request) bool { return r.URL.Path == "/accounts" }, []string{facts.Swarm.Name, facts.EngineByNode.Name}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, left := within(t, 5*time.Minute)
				c := &Cluster{Now: testTime, Account: fakecluster.User, MSRAccount: fakecluster.User, Left: left,
					Want: func(section string) bool {
						return section != facts.TLS.Name && section != facts.MKEPrelogonObserved.Name
					}}
				mke, msr, kube := interfacesOf(fake)
				mke.Timeout = time.Hour // as many calls that take long, one after the other
				var err error
				c.MKE, err = NewMKE(mke)
				require.NoError(t, err)
				c.MSR, err = NewAPI(msr)
				require.NoError(t, err)
				c.Kube, err = NewAPI(kube)
				require.NoError(t, err)
				c.MKE.client.Transport = inProcess{fake.MKE.Config.Handler, row.hangs}
				c.MSR.client.Transport = inProcess{fake.MSR.Config.Handler, nil}
				c.Kube.client.Transport = inProcess{fake.Kube.Config.Handler, nil}
				got := c.Collect(ctx).Node.Facts
				require.Empty(t, got[facts.K8s.Name].Why())
				require.Empty(t, got[facts.MSR.Name].Why())
				require.Contains(t, got[facts.MKEAccounts.Name].Why(), "time for the whole collection")
				for _, section := range row.whole {
					require.Empty(t, got[section].Why(), section)
				}
			})
		})
	}
}

// The registry's accounts take no more than half of its time.
func TestRegistryWhoseAccountsHang(t *testing.T) {
	fake := startSmall(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, left := within(t, 5*time.Minute)
		c := &Cluster{Now: testTime, MSRAccount: fakecluster.User, Left: left, Want: func(section string) bool { return section == facts.MSR.Name }}
		_, msr, _ := interfacesOf(fake)
		msr.Timeout = time.Hour
		var err error
		c.MSR, err = NewAPI(msr)
		require.NoError(t, err)
		c.MSR.client.Transport = inProcess{fake.MSR.Config.Handler, func(r *http.Request) bool { return r.URL.Path == "/enzi/v0/accounts" }}
		registry := c.Collect(ctx).Node.Facts[facts.MSR.Name].Value.(facts.Registry)
		require.Contains(t, registry.Accounts.Why(), partWasOver)
		require.Empty(t, registry.Tags.Why())
		require.Len(t, registry.Repositories.Value, 3)
	})
}

// A fault in what is waited for is one of whoever waits, not the end of the program.
func TestComesBackFaultIsTheCallers(t *testing.T) {
	require.PanicsWithValue(t, "broken", func() {
		comesBack(t.Context(), func() int { panic("broken") })
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.PanicsWithValue(t, "broken", func() {
		comesBack(ctx, func() int { panic("broken") })
	})
}

// counted is a server like another that counts its open connections.
func counted(t *testing.T, like *httptest.Server, open *atomic.Int32) *httptest.Server {
	server := httptest.NewUnstartedServer(like.Config.Handler)
	server.TLS, server.Config.ErrorLog = like.TLS.Clone(), quiet()
	countConns(server.Config, open)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func countConns(server *http.Server, open *atomic.Int32) {
	server.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed, http.StateHijacked:
			open.Add(-1)
		}
	}
}

// A collection that is over leaves no connection open, and with it no goroutine.
func TestNoConnectionIsLeftOpen(t *testing.T) {
	var open atomic.Int32
	fake := startSmall(t)
	fake.MKE, fake.MSR, fake.Kube = counted(t, fake.MKE, &open), counted(t, fake.MSR, &open), counted(t, fake.Kube, &open)
	require.Empty(t, askCluster(t, fake, nil)[facts.TLS.Name].Why())
	dir, err := os.MkdirTemp("", "sw")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	listener, err := net.Listen("unix", dir+"/d.sock")
	require.NoError(t, err)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: newFakeEngine(t, 20), ErrorLog: quiet()}}
	countConns(server.Config, &open)
	server.Start()
	t.Cleanup(server.Close)
	e, err := NewEngine(func(string) string { return "" }, "unix://"+dir+"/d.sock")
	require.NoError(t, err)
	require.Empty(t, why(ask(t, t.Context(), e), facts.Containers.Name))
	require.Eventually(t, func() bool { return open.Load() == 0 }, time.Minute, time.Millisecond)
}

// A list that goes on and on is not held in full.
func TestListIsNotHeldWithoutEnd(t *testing.T) {
	big := strings.Repeat("x", 1<<16)
	var pages atomic.Int32
	page := func(next, list string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			n := pages.Add(1)
			_, _ = fmt.Fprintf(w, `{"kind":"NamespaceList",%q:%q,"metadata":{"continue":"%d"},%q:[{"name":%q,"metadata":{"name":%q}}]}`, next, fmt.Sprint(n), n, list, big, big)
		}
	}
	ca := fakecluster.NewIssuer(t, "Example Root")
	a := testAPI(t, ca.Serve(t, testTime().AddDate(1, 0, 0), page("nextPageStart", "accounts")).URL, ca, nil)
	a.most = 5<<16 + 4096
	require.Contains(t, pagesOf[enziAccount](t.Context(), a, enziPages("/accounts", "accounts")).Why(), "the answers of the interface are too large to be held together")
	require.Equal(t, int32(6), pages.Load())
	pages.Store(0)
	a = testAPI(t, ca.Serve(t, testTime().AddDate(1, 0, 0), page("x", "items")).URL, ca, nil)
	a.most = 5<<16 + 4096
	all, _ := kubePages[kubeNamed](t.Context(), a, kubeKinds()["namespaces"], "/api/v1/namespaces")
	require.Contains(t, all.Why(), "the answers of the interface are too large to be held together")
	require.Equal(t, int32(6), pages.Load())
}

// What MKE's inspect answers hold together has a limit: those beyond it are not inspected.
func TestInspectAnswersAreNotHeldWithoutEnd(t *testing.T) {
	fake := startSmall(t)
	big := strings.Repeat("x", 1<<16)
	var list []string
	for i := range 8 {
		id := fmt.Sprintf("big%d", i)
		list = append(list, fmt.Sprintf(`{"Id":%q,"Names":["/node1/ucp-%s"],"State":"running"}`, id, id))
		fake.Break("mke /containers/"+id+"/json", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprintf(w, `{"Id":%q,"Name":"/node1/ucp-%s","AppArmorProfile":%q,"Node":{"ID":"n1"}}`, id, id, big)
		})
	}
	fake.Break("mke /containers/json", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintf(w, "[%s]", strings.Join(list, ",")) })
	c := &Cluster{Now: testTime, Account: fakecluster.User}
	mke, _, _ := interfacesOf(fake)
	var err error
	c.MKE, err = NewMKE(mke)
	require.NoError(t, err)
	c.MKE.most = 4 << 16
	f := c.Collect(t.Context()).Node.Facts[facts.EngineByNode.Name]
	engine := f.Value.(map[string]facts.Maybe[facts.NodeEngine])["n1"].Value.Containers
	require.Contains(t, engine.Why(), "the answers of the interface are too large to be held together")
	inspected := 0
	for _, one := range engine.Value {
		if one.Inspect.State == facts.OK {
			inspected++
		}
	}
	require.Equal(t, 3, inspected)
}
