// Package fakecluster is servers that answer as the public documents of MKE, MSR and
// Kubernetes say their interfaces do. Only tests use it, and nothing in it was tried
// against a live MKE or MSR: it holds what those documents and the users of these
// interfaces show, no more.
//
// It is made from the values of facts, which it takes apart into the answers they would
// have come from, so that what is collected can be compared with what was served.
// Wherever a real server would hold a secret, it holds [Canary].
package fakecluster

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Canary stands for everything that must never be written down.
const Canary = "canary-7Qx9"

// Password is that of the accounts, User the name of the one that asks.
const (
	Password = Canary + "-password"
	User     = "svc-stig-collect"
	token    = Canary + "-session-token"
)

// object is a JSON object.
type object = map[string]any

// Cluster is the servers of one cluster.
type Cluster struct {
	Issuer         Issuer
	MKE, MSR, Kube *httptest.Server

	mu      sync.Mutex
	answers map[string]answer // "mke /accounts": path without its query
	break_  map[string]http.HandlerFunc
	asked   map[string]int
	wrong   []string // calls that were not to be made
}

// answer is what a path answers: a document, a list that comes in pages, or a text.
type answer struct {
	body  any
	list  string // member of the document that holds the list; "-" for a bare list
	items []any
	text  string
}

// Start serves the values of sections of a cluster, and the containers of nodes by
// Swarm node id.
func Start(t testing.TB, sections object, containers map[string][]any) *Cluster {
	t.Helper()
	c := &Cluster{Issuer: NewIssuer(t, "Example Root CA"), answers: map[string]answer{}, break_: map[string]http.HandlerFunc{}, asked: map[string]int{}}
	c.mke(sections)
	c.engines(sections, containers)
	c.msr(sections)
	c.kube(sections)
	until := Now().AddDate(1, 0, 0)
	c.MKE = c.Issuer.Serve(t, until, c.handler("mke"))
	c.MSR = c.Issuer.Serve(t, until, c.handler("msr"))
	c.Kube = c.Issuer.Serve(t, until, c.handler("kube"))
	return c
}

// Paths is every path that is answered: "mke /accounts".
func (c *Cluster) Paths() []string { return slices.Sorted(maps.Keys(c.answers)) }

// Break answers a path in another way.
func (c *Cluster) Break(path string, h http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.break_[path] = h
}

// Mend takes all breaks back.
func (c *Cluster) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.break_)
}

// Wrong is the calls that nobody was to make: another method, no credentials, secrets
// asked for with their data.
func (c *Cluster) Wrong() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.wrong)
}

// Asked is how often a path was asked for.
func (c *Cluster) Asked(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked[path]
}

// Status answers with a status and a message in which a careless server repeats a secret.
func Status(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"message":"refused, token=%s"}`, token)
	}
}

func (c *Cluster) handler(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path := name + " " + r.URL.EscapedPath()
		c.mu.Lock()
		c.asked[path]++
		broken, known := c.break_[path], c.answers[path]
		_, ok := c.answers[path]
		why := c.refused(name, r)
		if why != "" {
			c.wrong = append(c.wrong, r.Method+" "+path+": "+why)
		}
		c.mu.Unlock()
		switch {
		case broken != nil:
			broken(w, r)
		case path == "mke /auth/login":
			login(w, r)
		case strings.HasSuffix(path, "/selfsubjectaccessreviews"):
			w.WriteHeader(http.StatusCreated)
			_, _ = fmt.Fprint(w, `{"kind":"SelfSubjectAccessReview","status":{"allowed":true}}`)
		case why != "":
			Status(http.StatusUnauthorized)(w, r)
		case !ok:
			Status(http.StatusNotFound)(w, r)
		default:
			known.send(w, r, name)
		}
	}
}

// refused is why a call should not have been made; "" for one that is well.
func (c *Cluster) refused(name string, r *http.Request) string {
	path := r.URL.Path
	post := path == "/auth/login" || strings.HasSuffix(path, "/selfsubjectaccessreviews")
	if (r.Method == http.MethodPost) != post || (r.Method != http.MethodGet && !post) {
		return "the method"
	}
	if strings.HasSuffix(path, "/secrets") && name == "kube" && !strings.Contains(r.Header.Get("Accept"), "PartialObjectMetadataList") {
		return "asks for the data of secrets"
	}
	if path == "/auth/login" || path == "/ca" || path == "/login" {
		return ""
	}
	user, password, basic := r.BasicAuth()
	known := r.Header.Get("Authorization") == "Bearer "+token || (basic && user == User && password == Password) ||
		(r.TLS != nil && len(r.TLS.PeerCertificates) > 0)
	if !known {
		return "no credentials"
	}
	return ""
}

func login(w http.ResponseWriter, r *http.Request) {
	var who struct{ Username, Password string }
	if json.NewDecoder(r.Body).Decode(&who) != nil || who.Username != User || who.Password != Password {
		Status(http.StatusUnauthorized)(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(object{"auth_token": token})
}

// perPage is how many items one answer holds: few, so that every list has pages.
const perPage = 2

// send answers; lists come in pages in the manner of their server.
func (a answer) send(w http.ResponseWriter, r *http.Request, name string) {
	switch {
	case a.list == "" && a.text != "":
		_, _ = fmt.Fprint(w, a.text)
		return
	case a.list == "":
		_ = json.NewEncoder(w).Encode(a.body)
		return
	}
	q := r.URL.Query()
	start, _ := strconv.Atoi(q.Get("start") + q.Get("pageStart") + q.Get("continue"))
	end := min(start+perPage, len(a.items))
	page := append([]any{}, a.items[min(start, end):end]...)
	next := ""
	if end < len(a.items) {
		next = strconv.Itoa(end)
	}
	body, _ := a.body.(object)
	if body = maps.Clone(body); body == nil {
		body = object{}
	}
	body[a.list] = page
	switch {
	case name == "kube":
		body["metadata"] = object{"continue": next}
	case next != "":
		w.Header().Set("X-Next-Page-Start", next)
	}
	if a.list == "-" {
		_ = json.NewEncoder(w).Encode(page)
		return
	}
	_ = json.NewEncoder(w).Encode(body)
}

func (c *Cluster) doc(path string, body any) { c.answers[path] = answer{body: body} }

func (c *Cluster) pages(path, list string, items []any) {
	c.answers[path] = answer{list: list, items: items}
}

// of is a value inside documents: of(v, "a", "b") is v.a.b.
func of(v any, names ...string) any {
	for _, n := range names {
		o, _ := v.(object)
		v = o[n]
	}
	return v
}

func items(v any, names ...string) []any {
	list, _ := of(v, names...).([]any)
	return list
}

func text(v any, names ...string) string {
	s, _ := of(v, names...).(string)
	return s
}

func escape(s string) string { return url.PathEscape(s) }
