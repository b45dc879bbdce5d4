package collect

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// The limits of talking to an interface, each of which a server can be made to meet.
const (
	CallTimeout = 30 * time.Second // one call from the first byte sent to the last byte read
	MaxAnswer   = 64 << 20         // bytes of one answer; a list of a large cluster comes in pages far below
	CallsAtOnce = 6                // to one interface: what a browser does, so no load to speak of
	maxHeaders  = 1 << 20          // bytes of the headers of an answer
	maxHops     = 3                // redirects that stay on the host
	maxTogether = 1 << 30          // bytes that are kept of all answers of one interface: 150,000 containers
)

// Access says how an interface is reached and who asks. Credentials come from a
// prompt, a file, the environment or a client bundle; they are never part of a fact,
// a message or a record.
type Access struct {
	Name        string // mke, msr, kubernetes: what messages call it
	URL         string // https://host[:port]
	CA          *x509.CertPool
	Certificate *tls.Certificate // of the client
	Token       string           // sent as a bearer token
	Username    string           // with Password: logs in once (mke), or is sent with each call (msr, kubernetes)
	Password    string
	Insecure    bool             // the server's certificate is not verified
	Timeout     time.Duration    // of one call; CallTimeout when 0
	MaxAnswer   int64            // bytes; MaxAnswer when 0
	Now         func() time.Time // for the validity of certificates; the clock when nil
}

// API is one HTTPS interface that is looked at: every call is a GET, but for those in
// post, which change nothing.
type API struct {
	Name string
	Host string // with its port where it has one

	at        Access
	client    *http.Client
	gate      chan struct{}
	authorize func(*http.Request)               // adds the credentials
	prepare   func(context.Context, *API) Reply // before the first call, once: a login
	prepared  sync.Once
	ready     Reply
	secrets   []string
	most      int64 // bytes that are kept of all answers
	held      atomic.Int64
	tape      *tape                     // that records the answers, or gives them in the place of the interface; nil for none
	hears     func(call string, k keep) // for a test that pins what is kept; nil for none
}

// Reply is what one call was answered.
type Reply struct {
	Call   string // GET /accounts/alice
	Status int    // of HTTP; 0 where there was no answer
	Next   string // the start of the next page, as the header X-Next-Page-Start has it
	Body   []byte
	Err    string // why there is no answer, or no whole one
	denied bool   // with Err: the system refused to connect us
}

// NewAPI is the interface at an address. It refuses what is not HTTPS, and an address
// that holds a password. Nothing is sent yet.
func NewAPI(at Access) (*API, error) {
	u, err := url.Parse(at.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" {
		return nil, fmt.Errorf("%s: the address is %q; want one such as https://%s.example.mil", at.Name, clipText(hideUser(at.URL)), at.Name)
	}
	if u.User != nil {
		return nil, fmt.Errorf("%s: the address holds a user name; want it in --username, and the password in a file or at the prompt", at.Name)
	}
	if at.Timeout == 0 {
		at.Timeout = CallTimeout
	}
	if at.MaxAnswer == 0 {
		at.MaxAnswer = MaxAnswer
	}
	at.URL = "https://" + u.Host + strings.TrimSuffix(u.EscapedPath(), "/")
	a := &API{Name: at.Name, Host: u.Host, at: at, gate: make(chan struct{}, CallsAtOnce), most: maxTogether}
	for _, s := range []string{at.Token, at.Password} {
		a.hide(s)
	}
	a.client = &http.Client{Transport: a.transport(), CheckRedirect: sameHost}
	a.authorize = a.credentials()
	return a, nil
}

// hideUser takes what may be a password out of an address that could not be read.
func hideUser(address string) string {
	if i := strings.LastIndex(address, "@"); i >= 0 {
		return "…" + address[i:]
	}
	return address
}

func (a *API) transport() *http.Transport {
	config := &tls.Config{RootCAs: a.at.CA, InsecureSkipVerify: a.at.Insecure} //nolint:gosec // only where the operator asked for it; the bundle says so
	config.Time = a.at.Now
	if a.at.Certificate != nil {
		config.Certificates = []tls.Certificate{*a.at.Certificate}
	}
	return &http.Transport{
		Proxy:                  proxied(http.ProxyFromEnvironment),
		TLSClientConfig:        config,
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        CallsAtOnce,
		MaxIdleConnsPerHost:    CallsAtOnce,
		MaxResponseHeaderBytes: maxHeaders,
	}
}

// proxied is the proxy of the environment. An address that is none is not quoted: a
// password may stand in it.
func proxied(of func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		proxy, err := of(r)
		if err != nil {
			return nil, errors.New("the proxy that the environment names (HTTPS_PROXY) is no address")
		}
		return proxy, nil
	}
}

// credentials is how a call says who asks.
func (a *API) credentials() func(*http.Request) {
	switch {
	case a.at.Token != "":
		return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+a.at.Token) }
	case a.at.Username != "" && a.at.Password != "":
		return func(r *http.Request) { r.SetBasicAuth(a.at.Username, a.at.Password) }
	default:
		return func(*http.Request) {}
	}
}

// errElsewhere is a redirect that leaves the host: whoever is there was not asked for,
// and gets no credentials.
type errElsewhere struct{ to string }

func (e errElsewhere) Error() string { return "it redirects to another host, " + e.to }

// sameHost lets a redirect stay on its host.
func sameHost(r *http.Request, via []*http.Request) error {
	if first := via[0].URL; r.URL.Scheme != first.Scheme || r.URL.Host != first.Host {
		return errElsewhere{clipText(r.URL.Scheme + "://" + r.URL.Host)}
	}
	if len(via) > maxHops {
		return errors.New("it redirects again and again")
	}
	return nil
}

// hide makes sure that a credential, or a token that was given for one, appears in no
// message.
func (a *API) hide(secret string) {
	if len(secret) > 2 {
		a.secrets = append(a.secrets, secret)
		quoted, _ := jsontext.AppendQuote(nil, secret) // as an answer would repeat it
		if inside := string(quoted[1 : len(quoted)-1]); inside != secret {
			a.secrets = append(a.secrets, inside)
		}
	}
}

// scrub takes credentials out of a text.
func (a *API) scrub(text string) string {
	for _, s := range a.secrets {
		text = strings.ReplaceAll(text, s, facts.Redacted)
	}
	return text
}

// Get asks for a path, which begins with a slash and is escaped. It does not fail: a
// call that got no answer says why in Err.
func (a *API) Get(ctx context.Context, path string) Reply {
	return a.GetAs(ctx, path, "application/json")
}

// GetAs asks for a path in a media type.
func (a *API) GetAs(ctx context.Context, path, accept string) Reply {
	a.prepared.Do(func() {
		if a.ready = (Reply{Status: http.StatusOK}); a.prepare != nil {
			a.ready = a.prepare(ctx, a)
		}
	})
	if a.ready.Status != http.StatusOK || a.ready.Err != "" {
		r := a.ready
		r.Call, r.Body, r.Err = "GET "+path, nil, a.ready.Call+": "+a.ready.why()
		return r
	}
	return a.call(ctx, http.MethodGet, path, accept, nil)
}

// ask asks for a path, of whose answer only what k keeps is seen.
func (a *API) ask(ctx context.Context, path, accept string, k keep) Reply {
	return a.askPage(ctx, func(string) string { return path }, "", accept, k, &cursors{})
}

// kept is what is kept of an answer: it is recorded, or comes from a record.
func (a *API) kept(call string, k keep, ask func() Reply) Reply {
	if a.hears != nil {
		a.hears(call, k)
	}
	if a.tape != nil && a.tape.files != nil {
		return a.tape.replay(a.Name, call, k)
	}
	r := ask().reduced(k.raw)
	if a.held.Add(int64(len(r.Body))) > a.most && r.Err == "" {
		r.Body, r.Err = nil, "the answers of the interface are too large to be held together"
	}
	if r.Status/100 != 2 && r.Body != nil { // as it reads, however it was spelled
		r.Body = encoded(map[string]string{"message": a.scrub(strings.TrimPrefix(r.message(), ": "))}, nil)
	}
	if r.Call = call; a.tape != nil {
		a.tape.add(a.Name, r)
	}
	return r
}

// post sends a body to one of the two paths that change nothing: the login, and the
// question what the account may do.
func (a *API) post(ctx context.Context, path string, body []byte) Reply {
	return a.call(ctx, http.MethodPost, path, "application/json", body)
}

func (a *API) call(ctx context.Context, method, path, accept string, body []byte) Reply {
	r := Reply{Call: method + " " + path}
	select {
	case a.gate <- struct{}{}:
		defer func() { <-a.gate }()
	case <-ctx.Done():
		r.Err = a.failure(ctx, ctx.Err())
		return r
	}
	limited, cancel := context.WithTimeout(ctx, a.at.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, method, a.at.URL+path, bytes.NewReader(body))
	if err != nil {
		r.Err = "the path cannot be asked for"
		return r
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("User-Agent", "stigwright")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	a.authorize(req)
	res, err := a.client.Do(req)
	if err != nil {
		r.Err, r.denied = a.failure(ctx, err), errors.Is(err, fs.ErrPermission)
		return r
	}
	defer func() { _ = res.Body.Close() }()
	r.Status, r.Next = res.StatusCode, nextPage(res.Header)
	r.Body, err = a.read(res)
	if err == nil {
		err = limited.Err() // a server that sees us leave can still end its answer in good form
	}
	if err != nil {
		r.Body, r.Err = nil, a.failure(ctx, err)
	} else if r.Status/100 != 2 {
		r.Body = []byte(a.scrub(string(r.Body))) // a refusal may quote who was refused
	}
	return r
}

// nextPage is where the next page of a list starts, as a header says it; one that is no
// text of a sensible length starts nowhere that can be asked for.
func nextPage(h http.Header) string {
	const most = 4 << 10
	next := h.Get("X-Next-Page-Start")
	return strings.ToValidUTF8(next[:min(len(next), most)], "\uFFFD")
}

// errTooLarge is an answer above the limit.
type errTooLarge struct{ limit int64 }

func (e errTooLarge) Error() string {
	return fmt.Sprintf("the answer is more than %d bytes", e.limit)
}

// read is the body of an answer, which is refused before it fills the memory.
func (a *API) read(res *http.Response) ([]byte, error) {
	if res.ContentLength > a.at.MaxAnswer {
		return nil, errTooLarge{a.at.MaxAnswer}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, a.at.MaxAnswer+1))
	if err == nil && int64(len(body)) > a.at.MaxAnswer {
		err = errTooLarge{a.at.MaxAnswer}
	}
	return body, err
}

// failure says in a few words why there was no answer.
func (a *API) failure(ctx context.Context, err error) string {
	var (
		expired   x509.CertificateInvalidError
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		elsewhere errElsewhere
	)
	switch {
	case errors.Is(context.Cause(ctx), errPart):
		return errPart.Error()
	case errors.Is(ctx.Err(), context.Canceled):
		return "interrupted"
	case ctx.Err() != nil:
		return "the time for the whole collection is over"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("no whole answer within %s", a.at.Timeout)
	case errors.As(err, &expired) && expired.Reason == x509.Expired:
		return "the certificate of " + a.Host + " has expired or is not valid yet"
	case errors.As(err, &authority):
		return "the certificate of " + a.Host + " is signed by an authority that is not trusted here; give its certificate with --ca-file"
	case errors.As(err, &name):
		return "the certificate of the server is not for " + a.Host
	case errors.As(err, &elsewhere):
		return elsewhere.Error()
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return a.scrub(facts.RedactCommand(clipText(err.Error())))
}
