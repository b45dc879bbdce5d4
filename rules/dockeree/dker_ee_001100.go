package dockeree

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001100 = rules.Rule{
	ID:    "DKER-EE-001100",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "LDAP must be the backend and have a server. The block of LDAP is not in the configuration file, so its address " +
		"is read through the API. Where ssp.yaml states the server it must be that one, and so must those of other domains. A " +
		"server whose certificate is not checked, or that is reached without TLS, is left to a person. DKER-EE-002180 wants SAML at the " +
		"same time.",
	Warnings: []string{
		"DKER-EE-002180 wants SAML enabled at the same time: a site with one of the two alone has a finding in the other.",
	},
	Check: rules.About("LDAP", "auth.backend is ldap, with a server", rules.FromCase(
		[]string{facts.MKEConfig.Name, facts.MKEAuthLDAP.Name, facts.SSPIDP.Name, "attestation toml:auth.backend"}, ldapLogin)),
}

func ldapLogin(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	v.Notes = []string{"DKER-EE-002180 wants SAML at the same time, which contradicts a site that has one provider"}
	k := platform.ConfigKey(c, "auth.backend", facts.Tree.String)
	missing = k.Missing
	if k.Known {
		o := rules.Outcome{Kind: result.Pass, Subject: "auth.backend", Expected: "ldap", Actual: fmt.Sprintf("%q", k.Value), By: k.By, Facts: []string{k.Source}}
		if !strings.EqualFold(k.Value, "ldap") {
			o.Kind = result.Violates
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	o, lacks := ldapServer(c)
	v.Outcomes = append(append(v.Outcomes, o), ldapBeside(c)...)
	v.Pass = "LDAP is the backend and has a server."
	return v, append(missing, lacks...)
}

// ldapBeside is what makes a server that is there less than one to rely on: it may be
// anybody's, or another answers beside it.
func ldapBeside(c *rules.Case) (out []rules.Outcome) {
	const fact = "mke_api.auth_ldap"
	settings := facts.Look(c.Snapshot, facts.MKEAuthLDAP).Value
	if settings.TLSSkipVerify.Is(func(is bool) bool { return is }) {
		out = append(out, rules.Outcome{Subject: fact + ".tlsSkipVerify", Expected: "false", Actual: "tlsSkipVerify=true", Note: "whoever answers is believed", Facts: []string{fact}})
	}
	url := strings.ToLower(strings.TrimSpace(settings.ServerURL.Value))
	if strings.HasPrefix(url, "ldap://") && !settings.StartTLS.Is(func(is bool) bool { return is }) {
		out = append(out, rules.Outcome{Subject: fact + ".startTLS", Expected: "ldaps, or StartTLS", Actual: fmt.Sprintf("%q without StartTLS", url), Facts: []string{fact}})
	}
	stated, undecided := facts.Get(c.Snapshot, facts.SSPIDP)
	if undecided != nil || stated.LDAP == nil || stated.LDAP.ServerURL == "" {
		return out
	}
	for i, d := range settings.AdditionalDomains.Value {
		known := platform.SameURL(d.ServerURL.Value, stated.LDAP.ServerURL) || slices.ContainsFunc(stated.LDAP.AdditionalDomains,
			func(s facts.SSPLDAPDomain) bool { return platform.SameURL(d.ServerURL.Value, s.ServerURL) })
		o := rules.Outcome{Kind: result.Violates, Subject: fmt.Sprintf("%s.additionalDomains[%d]", fact, i), Expected: "a server of ssp idp.ldap",
			Actual: fmt.Sprintf("%q", d.ServerURL.Value), Facts: []string{fact, facts.SSPIDP.Name}}
		if why := d.ServerURL.Why(); why != "" {
			o.Kind, o.Actual, o.Note = result.Unknown, "not known", why
		}
		if !known {
			out = append(out, o)
		}
	}
	return out
}

// ldapServer is whether a server is configured, and the one that ssp.yaml states where it
// states one.
func ldapServer(c *rules.Case) (rules.Outcome, []facts.Missing) {
	const fact = "mke_api.auth_ldap.serverURL"
	o := rules.Outcome{Subject: fact, Expected: "a server", Facts: []string{fact}}
	url, known, missing := platform.Member(c.Snapshot, facts.MKEAuthLDAP, "serverURL", func(l facts.LDAPConfig) facts.Maybe[string] { return l.ServerURL })
	if !known || missing != nil {
		o.Actual = "not known"
		return o, missing
	}
	o.Kind, o.Actual = result.Pass, fmt.Sprintf("%q", url)
	if strings.TrimSpace(url) == "" {
		o.Kind, o.Actual = result.Violates, "is empty"
		return o, nil
	}
	stated, undecided := facts.Get(c.Snapshot, facts.SSPIDP)
	if undecided != nil || stated.LDAP == nil || stated.LDAP.ServerURL == "" {
		return o, nil
	}
	o.Expected, o.Facts = "as ssp idp.ldap.server_url", append(o.Facts, facts.SSPIDP.Name)
	if !platform.SameURL(url, stated.LDAP.ServerURL) {
		o.Kind, o.Note = result.Violates, fmt.Sprintf("ssp idp.ldap.server_url is %q", stated.LDAP.ServerURL)
		return o, nil
	}
	o.By = platform.Approver(c, "idp")
	return o, nil
}
