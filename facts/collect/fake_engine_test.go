package collect

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// fakeEngine is an engine on a unix socket. Paths are without the API version.
type fakeEngine struct {
	t       testing.TB
	answers map[string]string                                 // by path
	handle  func(w http.ResponseWriter, r *http.Request) bool // first; true: done
	ids     []string

	mu       sync.Mutex
	calls    []string // method, path with query
	now, top atomic.Int32
}

// fakeID is the id of container i.
func fakeID(i int) string { return fmt.Sprintf("%064x", i+1) }

// newFakeEngine is a manager with n running containers.
func newFakeEngine(t testing.TB, n int) *fakeEngine {
	e := &fakeEngine{t: t, answers: map[string]string{
		"/version": `{"Version":"28.0.0","ApiVersion":"1.48","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64","Components":[]}`,
		"/info": `{"Name":"node1","OSType":"linux","Driver":"overlay2","SystemTime":"2026-11-20T06:00:00.5Z","HttpProxy":"http://u:canary-proxy@p:3128",
			"RegistryConfig":{"InsecureRegistryCIDRs":[],"IndexConfigs":{},"Mirrors":["https://u:canary-mirror@m/"]},
			"Swarm":{"NodeID":"n1","LocalNodeState":"active","ControlAvailable":true,"Managers":1,"Nodes":1,"Cluster":{"ID":"c1"}}}`,
		"/images/json": `[{"Id":"sha256:1","RepoTags":["a:1"],"RepoDigests":[],"Labels":{"api_token":"canary-image"}}]`,
		"/volumes":     `{"Volumes":[{"Name":"v","Driver":"local","Mountpoint":"/m","Labels":null,"Options":{"o":"password=canary-volume"}}]}`,
		"/networks":    `[{"Id":"n","Name":"app","Driver":"overlay","Scope":"swarm","Options":{"encrypted":"","secret":"canary-network"},"Labels":{}}]`,
		"/nodes":       `[{"ID":"n1","Spec":{"Labels":{"a":"b","token":"canary-node"},"Role":"manager","Availability":"active"},"Description":{"Hostname":"node1"}}]`,
		"/swarm": `{"ID":"c1","Spec":{"Name":"default","CAConfig":{"NodeCertExpiry":1,"SigningCAKey":"canary-cakey"},"EncryptionConfig":{"AutoLockManagers":true}},
			"JoinTokens":{"Worker":"canary-join","Manager":"canary-join"}}`,
		"/services": `[{"ID":"s","Spec":{"Name":"api","Labels":{},"TaskTemplate":{"ContainerSpec":{"Image":"i","Env":["TOKEN=canary-service"],
			"Args":["--password","canary-args"]}}},"Endpoint":{}}]`,
		"/secrets":         `[{"CreatedAt":"2026-01-01T00:00:00Z","Spec":{"Name":"db","Labels":{},"Data":"canary-secret"}}]`,
		"/configs":         `[{"Spec":{"Name":"conf","Data":"canary-config"}}]`,
		"/swarm/unlockkey": `{"UnlockKey":"canary-unlock"}`,
	}}
	for i := range n {
		id := fakeID(i)
		e.ids = append(e.ids, id)
		e.answers["/containers/"+id+"/json"] = fmt.Sprintf(`{"Id":%q,"Name":"/c%d","AppArmorProfile":"docker-default","ProcessLabel":"","Path":"/app","Args":["--password","canary-cmd"],
			"Config":{"User":"10001","Env":["PATH=/bin","DB_PASSWORD=canary-env"],"Cmd":["/app","--token=canary-cmd"],"Image":"a:1","Labels":{"token":"canary-label"},
				"Healthcheck":{"Test":["CMD","x","--password","canary-health"]}},
			"State":{"Status":"running","Pid":%d},"HostConfig":{"Privileged":false,"CapAdd":null,"CapDrop":["ALL"],"ReadonlyRootfs":true,"PidsLimit":100,
				"LogConfig":{"Type":"splunk","Config":{"splunk-token":"canary-log"}},"PortBindings":{}},
			"NetworkSettings":{"Ports":{},"Networks":{"bridge":{}}},"Mounts":[]}`, id, i, 1000+i)
		e.answers["/containers/"+id+"/top"] = `{"Titles":["PID","PPID","USER","COMMAND"],"Processes":[["1","0","root","/app --password canary-top API_KEY=canary-top"]]}`
	}
	return e
}

// list is the answer to the list of containers.
func (e *fakeEngine) list() string {
	var items []string
	for i, id := range e.ids {
		items = append(items, fmt.Sprintf(`{"Id":%q,"Names":["/c%d"],"Image":"a:1","ImageID":"sha256:1","State":"running","Labels":{"com.example.password":"canary-label"}}`, id, i))
	}
	return "[" + strings.Join(items, ",") + "]"
}

func (e *fakeEngine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	most := e.now.Add(1)
	defer e.now.Add(-1)
	for old := e.top.Load(); most > old && !e.top.CompareAndSwap(old, most); old = e.top.Load() {
	}
	e.mu.Lock()
	e.calls = append(e.calls, r.Method+" "+r.URL.RequestURI())
	e.mu.Unlock()
	path := r.URL.Path
	if strings.HasPrefix(path, "/v1.") {
		path = path[strings.Index(path[1:], "/")+1:]
	}
	r.URL.Path = path
	if e.handle != nil && e.handle(w, r) {
		return
	}
	answer, ok := e.answers[path]
	if path == "/containers/json" {
		answer, ok = e.list(), true
	}
	w.Header().Set("Content-Type", "application/json")
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		answer = `{"message":"page not found"}`
	}
	_, _ = w.Write([]byte(answer))
}

// start serves the engine and gives its address.
func (e *fakeEngine) start() string {
	dir, err := os.MkdirTemp("", "sw") // the path of a socket is short
	require.NoError(e.t, err)
	path := filepath.Join(dir, "d.sock")
	listener, err := net.Listen("unix", path)
	require.NoError(e.t, err)
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: e, ErrorLog: quiet()}}
	server.Start()
	e.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		_ = os.RemoveAll(dir)
	})
	return "unix://" + path
}

// engine is the client of a fake engine.
func (e *fakeEngine) engine() *Engine {
	client, err := NewEngine(func(string) string { return "" }, e.start())
	require.NoError(e.t, err)
	e.t.Cleanup(client.api.client.CloseIdleConnections)
	return client
}

// says answers with a status and a text.
func says(w http.ResponseWriter, status int, text string) bool {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
	return true
}
