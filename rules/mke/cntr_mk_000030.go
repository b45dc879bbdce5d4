package mke

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000030 = rules.Rule{
	ID:    "CNTR-MK-000030",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "At least one of LDAP and SAML must be on, and each that is on must have its fields set and equal to ssp.yaml, as each that ssp.yaml " +
		"states must be on, and a directory of another domain must be one of those it states, with its reader; a " +
		"provider by OpenID Connect alone does not meet the words. The reader's password cannot be read back, so that it is " +
		"set must be attested. The fix wants an encrypted address for LDAP: ldaps or StartTLS counts; anything else is not " +
		"named in the check and is left to a person. The host of SAML may be a name that ssp.yaml lists for MKE.",
	Warnings: []string{"The vendor documents an empty root bundle as valid where the provider's certificate is publicly trusted; the check does not."},
	Check: rules.About("identity provider", "LDAP or SAML is on, complete, and as ssp idp states", rules.FromCase(
		[]string{facts.MKEConfig.Name, facts.MKEAuthLDAP.Name, facts.MKEAuthSAML.Name, facts.SSPIDP.Name, facts.SSPMKEAddress.Name,
			"attestation toml:" + backendKey, "attestation toml:" + samlKey, "attestation ldap_reader_password_set"}, identityProvider)),
}

const (
	backendKey = "auth.backend"
	samlKey    = "auth.samlEnabled"
)

func identityProvider(c *rules.Case) (rules.Verdict, []facts.Missing) {
	p := &provider{c: c}
	p.idp, p.undecided = facts.Get(c.Snapshot, facts.SSPIDP)
	ldap, saml := p.ldapOn(), p.samlOn()
	if ldap == off && saml == off {
		p.open("identity provider", "neither LDAP nor SAML is on", backendKey)
		p.outcomes[0].Note = openID(c.Snapshot)
	}
	if ldap == on {
		p.ldap()
	}
	if saml == on {
		p.saml()
	}
	if ldap == on || saml == on {
		p.missing = append(p.missing, p.undecided...)
		p.named(map[string]power{"ldap": ldap, "saml": saml})
		p.beside()
	}
	return rules.Verdict{Outcomes: p.outcomes, Notes: p.notes, Pass: "An identity provider of the organisation is on, complete, and as ssp.yaml states."}, p.missing
}

// provider collects what the settings of the providers say beside ssp.yaml.
type provider struct {
	c         *rules.Case
	idp       facts.SSPIdentityProvider
	undecided []facts.Missing
	outcomes  []rules.Outcome
	notes     []string
	missing   []facts.Missing
}

func (p *provider) open(subject, actual, fact string) {
	p.outcomes = append(p.outcomes, rules.Outcome{Kind: result.Violates, Subject: subject, Actual: actual, Facts: []string{fact}})
}

func (p *provider) pass(subject, actual, fact string) {
	p.outcomes = append(p.outcomes, rules.Outcome{Kind: result.Pass, Subject: subject, Actual: actual, Facts: []string{fact}})
}

// power is whether a provider is on. The zero value is that nobody knows.
type power uint8

const (
	unknownPower power = iota
	on
	off
)

func powered(is bool) power {
	if is {
		return on
	}
	return off
}

// ldapOn is what the configuration says. A backend that is neither the directory nor
// MKE's own list of users is none whose meaning is known.
func (p *provider) ldapOn() power {
	k := platform.ConfigKey(p.c, backendKey, facts.Tree.String)
	p.missing = append(p.missing, k.Missing...)
	if !k.Known {
		return unknownPower
	}
	switch strings.ToLower(k.Value) {
	case "ldap":
		return on
	case "managed":
		return off
	}
	p.missing = append(p.missing, facts.Missing{Name: k.Source, Why: fmt.Sprintf("is %q; want ldap or managed", k.Value)})
	return unknownPower
}

// samlOn is what the configuration, else the provider's own settings say; where they
// differ neither is believed.
func (p *provider) samlOn() power {
	k := platform.ConfigKey(p.c, samlKey, facts.Tree.Bool)
	api, known, lacks := platform.Member(p.c.Snapshot, facts.MKEAuthSAML, "enabled", func(s facts.SAMLConfig) facts.Maybe[bool] { return s.Enabled })
	switch {
	case k.Known && known && k.Value != api:
		p.missing = append(p.missing, facts.Missing{Name: "whether SAML is on", Why: fmt.Sprintf("the sources disagree: %s is %t, mke_api.auth_saml.enabled is %t", k.Source, k.Value, api),
			How: []string{lookAtPage}})
		return unknownPower
	case !k.Known && known:
		p.missing = append(p.missing, lacks...)
		return powered(api)
	}
	p.missing = append(p.missing, k.Missing...)
	if !k.Known {
		return unknownPower
	}
	return powered(k.Value)
}

const lookAtPage = "by hand: Admin Settings, Authentication & Authorization"

// named is whether the provider that ssp.yaml names is the one that is on.
func (p *provider) named(is map[string]power) {
	if t := p.idp.Type; p.undecided == nil && t != "" && is[t] == off {
		p.open("identity provider", "ssp.yaml names "+t+", which is off", "ssp:idp")
	}
	if p.undecided != nil || p.idp.Type != "" {
		return
	}
	if p.idp.LDAP != nil && is["ldap"] == off {
		p.open("identity provider", "ssp.yaml states ldap, which is off", "ssp:idp")
	}
	if p.idp.SAML != nil && is["saml"] == off {
		p.open("identity provider", "ssp.yaml states saml, which is off", "ssp:idp")
	}
}

// beside is the providers of the configuration that ssp.yaml has no words for.
func (p *provider) beside() {
	config := facts.Look(p.c.Snapshot, facts.MKEConfig).Value
	for _, other := range []struct{ what, key string }{
		{"a provider by OpenID Connect", openIDKey}, {"a proxy for SAML", "auth.samlProxy"},
	} {
		if setUp(config, other.key) {
			p.outcomes = append(p.outcomes, rules.Outcome{Subject: "identity provider", Facts: []string{"mke_config." + other.key},
				Actual: other.what + " (" + other.key + ") is set up beside it, and ssp.yaml cannot name it"})
		}
	}
}

const openIDKey = "auth.external_identity_provider"

// setUp reports whether a key of the configuration holds more than a form that nobody has
// filled in: a table that is not switched off and has a word, a number or a true in it.
func setUp(config facts.Tree, key string) bool {
	table, why := config.Table(key).Get()
	if why != "" {
		return config.Len(key) > 0
	}
	if table.Bool("enabled").Is(func(on bool) bool { return !on }) {
		return false
	}
	return slices.ContainsFunc(table.Keys(), func(name string) bool {
		inner := table.Table(name)
		text := strings.TrimSpace(table.String(name).Value)
		return inner.State == facts.OK && setUp(table, name) || inner.State != facts.OK && table.Len(name) > 0 ||
			text != "" && text != "false" && text != "0" || table.Bool(name).Is(func(is bool) bool { return is }) || table.Int(name).Is(func(n int64) bool { return n != 0 })
	})
}

// domains is the directories of other domains, of the configuration and of the settings.
// Each must be one of ssp.yaml, with its reader, which either source may tell.
type domains struct {
	*provider
	stated  facts.SSPLDAP
	decided bool
	readers map[string]bool // whose readers are known, by the address that ssp.yaml states
	found   []string
}

func (p *provider) domains(s facts.LDAPConfig, stated facts.SSPLDAP, decided bool) {
	d := domains{p, stated, decided && stated.ServerURL != "", map[string]bool{}, nil}
	const table = "auth.ldap.additional_domains"
	for i, one := range facts.Look(p.c.Snapshot, facts.MKEConfig).Value.List(table).Value {
		subject := fmt.Sprintf("%s[%d]", table, i)
		d.add(subject, "mke_config."+subject, "server_url", "reader_dn", one.String("server_url"), one.String("reader_dn"))
	}
	for i, one := range s.AdditionalDomains.Value {
		subject := fmt.Sprintf("mke_api.auth_ldap.additionalDomains[%d]", i)
		d.add(subject, subject, "serverURL", "readerDN", one.ServerURL, one.ReaderDN)
	}
	for _, url := range d.found {
		if !d.readers[url] {
			p.missing = append(p.missing, facts.Missing{Name: "reader of " + url, Why: "not collected", How: []string{lookAtPage}})
		}
	}
	if s.AdditionalDomains.State == facts.OK && s.AdditionalDomains.Partial {
		p.missing = append(p.missing, facts.Missing{Name: "mke_api.auth_ldap.additionalDomains", Why: s.AdditionalDomains.Why(), How: []string{lookAtPage}})
	}
}

// add is one directory as one source tells of it. One at the stated address is the
// stated directory, whose reader is judged with it.
func (d *domains) add(subject, fact, urlName, readerName string, address, reader facts.Maybe[string]) {
	url, why := address.Get()
	if why != "" {
		d.missing = append(d.missing, facts.Missing{Name: fact + "." + urlName, Why: why, How: []string{lookAtPage}})
		return
	}
	if !d.decided {
		return
	}
	if platform.SameURL(url, d.stated.ServerURL) {
		if name, why := reader.Get(); why == "" && strings.TrimSpace(name) != "" && !platform.SameDN(name, d.stated.ReaderDN) {
			d.open(subject+"."+readerName, fmt.Sprintf("%q; ssp idp.ldap.reader_dn is %q", name, d.stated.ReaderDN), fact)
		}
		return
	}
	at := slices.IndexFunc(d.stated.AdditionalDomains, func(s facts.SSPLDAPDomain) bool { return platform.SameURL(url, s.ServerURL) })
	if at < 0 {
		d.open(subject, fmt.Sprintf("%q; not in ssp idp.ldap.server_url or idp.ldap.additional_domains", url), fact)
		return
	}
	if !encrypts(url) { // a further directory does not say whether it is spoken to by StartTLS
		d.outcomes = append(d.outcomes, rules.Outcome{Subject: subject + "." + urlName, Actual: fmt.Sprintf("%q, and whether by StartTLS is not known", url),
			Note: "the fix wants an encrypted address", Facts: []string{fact}})
	}
	want := d.stated.AdditionalDomains[at]
	if !slices.Contains(d.found, want.ServerURL) {
		d.found = append(d.found, want.ServerURL)
	}
	if reader.State == facts.NotCollected {
		return
	}
	d.readers[want.ServerURL] = true
	switch name, why := reader.Get(); {
	case why != "":
		d.missing = append(d.missing, facts.Missing{Name: fact + "." + readerName, Why: why, How: []string{lookAtPage}})
	case strings.TrimSpace(name) == "":
		d.open(subject+"."+readerName, "is empty", fact)
	case !platform.SameDN(name, want.ReaderDN):
		d.open(subject+"."+readerName, fmt.Sprintf("%q; ssp idp.ldap.additional_domains has %q", name, want.ReaderDN), fact)
	default:
		d.pass(subject, fmt.Sprintf("%q read as %q, as ssp idp.ldap.additional_domains", url, name), fact)
		d.outcomes[len(d.outcomes)-1].By = platform.Approver(d.c, "idp")
	}
}

func (p *provider) ldap() {
	s, known, missing := facts.Partly(p.c.Snapshot, facts.MKEAuthLDAP)
	if p.missing = append(p.missing, missing...); !known {
		return
	}
	stated := facts.SSPLDAP{}
	decided := p.stated("ldap", p.idp.LDAP != nil)
	if decided {
		stated = *p.idp.LDAP
	}
	p.field("mke_api.auth_ldap.serverURL", s.ServerURL, "idp.ldap.server_url", stated.ServerURL, decided, platform.SameURL)
	p.field("mke_api.auth_ldap.readerDN", s.ReaderDN, "idp.ldap.reader_dn", stated.ReaderDN, decided, platform.SameDN)
	p.domains(s, stated, decided)
	p.encrypted(s)
	if s.TLSSkipVerify.Is(func(b bool) bool { return b }) {
		p.notes = append(p.notes, "LDAP goes without verification of the directory's certificate, which the check asks of SAML alone")
	}
	v, missing := rules.Attested("ldap_reader_password_set", "reader's password", "the password of the reader is set").Eval(p.c)
	p.outcomes, p.missing = append(p.outcomes, v.Outcomes...), append(p.missing, missing...)
}

// encrypted leaves an address that is not encrypted to a person: the fix wants https,
// the check does not say.
func (p *provider) encrypted(s facts.LDAPConfig) {
	address, why := s.ServerURL.Get()
	startTLS := s.StartTLS.Is(func(b bool) bool { return b })
	if why != "" || address == "" || encrypts(address) || startTLS {
		return
	}
	p.outcomes = append(p.outcomes, rules.Outcome{Subject: "mke_api.auth_ldap.serverURL", Actual: fmt.Sprintf("%q without StartTLS", address),
		Note: "the fix wants an encrypted address", Facts: []string{facts.MKEAuthLDAP.Name}})
}

// encrypts reports whether an address says that it is encrypted.
func encrypts(address string) bool {
	scheme, _, _ := strings.Cut(strings.ToLower(address), "://")
	return scheme == "ldaps" || scheme == "https"
}

func (p *provider) saml() {
	s, known, missing := facts.Partly(p.c.Snapshot, facts.MKEAuthSAML)
	if p.missing = append(p.missing, missing...); !known {
		return
	}
	stated := facts.SSPSAML{}
	decided := p.stated("saml", p.idp.SAML != nil)
	if decided {
		stated = *p.idp.SAML
	}
	p.field("mke_api.auth_saml.idpMetadataURL", s.IdPMetadataURL, "idp.saml.idp_metadata_url", stated.IDPMetadataURL, decided, platform.SameURL)
	p.flag("tlsSkipVerify", s.TLSSkipVerify, false)
	p.flag("rootCerts_present", s.RootCertsPresent, true)
	p.field("mke_api.auth_saml.spHost", s.SPHost, "idp.saml.sp_host", stated.SPHost, decided, platform.SameHostName)
	p.address(s.SPHost)
}

// stated reports whether ssp.yaml describes a provider that is on.
func (p *provider) stated(kind string, given bool) bool {
	switch {
	case p.undecided != nil:
		return false
	case !given && p.idp.Type != "" && p.idp.Type != kind:
		p.open("identity provider", kind+" is on, and ssp.yaml names "+p.idp.Type+" alone", "ssp:idp")
	case !given:
		p.missing = append(p.missing, platform.Unsaid("idp."+kind, "ssp.yaml does not say"))
	}
	return given
}

// field judges one text: it must be set, and equal to what ssp.yaml states.
func (p *provider) field(name string, m facts.Maybe[string], key, want string, decided bool, same func(a, b string) bool) {
	value, why := m.Get()
	value = strings.TrimSpace(value)
	switch {
	case why != "":
		p.missing = append(p.missing, facts.Missing{Name: name, Why: why, How: []string{lookAtPage}})
	case value == "":
		p.open(name, "is empty", name)
	case !decided: // the key is missing already
	case want == "":
		p.missing = append(p.missing, platform.Unsaid(key, "ssp.yaml does not say"))
	case !same(value, want):
		p.open(name, fmt.Sprintf("%q; ssp %s is %q", value, key, want), name)
	default:
		p.pass(name, fmt.Sprintf("%q, as ssp %s", value, key), name)
		p.outcomes[len(p.outcomes)-1].By = platform.Approver(p.c, "idp")
	}
}

func (p *provider) flag(name string, m facts.Maybe[bool], want bool) {
	fact := "mke_api.auth_saml." + name
	switch value, why := m.Get(); {
	case why != "":
		p.missing = append(p.missing, facts.Missing{Name: fact, Why: why, How: []string{lookAtPage}})
	case value != want:
		p.open(fact, fmt.Sprint(value), fact)
	default:
		p.pass(fact, fmt.Sprint(value), fact)
	}
}

// address is whether the host that MKE tells the provider is one of MKE's own.
func (p *provider) address(m facts.Maybe[string]) {
	host, why := m.Get()
	if why != "" || strings.TrimSpace(host) == "" {
		return // said by field
	}
	addresses, missing := facts.Get(p.c.Snapshot, facts.SSPMKEAddress)
	if missing != nil {
		p.missing = append(p.missing, missing...)
		return
	}
	const fact = "mke_api.auth_saml.spHost"
	if !slices.ContainsFunc(addresses, func(a string) bool {
		return platform.SameHostName(a, host) || platform.SameHostName(a, platform.WithoutPort(host))
	}) {
		p.open(fact, fmt.Sprintf("%q is not in ssp mke.address", host), fact)
		return
	}
	if net.ParseIP(platform.WithoutPort(host)) == nil {
		p.notes = append(p.notes, fmt.Sprintf("the host MKE tells the provider, %q, is a name; the check speaks of an address", host))
	}
}

// openID says that another kind of provider is configured.
func openID(s *facts.Snapshot) string {
	if setUp(facts.Look(s, facts.MKEConfig).Value, openIDKey) {
		return "a provider by OpenID Connect (auth.external_identity_provider) does not meet the words of the check"
	}
	return ""
}
