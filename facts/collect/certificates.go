package collect

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// tlsSource is the certificates that MKE and MSR present.
func (c *Cluster) tlsSource() Source {
	var calls []string
	for _, a := range []*API{c.MKE, c.MSR} {
		if a != nil {
			calls = append(calls, "GET /ca", "TLS handshake with "+a.Host)
		}
	}
	return httpSource(facts.TLS.Name, "", c.tls, calls...)
}

func (c *Cluster) tls(ctx context.Context, _ Had) facts.Fact {
	m := facts.Maybe[map[string]facts.Maybe[facts.TLSEndpoint]]{State: facts.OK, Value: map[string]facts.Maybe[facts.TLSEndpoint]{}}
	var hosts []string
	shown, why := false, ""
	for _, a := range []*API{c.MKE, c.MSR} {
		if a == nil {
			continue
		}
		hosts = append(hosts, a.Host)
		e := a.presents(ctx)
		if m.Value[a.Name] = e; e.Value.Chain.State == facts.OK {
			shown = true
		} else {
			why = joinText(why, e.Value.Chain.Error)
		}
	}
	if !shown {
		m = facts.Maybe[map[string]facts.Maybe[facts.TLSEndpoint]]{State: facts.Failed, Error: why}
	}
	return factOf(c, m, "TLS handshake with "+strings.Join(hosts, " and ")+", GET /ca")
}

// presents is what a server shows of itself to anybody. Nothing is sent over the
// connection, so it does not matter whether the certificate verifies: that is for the
// rules to say.
func (a *API) presents(ctx context.Context) facts.Maybe[facts.TLSEndpoint] {
	a = a.anonymous() // beside it a login may be going on
	defer a.client.CloseIdleConnections()
	var e facts.TLSEndpoint
	call := "TLS handshake with " + a.Host
	shown := a.kept(call, as[keptCertificates](), func() Reply { return a.shown(ctx, call) })
	e.Chain = certificatesOf(shown)
	if e.Chain.State != facts.OK {
		return facts.Some(e)
	}
	if e.MinVersionAccepted = facts.Some(decode[keptCertificates](shown, false).Value.MinVersion); e.MinVersionAccepted.Value == "" {
		e.MinVersionAccepted = facts.Maybe[string]{State: facts.Failed, Error: "a handshake with a lower version was neither taken nor refused"}
	}
	e.DownloadedCA = certificatesOf(a.ask(ctx, "/ca", "*/*", asPEM()))
	return facts.Some(e)
}

// shown is what a handshake tells, in the form in which it is kept.
func (a *API) shown(ctx context.Context, call string) Reply {
	state, err := a.handshake(ctx, 0)
	if err != nil {
		return Reply{Call: call, Err: a.failure(ctx, err)}
	}
	k := keptCertificates{MinVersion: a.lowestVersion(ctx, state.Version)}
	for _, cert := range state.PeerCertificates {
		k.Certificates = append(k.Certificates, cert.Raw)
	}
	return Reply{Call: call, Status: http.StatusOK, Body: encoded(k, nil)}
}

// certificatesOf is the certificates that were kept of an answer.
func certificatesOf(r Reply) facts.Maybe[[]facts.Certificate] {
	m := decode[keptCertificates](r, false)
	out := facts.Maybe[[]facts.Certificate]{State: m.State, Error: m.Error}
	for _, der := range m.Value.Certificates {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return facts.Maybe[[]facts.Certificate]{State: facts.Failed, Error: r.Call + ": the answer holds a certificate that cannot be read"}
		}
		out.Value = append(out.Value, certificateOf(cert))
	}
	if out.State == facts.OK && out.Value == nil {
		out.Value = []facts.Certificate{}
	}
	return out
}

// handshake is one connection that ends after the handshake; most is the highest
// version offered, 0 for any.
func (a *API) handshake(ctx context.Context, most uint16) (tls.ConnectionState, error) {
	limited, cancel := context.WithTimeout(ctx, a.at.Timeout)
	defer cancel()
	host := a.Host
	if u, err := url.Parse("https://" + a.Host); err == nil && u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "443")
	}
	name, _, _ := net.SplitHostPort(host)
	config := &tls.Config{ServerName: name, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: most} //nolint:gosec // looks at the certificate, sends nothing
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {                             // a server may take an old version with old ciphers alone
		config.CipherSuites = append(config.CipherSuites, suite.ID)
	}
	d := tls.Dialer{Config: config}
	conn, err := d.DialContext(limited, "tcp", host)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer func() { _ = conn.Close() }()
	if c, ok := conn.(*tls.Conn); ok {
		return c.ConnectionState(), nil
	}
	return tls.ConnectionState{}, http.ErrNotSupported
}

// lowestVersion is the lowest version of TLS that the server takes; have is one it took.
// It is not known, "", where one below was not refused in the words of TLS: a connection
// that breaks is no answer.
func (a *API) lowestVersion(ctx context.Context, have uint16) string {
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		if v >= have {
			break
		}
		state, err := a.handshake(ctx, v)
		if err == nil {
			return strings.TrimPrefix(tls.VersionName(state.Version), "TLS ")
		}
		var alert *net.OpError
		if !errors.As(err, &alert) || alert.Op != "remote error" {
			return ""
		}
	}
	return strings.TrimPrefix(tls.VersionName(have), "TLS ")
}
