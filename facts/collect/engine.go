package collect

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/stigwright/stigwright/facts"
)

// The limits of talking to an engine.
const (
	EngineCallsAtOnce = 8                // so that a node keeps its engine for its work
	EngineCallTimeout = 20 * time.Second // a busy engine answers an inspect call in milliseconds
	maxEngineAnswer   = 32 << 20         // bytes of one answer: a list of 20,000 containers
	DefaultSocket     = "unix:///var/run/docker.sock"

	oldestAPI = "1.24" // of engine 1.12, the oldest this was written for
	newestAPI = "1.52" // of engine 29; of a newer engine this one is asked for
)

// Engine is the API of the Docker Engine of one node. Every call is a GET.
type Engine struct {
	Endpoint    string            // unix:///var/run/docker.sock, tcp://node1.example.mil:2376
	Local       bool              // a socket of this machine
	TLSVerified facts.Maybe[bool] // not collected where there is no TLS
	api         *API
}

// NewEngine is the engine that the environment names as the docker command reads it:
// DOCKER_HOST, and for tcp DOCKER_TLS_VERIFY and DOCKER_CERT_PATH; else the socket of
// this machine. host, where not "", stands in for DOCKER_HOST. Nothing is sent yet.
func NewEngine(getenv func(string) string, host string) (*Engine, error) {
	if host == "" {
		host = getenv("DOCKER_HOST")
	}
	if host == "" {
		host = DefaultSocket
	}
	if path, isUnix := strings.CutPrefix(host, "unix://"); isUnix && path != "" {
		dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", path)
		}
		return newEngine(host, "http://docker", true, &http.Transport{DialContext: dial}), nil
	}
	u, err := url.Parse(host)
	switch {
	case strings.HasPrefix(host, "ssh://"):
		return nil, errors.New("DOCKER_HOST names an engine behind ssh; want unix:// or tcp://. Copy the program to that host and collect there")
	case err != nil || u.Scheme != "tcp" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "":
		return nil, fmt.Errorf("DOCKER_HOST is %q; want unix:///PATH or tcp://HOST:PORT", clipText(hideUser(host)))
	}
	config, err := engineTLS(getenv)
	if err != nil {
		return nil, err
	}
	scheme := "http"
	if config != nil {
		scheme = "https"
	}
	e := newEngine("tcp://"+u.Host, scheme+"://"+u.Host, false, &http.Transport{TLSClientConfig: config})
	if config != nil {
		e.TLSVerified = facts.Some(!config.InsecureSkipVerify)
	}
	return e, nil
}

func newEngine(endpoint, address string, local bool, transport *http.Transport) *Engine {
	transport.MaxConnsPerHost, transport.MaxIdleConnsPerHost = EngineCallsAtOnce, EngineCallsAtOnce
	transport.MaxResponseHeaderBytes = maxHeaders
	api := &API{Name: "docker", Host: strings.TrimPrefix(endpoint, "tcp://"), gate: make(chan struct{}, EngineCallsAtOnce),
		at:        Access{Name: "docker", URL: address, Timeout: EngineCallTimeout, MaxAnswer: maxEngineAnswer},
		authorize: func(*http.Request) {},
		client: &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			return errElsewhere{clipText(r.URL.Scheme + "://" + r.URL.Host)} // an engine has no reason to
		}},
	}
	return &Engine{Endpoint: endpoint, Local: local, api: api}
}

// engineTLS is how the docker command would secure tcp; nil for not at all. Without
// DOCKER_TLS_VERIFY a DOCKER_CERT_PATH alone encrypts without verifying.
func engineTLS(getenv func(string) string) (*tls.Config, error) {
	dir, verify := getenv("DOCKER_CERT_PATH"), getenv("DOCKER_TLS_VERIFY") != ""
	if dir == "" && !verify {
		return nil, nil
	}
	if dir == "" {
		dir = filepath.Join(getenv("HOME"), ".docker")
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: !verify} //nolint:gosec // as the docker command; the bundle says so
	cert, err := readSmall(os.DirFS(dir), "cert.pem")
	key, keyErr := readSmall(os.DirFS(dir), "key.pem")
	switch err = cmp.Or(err, keyErr); {
	case err == nil:
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			return nil, fmt.Errorf("DOCKER_CERT_PATH: cert.pem and key.pem in %s do not make a pair", dir) // the cause may quote the key
		}
		config.Certificates = []tls.Certificate{pair}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("DOCKER_CERT_PATH: cert.pem and key.pem in %s: %w", dir, err)
	}
	if !verify {
		return config, nil
	}
	pem, err := readSmall(os.DirFS(dir), "ca.pem")
	if err != nil {
		return nil, fmt.Errorf("DOCKER_CERT_PATH: ca.pem in %s: %w", dir, err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("DOCKER_CERT_PATH: ca.pem in %s holds no certificate", dir)
	}
	return config, nil
}

// negotiated is what the first call to an engine gave.
type negotiated struct {
	version Reply
	prefix  string // of every other path: /v1.41; "" where the engine does not say
	note    string // for the bundle
	refused string // why the engine cannot be asked at all
}

// negotiate asks for the versions and chooses that of the API: the engine's own, at
// most newestAPI, unless the engine serves no version as old as that.
func (e *Engine) negotiate(ctx context.Context) (n negotiated) {
	n.version = e.api.Get(ctx, "/version")
	if n.version.Status != http.StatusOK || n.version.Err != "" {
		return n
	}
	var v struct{ Version, ApiVersion, MinAPIVersion string } //nolint:staticcheck // the engine's spelling
	if err := json.Unmarshal(n.version.Body, &v); err != nil {
		return n
	}
	switch {
	case strings.HasPrefix(v.Version, "ucp/"):
		n.refused = "the address is that of MKE, not of an engine: it would describe the cluster"
	case v.ApiVersion == "":
	case !isAPI(v.ApiVersion):
		n.note = "the engine names an API version that is none; it was asked without one"
	case newerAPI(oldestAPI, v.ApiVersion):
		n.refused = fmt.Sprintf("the engine speaks API version %s; want %s or newer", clipText(v.ApiVersion), oldestAPI)
	case v.MinAPIVersion != "" && isAPI(v.MinAPIVersion) && newerAPI(v.MinAPIVersion, newestAPI):
		n.prefix = "/v" + v.MinAPIVersion
		n.note = fmt.Sprintf("the engine speaks API version %s and up; this was written for versions up to %s: what has moved since reads as not collected", v.MinAPIVersion, newestAPI)
	case newerAPI(v.ApiVersion, newestAPI):
		n.prefix = "/v" + newestAPI
	default:
		n.prefix = "/v" + v.ApiVersion
	}
	return n
}

// newerAPI reports whether a is a newer version of the API than b.
func newerAPI(a, b string) bool {
	aMajor, aMinor := apiNumbers(a)
	bMajor, bMinor := apiNumbers(b)
	return aMajor > bMajor || aMajor == bMajor && aMinor > bMinor
}

// apiNumbers is the numbers of a version such as 1.41; 0 for what is none.
func apiNumbers(version string) (major, minor int) {
	x, y, _ := strings.Cut(version, ".")
	major, _ = strconv.Atoi(x)
	minor, _ = strconv.Atoi(y)
	return major, minor
}

func isAPI(version string) bool {
	major, minor := apiNumbers(version)
	return version == fmt.Sprintf("%d.%d", major, minor)
}
