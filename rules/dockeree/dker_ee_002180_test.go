package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002180(t *testing.T) {
	const id = "DKER-EE-002180"
	saml := func(on, url string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"samlEnabled":` + on + `}},"mke_api.auth_saml":{"enabled":` + on + `,"idpMetadataURL":"` + url + `"}}}`)
	}
	const url = "https://idp.example.mil/metadata"
	ruletest.Run(t, dockeree.Rules, id,
		row("on", fine, "DKER-EE-001100 wants LDAP at the same time", saml("true", url)),
		row("off", open, "OPEN auth.samlEnabled: false", saml("false", url)),
		row("as stated", fine, url, saml("true", url), ruletest.SSP("idp: {type: saml, saml: {idp_metadata_url: '"+url+"', sp_host: mke.example.mil}}")),
		row("another than stated", open, "ssp idp.saml.idp_metadata_url is", saml("true", "https://other.example.mil/m"), ruletest.SSP("idp: {type: saml, saml: {idp_metadata_url: '"+url+"', sp_host: mke.example.mil}}")),
		row("whose certificate is not checked", unclear, "tlsSkipVerify=true", ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"samlEnabled":true}},"mke_api.auth_saml":{"enabled":true,"idpMetadataURL":"`+url+`","tlsSkipVerify":true}}}`)),
		row("no provider", unclear, "idpMetadataURL is empty", saml("true", "")),
		row("provider not collected", unclear, "mke_api.auth_saml: not collected", config(`{"auth":{"samlEnabled":true}}`)),
		row("provider denied", unclear, "mke_api.auth_saml: denied", ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"samlEnabled":true}},"mke_api.auth_saml":{"$denied":"403"}}}`)),
		row("off, provider not collected", open, "auth.samlEnabled: false", config(`{"auth":{"samlEnabled":false}}`)),
		row("they disagree", unclear, "whatever its configuration file says", ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"samlEnabled":true}},"mke_api.auth_saml":{"enabled":false,"idpMetadataURL":"x"}}}`)),
		row("not in the export", unclear, "has no such key", config(`{"auth":{}}`)),
		row("no truth value", unclear, "want true or false", config(`{"auth":{"samlEnabled":1}}`)),
		row("not collected", unclear, "mke_config: not collected"),
	)
}
