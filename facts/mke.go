package facts

// The facts of MKE (fact bundle schema, section 4).

// MKEConfig is the configuration of MKE: its TOML with the names MKE uses, redacted.
var MKEConfig = sectionKey[Tree]("mke_config", ClusterSide, Doc{
	Shape:  "the parsed TOML, tables and keys as MKE names them",
	Source: "GET /api/ucp/config-toml",
	ByHand: "curl --cacert ca.pem -H \"Authorization: Bearer $TOKEN\" https://MKE/api/ucp/config-toml",
	Needs:  "MKE administrator",
})

// MKEWhoAmI is the account that collected the cluster's facts.
var MKEWhoAmI = sectionKey[WhoAmI]("mke_api.whoami", ClusterSide, Doc{
	Shape:  "{name, isAdmin}",
	Source: "GET /accounts/{own name}",
	Needs:  "any MKE account",
})

// WhoAmI is the collecting account. Lists it reads are complete only for an administrator.
type WhoAmI struct {
	Name    string      `json:"name"`
	IsAdmin Maybe[bool] `json:"isAdmin,omitzero"`
}

// MKEVersion is the version of MKE.
var MKEVersion = sectionKey[MKEVersionInfo]("mke_api.version", ClusterSide, Doc{
	Shape:  "{server_version: \"ucp/3.7.4\", mke: \"3.7.4\", instance_id, components[]}",
	Source: "GET /version through MKE",
	ByHand: "source env.sh of the client bundle, then docker version",
	Needs:  "any MKE account",
})

// MKEVersionInfo is what MKE calls itself. InstanceID is there only if it was read
// independently of container labels.
type MKEVersionInfo struct {
	ServerVersion Maybe[string]      `json:"server_version,omitzero"`
	MKE           Maybe[string]      `json:"mke,omitzero"`
	InstanceID    Maybe[string]      `json:"instance_id,omitzero"`
	Components    Maybe[[]Component] `json:"components,omitzero"`
}

// MKEAvailableVersions is the versions MKE offers to upgrade to.
var MKEAvailableVersions = sectionKey[[]string]("mke_api.available_versions", ClusterSide, Doc{
	Shape:  "list of version strings",
	Source: "GET /api/ucpversions",
	Needs:  "MKE administrator",
})

// MKELogging is the log and audit levels of MKE.
var MKELogging = sectionKey[LoggingConfig]("mke_api.logging", ClusterSide, Doc{
	Shape:  "{logLevel, auditLevel}",
	Source: "GET /api/ucp/config/logging",
	Needs:  "MKE administrator",
})

// LoggingConfig is levels as MKE spells them; "" is off.
type LoggingConfig struct {
	LogLevel   Maybe[string] `json:"logLevel,omitzero"`
	AuditLevel Maybe[string] `json:"auditLevel,omitzero"`
}

// MKEConfigKubernetes is the Kubernetes settings of MKE.
var MKEConfigKubernetes = sectionKey[KubernetesConfig]("mke_api.config_kubernetes", ClusterSide, Doc{
	Shape:  "{KMSEnabled}",
	Source: "GET /api/ucp/config/kubernetes",
	Needs:  "MKE administrator",
})

// KubernetesConfig tells whether secrets are encrypted at rest by a KMS plugin.
type KubernetesConfig struct {
	KMSEnabled Maybe[bool] `json:",omitzero"`
}

// MKERegistries is the registries MKE knows.
var MKERegistries = sectionKey[[]MKERegistry]("mke_api.registries", ClusterSide, Doc{
	Shape:  "list of {hostAddress}",
	Source: "GET /api/ucp/config/dtr, .registries[]",
	Needs:  "MKE administrator",
})

// MKERegistry is one registry.
type MKERegistry struct {
	HostAddress string `json:"hostAddress"`
}

// MKEAuthLDAP is the LDAP settings of MKE, without the password.
var MKEAuthLDAP = sectionKey[LDAPConfig]("mke_api.auth_ldap", ClusterSide, Doc{
	Shape:  "{serverURL, startTLS, tlsSkipVerify, readerDN, rootCerts_sha256, userSearchConfigs_count, additionalDomains:[{domain, serverURL, readerDN}]}",
	Source: "GET /enzi/v0/config/auth/ldap",
	Needs:  "MKE administrator",
})

// LDAPConfig is how MKE reaches a directory.
type LDAPConfig struct {
	ServerURL              Maybe[string] `json:"serverURL,omitzero"`
	StartTLS               Maybe[bool]   `json:"startTLS,omitzero"`
	TLSSkipVerify          Maybe[bool]   `json:"tlsSkipVerify,omitzero"`
	ReaderDN               Maybe[string] `json:"readerDN,omitzero"`
	RootCertsSHA256        Maybe[string] `json:"rootCerts_sha256,omitzero"`
	UserSearchConfigsCount Maybe[int]    `json:"userSearchConfigs_count,omitzero"`
	// AdditionalDomains are the directories beside it that users may log in by.
	AdditionalDomains Maybe[[]LDAPDomain] `json:"additionalDomains,omitzero"`
}

// LDAPDomain is a directory of another domain.
type LDAPDomain struct {
	Domain    string        `json:"domain"`
	ServerURL Maybe[string] `json:"serverURL,omitzero"`
	ReaderDN  Maybe[string] `json:"readerDN,omitzero"`
}

// MKEAuthSAML is the SAML settings of MKE.
var MKEAuthSAML = sectionKey[SAMLConfig]("mke_api.auth_saml", ClusterSide, Doc{
	Shape:  "{enabled, idpMetadataURL, tlsSkipVerify, rootCerts_present, spHost}",
	Source: "the SAML table of the TOML, or GET /enzi/v0/config/auth/saml",
	Needs:  "MKE administrator",
})

// SAMLConfig is how MKE reaches an identity provider.
type SAMLConfig struct {
	Enabled          Maybe[bool]   `json:"enabled,omitzero"`
	IdPMetadataURL   Maybe[string] `json:"idpMetadataURL,omitzero"`
	TLSSkipVerify    Maybe[bool]   `json:"tlsSkipVerify,omitzero"`
	RootCertsPresent Maybe[bool]   `json:"rootCerts_present,omitzero"`
	SPHost           Maybe[string] `json:"spHost,omitzero"`
}

// MKERBAC is the grants of MKE with their names resolved.
var MKERBAC = sectionKey[RBAC]("mke_api.rbac", ClusterSide, Doc{
	Shape:  "{grants:[{subject, subject_type, role, object, object_type}], roles[], collections[]}",
	Source: "GET /collectionGrants?subjectType=all&expandUser=true&showPaths=true, /roles, /collections",
	Needs:  "MKE administrator",
})

// RBAC is who may do what.
type RBAC struct {
	Grants      Maybe[[]Grant]  `json:"grants,omitzero"`
	Roles       Maybe[[]string] `json:"roles,omitzero"`
	Collections Maybe[[]string] `json:"collections,omitzero"`
}

// Grant gives one subject one role on one collection.
type Grant struct {
	Subject     string `json:"subject"`      // user:NAME, org:NAME, org:NAME/team:NAME
	SubjectType string `json:"subject_type"` // user, org, team
	Role        string `json:"role"`         // id word of a built-in role, else its name
	Object      string `json:"object"`       // path of a collection
	ObjectType  string `json:"object_type"`
}

// MKEAccounts is the users, organisations and teams of MKE.
var MKEAccounts = sectionKey[Accounts]("mke_api.accounts", ClusterSide, Doc{
	Shape:  "{users:[{name, isAdmin, isActive}], orgs:[{name, members[], admins[], teams:[{name, members[]}]}]}",
	Source: "GET /accounts/…",
	Needs:  "MKE administrator",
})

// Accounts is the users and organisations of MKE or MSR.
type Accounts struct {
	Users Maybe[[]Account] `json:"users,omitzero"`
	Orgs  Maybe[[]Org]     `json:"orgs,omitzero"`
}

// Account is one user.
type Account struct {
	Name     string      `json:"name"`
	IsAdmin  Maybe[bool] `json:"isAdmin,omitzero"`
	IsActive Maybe[bool] `json:"isActive,omitzero"`
}

// Org is one organisation.
type Org struct {
	Name    string          `json:"name"`
	Members Maybe[[]string] `json:"members,omitzero"`
	Admins  Maybe[[]string] `json:"admins,omitzero"` // members who may change the organisation
	Teams   Maybe[[]Team]   `json:"teams,omitzero"`
}

// Team is one team of an organisation.
type Team struct {
	Name    string          `json:"name"`
	Members Maybe[[]string] `json:"members,omitzero"`
}

// MKEPrelogonObserved is the text MKE shows before login; absent when it shows none.
var MKEPrelogonObserved = sectionKey[string]("mke_api.prelogon_observed", ClusterSide, Doc{
	Shape:  "text",
	Source: "the login page of MKE, not logged in",
	ByHand: "open https://MKE/login in a browser and copy the notice",
})
