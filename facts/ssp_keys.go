package facts

import (
	"strings"
	"time"
)

// The keys of ssp.yaml as facts. The value of a list is the entries that count at
// the time of the snapshot, so one that has lapsed cannot approve anything. A key
// that is absent, and one whose approval has lapsed, is missing.
var (
	SSPOrchestrator       = sspKey("orchestrator", func(s *SSP, _ time.Time) (string, bool) { return said(s.Orchestrator) })
	SSPMSRInUse           = sspKey("msr.in_use", func(s *SSP, _ time.Time) (bool, bool) { return pointed(s.MSR.InUse) })
	SSPMSRReplicaIDs      = sspKey("msr.replica_ids", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.MSR.ReplicaIDs) })
	SSPMKEAddress         = sspKey("mke.address", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.MKE.Address) })
	SSPMKELatestVersion   = sspKey("mke.latest_approved_version", func(s *SSP, _ time.Time) (string, bool) { return said(s.MKE.LatestApprovedVersion) })
	SSPMKELatestCheckedOn = sspKey("mke.latest_checked_on", func(s *SSP, _ time.Time) (Date, bool) { return said(s.MKE.LatestCheckedOn) })
	SSPIngress            = sspKey("ingress.kubernetes_ingress_in_use", func(s *SSP, _ time.Time) (bool, bool) { return pointed(s.Ingress.KubernetesIngressInUse) })
	SSPInstanceID         = sspKey("system_containers.instance_id", func(s *SSP, _ time.Time) (string, bool) { return said(s.SystemContainers.InstanceID) })
	SSPSystemImages       = sspKey("system_containers.images", func(s *SSP, at time.Time) ([]SystemImage, bool) { return listed(s.SystemImages(at)) })

	SSPDockerGroupMembers = sspKey("docker_group_members", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.DockerGroupMembers) })
	SSPAuditWindowDays    = sspKey("audit.window_days", func(s *SSP, _ time.Time) (int, bool) { return pointed(s.Audit.WindowDays) })

	SSPPortsAllowed         = sspKey("ports.allowed", func(s *SSP, at time.Time) (PortList, bool) { return listed(s.Ports.Allowed.At(at)) })
	SSPHostNetworkListeners = sspKey("ports.host_network_listeners", func(s *SSP, at time.Time) (PortList, bool) { return listed(s.Ports.HostNetworkListeners.At(at)) })

	SSPCapabilities = sspKey("capabilities", func(s *SSP, at time.Time) (SSPCapabilityRules, bool) {
		if s.Capabilities == nil {
			return SSPCapabilityRules{}, false
		}
		return s.Capabilities.At(at), true
	})
	SSPHostNetwork = sspKey("exceptions.host_network", func(s *SSP, at time.Time) (ExceptionList, bool) { return listed(s.Exceptions.HostNetwork.At(at)) })
	SSPHostIPC     = sspKey("exceptions.host_ipc", func(s *SSP, at time.Time) (HostIPC, bool) {
		if s.Exceptions.HostIPC == nil {
			return HostIPC{}, false
		}
		ipc := *s.Exceptions.HostIPC
		ipc.Containers = ipc.Containers.At(at)
		return ipc, true
	})
	SSPUnencryptedOverlay = sspKey("exceptions.unencrypted_overlay", func(s *SSP, at time.Time) (OverlayList, bool) { return listed(s.Exceptions.UnencryptedOverlay.At(at)) })

	SSPQuotas = sspKey("resources.kubernetes_quotas", func(s *SSP, _ time.Time) (map[string]map[string]string, bool) {
		return mapped(s.Resources.KubernetesQuotas)
	})
	SSPCPUShares         = sspKey("resources.cpu_shares_documented", func(s *SSP, at time.Time) (SharesList, bool) { return listed(s.Resources.CPUSharesDocumented.At(at)) })
	SSPSecretsSwarm      = sspKey("secrets.swarm_required", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.Secrets.SwarmRequired) })
	SSPSecretsKubernetes = sspKey("secrets.kubernetes_required", func(s *SSP, _ time.Time) ([]SSPName, bool) { return listed(s.Secrets.KubernetesRequired) })

	SSPRBAC         = sspKey("rbac", func(s *SSP, _ time.Time) (SSPGrants, bool) { return pointed(s.RBAC) })
	SSPIgnoreSystem = sspKey("rbac.ignore_system", func(s *SSP, _ time.Time) (bool, bool) { return pointed(s.grants().IgnoreSystem) })
	SSPSwarmGrants  = sspKey("rbac.swarm_grants", func(s *SSP, _ time.Time) ([]SSPGrant, bool) { return listed(s.grants().SwarmGrants) })
	SSPRoleBindings = sspKey("rbac.kubernetes_cluster_role_bindings", func(s *SSP, _ time.Time) ([]SSPRoleBinding, bool) {
		return listed(s.grants().KubernetesClusterRoleBindings)
	})
	SSPRegistryRBAC   = sspKey("registry_rbac", func(s *SSP, _ time.Time) (SSPRegistryGrants, bool) { return pointed(s.RegistryRBAC) })
	SSPSystemServices = sspKey("k8s.approved_system_services", func(s *SSP, _ time.Time) ([]SSPName, bool) { return listed(s.K8s.ApprovedSystemServices) })

	SSPIDP             = sspKey("idp", func(s *SSP, _ time.Time) (SSPIdentityProvider, bool) { return pointed(s.IDP) })
	SSPContentTrust    = sspKey("content_trust", func(s *SSP, _ time.Time) (SSPSigners, bool) { return pointed(s.ContentTrust) })
	SSPTrustAnchorsMKE = sspKey("trust_anchors.mke", func(s *SSP, _ time.Time) ([]TrustAnchor, bool) { return listed(s.TrustAnchors.MKE) })
	SSPTrustAnchorsMSR = sspKey("trust_anchors.msr", func(s *SSP, _ time.Time) ([]TrustAnchor, bool) { return listed(s.TrustAnchors.MSR) })
	SSPBanner          = sspKey("banner", func(s *SSP, _ time.Time) (SSPBannerText, bool) { return pointed(s.Banner) })

	SSPLoggingDrivers = sspKey("logging.approved_drivers", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.Logging.ApprovedDrivers) })
	SSPLogMaxSize     = sspKey("logging.max_size", func(s *SSP, _ time.Time) (string, bool) { return said(s.Logging.MaxSize) })
	SSPLogMaxFile     = sspKey("logging.max_file", func(s *SSP, _ time.Time) (string, bool) { return said(s.Logging.MaxFile) })
	SSPLoginLimit     = sspKey("login.per_user_limit", func(s *SSP, _ time.Time) (int, bool) { return pointed(s.Login.PerUserLimit) })

	SSPSensitivePaths  = sspKey("images.sensitive_host_paths", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.Images.SensitiveHostPaths) })
	SSPApprovedDevices = sspKey("images.approved_devices", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.Images.ApprovedDevices) })
	SSPCgroupParents   = sspKey("images.cgroup_parents", func(s *SSP, _ time.Time) ([]string, bool) { return listed(s.Images.CgroupParents) })
	SSPUlimits         = sspKey("images.ulimits", func(s *SSP, _ time.Time) ([]UlimitEntry, bool) { return listed(s.Images.Ulimits) })

	SSPClientBundleSubject = sspKey("certs.client_bundle_subject", func(s *SSP, _ time.Time) (string, bool) { return said(s.Certs.ClientBundleSubject) })
	SSPClientBundleIssuer  = sspKey("certs.client_bundle_issuer", func(s *SSP, _ time.Time) (string, bool) { return said(s.Certs.ClientBundleIssuer) })
	SSPNodeCertExpiry      = sspKey("swarm.node_cert_expiry", func(s *SSP, _ time.Time) (time.Duration, bool) { return pointed(s.Swarm.NodeCertExpiry) })
	SSPClusterListenAddr   = sspKey("swarm.cluster_listen_addr", func(s *SSP, _ time.Time) (string, bool) { return said(s.Swarm.ClusterListenAddr) })
)

// sspKey is the fact that a key of ssp.yaml states. read gives false where the file
// does not say.
func sspKey[T any](name string, read func(*SSP, time.Time) (T, bool)) Key[T] {
	full := "ssp:" + name
	doc := sspKeyDoc(name)
	how := []string{"ssp.yaml: add " + name + " (" + doc + ")"}
	return Key[T]{Name: full, Side: SSPSide, Doc: Doc{Shape: doc, Source: "ssp.yaml " + name}, get: func(s *Snapshot) (v T, _ []Missing) {
		if set, ok := s.set[full]; ok {
			if v, ok = set.Value.(T); ok && set.Why() == "" {
				return v, nil
			}
			return v, []Missing{{Name: full, Why: set.Why(), How: how}}
		}
		if s.SSP == nil {
			return v, []Missing{{Name: full, Why: "no ssp.yaml given", How: how}}
		}
		block, _, _ := strings.Cut(name, ".")
		if why := s.SSP.Undecided(block, s.At); why != "" {
			return v, []Missing{{Name: full, Why: why, How: []string{"ssp.yaml: renew approvals." + block}}}
		}
		v, ok := read(s.SSP, s.At)
		if !ok {
			return v, []Missing{{Name: full, Why: "ssp.yaml does not say", How: how}}
		}
		return v, nil
	}}
}

// listed is a list and whether it is given; an empty one is.
func listed[L ~[]E, E any](list L) (L, bool) { return list, list != nil }

func mapped[K comparable, V any](m map[K]V) (map[K]V, bool) { return m, m != nil }

// pointed is the value behind a pointer and whether there is one.
func pointed[T any](p *T) (v T, ok bool) {
	if p == nil {
		return v, false
	}
	return *p, true
}

// said is a text and whether there is one.
func said[S ~string](s S) (S, bool) { return s, s != "" }

// grants is the rbac of the file; the zero value when it is absent.
func (s *SSP) grants() SSPGrants {
	if s.RBAC == nil {
		return SSPGrants{}
	}
	return *s.RBAC
}
