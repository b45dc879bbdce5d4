package mke_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// party is a certificate with its key, which comes from its name and from nothing
// else.
type party struct {
	cert *x509.Certificate
	key  ed25519.PrivateKey
}

// issue makes a certificate for name, signed by another party or, with nil, by
// itself. edit may change what is signed.
func issue(t testing.TB, name string, by *party, edit func(*x509.Certificate)) party {
	return issueWith(t, name, name, by, edit)
}

// forger is an authority that has another's name, and a key of its own.
func forger(t testing.TB, name string) party {
	return issueWith(t, name, "forged "+name, nil, isAuthority)
}

func issueWith(t testing.TB, name, secret string, by *party, edit func(*x509.Certificate)) party {
	t.Helper()
	seed := sha256.Sum256([]byte(secret))
	key := ed25519.NewKeyFromSeed(seed[:])
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(name))), Subject: pkix.Name{CommonName: name},
		NotBefore: ruletest.Now.AddDate(-1, 0, 0), NotAfter: ruletest.Now.AddDate(1, 0, 0),
		BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if edit != nil {
		edit(template)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(nil, template, parent, key.Public(), signer)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return party{cert, key}
}

// authority is a certificate that may sign others.
func authority(t testing.TB, name string, by *party) party {
	return issue(t, name, by, isAuthority)
}

func isAuthority(c *x509.Certificate) {
	c.IsCA, c.KeyUsage, c.ExtKeyUsage = true, x509.KeyUsageCertSign, nil
}

// shown is certificates as a bundle holds them.
func shown(list ...party) []facts.Certificate {
	out := []facts.Certificate{}
	for _, p := range list {
		sum := sha256.Sum256(p.cert.Raw)
		out = append(out, facts.Certificate{DER: facts.Some(p.cert.Raw), Subject: p.cert.Subject.String(),
			Issuer: p.cert.Issuer.String(), SHA256: hex.EncodeToString(sum[:])})
	}
	return out
}

// trusts is an entry of trust_anchors.
func trusts(list ...party) []facts.TrustAnchor {
	out := []facts.TrustAnchor{}
	for _, p := range list {
		out = append(out, facts.TrustAnchor{SSPEntry: facts.SSPEntry{Path: "trust_anchors[0]"}, DER: [][]byte{p.cert.Raw}})
	}
	return out
}

// presents is the tls section of one endpoint.
func presents(name string, e facts.TLSEndpoint) facts.Setting {
	return facts.TLS.Is(map[string]facts.Maybe[facts.TLSEndpoint]{name: facts.Some(e)})
}

// presentedAt is the same, collected at a time.
func presentedAt(name string, e facts.TLSEndpoint, at time.Time) facts.Setting {
	return facts.TLS.Set(facts.Fact{State: facts.OK, Complete: true, At: at,
		Value: map[string]facts.Maybe[facts.TLSEndpoint]{name: facts.Some(e)}})
}
