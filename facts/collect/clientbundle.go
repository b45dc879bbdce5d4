package collect

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
)

// ClientBundle is an MKE client bundle: what a user downloads to talk to MKE. The key
// is used for TLS and for nothing else.
type ClientBundle struct {
	Certificate tls.Certificate
	CA          *x509.CertPool
	Host        string // of MKE, from env.sh: mke.example.mil:443; "" where it does not say
	Kubeconfig  []byte // kube.yml; nil where there is none
	from        string
	files       map[string][]byte
	shown       facts.ClientCertificate
	account     string
	key         string // digest of the public key, as keyDigest has it
}

// File is a file of the bundle by its name, as kube.yml may name it.
func (b *ClientBundle) File(name string) ([]byte, error) {
	if data := b.files[strings.TrimPrefix(name, "./")]; data != nil {
		return data, nil
	}
	return nil, fs.ErrNotExist
}

// maxBundleFile bounds each file of a client bundle; real ones have a few kilobytes.
const maxBundleFile = 1 << 20

// ZipBundle reads the client bundle in a zip. name is how messages call it.
func ZipBundle(name string, data []byte) (*ClientBundle, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: is no zip that can be read; want an MKE client bundle: %w", name, err)
	}
	return ReadBundle(name, z)
}

// ReadBundle reads the client bundle in a folder: cert.pem, key.pem, ca.pem, env.sh and
// kube.yml, of which the last two may be missing.
func ReadBundle(name string, fsys fs.FS) (*ClientBundle, error) {
	files := map[string][]byte{}
	for _, file := range []string{"cert.pem", "key.pem", "ca.pem", "env.sh", "kube.yml"} {
		data, err := readSmall(fsys, file)
		if err != nil && (file != "env.sh" && file != "kube.yml") {
			return nil, fmt.Errorf("%s: %s: %w; want an MKE client bundle with cert.pem, key.pem and ca.pem", name, file, err)
		}
		files[file] = data
	}
	pair, err := tls.X509KeyPair(files["cert.pem"], files["key.pem"])
	if err != nil {
		return nil, fmt.Errorf("%s: cert.pem and key.pem do not make a pair", name) // the cause may quote the key
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, fmt.Errorf("%s: cert.pem: %w", name, err)
	}
	b := &ClientBundle{Certificate: pair, CA: x509.NewCertPool(), Host: hostOf(files["env.sh"]), Kubeconfig: files["kube.yml"], from: name, files: files,
		shown: clientCertificate(leaf), account: leaf.Subject.CommonName, key: keyDigest(leaf.RawSubjectPublicKeyInfo)}
	if !b.CA.AppendCertsFromPEM(files["ca.pem"]) {
		return nil, fmt.Errorf("%s: ca.pem holds no certificate", name)
	}
	return b, nil
}

// readSmall is a file of at most maxBundleFile bytes.
func readSmall(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, bareError(err)
	}
	defer func() { _ = f.Close() }()
	return readAtMost(f, maxBundleFile)
}

// hostOf is the address in env.sh, in the spelling of a shell; "" where there is none.
func hostOf(env []byte) string {
	dockerHost := regexp.MustCompile(`(?m)^\s*(?:export\s+|set\s+)?DOCKER_HOST=["']?tcp://([A-Za-z0-9.:\[\]-]+)`)
	m := dockerHost.FindSubmatch(env)
	if m == nil {
		return ""
	}
	return string(m[1])
}

// Account is the common name of the certificate, which MKE gives the name of the account.
func (b *ClientBundle) Account() string { return b.account }

// bundleSource is the section client_bundle.
func (c *Cluster) bundleSource() Source {
	return Source{
		Section: facts.ClientBundle.Name,
		Touches: []Touch{{Kind: File, Ref: "cert.pem of the client bundle", Why: "who signs MKE's client certificates, and until when"}},
		Collect: func(context.Context, *Target, Had) facts.Fact {
			f := factOf(c, facts.Some(c.Bundle.shown), "cert.pem of "+c.Bundle.from)
			f.SourceKind, f.HTTPStatus = string(File), 0
			return f
		},
	}
}

func clientCertificate(leaf *x509.Certificate) facts.ClientCertificate {
	return facts.ClientCertificate{
		Subject: facts.Some(leaf.Subject.String()), Issuer: facts.Some(leaf.Issuer.String()),
		SHA256: digestOf(leaf.Raw), NotAfter: facts.Some(leaf.NotAfter.UTC()),
	}
}

// digestOf is the SHA-256 of public bytes, lower hex.
func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// certificatesIn is the certificates of a PEM text, in its order.
func certificatesIn(text []byte) (list []facts.Certificate, why string) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, "holds a certificate that cannot be read"
		}
		list = append(list, certificateOf(cert))
	}
	if list == nil {
		return nil, "holds no certificate"
	}
	return list, ""
}

// certificateOf is a public certificate, whole, with its names for people.
func certificateOf(cert *x509.Certificate) facts.Certificate {
	c := facts.Certificate{DER: facts.Some(cert.Raw), Subject: cert.Subject.String(), Issuer: cert.Issuer.String(), SHA256: digestOf(cert.Raw),
		NotBefore: cert.NotBefore.UTC().Format(time.RFC3339), NotAfter: cert.NotAfter.UTC().Format(time.RFC3339), SANs: []string{}}
	c.SANs = append(c.SANs, cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		c.SANs = append(c.SANs, ip.String())
	}
	for i, name := range c.SANs {
		c.SANs[i] = strings.ToValidUTF8(name, "�")
	}
	return c
}

// keyDigest is how a public key is kept: the digest of what its certificate holds.
func keyDigest(info []byte) string { return "sha256:" + digestOf(info) }

// accountKey is a public key of an account. Only its digest is kept.
type accountKey struct {
	PublicKey string `json:"publicKey"`
}

func (k *accountKey) hide() {
	if block, _ := pem.Decode([]byte(k.PublicKey)); block != nil {
		k.PublicKey = keyDigest(block.Bytes)
	} else if !strings.HasPrefix(k.PublicKey, "sha256:") {
		k.PublicKey = ""
	}
}

// holds reports whether a public key is that of the bundle.
func (b *ClientBundle) holds(k accountKey) bool { return b.key != "" && k.PublicKey == b.key }
