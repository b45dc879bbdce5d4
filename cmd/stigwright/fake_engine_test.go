package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// fakeEngine serves a Docker Engine on a unix socket: engine SOCKET ANSWERS. ANSWERS is
// a JSON file: by path without the API version an answer, or {"$status": 500, "$text":
// "…"}. It runs until the script ends.
func fakeEngine(ts *testscript.TestScript, _ bool, args []string) {
	var answers map[string]json.RawMessage
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &answers))
	dir, err := os.MkdirTemp("", "sw") // the path of a socket must be short
	ts.Check(err)
	socket := path.Join(dir, args[0])
	listener, err := net.Listen("unix", socket)
	ts.Check(err)
	hung, _ := ts.Value(hungKey{}).(chan struct{})
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: serveAnswers(answers, hung)}}
	server.Start()
	ts.Setenv("DOCKER_HOST", "unix://"+socket)
	ts.Defer(func() {
		server.CloseClientConnections()
		server.Close()
		_ = os.RemoveAll(dir)
	})
}

// hungKey is where a script keeps the channel that hears of a call that is left hanging.
type hungKey struct{}

func serveAnswers(answers map[string]json.RawMessage, hung chan<- struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p := r.URL.Path
		if strings.HasPrefix(p, "/v1.") {
			p = p[strings.Index(p[1:], "/")+1:]
		}
		var refused struct {
			Status int    `json:"$status"`
			Text   string `json:"$text"`
			Hang   bool   `json:"$hang"`
		}
		answer, ok := answers[p]
		_ = json.Unmarshal(answer, &refused) // a list is no refusal
		switch {
		case refused.Hang:
			select {
			case hung <- struct{}{}:
			default:
			}
			<-r.Context().Done()
		case refused.Status != 0:
			w.WriteHeader(refused.Status)
			_, _ = w.Write([]byte(refused.Text))
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"message":"page not found"}`))
		default:
			_, _ = w.Write(answer)
		}
	}
}

// sendSignal interrupts the command that runs in the background once the engine is
// asked: signal.
func sendSignal(ts *testscript.TestScript, _ bool, _ []string) {
	<-ts.Value(hungKey{}).(chan struct{})
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(os.Interrupt))
	}
}
