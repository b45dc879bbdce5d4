package platform

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Certificate is one certificate of a list. x509 is nil where its bytes are missing,
// damaged or not those its digest is of.
type Certificate struct {
	*x509.Certificate
	ref string // tls.msr.chain[0]
}

// certificates reads a list and says which of its entries cannot be judged.
func certificates(ref string, list []facts.Certificate) (out []Certificate, missing []facts.Missing) {
	for i, entry := range list {
		c := Certificate{ref: fmt.Sprintf("%s[%d]", ref, i)}
		parsed, why := parseCertificate(entry)
		if why == "" {
			c.Certificate = parsed
		} else {
			missing = append(missing, facts.Missing{Name: c.ref + ".der", Why: why, How: []string{"by hand: " + facts.TLS.Doc.ByHand}})
		}
		out = append(out, c)
	}
	return out, missing
}

func parseCertificate(entry facts.Certificate) (*x509.Certificate, string) {
	der, why := entry.DER.Get()
	if why != "" {
		return nil, why
	}
	sum := sha256.Sum256(der)
	if said := strings.ToLower(strings.ReplaceAll(entry.SHA256, ":", "")); said != "" && said != hex.EncodeToString(sum[:]) {
		return nil, "is not the certificate whose sha256 stands beside it"
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, "cannot be read: " + err.Error()
	}
	return c, ""
}

// describe is what an assessor compares by eye.
func (c Certificate) describe() string {
	if c.Certificate == nil {
		return c.ref + ": cannot be judged"
	}
	sum := sha256.Sum256(c.Raw)
	return fmt.Sprintf("%s: %s, issued by %s, serial %X, valid %s to %s, SHA-256 %x", c.ref, c.Subject, c.Issuer, c.SerialNumber,
		c.NotBefore.UTC().Format(time.RFC3339), c.NotAfter.UTC().Format(time.RFC3339), sum)
}

// DescribeAll is each certificate of a list as an assessor compares it by eye.
func DescribeAll(list []Certificate) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.describe()
	}
	return out
}

// selfSigned reports whether the certificate names itself as its issuer.
func selfSigned(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

// outOfDate says why a certificate is not valid at a time, "" when it is.
func outOfDate(c *x509.Certificate, at time.Time) string {
	switch {
	case at.Before(c.NotBefore):
		return "not valid before " + c.NotBefore.UTC().Format(time.RFC3339)
	case at.After(c.NotAfter):
		return "expired " + c.NotAfter.UTC().Format(time.RFC3339)
	}
	return ""
}

// anchors is the certificates at which a chain may end, from ssp.yaml. One that is
// no certificate authority anchors nothing and is left out with a remark.
func anchors(c *rules.Case, key facts.Key[[]facts.TrustAnchor]) (out []Certificate, notes []string, missing []facts.Missing) {
	entries, missing := facts.Get(c.Snapshot, key)
	if missing != nil {
		return nil, nil, missing
	}
	for _, entry := range entries {
		for _, der := range entry.DER {
			parsed, err := x509.ParseCertificate(der)
			switch {
			case err != nil:
				notes = append(notes, entry.Ref()+" cannot be read and anchors nothing")
			case !parsed.BasicConstraintsValid || !parsed.IsCA:
				notes = append(notes, entry.Ref()+" ("+parsed.Subject.String()+") is no certificate authority and anchors nothing")
			default:
				out = append(out, Certificate{parsed, entry.Ref()})
			}
		}
	}
	if out == nil && len(entries) > 0 {
		return nil, notes, []facts.Missing{Unsaid(strings.TrimPrefix(key.Name, "ssp:"), "holds no certificate authority")}
	}
	return out, notes, nil
}

// verify builds a path from leaf to an anchor at a time and gives that anchor, or
// says why there is no such path. Host names are not judged.
func verify(leaf *x509.Certificate, rest, anchors []Certificate, usage x509.ExtKeyUsage, at time.Time) (Certificate, string) {
	options := x509.VerifyOptions{Roots: pool(anchors), Intermediates: pool(rest), CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage}}
	paths, err := leaf.Verify(options)
	if err != nil {
		return Certificate{}, whyNot(err)
	}
	end := paths[0][len(paths[0])-1]
	for _, a := range anchors {
		if a.Equal(end) {
			return a, ""
		}
	}
	return Certificate{}, "the path found does not end at an anchor of ssp.yaml"
}

func pool(list []Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range list {
		if c.Certificate != nil {
			p.AddCert(c.Certificate)
		}
	}
	return p
}

func whyNot(err error) string {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &unknown):
		return "no signature leads from it to an anchor of ssp.yaml"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "a certificate on the path, " + invalid.Cert.Subject.String() + ", is out of date"
	}
	return strings.TrimPrefix(err.Error(), "x509: ")
}

// collectedAt is when the certificates were seen; where that is not known, the time
// of evaluation.
func collectedAt(c *rules.Case) time.Time {
	if at := facts.CollectedAt(c.Snapshot, facts.TLS); !at.IsZero() {
		return at
	}
	return c.At
}

// endpoint is what one endpoint presents; known is false when nothing was collected.
func endpoint(s *facts.Snapshot, name string) (facts.TLSEndpoint, bool, []facts.Missing) {
	return Member(s, facts.TLS, name, func(all map[string]facts.Maybe[facts.TLSEndpoint]) facts.Maybe[facts.TLSEndpoint] {
		return all[name]
	})
}

// ChainOf is the certificates an endpoint served, leaf first.
func ChainOf(s *facts.Snapshot, name string) (list []Certificate, missing []facts.Missing) {
	e, known, missing := endpoint(s, name)
	if !known {
		return nil, missing
	}
	return certificateList(name+".chain", e.Chain, missing)
}

// certificateList is one list of an endpoint. An empty one proves nothing: a server
// that was asked answers with a certificate.
func certificateList(name string, m facts.Maybe[[]facts.Certificate], missing []facts.Missing) ([]Certificate, []facts.Missing) {
	if why := m.Why(); why != "" {
		missing = append(missing, Lacking(facts.TLS, name, why))
	} else if len(m.Value) == 0 {
		missing = append(missing, Lacking(facts.TLS, name, "holds no certificate"))
	}
	list, damaged := certificates("tls."+name, m.Value)
	return list, append(missing, damaged...)
}

// Served is the verdict on the chain an endpoint served: its signatures, dates and
// authorities must lead up to an anchor.
func Served(c *rules.Case, name string, key facts.Key[[]facts.TrustAnchor]) (v rules.Verdict, missing []facts.Missing) {
	list, missing := ChainOf(c.Snapshot, name)
	ends, notes, undecided := anchors(c, key)
	v.Notes = append(DescribeAll(list), notes...)
	o := rules.Outcome{Subject: "chain served by " + name, Expected: "leads up to a certificate of " + key.Name,
		Actual: "not known", Facts: []string{"tls." + name + ".chain", key.Name}}
	if fault := leafFault(list, missing, collectedAt(c)); fault != "" {
		o.Kind, o.Actual = result.Violates, fault
		v.Outcomes = []rules.Outcome{o}
		return v, missing
	}
	missing = append(missing, undecided...)
	if missing == nil {
		missing = leads(c, list, ends, key, &o)
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}

// leafFault is what makes the server's own certificate a finding whatever the
// anchors are, "" for nothing. Of a list that is not whole the first certificate is
// taken for the server's only if it is no authority's.
func leafFault(list []Certificate, missing []facts.Missing, at time.Time) string {
	if len(list) == 0 || list[0].Certificate == nil || missing != nil && list[0].IsCA {
		return ""
	}
	leaf := list[0]
	if selfSigned(leaf.Certificate) {
		return "self-signed: " + leaf.Subject.String()
	}
	if why := outOfDate(leaf.Certificate, at); why != "" {
		return fmt.Sprintf("%s: %s", leaf.Subject, why)
	}
	return ""
}

// leads judges a whole chain at the time it was collected. One that has run out since
// proves nothing: the server may have been given another.
func leads(c *rules.Case, list, ends []Certificate, key facts.Key[[]facts.TrustAnchor], o *rules.Outcome) []facts.Missing {
	end, why := verify(list[0].Certificate, list[1:], ends, x509.ExtKeyUsageServerAuth, collectedAt(c))
	if why != "" {
		o.Kind, o.Actual = result.Violates, fmt.Sprintf("%s: %s", list[0].Subject, why)
		return nil
	}
	o.Actual = fmt.Sprintf("%s, %s, verified up to %s", list[0].Subject, Plural(len(list), "certificate", "certificates"), end.Subject)
	o.By = anchorApprover(c, end)
	if _, why := verify(list[0].Certificate, list[1:], ends, x509.ExtKeyUsageServerAuth, c.At); why != "" {
		o.Note = "valid when it was collected and not at the time of evaluation"
		return []facts.Missing{{Name: o.Facts[0], Why: "no longer valid: " + why, How: []string{"collect again: the server may have another certificate by now"}}}
	}
	o.Kind = result.Pass
	return nil
}

func anchorApprover(c *rules.Case, end Certificate) string {
	return "anchor " + end.ref + ", " + Approver(c, "trust_anchors")
}
