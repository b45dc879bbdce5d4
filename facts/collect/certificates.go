package collect

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
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
	var e facts.TLSEndpoint
	state, err := a.handshake(ctx, 0)
	if err != nil {
		e.Chain = facts.Maybe[[]facts.Certificate]{State: facts.Failed, Error: "TLS handshake with " + a.Host + ": " + a.failure(ctx, err)}
		return facts.Some(e)
	}
	chain := []facts.Certificate{}
	for _, cert := range state.PeerCertificates {
		chain = append(chain, certificateOf(cert))
	}
	e.Chain = facts.Some(chain)
	e.MinVersionAccepted = a.lowestVersion(ctx, state.Version)
	r := a.anonymous().GetAs(ctx, "/ca", "*/*")
	st, why := r.state(false)
	e.DownloadedCA = facts.Maybe[[]facts.Certificate]{State: st, Error: why}
	if st == facts.OK {
		list, why := certificatesIn(r.Body)
		if e.DownloadedCA.Value = list; why != "" {
			e.DownloadedCA = facts.Maybe[[]facts.Certificate]{State: facts.Failed, Error: r.Call + ": the answer " + why}
		}
	}
	return facts.Some(e)
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
	d := tls.Dialer{Config: &tls.Config{ServerName: name, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: most}} //nolint:gosec // looks at the certificate, sends nothing
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
func (a *API) lowestVersion(ctx context.Context, have uint16) facts.Maybe[string] {
	for _, v := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13} {
		if v >= have {
			break
		}
		if state, err := a.handshake(ctx, v); err == nil {
			return facts.Some(strings.TrimPrefix(tls.VersionName(state.Version), "TLS "))
		}
	}
	return facts.Some(strings.TrimPrefix(tls.VersionName(have), "TLS "))
}
