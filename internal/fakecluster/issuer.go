package fakecluster

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Now is now, in tests: certificates are made for it.
func Now() time.Time { return time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC) }

// Issuer is a certificate authority made for one test. The same name gives the same key.
type Issuer struct {
	Cert *x509.Certificate
	key  ed25519.PrivateKey
}

func keyOf(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func subject(name string) pkix.Name {
	return pkix.Name{CommonName: name, Organization: []string{"Example Agency"}, Country: []string{"US"}}
}

// NewIssuer makes one.
func NewIssuer(t testing.TB, name string) Issuer {
	t.Helper()
	key := keyOf(name)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: subject(name),
		NotBefore: Now().AddDate(-1, 0, 0), NotAfter: Now().AddDate(9, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return Issuer{cert, key}
}

// Pool trusts it alone.
func (i Issuer) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(i.Cert)
	return pool
}

// Leaf is a certificate for 127.0.0.1 or a client, valid until notAfter.
func (i Issuer) Leaf(t testing.TB, name string, notAfter time.Time) tls.Certificate {
	t.Helper()
	key := keyOf("leaf " + name)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: subject(name),
		NotBefore: Now().AddDate(-1, 0, 0), NotAfter: notAfter, DNSNames: []string{"mke.example.mil"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(nil, template, i.Cert, key.Public(), i.key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der, i.Cert.Raw}, PrivateKey: key}
}

// CertPEM is a certificate in PEM.
func CertPEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// PublicPEM is the public key of a certificate in PEM.
func PublicPEM(t testing.TB, c tls.Certificate) string {
	t.Helper()
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: leaf.RawSubjectPublicKeyInfo}))
}

// KeyPEM is a private key in PEM.
func KeyPEM(t testing.TB, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// Serve starts an HTTPS server with a certificate of the issuer.
func (i Issuer) Serve(t testing.TB, notAfter time.Time, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{i.Leaf(t, "mke.example.mil", notAfter)}, ClientAuth: tls.RequestClientCert}
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}
