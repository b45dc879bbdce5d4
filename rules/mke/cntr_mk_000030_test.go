package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// logins is the MKE configuration with that auth table.
func logins(keys map[string]any) facts.Tree { return facts.NewTree(map[string]any{"auth": keys}) }

func TestCNTRMK000030(t *testing.T) {
	const id = "CNTR-MK-000030"
	auth := func(backend string, saml bool) facts.Setting {
		return facts.MKEConfig.Is(logins(map[string]any{"backend": backend, "samlEnabled": saml}))
	}
	viaLDAP, viaSAML, viaBoth, neither := auth("ldap", false), auth("managed", true), auth("ldap", true), auth("managed", false)
	ldapOf := func(change func(*facts.LDAPConfig)) facts.LDAPConfig {
		s := facts.LDAPConfig{ServerURL: facts.Some("ldaps://ad.example.mil:636"), StartTLS: facts.Some(false), TLSSkipVerify: facts.Some(false), ReaderDN: facts.Some("cn=reader,dc=example,dc=mil")}
		if change != nil {
			change(&s)
		}
		return s
	}
	samlOf := func(change func(*facts.SAMLConfig)) facts.SAMLConfig {
		s := facts.SAMLConfig{Enabled: facts.Some(true), IdPMetadataURL: facts.Some("https://idp.example.mil/metadata"), TLSSkipVerify: facts.Some(false),
			RootCertsPresent: facts.Some(true), SPHost: facts.Some("mke.example.mil")}
		if change != nil {
			change(&s)
		}
		return s
	}
	ldap := func(change func(*facts.LDAPConfig)) facts.Setting { return facts.MKEAuthLDAP.Is(ldapOf(change)) }
	saml := func(change func(*facts.SAMLConfig)) facts.Setting { return facts.MKEAuthSAML.Is(samlOf(change)) }
	const (
		head     = "system: {name: S, approved_by: \"J. Doe, ISSM\", approved_on: 2026-01-15}\nmke: {address: [mke.example.mil, 192.0.2.10]}\n"
		ldapText = `ldap: {server_url: "ldaps://ad.example.mil:636", reader_dn: "cn=reader,dc=example,dc=mil"}`
		samlText = `saml: {idp_metadata_url: "https://idp.example.mil/metadata", sp_host: "mke.example.mil"}`
		password = `attestations: [{rule: ` + id + `, key: ldap_reader_password_set, value: true, by: "A. Roe, ISSO", on: 2026-02-01, expires: 2027-02-01, evidence: "sync of 2026-02-01"}]`
	)
	says := func(idp, rest string) facts.Setting { return ruletest.SSP(head + "idp: {" + idp + "}\n" + rest) }
	planLDAP, planSAML, planBoth := says("type: ldap, "+ldapText, password), says("type: saml, "+samlText, ""), says("type: ldap, "+ldapText+", "+samlText, password)
	planV6 := ruletest.SSP("mke: {address: [\"2001:db8::1\"]}\nidp: {type: saml, saml: {idp_metadata_url: \"https://idp.example.mil/metadata\", sp_host: \"2001:db8::1\"}}\n")
	planDomains := says(`type: ldap, ldap: {server_url: "ldaps://ad.example.mil:636", reader_dn: "cn=reader,dc=example,dc=mil", additional_domains: [{server_url: "ldaps://b.example.mil:636", reader_dn: "cn=r,dc=b"}]}`, password)
	twoDomains := func(more, reader string) facts.Setting {
		b := `{"domain":"b","server_url":"ldaps://b.example.mil","reader_dn":"` + reader + `"}`
		if more != "" {
			b += "," + more
		}
		return ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"backend":"ldap","samlEnabled":false,"ldap":{"additional_domains":[` + b + `]}}}}}`)
	}
	beside := func(key string, table any) facts.Setting {
		return facts.MKEConfig.Is(logins(map[string]any{"backend": "ldap", "samlEnabled": false, key: table}))
	}

	ruletest.Run(t, mke.Rules, id,
		row("LDAP as stated", fine, `mke_api.auth_ldap.serverURL: "ldaps://ad.example.mil:636", as ssp idp.ldap.server_url; approved by J. Doe, ISSM, on 2026-01-15`, viaLDAP, ldap(nil), planLDAP),
		row("statement on the password", fine, "reader's password: attested true; by A. Roe, ISSO on 2026-02-01", viaLDAP, ldap(nil), planLDAP),
		row("names in another spelling", fine, "as ssp idp.ldap.reader_dn", viaLDAP, ldap(func(s *facts.LDAPConfig) {
			s.ServerURL, s.ReaderDN = facts.Some("LDAPS://AD.example.mil:636/"), facts.Some("CN=Reader, DC=example, DC=mil")
		}), planLDAP),
		row("SAML as stated", fine, `"mke.example.mil", is a name; the check speaks of an address`, viaSAML, saml(nil), planSAML),
		row("SAML with an address", fine, `mke_api.auth_saml.spHost: "192.0.2.10"`, viaSAML, saml(func(s *facts.SAMLConfig) { s.SPHost = facts.Some("192.0.2.10") }),
			says(`type: saml, saml: {idp_metadata_url: "https://idp.example.mil/metadata", sp_host: 192.0.2.10}`, "")),
		row("both as stated", fine, "as ssp idp.saml.idp_metadata_url", viaBoth, ldap(nil), saml(nil), planBoth),
		row("neither", open, "neither LDAP nor SAML is on", neither, planLDAP),
		row("neither, nothing stated", open, "neither LDAP nor SAML is on", neither),
		row("neither, in a partial configuration", open, "neither LDAP nor SAML is on", facts.MKEConfig.Partly(logins(map[string]any{"backend": "managed", "samlEnabled": false}))),
		row("OpenID Connect alone", open, "OpenID Connect (auth.external_identity_provider) does not meet the words", planLDAP, facts.MKEConfig.Is(logins(map[string]any{
			"backend": "managed", "samlEnabled": false, "external_identity_provider": map[string]any{"issuer": "https://oidc.example.mil"}}))),
		row("another directory beside it", open, `OPEN auth.ldap.additional_domains[0]: "ldap://evil.example.mil"; not in ssp idp.ldap.server_url`, ldap(nil), planLDAP, facts.MKEConfig.Is(logins(map[string]any{
			"backend": "ldap", "samlEnabled": false, "ldap": map[string]any{"additional_domains": []any{map[string]any{"domain": "evil", "server_url": "ldap://evil.example.mil"}}}}))),
		row("a directory beside it, whose address is not known", unclear, "mke_config.auth.ldap.additional_domains[0].server_url", ldap(nil), planLDAP, facts.MKEConfig.Is(logins(map[string]any{
			"backend": "ldap", "samlEnabled": false, "ldap": map[string]any{"additional_domains": []any{map[string]any{"domain": "evil"}}}}))),
		row("no directory beside it", fine, "as ssp idp.ldap", ldap(nil), planLDAP, facts.MKEConfig.Is(logins(map[string]any{
			"backend": "ldap", "samlEnabled": false, "ldap": map[string]any{"additional_domains": []any{}}}))),
		row("another directory beside it, by its settings", open, `OPEN mke_api.auth_ldap.additionalDomains[0]: "ldap://evil.example.mil"`, viaLDAP, planLDAP, ldap(func(s *facts.LDAPConfig) {
			s.AdditionalDomains = facts.Some([]facts.LDAPDomain{{Domain: "evil", ServerURL: facts.Some("ldap://evil.example.mil")}})
		})),
		row("two domains, both stated", fine, "", planDomains, twoDomains("", "cn=r,dc=b"), ldap(func(s *facts.LDAPConfig) {
			s.AdditionalDomains = facts.Some([]facts.LDAPDomain{{Domain: "b", ServerURL: facts.Some("ldaps://b.example.mil:636"), ReaderDN: facts.Some("CN=r, DC=b")}})
		})),
		row("another domain whose reader its settings alone give", fine, "", planDomains, viaLDAP, ldap(func(s *facts.LDAPConfig) {
			s.AdditionalDomains = facts.Some([]facts.LDAPDomain{{Domain: "b", ServerURL: facts.Some("ldaps://b.example.mil:636"), ReaderDN: facts.Some("cn=r,dc=b")}})
		})),
		row("a third domain", open, `OPEN auth.ldap.additional_domains[1]: "ldaps://c.example.mil"; not in ssp idp.ldap.server_url or idp.ldap.additional_domains`, planDomains, ldap(nil),
			twoDomains(`{"domain":"c","server_url":"ldaps://c.example.mil"}`, "cn=r,dc=b")),
		row("another domain with another reader", open, `auth.ldap.additional_domains[0].reader_dn: "cn=x"; ssp idp.ldap.additional_domains has "cn=r,dc=b"`, planDomains, ldap(nil), twoDomains("", "cn=x")),
		row("another domain in the clear", unclear, `auth.ldap.additional_domains[0].server_url: "ldap://b.example.mil", and whether by StartTLS is not known`,
			says(`type: ldap, ldap: {server_url: "ldaps://ad.example.mil:636", reader_dn: "cn=reader,dc=example,dc=mil", additional_domains: [{server_url: "ldap://b.example.mil:389", reader_dn: "cn=r,dc=b"}]}`, password),
			ldap(nil), ruletest.Bundle(`{"cluster":{"mke_config":{"auth":{"backend":"ldap","samlEnabled":false,"ldap":{"additional_domains":[{"domain":"b","server_url":"ldap://b.example.mil","reader_dn":"cn=r,dc=b"}]}}}}}`)),
		row("another domain of the same directory with another reader", open, `auth.ldap.additional_domains[1].reader_dn: "cn=x"; ssp idp.ldap.reader_dn is`, planDomains, ldap(nil),
			twoDomains(`{"domain":"c","server_url":"ldaps://ad.example.mil","reader_dn":"cn=x"}`, "cn=r,dc=b")),
		row("another domain without a reader", open, "auth.ldap.additional_domains[0].reader_dn: is empty", planDomains, ldap(nil), twoDomains("", "")),
		row("another domain whose reader nobody knows", unclear, "reader of ldaps://b.example.mil:636: not collected", planDomains, viaLDAP, ldap(func(s *facts.LDAPConfig) {
			s.AdditionalDomains = facts.Some([]facts.LDAPDomain{{Domain: "b", ServerURL: facts.Some("ldaps://b.example.mil")}})
		})),
		row("another domain, and none is stated", open, `not in ssp idp.ldap.server_url`, planLDAP, ldap(nil), twoDomains("", "cn=r,dc=b")),
		row("a proxy for SAML that is off", fine, "", ldap(nil), planLDAP, beside("samlProxy", map[string]any{"enabled": false, "url": "https://x"})),
		row("a proxy for SAML that is on", unclear, "a proxy for SAML (auth.samlProxy) is set up beside it", ldap(nil), planLDAP, beside("samlProxy", map[string]any{"enabled": true})),
		row("an OpenID Connect of empty words", fine, "", ldap(nil), planLDAP, beside("external_identity_provider", map[string]any{"issuer": "", "clientId": " ", "keys": map[string]any{"a": ""}, "account_lock": map[string]any{"enabled": false, "n": 3}})),
		row("an OpenID Connect with a word deep in it", unclear, "OpenID Connect", ldap(nil), planLDAP, beside("external_identity_provider", map[string]any{"issuer": "", "keys": map[string]any{"a": "x"}})),
		row("an OpenID Connect of a type of its own", unclear, "OpenID Connect", ldap(nil), planLDAP, beside("external_identity_provider", []any{"x"})),
		row("an address of the sixth version", fine, "", viaSAML, saml(func(s *facts.SAMLConfig) { s.SPHost = facts.Some("[2001:DB8::1]") }), planV6),
		row("an address of the sixth version with a port", fine, "", viaSAML, saml(func(s *facts.SAMLConfig) { s.SPHost = facts.Some("https://[2001:db8:0::1]:443") }),
			ruletest.SSP("mke: {address: [\"2001:db8::1\"]}\nidp: {type: saml, saml: {idp_metadata_url: \"https://idp.example.mil/metadata\", sp_host: \"[2001:db8::1]:443\"}}\n")),
		row("another address of the sixth version", open, "is not in ssp mke.address", viaSAML, saml(func(s *facts.SAMLConfig) { s.SPHost = facts.Some("[2001:db8::2]") }), planV6),
		row("OpenID Connect beside the directory", unclear, "OpenID Connect (auth.external_identity_provider) is set up beside it, and ssp.yaml cannot name it", ldap(nil), planLDAP, facts.MKEConfig.Is(logins(map[string]any{
			"backend": "ldap", "samlEnabled": false, "external_identity_provider": map[string]any{"issuer": "https://evil.example.mil"}}))),
		row("stated without a type, and one is off", open, "ssp.yaml states saml, which is off", viaLDAP, ldap(nil), says(ldapText+", "+samlText, password)),
		row("the usual port, written out", fine, "as ssp idp.ldap.server_url", viaLDAP, ldap(func(s *facts.LDAPConfig) { s.ServerURL = facts.Some("ldaps://ad.example.mil") }), planLDAP),
		row("another port than the usual", open, "ssp idp.ldap.server_url is", viaLDAP, ldap(func(s *facts.LDAPConfig) { s.ServerURL = facts.Some("ldaps://ad.example.mil:3269") }), planLDAP),
		row("no address of the directory", open, "mke_api.auth_ldap.serverURL: is empty", viaLDAP, ldap(func(s *facts.LDAPConfig) { s.ServerURL = facts.Some("") }), planLDAP),
		row("no reader", open, "mke_api.auth_ldap.readerDN: is empty", viaLDAP, ldap(func(s *facts.LDAPConfig) { s.ReaderDN = facts.Some(" ") })),
		row("another directory", open, `"ldaps://dc.example.mil:636"; ssp idp.ldap.server_url is "ldaps://ad.example.mil:636"`, viaLDAP,
			ldap(func(s *facts.LDAPConfig) { s.ServerURL = facts.Some("ldaps://dc.example.mil:636") }), planLDAP),
		row("another reader", open, "ssp idp.ldap.reader_dn is", viaLDAP, ldap(func(s *facts.LDAPConfig) { s.ReaderDN = facts.Some("cn=reader,dc=example") }), planLDAP),
		row("another path", open, "ssp idp.saml.idp_metadata_url is", viaSAML, saml(func(s *facts.SAMLConfig) { s.IdPMetadataURL = facts.Some("https://idp.example.mil/METADATA") }), planSAML),
		row("directory in the clear, as stated", unclear, `"ldap://ad.example.mil" without StartTLS; the fix wants an encrypted address`, viaLDAP,
			ldap(func(s *facts.LDAPConfig) { s.ServerURL = facts.Some("ldap://ad.example.mil") }),
			says(`type: ldap, ldap: {server_url: "ldap://ad.example.mil", reader_dn: "cn=reader,dc=example,dc=mil"}`, password)),
		row("directory by StartTLS, as stated", fine, `"ldap://ad.example.mil"`, viaLDAP,
			ldap(func(s *facts.LDAPConfig) {
				s.ServerURL, s.StartTLS = facts.Some("ldap://ad.example.mil"), facts.Some(true)
			}),
			says(`type: ldap, ldap: {server_url: "ldap://ad.example.mil", reader_dn: "cn=reader,dc=example,dc=mil"}`, password)),
		row("directory's certificate not verified is a note", fine, "LDAP goes without verification", viaLDAP, ldap(func(s *facts.LDAPConfig) { s.TLSSkipVerify = facts.Some(true) }), planLDAP),
		row("password not attested", unclear, "attestation ldap_reader_password_set: nobody has attested it", viaLDAP, ldap(nil), says("type: ldap, "+ldapText, "")),
		row("password attested as not set", open, "reader's password: attested false", viaLDAP, ldap(nil), says("type: ldap, "+ldapText,
			`attestations: [{rule: `+id+`, key: ldap_reader_password_set, value: false, by: A, on: 2026-02-01, expires: 2027-02-01, evidence: e}]`)),
		row("statement on the password expired", unclear, "expired 2026-10-01", viaLDAP, ldap(nil), says("type: ldap, "+ldapText,
			`attestations: [{rule: `+id+`, key: ldap_reader_password_set, value: true, by: A, on: 2026-02-01, expires: 2026-10-01, evidence: e}]`)),
		row("no metadata", open, "mke_api.auth_saml.idpMetadataURL: is empty", viaSAML, saml(func(s *facts.SAMLConfig) { s.IdPMetadataURL = facts.Some("") }), planSAML),
		row("provider not verified", open, "mke_api.auth_saml.tlsSkipVerify: true", viaSAML, saml(func(s *facts.SAMLConfig) { s.TLSSkipVerify = facts.Some(true) }), planSAML),
		row("no root bundle", open, "mke_api.auth_saml.rootCerts_present: false", viaSAML, saml(func(s *facts.SAMLConfig) { s.RootCertsPresent = facts.Some(false) }), planSAML),
		row("no host", open, "mke_api.auth_saml.spHost: is empty", viaSAML, saml(func(s *facts.SAMLConfig) { s.SPHost = facts.Some("") }), planSAML),
		row("host is not MKE's", open, `"elsewhere.example.mil" is not in ssp mke.address`, viaSAML, saml(func(s *facts.SAMLConfig) { s.SPHost = facts.Some("elsewhere.example.mil") }),
			says(`type: saml, saml: {idp_metadata_url: "https://idp.example.mil/metadata", sp_host: elsewhere.example.mil}`, "")),
		row("host with a port", fine, `"https://mke.example.mil:443"`, viaSAML, saml(func(s *facts.SAMLConfig) { s.SPHost = facts.Some("https://mke.example.mil:443") }),
			says(`type: saml, saml: {idp_metadata_url: "https://idp.example.mil/metadata", sp_host: "mke.example.mil:443"}`, "")),
		row("addresses of MKE not stated", unclear, "ssp:mke.address: ssp.yaml does not say", viaSAML, saml(nil), ruletest.SSP("idp: {type: saml, "+samlText+"}\n")),
		row("both on, one violated", open, "tlsSkipVerify: true", viaBoth, ldap(nil), saml(func(s *facts.SAMLConfig) { s.TLSSkipVerify = facts.Some(true) }), planBoth),
		row("both on, one stated", open, "saml is on, and ssp.yaml names ldap alone", viaBoth, ldap(nil), saml(nil), planLDAP),
		row("the other one is on", open, "ssp.yaml names saml, which is off", viaLDAP, ldap(nil), says("type: saml, "+ldapText+", "+samlText, password)),
		row("the stated one is not known to be on", unclear, "samlEnabled", facts.MKEConfig.Is(logins(map[string]any{"backend": "ldap"})), ldap(nil),
			says("type: saml, "+ldapText+", "+samlText, password)),
		row("whether SAML is on unknown", unclear, "mke_config.auth.samlEnabled: the export", facts.MKEConfig.Is(logins(map[string]any{"backend": "ldap"})), ldap(nil), planLDAP),
		row("whether SAML is on by its own settings", fine, "as ssp idp.saml", facts.MKEConfig.Is(logins(map[string]any{"backend": "managed"})), saml(nil), planSAML),
		row("sources disagree on SAML", unclear, "the sources disagree", neither, saml(nil), planSAML),
		row("backend missing", unclear, "mke_config.auth.backend: the export", facts.MKEConfig.Is(logins(map[string]any{"samlEnabled": false})), ldap(nil), planLDAP),
		row("backend missing and attested", fine, "as ssp idp.ldap", facts.MKEConfig.Is(logins(map[string]any{"samlEnabled": false})), ldap(nil), says("type: ldap, "+ldapText,
			`attestations: [{rule: `+id+`, key: "toml:auth.backend", value: ldap, by: A, on: 2026-02-01, expires: 2027-02-01, evidence: e},
			  {rule: `+id+`, key: ldap_reader_password_set, value: true, by: A, on: 2026-02-01, expires: 2027-02-01, evidence: e}]`)),
		row("backend nobody knows", unclear, `mke_config.auth.backend: is "other"; want ldap or managed`, auth("other", false)),
		row("configuration not collected", unclear, "mke_config: not collected", ldap(nil), planLDAP),
		row("configuration denied", unclear, "mke_config: denied", ldap(nil), planLDAP, facts.MKEConfig.Lacks(facts.Denied, "")),
		row("directory's settings not collected", unclear, "mke_api.auth_ldap: not collected", viaLDAP, planLDAP),
		row("address of the directory not collected", unclear, "mke_api.auth_ldap.serverURL: not collected", viaLDAP, planLDAP, ldap(func(s *facts.LDAPConfig) { s.ServerURL = facts.Maybe[string]{} })),
		row("settings partly collected", unclear, "mke_api.auth_ldap: partly collected", viaLDAP, planLDAP, facts.MKEAuthLDAP.Partly(ldapOf(nil))),
		row("provider's settings denied", unclear, "mke_api.auth_saml: denied", viaSAML, planSAML, facts.MKEAuthSAML.Lacks(facts.Denied, "")),
		row("flag not collected", unclear, "mke_api.auth_saml.tlsSkipVerify: not collected", viaSAML, planSAML, saml(func(s *facts.SAMLConfig) { s.TLSSkipVerify = facts.Maybe[bool]{} })),
		row("nothing stated", unclear, "ssp:idp: no ssp.yaml given", viaLDAP, ldap(nil)),
		row("key absent", unclear, "ssp:idp: ssp.yaml does not say", viaLDAP, ldap(nil), ruletest.SSP(head)),
		row("details not stated", unclear, "ssp:idp.ldap: ssp.yaml does not say", viaLDAP, ldap(nil), says("type: ldap", password)),
		row("decision lapsed", unclear, "expired 2026-11-01", viaLDAP, ldap(nil),
			ruletest.SSP("approvals: {idp: {by: A, on: 2026-01-01, expires: 2026-11-01}}\nidp: {type: ldap, "+ldapText+"}\n"+password)),
	)
}
