package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/fakecluster"
)

// testTime is now, in tests.
func testTime() time.Time { return fakecluster.Now() }

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

const canary = fakecluster.Canary

func testAPI(t testing.TB, url string, ca fakecluster.Issuer, change func(*Access)) *API {
	t.Helper()
	at := Access{Name: "mke", URL: url, CA: ca.Pool(), Token: canary + "-token", Now: fakecluster.Now}
	if change != nil {
		change(&at)
	}
	a, err := NewAPI(at)
	require.NoError(t, err)
	return a
}

// TestAPIFaults holds what becomes of each way in which a server can fail to answer.
func TestAPIFaults(t *testing.T) {
	ca, other := fakecluster.NewIssuer(t, "Example Root"), fakecluster.NewIssuer(t, "Another Root")
	good, expired := fakecluster.Now().AddDate(1, 0, 0), fakecluster.Now().AddDate(0, 0, -1)
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	elsewhere := other.Serve(t, good, answer(200, `{"name":"x"}`))
	for _, c := range []struct {
		name    string
		until   time.Time
		handler http.HandlerFunc
		change  func(*Access)
		named   bool
		state   facts.State
		why     string
	}{
		{name: "answered", handler: answer(200, `{"name":"alice"}`), state: facts.OK},
		{name: "401", handler: answer(401, `{"message":"unauthorized"}`), state: facts.Denied, why: "GET /x: HTTP status 401: unauthorized"},
		{name: "403", handler: answer(403, `{"errors":[{"message":"not an administrator"}]}`), state: facts.Denied, why: "HTTP status 403: not an administrator"},
		{name: "404 of a list", handler: answer(404, `{}`), state: facts.Failed, why: "HTTP status 404"},
		{name: "404 of a named object", handler: answer(404, `{}`), named: true, state: facts.Absent, why: "HTTP status 404"},
		{name: "500", handler: answer(500, `oops`), state: facts.Failed, why: "HTTP status 500"},
		{name: "no content", handler: answer(204, ``), state: facts.Failed, why: "HTTP status 204"},
		{name: "empty", handler: answer(200, ``), state: facts.Failed, why: "the answer is not JSON"},
		{name: "null", handler: answer(200, `null`), state: facts.Failed, why: "the answer is null"},
		{name: "cut", handler: answer(200, `{"name":"al`), state: facts.Failed, why: "the answer is not JSON, or not all of it"},
		{name: "two keys of one name", handler: answer(200, `{"name":"a","name":"b"}`), state: facts.Failed, why: "the answer is not JSON"},
		{name: "another form", handler: answer(200, `{"name":["a"]}`), state: facts.Failed, why: "another form than documented at /name"},
		{name: "a web page", handler: answer(200, "<!DOCTYPE html><title>Login</title>"), state: facts.Failed, why: "the answer is a web page, not JSON"},
		{name: "expired certificate", until: expired, handler: answer(200, `{}`), state: facts.Failed, why: "has expired"},
		{name: "wrong authority", handler: answer(200, `{}`), change: func(at *Access) { at.CA = other.Pool() }, state: facts.Failed, why: "not trusted here; give its certificate with --ca-file"},
		{name: "wrong authority, not verified", handler: answer(200, `{"name":"alice"}`), change: func(at *Access) { at.CA, at.Insecure = other.Pool(), true }, state: facts.OK},
		{name: "another host", handler: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) },
			state: facts.Failed, why: "it redirects to another host, https://127.0.0.1:"},
		{name: "round and round", handler: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusFound) },
			state: facts.Failed, why: "it redirects again and again"},
		{name: "announced as 2 GB", handler: func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Length", "2147483648") },
			state: facts.Failed, why: "the answer is more than 67108864 bytes"},
		{name: "without end", handler: endless, change: func(at *Access) { at.MaxAnswer = 1 << 16 }, state: facts.Failed, why: "the answer is more than 65536 bytes"},
		{name: "byte by byte", handler: stalls, change: func(at *Access) { at.Timeout = 50 * time.Millisecond }, state: facts.Failed, why: "no whole answer within 50ms"},
		{name: "endless headers", handler: func(w http.ResponseWriter, _ *http.Request) {
			for i := range 2000 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 1000))
			}
		}, state: facts.Failed, why: "GET /x: "},
		{name: "a message that quotes the token", handler: answer(401, `{"message":"who is \"`+canary+`-token\"?"}`), state: facts.Denied, why: `HTTP status 401: who is "<redacted>"?`},
		{name: "a message that repeats the token", handler: answer(403, `{"message":"token=`+canary+`-token is not known"}`), state: facts.Denied, why: "HTTP status 403: token=<redacted>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			until := good
			if !c.until.IsZero() {
				until = c.until
			}
			a := testAPI(t, ca.Serve(t, until, c.handler).URL, ca, c.change)
			m := decode[struct {
				Name string `json:"name"`
			}](a.Get(t.Context(), "/x"), c.named)
			require.Equal(t, c.state, m.State, m.Error)
			require.Contains(t, m.Error, c.why)
			require.NotContains(t, m.Error, canary)
			require.NotContains(t, m.Error, "\n")
		})
	}
}

// A proxy of the environment that is no address is quoted in no message: its password
// stands in it.
func TestProxyThatIsNone(t *testing.T) {
	a, err := NewAPI(Access{Name: "mke", URL: "https://mke.example.mil"})
	require.NoError(t, err)
	transport := a.client.Transport.(*http.Transport)
	_, err = proxied(func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "http://u:` + canary + ` x@p": bad`)
	})(nil)
	require.EqualError(t, err, "the proxy that the environment names (HTTPS_PROXY) is no address")
	_, err = transport.Proxy(&http.Request{URL: &url.URL{Scheme: "https", Host: "mke.example.mil"}})
	require.NoError(t, err)
	transport.Proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("http://u:" + canary + "@p is down") }
	require.NotContains(t, a.Get(t.Context(), "/x").Err, canary)
}

// endless writes until nobody reads.
func endless(w http.ResponseWriter, _ *http.Request) {
	for {
		if _, err := w.Write(make([]byte, 4096)); err != nil {
			return
		}
	}
}

// stalls begins an answer and never ends it.
func stalls(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, `{"name":`)
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

func TestAPIEndsWithItsContext(t *testing.T) {
	ca := fakecluster.NewIssuer(t, "Example Root")
	ctx, cancel := context.WithCancel(t.Context())
	a := testAPI(t, ca.Serve(t, fakecluster.Now().AddDate(1, 0, 0), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})).URL, ca, nil)
	require.Equal(t, "interrupted", a.Get(ctx, "/x").Err)
	require.Equal(t, "interrupted", a.Get(ctx, "/y").Err)
}

func TestAPIAddress(t *testing.T) {
	for address, want := range map[string]string{
		"http://mke.example.mil":                 `want one such as https://mke.example.mil`,
		"mke.example.mil":                        `want one such as`,
		"":                                       `want one such as`,
		"https://admin:" + canary + "@mke.x":     "holds a user name",
		"http://admin:" + canary + "@mke.x":      "want one such as",
		"https://admin:" + canary + "\x7f@mke.x": "want one such as",
	} {
		_, err := NewAPI(Access{Name: "mke", URL: address})
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), canary)
	}
	a, err := NewAPI(Access{Name: "mke", URL: "https://mke.example.mil:8443/"})
	require.NoError(t, err)
	require.Equal(t, "mke.example.mil:8443", a.Host)
}

// TestAPIIsOnlyRead holds that a call carries who asks, reads, and does so a few at a time.
func TestAPIIsOnlyRead(t *testing.T) {
	ca := fakecluster.NewIssuer(t, "Example Root")
	var now, most atomic.Int32
	var full sync.WaitGroup
	full.Add(CallsAtOnce)
	a := testAPI(t, ca.Serve(t, fakecluster.Now().AddDate(1, 0, 0), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		if n > most.Load() {
			most.Store(n)
		}
		if r.URL.Query().Get("first") != "" {
			full.Done()
			full.Wait() // all of the first are here at once
		}
		_, _ = fmt.Fprintf(w, `{"method":%q,"who":%q}`, r.Method, r.Header.Get("Authorization"))
	})).URL, ca, nil)
	var wg sync.WaitGroup
	for i := range 4 * CallsAtOnce {
		wg.Go(func() {
			path := "/x"
			if i < CallsAtOnce {
				path = "/x?first=1"
			}
			r := a.Get(t.Context(), path)
			require.JSONEq(t, `{"method":"GET","who":"Bearer `+canary+`-token"}`, string(r.Body))
		})
	}
	wg.Wait()
	require.LessOrEqual(t, most.Load(), int32(CallsAtOnce))
}
