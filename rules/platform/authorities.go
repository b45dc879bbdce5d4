package platform

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// MKEAuthorities is that what MKE serves and hands out leads up to the site's authority.
var MKEAuthorities = rules.About("certificates of mke", "what MKE serves and hands out leads up to a certificate of ssp trust_anchors.mke", rules.All(
	rules.FromCase([]string{facts.TLS.Name, facts.SSPTrustAnchorsMKE.Name}, DownloadedCA),
	rules.FromCase([]string{facts.TLS.Name, facts.SSPTrustAnchorsMKE.Name}, ServedByMKE)))

// RegistryAuthorities is that what the registry serves leads up to the site's authority.
// The chain of one registry says nothing of another one.
var RegistryAuthorities = rules.About("chain served by msr", "the registry's certificate leads up to a certificate of ssp trust_anchors.msr", rules.FromCase(
	[]string{facts.TLS.Name, facts.SSPTrustAnchorsMSR.Name, facts.MSR.Name, facts.MKERegistries.Name}, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		v, missing := Served(c, "msr", facts.SSPTrustAnchorsMSR)
		missing = append(missing, OtherRegistries(c.Snapshot, "tls.msr")...)
		v.Pass = "The registry's certificate verifies up to an authority that the site trusts."
		return v, missing
	}))

// ServedByMKE is the verdict on the chain that MKE serves.
func ServedByMKE(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v, missing := Served(c, "mke", facts.SSPTrustAnchorsMKE)
	v.Pass = "The certificate MKE serves verifies up to an authority that the site trusts."
	return v, missing
}

// DownloadedCA is the verdict on the file of authorities that MKE hands out.
func DownloadedCA(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	e, known, missing := endpoint(c.Snapshot, "mke")
	if !known {
		return v, missing
	}
	list, missing := certificateList("mke.downloaded_ca", e.DownloadedCA, missing)
	chain, _ := ChainOf(c.Snapshot, "mke")
	ends, _, undecided := anchors(c, facts.SSPTrustAnchorsMKE)
	v.Notes = DescribeAll(list)
	matched := 0
	for i, ca := range list {
		if ca.Certificate == nil {
			continue
		}
		// The others of the file and of the chain may stand between it and an anchor.
		between := slices.Concat(list[:i], list[i+1:], chain)
		o, isAnchor, lacks := judgeCA(c, ca, between, ends, undecided)
		if isAnchor {
			matched++
		}
		v.Outcomes, missing = append(v.Outcomes, o), append(missing, lacks...)
	}
	missing = append(missing, undecided...)
	if missing == nil && matched == 0 {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: "file of authorities",
			Expected: "holds an authority of ssp trust_anchors.mke", Actual: "none of " + Plural(len(list), "certificate", "certificates") + " is one",
			Facts: []string{"tls.mke.downloaded_ca", facts.SSPTrustAnchorsMKE.Name}})
	}
	v.Pass = fmt.Sprintf("Of %s that MKE hands out, %d %s of ssp.yaml and the rest are issued below one.",
		Plural(len(list), "certificate", "certificates"), matched, map[bool]string{true: "is an authority", false: "are authorities"}[matched == 1])
	return v, missing
}

// judgeCA judges one certificate of the file: an anchor itself, issued below one, or
// foreign.
func judgeCA(c *rules.Case, ca Certificate, between, ends []Certificate, undecided []facts.Missing) (o rules.Outcome, isAnchor bool, missing []facts.Missing) {
	o = rules.Outcome{Subject: "authority handed out: " + ca.Subject.String(), Expected: "an authority of ssp trust_anchors.mke, or issued below one",
		Facts: []string{ca.ref, facts.SSPTrustAnchorsMKE.Name}}
	if fault := caFault(c, ca); fault != "" {
		o.Kind, o.Actual = result.Violates, fault
		return o, false, nil
	}
	if undecided != nil {
		o.Actual = "not known"
		return o, false, nil
	}
	for _, a := range ends {
		if a.Equal(ca.Certificate) {
			o.Actual, isAnchor = "is an authority of ssp.yaml", true
		}
	}
	end, why := verify(ca.Certificate, between, ends, x509.ExtKeyUsageAny, collectedAt(c))
	if why != "" {
		o.Kind, o.Actual = result.Violates, "is neither an authority of ssp.yaml nor issued below one: "+why
		return o, false, nil
	}
	o.By = anchorApprover(c, end)
	if !isAnchor {
		o.Actual = "verified up to " + end.Subject.String()
	}
	if _, why := verify(ca.Certificate, between, ends, x509.ExtKeyUsageAny, c.At); why != "" {
		o.Note = "valid when it was collected and not at the time of evaluation"
		return o, isAnchor, []facts.Missing{{Name: ca.ref, Why: "no longer valid: " + why, How: []string{"collect again: MKE may hand out another by now"}}}
	}
	o.Kind = result.Pass
	return o, isAnchor, nil
}

// caFault is what makes a certificate of the file a finding whatever the anchors are.
func caFault(c *rules.Case, ca Certificate) string {
	if name := ca.Subject.CommonName; selfSigned(ca.Certificate) && ownRoot(name) {
		return "is the root that MKE generates for itself"
	}
	return outOfDate(ca.Certificate, collectedAt(c))
}

// ownRoot reports whether a name is one that MKE, under its former name too, gives to
// the roots it generates: UCP Client Root CA, UCP Cluster Root CA.
func ownRoot(name string) bool {
	return strings.HasSuffix(name, "Root CA") && (strings.HasPrefix(name, "UCP ") || strings.HasPrefix(name, "MKE "))
}
