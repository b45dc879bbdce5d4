package dockeree

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002180 = rules.Rule{
	ID:    "DKER-EE-002180",
	Scope: rules.Cluster,
	Reading: "SAML must be enabled, and a provider configured: its metadata is read through the API. A key that the export " +
		"lacks is unknown, not false. Where ssp.yaml states the provider it must be that one. DKER-EE-001100 wants LDAP at the same time.",
	Warnings: []string{
		"DKER-EE-001100 wants LDAP as the backend at the same time: a site with one of the two alone has a finding in the " +
			"other.",
	},
	Check: rules.All(
		platform.Settings("SAML is enabled", platform.Setting{Path: "auth.samlEnabled", Want: "is true", Read: platform.IsBool(true)}),
		rules.About("SAML provider", "a provider is configured", rules.FromCase([]string{facts.MKEAuthSAML.Name, facts.SSPIDP.Name}, samlProvider)),
	),
}

func samlProvider(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	v.Notes = []string{"DKER-EE-001100 wants LDAP at the same time, which contradicts a site that has one provider"}
	saml, known, missing := facts.Partly(c.Snapshot, facts.MKEAuthSAML)
	if !known {
		return v, missing
	}
	o := rules.Outcome{Facts: []string{"mke_api.auth_saml.idpMetadataURL"}}
	url, why := saml.IdPMetadataURL.Get()
	switch {
	case saml.Enabled.Is(func(b bool) bool { return !b }):
		o.Actual, o.Note, o.Facts = "enabled=false", "says UCP's API, whatever its configuration file says", []string{"mke_api.auth_saml.enabled"}
	case why != "":
		return v, append(missing, platform.Lacking(facts.MKEAuthSAML, "idpMetadataURL", why))
	case strings.TrimSpace(url) == "":
		o.Actual, o.Note = "idpMetadataURL is empty", "SAML without a provider is not properly configured; the text names no finding for it"
	default:
		o.Kind, o.Actual = result.Pass, fmt.Sprintf("%q", url)
		statedSAML(c, url, &o)
	}
	if o.Kind == result.Pass && saml.TLSSkipVerify.Is(func(is bool) bool { return is }) {
		o.Kind, o.Note, o.Facts = result.Unknown, "tlsSkipVerify=true: whoever answers is believed", append(o.Facts, "mke_api.auth_saml.tlsSkipVerify")
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}

// statedSAML is that the provider is the one that ssp.yaml states, where it states one.
func statedSAML(c *rules.Case, url string, o *rules.Outcome) {
	stated, undecided := facts.Get(c.Snapshot, facts.SSPIDP)
	if undecided != nil || stated.SAML == nil || stated.SAML.IDPMetadataURL == "" {
		return
	}
	o.Expected, o.Facts = "as ssp idp.saml.idp_metadata_url", append(o.Facts, facts.SSPIDP.Name)
	if !platform.SameURL(url, stated.SAML.IDPMetadataURL) {
		o.Kind, o.Note = result.Violates, fmt.Sprintf("ssp idp.saml.idp_metadata_url is %q", stated.SAML.IDPMetadataURL)
		return
	}
	o.By = platform.Approver(c, "idp")
}
