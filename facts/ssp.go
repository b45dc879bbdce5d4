package facts

import "time"

// SSP is the organisation's decisions, read from ssp.yaml (fact bundle schema,
// section 7). A key that the file does not have is a nil slice, map or pointer or
// "": the organisation has not said. An empty list in the file is a slice that is
// empty and not nil: none approved. The zero value, and a nil *SSP, say nothing.
type SSP struct {
	File   string // as the user spelled it
	Digest string // SHA-256 of the content as canonical JSON, lower hex; see ReadSSP

	System             SSPSystem
	Approvals          map[string]SSPApproval // by top-level key
	MaxFactAgeDays     *int                   // 1 or more; see MaxFactAge
	MaxSkewHours       *int                   // 1 or more; see MaxSkew
	Orchestrator       string                 // swarm, kubernetes, mixed or ""
	OSFamilyOverride   []OSFamily
	MSR                SSPMSR
	MKE                SSPMKE
	Ingress            SSPIngressUse
	SystemContainers   SSPSystemContainers
	Exemptions         []Exemption
	DockerGroupMembers []string
	Audit              SSPAudit
	Ports              SSPPorts
	Capabilities       *SSPCapabilityRules
	Exceptions         SSPExceptions
	Resources          SSPResources
	Secrets            SSPSecrets
	RBAC               *SSPGrants
	RegistryRBAC       *SSPRegistryGrants
	K8s                SSPK8s
	IDP                *SSPIdentityProvider
	ContentTrust       *SSPSigners
	TrustAnchors       SSPTrustAnchors
	Banner             *SSPBannerText
	Logging            SSPLogging
	Login              SSPLogin
	Images             SSPImages
	Certs              SSPCerts
	Swarm              SSPSwarm
	Interpretation     map[string]string // STIG ID to check or title
	Attestations       []Attestation
}

// SSPEntry is where an entry of a list stands in ssp.yaml.
type SSPEntry struct {
	Path string // exemptions[4], counted from 0
	Line int    // from 1; 0 when the entry was not read from a file
}

// Ref is the entry as evidence names it, ssp:exemptions[4].
func (e SSPEntry) Ref() string { return "ssp:" + e.Path }

// Approved is who signed an entry of a list, as the entry itself says; "" where it
// says nothing. Approval is the approver of record.
type Approved struct {
	ApprovedBy string
	On         Date
	Expires    Date
	Reason     string
	Approval   Approval // resolved by ReadSSP: the entry, else approvals, else system
}

// SSPSystem is the system the decisions are for, and who approved them.
type SSPSystem struct {
	Name       string
	Version    string
	ApprovedBy string
	ApprovedOn Date
}

// SSPApproval is one entry of approvals: who decided a top-level key, when and
// until when.
type SSPApproval struct {
	By      string
	On      Date
	Expires Date
}

// OSFamily makes the rules for one family of operating systems apply to hosts
// that do not name it themselves.
type OSFamily struct {
	SSPEntry
	Approved
	Host   Pattern
	Family string // rhel or ubuntu
}

// SSPMSR is what the organisation says of its registry.
type SSPMSR struct {
	InUse      *bool
	Address    string // host name or IP address, with a port or without
	ReplicaIDs []string
}

// SSPMKE is what the organisation says of MKE.
type SSPMKE struct {
	Address               []string // host names and IP addresses
	LatestApprovedVersion string
	LatestCheckedOn       Date
}

// SSPIngressUse says whether a Kubernetes ingress controller fronts the cluster.
type SSPIngressUse struct{ KubernetesIngressInUse *bool }

// SSPSystemContainers identifies the vendor's own containers.
type SSPSystemContainers struct {
	InstanceID        string // of the MKE installation, com.docker.ucp.InstanceID
	Images            []SystemImage
	ImageRepositories []Pattern // names that look like the vendor's; prove nothing
}

// SystemImage is one vendor image that was compared with what the vendor
// published and signed off. One image may have entries for several components.
type SystemImage struct {
	SSPEntry
	Approved
	ID        string // config digest, sha256:…
	Component string // the container it runs as: ucp-kubelet
	Version   string
}

// Exemption is one accepted deviation. It counts only where the text of a rule
// supports it; elsewhere it is printed and changes nothing.
type Exemption struct {
	SSPEntry
	Approved
	Rule      string // STIG ID
	Component Pattern
	Image     string  // config digest
	Name      Pattern // of containers; never counts, printed only
}

// SSPAudit is what the organisation says of audit records.
type SSPAudit struct{ WindowDays *int }

// SSPPorts is the ports the organisation has approved.
type SSPPorts struct {
	Allowed              PortList
	HostNetworkListeners PortList
}

// PortEntry is one approved port. Every field it gives must match.
type PortEntry struct {
	SSPEntry
	Approved
	Kind      string // container, service, nodePort, loadBalancer, hostPort or ""
	Container Pattern
	Component Pattern // of a vendor container of proven identity
	Service   Pattern
	Namespace Pattern
	Pod       Pattern
	Proto     string // tcp, udp, sctp or ""
	HostPort  int    // 1 to 65535; 0 when not given
	HostIP    string // IP address or ""
}

// SSPCapabilityRules is the kernel capabilities containers may add.
type SSPCapabilityRules struct {
	DefaultAllowedAdd []string // of every container; nil: not said
	Containers        []CapabilityEntry
}

// CapabilityEntry is the capabilities some containers may add besides the default.
type CapabilityEntry struct {
	SSPEntry
	Approved
	Name       Pattern
	Component  Pattern
	Image      string   // config digest
	AllowedAdd []string // upper case without CAP_; ALL is every one
}

// SSPExceptions is the documented exceptions that a check text itself asks for.
type SSPExceptions struct {
	HostNetwork        ExceptionList
	HostIPC            *HostIPC
	UnencryptedOverlay OverlayList
}

// Exception is one documented exception for some workloads. Every field it gives
// must match.
type Exception struct {
	SSPEntry
	Approved
	Selector
}

// HostIPC is who may use the host's IPC namespace.
type HostIPC struct {
	Allowed    *bool
	Principals []string
	Containers ExceptionList
}

// OverlayException is one overlay network that need not be encrypted.
type OverlayException struct {
	SSPEntry
	Approved
	Network  string
	Evidence string // of encryption by the application; DKER-EE-006240 wants it
}

// SSPResources is the limits the organisation has set.
type SSPResources struct {
	KubernetesQuotas    map[string]map[string]string // namespace to resource to quantity
	CPUSharesDocumented SharesList
}

// SharesEntry is one group of containers that may run without CPU shares.
type SharesEntry struct {
	SSPEntry
	Approved
	Selector
}

// SSPName is a name in a namespace.
type SSPName struct {
	SSPEntry
	Namespace string
	Name      string
}

// SSPSecrets is the secrets that must exist, by name.
type SSPSecrets struct {
	SwarmRequired      []string
	KubernetesRequired []SSPName
}

// SSPGrants is the grants of MKE and Kubernetes.
type SSPGrants struct {
	IgnoreSystem                  *bool
	SwarmGrants                   []SSPGrant
	KubernetesClusterRoleBindings []SSPRoleBinding
}

// SSPGrant is one MKE grant.
type SSPGrant struct {
	SSPEntry
	Subject string // org:ops/team:sre, user:alice
	Role    string
	Object  string // collection
}

// SSPRoleBinding is one Kubernetes cluster role binding.
type SSPRoleBinding struct {
	SSPEntry
	Name     string
	Role     string
	Subjects []string // Kind:name or ServiceAccount:namespace/name
}

// SSPRegistryGrants is who may use what in the registry.
type SSPRegistryGrants struct {
	Admins       []string
	Orgs         map[string]SSPOrg
	Repositories []SSPRepository
}

// SSPOrg is one organisation of the registry.
type SSPOrg struct {
	Admins  []string
	Members []string
	Teams   map[string][]string
}

// SSPRepository is one repository and who may use it.
type SSPRepository struct {
	SSPEntry
	Repo       string
	Visibility string            // public, private or ""
	Access     map[string]string // org/team to read-only, read-write or admin
}

// SSPK8s is what the organisation says of Kubernetes objects.
type SSPK8s struct{ ApprovedSystemServices []SSPName }

// SSPIdentityProvider is the provider that logins must come from.
type SSPIdentityProvider struct {
	Type string // ldap, saml or ""
	LDAP *SSPLDAP
	SAML *SSPSAML
}

// SSPLDAP is the directory of an ldap provider.
type SSPLDAP struct {
	ServerURL, ReaderDN string
	AdditionalDomains   []SSPLDAPDomain
}

// SSPLDAPDomain is a directory of another domain.
type SSPLDAPDomain struct{ ServerURL, ReaderDN string }

// SSPSAML is the parties of a saml provider.
type SSPSAML struct{ IDPMetadataURL, SPHost string }

// SSPSigners is whose signature an image needs.
type SSPSigners struct {
	RequireSignatureFrom []string
	AllowRepos           []string
}

// SSPTrustAnchors is the certificates at which a chain may end.
type SSPTrustAnchors struct{ MKE, MSR []TrustAnchor }

// TrustAnchor is one entry of trust_anchors: the certificates of one PEM text.
type TrustAnchor struct {
	SSPEntry
	File string   // the name beside ssp.yaml, "" when the text stands in ssp.yaml
	DER  [][]byte // one or more certificates, in the order of the text
}

// SSPBannerText is where the text of the login banner is found.
type SSPBannerText struct {
	Source string // benchmark, file or text
	Path   string // with source file: the name beside ssp.yaml
	Text   string // with source text or file
}

// SSPLogging is how engines must log.
type SSPLogging struct {
	ApprovedDrivers []string
	MaxSize         string // as in daemon.json: 10m
	MaxFile         string // as in daemon.json: 3
}

// SSPLogin is the limit of parallel logins of one user.
type SSPLogin struct{ PerUserLimit *int }

// SSPImages is what containers may take from their host.
type SSPImages struct {
	SensitiveHostPaths []string
	ApprovedDevices    []string // paths on the host
	CgroupParents      []string
	Ulimits            []UlimitEntry
}

// UlimitEntry is one approved resource limit. What it does not give may be anything.
type UlimitEntry struct {
	SSPEntry
	Name string
	Soft *int64
	Hard *int64
}

// SSPCerts is the certificate of the client bundle, names as RFC 4514 strings.
type SSPCerts struct{ ClientBundleSubject, ClientBundleIssuer string }

// SSPSwarm is what the organisation says of its swarm.
type SSPSwarm struct {
	NodeCertExpiry    *time.Duration // above 0
	ClusterListenAddr string         // IP address, with a port or without
}

// Attestation is a dated human statement that answers one question of one rule.
type Attestation struct {
	SSPEntry
	Rule        string // STIG ID
	Key         string // the question, or toml:<dotted key>
	Value       any    // bool, float64, string or []any of these
	By          string
	On          Date
	Expires     Date
	Evidence    string
	Assets      []Pattern // nil: not given
	CheckSHA256 string    // of the check text it answered, lower hex; "": not bound
}
