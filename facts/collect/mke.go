package collect

import (
	"context"
	"net/url"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	mkeAdmin = "MKE administrator"
	mkeAny   = "any MKE account"
)

// mkeSources is the sections that MKE's own interface gives.
func (c *Cluster) mkeSources() []Source {
	return []Source{
		httpSource(facts.MKEWhoAmI.Name, mkeAny, c.whoami, "GET /accounts/{own name}", "GET /accounts/{own name}/publicKeys (client bundle)"),
		httpSource(facts.MKEConfig.Name, mkeAdmin, c.mkeConfig, "GET /api/ucp/config-toml", "GET /api/MKE/config-toml"),
		httpSource(facts.MKEVersion.Name, mkeAny, c.mkeVersion, "GET /version"),
		httpSource(facts.MKEAvailableVersions.Name, mkeAdmin, c.availableVersions, "GET /api/ucpversions"),
		httpSource(facts.MKELogging.Name, mkeAdmin, c.mkeLogging, "GET /api/ucp/config/logging", "GET /api/MKE/config/logging"),
		httpSource(facts.MKEConfigKubernetes.Name, mkeAdmin, c.mkeKubernetes, "GET /api/ucp/config/kubernetes", "GET /api/MKE/config/kubernetes"),
		httpSource(facts.MKERegistries.Name, mkeAdmin, c.mkeRegistries, "GET /api/ucp/config/dtr", "GET /api/MKE/config/dtr"),
		httpSource(facts.MKEAuthLDAP.Name, mkeAdmin, c.mkeLDAP, "GET /enzi/v0/config/auth/ldap"),
		httpSource(facts.MKEAuthSAML.Name, mkeAdmin, c.mkeSAML, "GET /enzi/v0/config/auth/saml"),
		httpSource(facts.MKEAccounts.Name, mkeAdmin, c.mkeAccounts, accountCalls("")...),
		httpSource(facts.MKERBAC.Name, mkeAdmin, c.mkeRBAC, "GET "+grantPages.path+"?"+grantPages.query, "GET /roles", "GET /collections"),
		httpSource(facts.MKEPrelogonObserved.Name, "", c.prelogon, "GET /login (not logged in)"),
	}
}

// notAdmin is "" where MKE has proven the account to be an administrator, else why a
// list may be cut.
func notAdmin(had Had) string {
	who, ok := had[facts.MKEWhoAmI.Name].Value.(facts.WhoAmI)
	if ok && who.IsAdmin.Is(func(is bool) bool { return is }) {
		return ""
	}
	return "listed by an account that is not proven to be an administrator of MKE, which sees only what it may"
}

// enziAccount is an account as eNZi gives it.
type enziAccount struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	IsOrg    facts.Maybe[bool] `json:"isOrg,omitzero"`
	IsAdmin  facts.Maybe[bool] `json:"isAdmin,omitzero"`
	IsActive facts.Maybe[bool] `json:"isActive,omitzero"`
}

// whoami is the account that asks, and whether it is an administrator.
func (c *Cluster) whoami(ctx context.Context, _ Had) facts.Fact {
	r := c.MKE.ask(ctx, "/accounts/"+url.PathEscape(c.Account), jsonType, as[enziAccount]())
	m := decode[enziAccount](r, false)
	who := facts.Maybe[facts.WhoAmI]{State: m.State, Error: m.Error}
	if m.State == facts.OK {
		who.Value = facts.WhoAmI{Name: m.Value.Name, IsAdmin: m.Value.IsAdmin}
		if !strings.EqualFold(m.Value.Name, c.Account) {
			who = facts.Maybe[facts.WhoAmI]{State: facts.Failed, Error: r.Call + ": the answer is about another account"}
		} else if why := c.unproven(ctx); why != "" {
			who.Value.IsAdmin = facts.Maybe[bool]{State: facts.Failed, Error: why}
		}
	}
	return factOf(c, who, r.Call)
}

// unproven is why it is not known that the account that asks is the one whose name the
// client bundle's certificate bears: MKE knows an account by the key, not by the name,
// and anybody may look at an administrator's account. A login proves the name itself.
func (c *Cluster) unproven(ctx context.Context) string {
	if c.Bundle == nil {
		return ""
	}
	keys := pagesOf[accountKey](ctx, c.MKE, enziPages("/accounts/"+url.PathEscape(c.Account)+"/publicKeys", "accountPublicKeys"))
	for _, k := range keys.Value {
		if c.Bundle.holds(k) {
			return ""
		}
	}
	if keys.State == facts.OK {
		return "the key of the client bundle is not among those of the account " + clipText(c.Account)
	}
	// MKE gives its configuration to administrators alone.
	if r := c.MKE.ask(ctx, "/api/ucp/config-toml", "application/toml", asConfig()); r.why() == "" {
		return ""
	}
	return "it is not proven that the client bundle is of the account " + clipText(c.Account) + ": " + keys.Error
}

// firstOf is the reply of the first of two spellings of a path that is not answered
// with 404. The STIG spells MKE where the product has kept ucp.
func (c *Cluster) firstOf(ctx context.Context, path string, accept string, k keep) Reply {
	r := c.MKE.ask(ctx, "/api/ucp/"+path, accept, k)
	if r.Status != 404 {
		return r
	}
	if other := c.MKE.ask(ctx, "/api/MKE/"+path, accept, k); other.Status != 404 {
		return other
	}
	return r
}

const jsonType = "application/json"

func (c *Cluster) mkeVersion(ctx context.Context, _ Had) facts.Fact {
	type versionAnswer struct {
		Version    string
		Components facts.Maybe[[]facts.Component] `json:",omitzero"`
	}
	r := c.MKE.ask(ctx, "/version", jsonType, as[versionAnswer]())
	m := decode[versionAnswer](r, false)
	v := facts.Maybe[facts.MKEVersionInfo]{State: m.State, Error: m.Error}
	if m.State == facts.OK {
		v.Value = facts.MKEVersionInfo{Components: m.Value.Components}
		if version, isMKE := strings.CutPrefix(m.Value.Version, "ucp/"); isMKE && version != "" {
			v.Value.ServerVersion, v.Value.MKE = facts.Some(m.Value.Version), facts.Some(version)
		} else {
			v.Value.MKE = facts.Maybe[string]{State: facts.Failed, Error: r.Call + ": the version is not that of MKE: " + clipText(m.Value.Version)}
		}
	}
	return factOf(c, v, r.Call)
}

func (c *Cluster) availableVersions(ctx context.Context, had Had) facts.Fact {
	r := c.MKE.ask(ctx, "/api/ucpversions", jsonType, as[[]string]())
	return factOf(c, filtered(decode[[]string](r, false), notAdmin(had)), r.Call)
}

func (c *Cluster) mkeLogging(ctx context.Context, _ Had) facts.Fact {
	r := c.firstOf(ctx, "config/logging", jsonType, as[facts.LoggingConfig]())
	return factOf(c, decode[facts.LoggingConfig](r, false), r.Call)
}

func (c *Cluster) mkeKubernetes(ctx context.Context, _ Had) facts.Fact {
	r := c.firstOf(ctx, "config/kubernetes", jsonType, as[facts.KubernetesConfig]())
	return factOf(c, decode[facts.KubernetesConfig](r, false), r.Call)
}

// registryAnswer is a registry as MKE gives it.
type registryAnswer struct{ facts.MKERegistry }

func (r *registryAnswer) hide() { r.HostAddress = facts.RedactText(r.HostAddress) }

func (c *Cluster) mkeRegistries(ctx context.Context, had Had) facts.Fact {
	r := c.firstOf(ctx, "config/dtr", jsonType, asPage[registryAnswer]("registries"))
	list, next := pageOf[facts.MKERegistry](r, "registries")
	if next != "" && list.State == facts.OK {
		list.Partial, list.Error = true, r.Call+": the list goes on, and is asked for in no parts"
	}
	for _, registry := range list.Value {
		if registry.HostAddress == "" {
			list.Partial, list.Error = true, "a registry has no hostAddress"
		}
	}
	return factOf(c, filtered(list, notAdmin(had)), r.Call, "mke_api.registries[].username", "mke_api.registries[].password")
}

// ldapAnswer is the settings as eNZi gives them; the reader's password is not among them.
type ldapAnswer struct {
	facts.LDAPConfig
	RootCerts         facts.Maybe[string]     `json:"rootCerts,omitzero"`
	UserSearchConfigs facts.Maybe[[]struct{}] `json:"userSearchConfigs,omitzero"`
}

// hide keeps of the certificates a digest, and of the searches their number.
func (l *ldapAnswer) hide() {
	l.ServerURL.Value = facts.RedactText(l.ServerURL.Value)
	for i := range l.AdditionalDomains.Value {
		url := &l.AdditionalDomains.Value[i].ServerURL
		url.Value = facts.RedactText(url.Value)
	}
	if certs, why := l.RootCerts.Get(); why == "" {
		l.RootCertsSHA256 = facts.Some("")
		if certs != "" {
			l.RootCertsSHA256 = facts.Some(digestOf([]byte(certs)))
		}
	}
	if configs, why := l.UserSearchConfigs.Get(); why == "" {
		l.UserSearchConfigsCount = facts.Some(len(configs))
	}
	l.RootCerts, l.UserSearchConfigs = facts.Maybe[string]{}, facts.Maybe[[]struct{}]{}
}

func (c *Cluster) mkeLDAP(ctx context.Context, _ Had) facts.Fact {
	r := c.MKE.ask(ctx, "/enzi/v0/config/auth/ldap", jsonType, as[ldapAnswer]())
	return factOf(c, decode[facts.LDAPConfig](r, false), r.Call, "mke_api.auth_ldap.readerPassword")
}

// samlAnswer is the settings as eNZi gives them and as MKE's configuration has them.
type samlAnswer struct {
	facts.SAMLConfig
	RootCerts facts.Maybe[string] `json:"rootCerts,omitzero"`
}

// hide keeps of the certificates whether there are any.
func (s *samlAnswer) hide() {
	s.IdPMetadataURL.Value = facts.RedactText(s.IdPMetadataURL.Value)
	if certs, why := s.RootCerts.Get(); why == "" {
		s.RootCertsPresent = facts.Some(certs != "")
	}
	s.RootCerts = facts.Maybe[string]{}
}

// mkeSAML takes the settings from eNZi; where it does not give them, from the table of
// the configuration.
func (c *Cluster) mkeSAML(ctx context.Context, had Had) facts.Fact {
	r := c.MKE.ask(ctx, "/enzi/v0/config/auth/saml", jsonType, as[samlAnswer]())
	saml := decode[facts.SAMLConfig](r, false)
	if config, ok := had[facts.MKEConfig.Name].Value.(facts.Tree); ok && saml.State != facts.OK && config.Has("auth.saml") {
		f := factOf(c, facts.Some(samlOf(config)), "auth.saml of "+had[facts.MKEConfig.Name].Source)
		f.SourceKind, f.HTTPStatus = string(Derived), 0
		return f
	}
	return factOf(c, saml, r.Call)
}

// samlOf is what the configuration says of the provider.
func samlOf(config facts.Tree) facts.SAMLConfig {
	s := facts.SAMLConfig{
		Enabled:        config.Bool("auth.samlEnabled"),
		IdPMetadataURL: config.String("auth.saml.idpMetadataURL"),
		TLSSkipVerify:  config.Bool("auth.saml.tlsSkipVerify"),
		SPHost:         config.String("auth.saml.spHost"),
	}
	if certs := config.String("auth.saml.rootCerts"); certs.State == facts.OK {
		s.RootCertsPresent = facts.Some(certs.Value != "")
	}
	return s
}
