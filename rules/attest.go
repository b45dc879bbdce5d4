package rules

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// Attested is a part that a dated human statement decides: it holds where the
// site has attested key with the value true, for this asset and this check text.
// subject and expected name the question in the evidence.
func Attested(key, subject, expected string) Fn[Verdict] {
	need := "attestation " + key
	return FromCase([]string{need}, func(c *Case) (Verdict, []facts.Missing) {
		a, near := c.Attestation(key)
		if a == nil {
			return Verdict{Expected: expected, Outcomes: []Outcome{{Kind: result.Unknown, Subject: subject,
				Expected: expected, Actual: "not attested", Facts: []string{"ssp:attestations"}}}}, []facts.Missing{c.unattested(key, near)}
		}
		o := Outcome{Subject: subject, Expected: expected, Actual: fmt.Sprintf("attested %v", a.Value),
			By: Statement(a), Facts: []string{a.Ref()}}
		switch a.Value {
		case true:
			o.Kind = result.Pass
		case false:
			o.Kind = result.Violates
		default:
			o.Note = "want true or false"
		}
		return Verdict{Expected: expected, Outcomes: []Outcome{o}}, nil
	})
}

// AttestedText is the text that a dated human statement gives for key, and the statement;
// nil with what is missing where there is none that counts, or it gives no text.
func AttestedText(c *Case, key string) (string, *facts.Attestation, []facts.Missing) {
	a, near := c.Attestation(key)
	if a == nil {
		return "", nil, []facts.Missing{c.unattested(key, near)}
	}
	text, ok := a.Value.(string)
	if !ok || strings.TrimSpace(text) == "" {
		return "", nil, []facts.Missing{c.unattested(key, append(near, fmt.Sprintf("%s has the value %v; want a text", a.Ref(), a.Value)))}
	}
	return text, a, nil
}

// Attestation is the statement that answers key for the case; nil with the reasons
// why those that come near do not count.
func (c *Case) Attestation(key string) (*facts.Attestation, []string) {
	return c.SSP.Attestation(facts.AttestationQuery{
		Rule: c.Rule, Key: key, Asset: c.Asset, Cluster: c.ofCluster(),
		NodeScope: c.Scope == Node, CheckSHA256: c.CheckText, At: c.At,
	})
}

// ofCluster reports whether a statement on the cluster, not on a host, is asked for.
func (c *Case) ofCluster() bool {
	return c.OfCluster || c.Scope == Cluster || c.Scope == Registry
}

// Statement is who attested, when, until when, with what evidence, and whether it
// is bound to the check text.
func Statement(a *facts.Attestation) string {
	s := fmt.Sprintf("by %s on %s, expires %s, evidence: %s", a.By, a.On, a.Expires, a.Evidence)
	if a.CheckSHA256 == "" {
		s += "; not bound to a check text"
	}
	return s
}

func (c *Case) unattested(key string, near []string) facts.Missing {
	why := "nobody has attested it for " + c.Asset
	if c.SSP == nil {
		why = "no ssp.yaml given"
	}
	if len(near) > 0 {
		why = strings.Join(near, "; ")
	}
	assets := "[" + c.Asset + "]"
	if c.ofCluster() {
		assets = "[cluster]"
	}
	return facts.Missing{Name: "attestation " + key, Why: why, How: []string{fmt.Sprintf(
		"ssp.yaml: add to attestations {rule: %s, key: %s, value, by, on, expires, evidence, assets: %s}", c.Rule, key, assets)}}
}
