package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001100(t *testing.T) {
	const id = "DKER-EE-001100"
	ldap := func(backend, url string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"backend":"` + backend + `"}},"mke_api.auth_ldap":{"serverURL":"` + url + `"}}}`)
	}
	more := func(backend, url, members string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"backend":"` + backend + `"}},"mke_api.auth_ldap":{"serverURL":"` + url + `",` + members + `}}}`)
	}
	stated := ruletest.SSP("idp: {type: ldap, ldap: {server_url: 'ldaps://ad.example.mil:636', reader_dn: 'cn=r'}}")
	const url = "ldaps://ad.example.mil:636"
	ruletest.Run(t, dockeree.Rules, id,
		row("ldap", fine, "DKER-EE-002180 wants SAML at the same time", ldap("ldap", url)),
		row("as stated", fine, "no approver on record", ldap("ldap", url), stated),
		row("another server than stated", open, "ssp idp.ldap.server_url is", ldap("ldap", "ldaps://other.example.mil"), stated),
		row("whose certificate is not checked", unclear, "tlsSkipVerify=true", more("ldap", url, `"tlsSkipVerify":true`)),
		row("without TLS", unclear, "without StartTLS", more("ldap", "ldap://ad.example.mil", `"startTLS":false`)),
		row("by StartTLS", fine, "LDAP is the backend", more("ldap", "ldap://ad.example.mil", `"startTLS":true`)),
		row("another server beside the one stated", open, "additionalDomains[0]", more("ldap", url, `"additionalDomains":[{"domain":"x","serverURL":"ldaps://other.example.mil"}]`), stated),
		row("another server, and none is stated", fine, "LDAP is the backend", more("ldap", url, `"additionalDomains":[{"domain":"x","serverURL":"ldaps://other.example.mil"}]`)),
		row("managed", open, `OPEN auth.backend: "managed"`, ldap("managed", url)),
		row("no server", open, "mke_api.auth_ldap.serverURL: is empty", ldap("ldap", "")),
		row("server not collected", unclear, "mke_api.auth_ldap: not collected", config(`{"auth":{"backend":"ldap"}}`)),
		row("server denied", unclear, "mke_api.auth_ldap: denied: 403", ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"backend":"ldap"}},"mke_api.auth_ldap":{"$denied":"403"}}}`)),
		row("backend not in the export", unclear, "has no such key", ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{}},"mke_api.auth_ldap":{"serverURL":"`+url+`"}}}`)),
		row("managed, server not collected", open, `"managed"`, config(`{"auth":{"backend":"managed"}}`)),
		row("export not collected", unclear, "mke_config: not collected"),
	)
}
