package dockeree

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002380 = rules.Rule{
	ID:    "DKER-EE-002380",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "Subject and issuer of the certificate in the client bundle that the facts were collected with, attribute by attribute: " +
		"blanks and case of a name are not compared, its order is. Another user's bundle is not seen.",
	Check: rules.About("certificate of the client bundle", "subject and issuer as in ssp certs", rules.FromCase(
		[]string{facts.ClientBundle.Name, facts.SSPClientBundleSubject.Name, facts.SSPClientBundleIssuer.Name}, bundleNames)),
}

func bundleNames(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	for _, side := range []struct {
		name   string
		read   func(facts.ClientCertificate) facts.Maybe[string]
		stated facts.Key[string]
	}{
		{"subject", func(b facts.ClientCertificate) facts.Maybe[string] { return b.Subject }, facts.SSPClientBundleSubject},
		{"issuer", func(b facts.ClientCertificate) facts.Maybe[string] { return b.Issuer }, facts.SSPClientBundleIssuer},
	} {
		value, known, lacks := platform.Member(c.Snapshot, facts.ClientBundle, side.name, side.read)
		want, undecided := facts.Get(c.Snapshot, side.stated)
		missing = append(append(missing, lacks...), undecided...)
		if !known || undecided != nil {
			continue
		}
		o := rules.Outcome{Kind: result.Pass, Subject: side.name, Expected: fmt.Sprintf("%q", want), Actual: fmt.Sprintf("%q", value),
			By: platform.Approver(c, "certs"), Facts: []string{"client_bundle." + side.name, side.stated.Name}}
		if !platform.SameDN(value, want) {
			o.Kind = result.Violates
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	v.Pass = "Subject and issuer are those of ssp.yaml."
	return v, missing
}
