package facts

// sspTable is the keys of ssp.yaml in the order of the schema (fact bundle schema,
// section 7): what Known lists, what the reader accepts, what a missing key is said
// to decide.
var sspTable = []sspRow{
	sspLeaf("schema", "the version of the schema, ssp/1 when not given", `ssp/1`,
		func(c cursor, _ *SSP) { readSchema(c) }),

	sspBlock("system", "the system the decisions are for"),
	sspLeaf("system.name", "name of the system", `Example System`,
		func(c cursor, s *SSP) { s.System.Name = c.Words() }),
	sspLeaf("system.version", "version of the system", `"2026.1"`,
		func(c cursor, s *SSP) { s.System.Version = c.Words() }),
	sspLeaf("system.approved_by", "who approved every decision that names nobody else", `"J. Doe, ISSM"`,
		func(c cursor, s *SSP) { s.System.ApprovedBy = c.Words() }),
	sspLeaf("system.approved_on", "when that was", `2026-01-15`,
		func(c cursor, s *SSP) { s.System.ApprovedOn = c.date() }),

	sspLeaf("approvals", "who decided a top-level key, where it was not the approver of the system",
		`{ports: {by: "A. Roe, ISSO", on: 2026-01-20, expires: 2027-01-20}}`,
		func(c cursor, s *SSP) { s.Approvals = mapOf(c, approvableName, readApproval) }),
	sspLeaf("max_fact_age_days", "how many days old facts may be to prove anything, 30 when not given", `30`,
		func(c cursor, s *SSP) { s.MaxFactAgeDays = c.Count(1, 36500) }),
	sspLeaf("max_skew_hours", "how many hours the facts of a node and of its cluster may lie apart, 24 when not given", `24`,
		func(c cursor, s *SSP) { s.MaxSkewHours = c.Count(1, 876000) }),
	sspLeaf("orchestrator", "swarm, kubernetes or mixed: what runs the workloads", `mixed`,
		func(c cursor, s *SSP) { s.Orchestrator = c.OneOf("swarm", "kubernetes", "mixed") }),
	sspLeaf("os_family_override", "hosts to which the rules for rhel or ubuntu apply as well", `[{host: "edge-*", family: rhel}]`,
		func(c cursor, s *SSP) { s.OSFamilyOverride = listOf(c, readOSFamily) }),

	sspBlock("msr", "the registry of the system"),
	sspLeaf("msr.in_use", "whether a Mirantis registry belongs to the system", `false`,
		func(c cursor, s *SSP) { s.MSR.InUse = c.Truth() }),
	sspLeaf("msr.address", "address of the registry", `msr.example.mil`,
		func(c cursor, s *SSP) { s.MSR.Address = c.hostPort() }),
	sspLeaf("msr.replica_ids", "replica ids in the names of the registry's own containers", `["0a1b2c3d4e5f"]`,
		func(c cursor, s *SSP) { s.MSR.ReplicaIDs = listOf(c, cursor.exactName) }),

	sspBlock("mke", "the MKE installation"),
	sspLeaf("mke.address", "names and IP addresses under which MKE is reached", `[mke.example.mil, 192.0.2.10]`,
		func(c cursor, s *SSP) { s.MKE.Address = listOf(c, cursor.host) }),
	sspLeaf("mke.latest_approved_version", "newest MKE release that the vendor offers", `"3.7.16"`,
		func(c cursor, s *SSP) { s.MKE.LatestApprovedVersion = c.Words() }),
	sspLeaf("mke.latest_checked_on", "when somebody last looked for a newer release", `2026-01-10`,
		func(c cursor, s *SSP) { s.MKE.LatestCheckedOn = c.date() }),

	sspBlock("ingress", "how workloads are reached"),
	sspLeaf("ingress.kubernetes_ingress_in_use", "whether a Kubernetes ingress controller fronts the cluster", `false`,
		func(c cursor, s *SSP) { s.Ingress.KubernetesIngressInUse = c.Truth() }),

	sspBlock("system_containers", "identity of the vendor's own containers"),
	sspLeaf("system_containers.instance_id", "instance id of the MKE installation, label com.docker.ucp.InstanceID", `"k3v9r2x8w5t1m7q4z6p0c8d2f"`,
		func(c cursor, s *SSP) { s.SystemContainers.InstanceID = c.exactName() }),
	sspLeaf("system_containers.images", "images compared with what the vendor published and signed off",
		`[{id: "sha256:9fc76ef1c1b1935dfeec26b2d6c632d8615bd813b8df53a0027876aa84dd3dc0", component: ucp-proxy, version: "3.8.4", approved_by: "J. Doe, ISSM", on: 2026-01-15}]`,
		func(c cursor, s *SSP) { s.SystemContainers.Images = listOf(c, readSystemImage) }),
	sspLeaf("system_containers.image_repositories", "further names of images that look like the vendor's; they prove nothing", `["mirror.example.mil/mirantis/ucp-*"]`,
		func(c cursor, s *SSP) { s.SystemContainers.ImageRepositories = readPatterns(c) }),

	sspLeaf("exemptions", "accepted deviations of proven vendor containers, where a rule's text allows for them",
		`[{rule: CNTR-MK-000550, component: ucp-agent, reason: "control plane", approved_by: "J. Doe, ISSM", on: 2026-01-15, expires: 2027-01-15}]`,
		func(c cursor, s *SSP) { s.Exemptions = listOf(c, readExemption) }),
	sspLeaf("docker_group_members", "users that may be in group docker", `[svc-deploy]`,
		func(c cursor, s *SSP) { s.DockerGroupMembers = readTexts(c) }),

	sspBlock("audit", "audit records"),
	sspLeaf("audit.window_days", "how many days back the search of audit records must reach", `30`,
		func(c cursor, s *SSP) { s.Audit.WindowDays = c.Count(1, 36500) }),

	sspBlock("ports", "ports on which workloads may be reached"),
	sspLeaf("ports.allowed", "published ports that are approved",
		`[{container: "web-*", proto: tcp, host_port: 8443, host_ip: 192.0.2.10, approved_by: "A. Roe, ISSO", on: 2026-01-20}]`,
		func(c cursor, s *SSP) { s.Ports.Allowed = listOf(c, readPort) }),
	sspLeaf("ports.host_network_listeners", "ports on which containers on the host's network listen",
		`[{container: ucp-kubelet, proto: tcp, host_port: 10250}]`,
		func(c cursor, s *SSP) { s.Ports.HostNetworkListeners = listOf(c, readPort) }),

	sspPresent("capabilities", "kernel capabilities containers may add",
		func(s *SSP) { s.Capabilities = &SSPCapabilityRules{} }),
	sspLeaf("capabilities.default_allowed_add", "capabilities every container may add", `[]`,
		func(c cursor, s *SSP) { s.Capabilities.DefaultAllowedAdd = listOf(c, cursor.commonCapability) }),
	sspLeaf("capabilities.containers", "capabilities that named containers may add besides",
		`[{name: "ntp-*", allowed_add: [SYS_TIME], approved_by: "A. Roe, ISSO", on: 2026-01-20}]`,
		func(c cursor, s *SSP) { s.Capabilities.Containers = listOf(c, readCapabilityEntry) }),

	sspBlock("exceptions", "documented exceptions that a check text itself asks for"),
	sspLeaf("exceptions.host_network", "workloads that may use the host's network",
		`[{namespace: kube-system, pod: "calico-node-*", reason: "container network", approved_by: "J. Doe, ISSM", on: 2026-01-15}]`,
		func(c cursor, s *SSP) { s.Exceptions.HostNetwork = listOf(c, readException) }),
	sspPresent("exceptions.host_ipc", "who may use the host's IPC namespace",
		func(s *SSP) { s.Exceptions.HostIPC = &HostIPC{} }),
	sspLeaf("exceptions.host_ipc.allowed", "whether accounts may be granted hostIPC", `false`,
		func(c cursor, s *SSP) { s.Exceptions.HostIPC.Allowed = c.Truth() }),
	sspLeaf("exceptions.host_ipc.principals", "accounts that may be granted hostIPC", `["user:alice"]`,
		func(c cursor, s *SSP) { s.Exceptions.HostIPC.Principals = readTexts(c) }),
	sspLeaf("exceptions.host_ipc.containers", "workloads that may use the host's IPC namespace",
		`[{component: ucp-kubelet, reason: "node agent", approved_by: "J. Doe, ISSM", on: 2026-01-15}]`,
		func(c cursor, s *SSP) { s.Exceptions.HostIPC.Containers = listOf(c, readException) }),
	sspLeaf("exceptions.unencrypted_overlay", "overlay networks that need not be encrypted",
		`[{network: metrics, reason: "TLS between all members", evidence: "test record 12", approved_by: "J. Doe, ISSM", on: 2026-01-15}]`,
		func(c cursor, s *SSP) { s.Exceptions.UnencryptedOverlay = listOf(c, readOverlay) }),

	sspBlock("resources", "limits of processor and memory"),
	sspLeaf("resources.kubernetes_quotas", "resource quota of each Kubernetes namespace", `{shop: {limits.cpu: "4", limits.memory: 8Gi}}`,
		func(c cursor, s *SSP) { s.Resources.KubernetesQuotas = mapOf(c, anyName, readQuota) }),
	sspLeaf("resources.cpu_shares_documented", "containers that may run without CPU shares", `["shop_api.*", {component: ucp-kubelet}]`,
		func(c cursor, s *SSP) { s.Resources.CPUSharesDocumented = listOf(c, readShares) }),

	sspBlock("secrets", "secrets that must exist, by name and never by value"),
	sspLeaf("secrets.swarm_required", "names of the Swarm secrets that must exist", `[app_db_password]`,
		func(c cursor, s *SSP) { s.Secrets.SwarmRequired = listOf(c, cursor.exactName) }),
	sspLeaf("secrets.kubernetes_required", "names of the Kubernetes secrets that must exist", `[{namespace: shop, name: db-password}]`,
		func(c cursor, s *SSP) { s.Secrets.KubernetesRequired = listOf(c, readName) }),

	sspPresent("rbac", "grants and role bindings of the cluster",
		func(s *SSP) { s.RBAC = &SSPGrants{} }),
	sspLeaf("rbac.ignore_system", "whether bindings of system roles to system identities need not be listed", `true`,
		func(c cursor, s *SSP) { s.RBAC.IgnoreSystem = c.Truth() }),
	sspLeaf("rbac.swarm_grants", "MKE grants that must exist, and no others",
		`[{subject: "org:ops/team:sre", role: fullcontrol, object: /Shared}]`,
		func(c cursor, s *SSP) { s.RBAC.SwarmGrants = listOf(c, readGrant) }),
	sspLeaf("rbac.kubernetes_cluster_role_bindings", "cluster role bindings that must exist, and no others",
		`[{name: ops-admins, role: cluster-admin, subjects: ["Group:ops"]}]`,
		func(c cursor, s *SSP) { s.RBAC.KubernetesClusterRoleBindings = listOf(c, readRoleBinding) }),

	sspPresent("registry_rbac", "organisations, teams and access of the registry",
		func(s *SSP) { s.RegistryRBAC = &SSPRegistryGrants{} }),
	sspLeaf("registry_rbac.admins", "administrators of the registry, and no others", `[admin]`,
		func(c cursor, s *SSP) { s.RegistryRBAC.Admins = readTexts(c) }),
	sspLeaf("registry_rbac.orgs", "organisations of the registry, their members and teams", `{shop: {members: [alice], teams: {dev: [alice]}}}`,
		func(c cursor, s *SSP) { s.RegistryRBAC.Orgs = mapOf(c, anyName, readOrg) }),
	sspLeaf("registry_rbac.repositories", "repositories and what each team may do there", `[{repo: shop/api, access: {"shop/dev": read-write}}]`,
		func(c cursor, s *SSP) { s.RegistryRBAC.Repositories = listOf(c, readRepository) }),

	sspBlock("k8s", "objects of Kubernetes"),
	sspLeaf("k8s.approved_system_services", "services that may be in namespace kube-system", `[{namespace: kube-system, name: kube-dns}]`,
		func(c cursor, s *SSP) { s.K8s.ApprovedSystemServices = listOf(c, readName) }),

	sspPresent("idp", "identity provider that logins must come from",
		func(s *SSP) { s.IDP = &SSPIdentityProvider{} }),
	sspLeaf("idp.type", "kind of the identity provider, ldap or saml", `ldap`,
		func(c cursor, s *SSP) { s.IDP.Type = c.OneOf("ldap", "saml") }),
	sspPresent("idp.ldap", "directory that logins must come from",
		func(s *SSP) { s.IDP.LDAP = &SSPLDAP{} }),
	sspLeaf("idp.ldap.server_url", "address of the directory", `"ldaps://ad.example.mil:636"`,
		func(c cursor, s *SSP) { s.IDP.LDAP.ServerURL = c.url("ldaps", "ldap", "https") }),
	sspLeaf("idp.ldap.reader_dn", "name under which MKE reads the directory", `"cn=reader,dc=example,dc=mil"`,
		func(c cursor, s *SSP) { s.IDP.LDAP.ReaderDN = c.Words() }),
	sspLeaf("idp.ldap.additional_domains", "directories of other domains, beside it", `[{server_url: "ldaps://ad.other.mil:636", reader_dn: "cn=reader,dc=other,dc=mil"}]`,
		func(c cursor, s *SSP) { s.IDP.LDAP.AdditionalDomains = listOf(c, readDomain) }),
	sspPresent("idp.saml", "SAML provider that logins must come from",
		func(s *SSP) { s.IDP.SAML = &SSPSAML{} }),
	sspLeaf("idp.saml.idp_metadata_url", "address of the provider's metadata", `"https://idp.example.mil/metadata"`,
		func(c cursor, s *SSP) { s.IDP.SAML.IDPMetadataURL = c.url("https", "http") }),
	sspLeaf("idp.saml.sp_host", "host under which MKE is known to the provider", `"mke.example.mil"`,
		func(c cursor, s *SSP) { s.IDP.SAML.SPHost = c.Words() }),

	sspPresent("content_trust", "whose signature an image needs",
		func(s *SSP) { s.ContentTrust = &SSPSigners{} }),
	sspLeaf("content_trust.require_signature_from", "teams of which each must have signed an image", `["ops/release"]`,
		func(c cursor, s *SSP) { s.ContentTrust.RequireSignatureFrom = readTexts(c) }),
	sspLeaf("content_trust.allow_repos", "repositories whose images need no signature", `[]`,
		func(c cursor, s *SSP) { s.ContentTrust.AllowRepos = readTexts(c) }),

	sspBlock("trust_anchors", "certificates at which a chain may end"),
	sspLeaf("trust_anchors.mke", "certificates at which the chain of MKE may end, PEM text or a file beside ssp.yaml", `[{file: dod-root-ca.pem}]`,
		func(c cursor, s *SSP) { s.TrustAnchors.MKE = listOf(c, readAnchor) }),
	sspLeaf("trust_anchors.msr", "certificates at which the chain of the registry may end", `[{file: dod-root-ca.pem}]`,
		func(c cursor, s *SSP) { s.TrustAnchors.MSR = listOf(c, readAnchor) }),

	{SSPKey{Name: "banner", Doc: "text of the login banner"},
		func(_ cursor, s *SSP) { s.Banner = &SSPBannerText{} }, finishBanner},
	sspLeaf("banner.source", "where the text of the banner is found: benchmark, file or text", `benchmark`,
		func(c cursor, s *SSP) { s.Banner.Source = c.OneOf("benchmark", "file", "text") }),
	sspLeaf("banner.path", "file beside ssp.yaml that holds the text, with source file", `banner.txt`,
		func(c cursor, s *SSP) { s.Banner.Path = c.Words() }),
	sspLeaf("banner.text", "the text itself, with source text", `"Authorized use only."`,
		func(c cursor, s *SSP) { s.Banner.Text = c.Words() }),

	sspBlock("logging", "logs of the engines"),
	sspLeaf("logging.approved_drivers", "log drivers that are approved", `[journald, syslog]`,
		func(c cursor, s *SSP) { s.Logging.ApprovedDrivers = readTexts(c) }),
	sspLeaf("logging.max_size", "size at which a log file is rotated", `10m`,
		func(c cursor, s *SSP) { s.Logging.MaxSize = c.logSize() }),
	sspLeaf("logging.max_file", "how many log files are kept", `"3"`,
		func(c cursor, s *SSP) { s.Logging.MaxFile = c.logFiles() }),

	sspBlock("login", "logins"),
	sspLeaf("login.per_user_limit", "how many logins one user may have at a time", `3`,
		func(c cursor, s *SSP) { s.Login.PerUserLimit = c.Count(1, 1_000_000) }),

	sspBlock("images", "what containers may take from their host"),
	sspLeaf("images.sensitive_host_paths", "directories of the host that no container may mount for writing", `[/, /boot, /dev, /etc, /lib, /proc, /sys, /usr]`,
		func(c cursor, s *SSP) { s.Images.SensitiveHostPaths = listOf(c, cursor.hostPath) }),
	sspLeaf("images.approved_devices", "devices of the host that containers may use", `[/dev/fuse]`,
		func(c cursor, s *SSP) { s.Images.ApprovedDevices = listOf(c, cursor.hostPath) }),
	sspLeaf("images.cgroup_parents", "parents of control groups that are approved", `[/shop]`,
		func(c cursor, s *SSP) { s.Images.CgroupParents = readTexts(c) }),
	sspLeaf("images.ulimits", "resource limits that containers may set", `[{name: nofile, soft: 65536, hard: 65536}]`,
		func(c cursor, s *SSP) { s.Images.Ulimits = listOf(c, readUlimit) }),

	sspBlock("certs", "certificate of the client bundle"),
	sspLeaf("certs.client_bundle_subject", "subject of the client bundle's certificate", `"CN=svc-stig-collect,O=Example Agency,C=US"`,
		func(c cursor, s *SSP) { s.Certs.ClientBundleSubject = c.Words() }),
	sspLeaf("certs.client_bundle_issuer", "issuer of the client bundle's certificate", `"CN=Example Issuing CA 3,O=Example Agency,C=US"`,
		func(c cursor, s *SSP) { s.Certs.ClientBundleIssuer = c.Words() }),

	sspBlock("swarm", "settings of the swarm"),
	sspLeaf("swarm.node_cert_expiry", "how long the certificate of a node is valid", `2160h`,
		func(c cursor, s *SSP) { s.Swarm.NodeCertExpiry = c.duration() }),
	sspLeaf("swarm.cluster_listen_addr", "address on which managers listen", `192.0.2.10`,
		func(c cursor, s *SSP) {
			s.Swarm.ClusterListenAddr = c.TextWhere(isIPPort, "an IP address, with a port or without")
		}),

	sspLeaf("interpretation", "rules to read more strictly than the check: check or title", `{CNTR-MK-000570: check}`,
		func(c cursor, s *SSP) { s.Interpretation = mapOf(c, stigIDName, readReading) }),
	sspLeaf("attestations", "dated human statements, each an answer to one question of one rule",
		`[{rule: CNTR-MK-000310, key: siem_no_data_alert, value: true, by: "SIEM administrator", on: 2026-02-01, expires: 2027-02-01, evidence: "ticket 4711", assets: ["node-*"]}]`,
		func(c cursor, s *SSP) { s.Attestations = listOf(c, readAttestation) }),
}

// sspLeaf is a key with a value of its own.
func sspLeaf(name, doc, example string, read func(cursor, *SSP)) sspRow {
	return sspRow{SSPKey: SSPKey{name, doc, example}, read: read}
}

// sspBlock is a key that only holds others.
func sspBlock(name, doc string) sspRow { return sspRow{SSPKey: SSPKey{Name: name, Doc: doc}} }

// sspPresent is a key that holds others and whose being there says something.
func sspPresent(name, doc string, set func(*SSP)) sspRow {
	return sspRow{SSPKey: SSPKey{Name: name, Doc: doc}, read: func(_ cursor, s *SSP) { set(s) }}
}
