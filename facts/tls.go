package facts

import "time"

// TLS is the certificates that MKE and MSR present, by endpoint: mke, msr (fact
// bundle schema, section 4).
var TLS = sectionKey[map[string]Maybe[TLSEndpoint]]("tls", ClusterSide, Doc{
	Shape:  "map endpoint → {chain:[{der, subject, issuer, sha256, not_before, not_after, sans}], downloaded_ca[], min_version_accepted}",
	Source: "TLS handshake; GET /ca",
	ByHand: "openssl s_client -connect MKE:443 -showcerts; curl -k https://MKE/ca",
})

// TLSEndpoint is what one endpoint presents.
type TLSEndpoint struct {
	Chain              Maybe[[]Certificate] `json:"chain,omitzero"` // leaf first
	DownloadedCA       Maybe[[]Certificate] `json:"downloaded_ca,omitzero"`
	MinVersionAccepted Maybe[string]        `json:"min_version_accepted,omitzero"`
}

// Certificate is one public certificate. DER is what counts, in base64 in the
// bundle; the other members are for people.
type Certificate struct {
	DER       Maybe[[]byte] `json:"der,omitzero"`
	Subject   string        `json:"subject"` // RFC 4514
	Issuer    string        `json:"issuer"`
	SHA256    string        `json:"sha256"`
	NotBefore string        `json:"not_before"`
	NotAfter  string        `json:"not_after"`
	SANs      []string      `json:"sans"`
}

// ClientBundle is the certificate of an MKE client bundle; its key is never read.
var ClientBundle = sectionKey[ClientCertificate]("client_bundle", ClusterSide, Doc{
	Shape:  "{subject, issuer, sha256, not_after}",
	Source: "the first certificate in cert.pem of the client bundle",
	ByHand: "openssl x509 -in cert.pem -noout -subject -issuer -nameopt RFC2253 -enddate",
})

// ClientCertificate is the names and the end of a client certificate.
type ClientCertificate struct {
	Subject  Maybe[string]    `json:"subject,omitzero"` // RFC 4514
	Issuer   Maybe[string]    `json:"issuer,omitzero"`
	SHA256   string           `json:"sha256"`
	NotAfter Maybe[time.Time] `json:"not_after,omitzero"`
}

// ImageTrust is the signatures of image tags.
var ImageTrust = sectionKey[TrustReport]("image_trust", ClusterSide, Doc{
	Shape:  "{method: notary, results:[{ref, signed, signers[], error}]}",
	Source: "docker trust inspect REF, per tag",
})

// TrustReport is what the signature service says of each tag.
type TrustReport struct {
	Method  string               `json:"method"`
	Results Maybe[[]TrustResult] `json:"results,omitzero"`
}

// TrustResult is the answer for one tag. Error is not "" where the service could
// not be asked; that tag is then neither signed nor unsigned.
type TrustResult struct {
	Ref     string          `json:"ref"`
	Signed  Maybe[bool]     `json:"signed,omitzero"`
	Signers Maybe[[]string] `json:"signers,omitzero"`
	Error   string          `json:"error"`
}
