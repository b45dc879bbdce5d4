package dockeree_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// signed is a certificate for a name by an authority, or by itself where that is nil; its
// key comes from its name alone.
func signed(t testing.TB, name string, by *x509.Certificate, authority bool) *x509.Certificate {
	t.Helper()
	keyOf := func(name string) ed25519.PrivateKey {
		seed := sha256.Sum256([]byte(name))
		return ed25519.NewKeyFromSeed(seed[:])
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, BasicConstraintsValid: true, IsCA: authority,
		NotBefore: ruletest.Now.Add(-24 * time.Hour), NotAfter: ruletest.Now.AddDate(1, 0, 0)}
	parent, signer := c, name
	if by != nil {
		parent, signer = by, by.Subject.CommonName
	}
	der, err := x509.CreateCertificate(nil, c, parent, keyOf(name).Public(), keyOf(signer))
	require.NoError(t, err)
	out, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return out
}

// presents is what an endpoint serves, and what it hands out.
func presents(endpoint string, chain, handedOut []*x509.Certificate) facts.Setting {
	list := func(certs []*x509.Certificate) facts.Maybe[[]facts.Certificate] {
		out := []facts.Certificate{}
		for _, c := range certs {
			out = append(out, facts.Certificate{DER: facts.Some(c.Raw)})
		}
		return facts.Some(out)
	}
	return facts.TLS.Is(map[string]facts.Maybe[facts.TLSEndpoint]{endpoint: facts.Some(facts.TLSEndpoint{Chain: list(chain), DownloadedCA: list(handedOut)})})
}

// anchored is an ssp.yaml with one trust anchor for an endpoint.
func anchored(endpoint string, c *x509.Certificate, more string) facts.Setting {
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	indented := ""
	for _, line := range []byte(text) {
		indented += string(line)
		if line == '\n' {
			indented += "      "
		}
	}
	return ruletest.SSP("trust_anchors:\n  " + endpoint + ":\n    - |\n      " + indented + "\n" + more)
}
