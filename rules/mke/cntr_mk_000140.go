package mke

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000140 = rules.Rule{
	ID:    "CNTR-MK-000140",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "MKE's grants, where Swarm is served, and the cluster role bindings, where Kubernetes is, must be exactly those of " +
		"ssp.yaml, compared by name. With rbac.ignore_system a binding may be left out only if its role is one that " +
		"Kubernetes makes for itself and every subject is one that Kubernetes itself gives the role: the name of a binding proves nothing, and " +
		"another component of the system's has no need of the role. Bindings inside one namespace are listed.",
	Check: rules.All(
		rules.About("grants", "MKE's grants are those of ssp rbac.swarm_grants", rules.FromCase(
			[]string{facts.MKERBAC.Name, facts.SSPSwarmGrants.Name, facts.ClusterOrchestrator.Name}, swarmGrants)),
		rules.About("cluster role bindings", "cluster role bindings are those of ssp rbac.kubernetes_cluster_role_bindings", rules.FromCase(
			[]string{facts.K8s.Name, facts.SSPRoleBindings.Name, facts.SSPIgnoreSystem.Name, facts.ClusterOrchestrator.Name}, roleBindings)),
	),
}

func swarmGrants(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := platform.WithoutSwarm(c.Snapshot); why != "" {
		v.Notes = []string{why}
		return v, nil
	}
	return platform.StatedGrants(c)
}

func roleBindings(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := platform.WithoutKubernetes(c.Snapshot); why != "" {
		v.Notes = []string{why}
		return v, nil
	}
	bindings, known, missing := platform.Member(c.Snapshot, facts.K8s, "cluster_role_bindings", func(k facts.K8sObjects) facts.Maybe[[]facts.RoleBinding] {
		return k.ClusterRoleBindings
	})
	v.Notes = localBindings(c.Snapshot)
	stated, undecided := facts.Get(c.Snapshot, facts.SSPRoleBindings)
	if missing = append(missing, undecided...); !known || undecided != nil {
		return v, missing
	}
	set := bindingSet{stated: stated}
	ignore, unsaid := facts.Get(c.Snapshot, facts.SSPIgnoreSystem)
	for _, b := range bindings {
		set.add(b, unsaid == nil && ignore)
	}
	if len(set.system) > 0 && unsaid != nil {
		missing = append(missing, unsaid...)
	} else {
		set.have = append(set.have, set.system...)
	}
	missing = append(missing, set.missing...)
	for _, b := range stated {
		set.want = append(set.want, bindingText(b.Name, b.Role, b.Subjects))
	}
	v.Outcomes = platform.Comparison{What: "cluster role binding", Many: "cluster role bindings", Have: set.have, Want: set.want, Whole: missing == nil,
		Expect: "as ssp rbac.kubernetes_cluster_role_bindings", Facts: []string{"k8s.cluster_role_bindings", facts.SSPRoleBindings.Name}, By: platform.Approver(c, "rbac")}.Outcomes()
	if set.dropped > 0 && missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Excluded, Subject: platform.Plural(set.dropped, "binding of the system", "bindings of the system"),
			Actual: "a role of the system's for its own identities", By: "ssp rbac.ignore_system, " + platform.Approver(c, "rbac"),
			Facts: []string{"k8s.cluster_role_bindings", facts.SSPIgnoreSystem.Name}})
	}
	if len(bindings) == 0 && missing == nil {
		missing = append(missing, platform.Lacking(facts.K8s, "cluster_role_bindings", "is empty, and every cluster has bindings of its own"))
	}
	v.Pass = "The cluster role bindings are those of ssp.yaml."
	return v, missing
}

// bindingSet is the bindings that were found, as they are compared.
type bindingSet struct {
	stated  []facts.SSPRoleBinding
	have    []string
	want    []string
	system  []string // bindings of the system that nobody decided to leave out
	dropped int
	missing []facts.Missing
}

func (s *bindingSet) add(b facts.RoleBinding, ignore bool) {
	subjects, why := b.Subjects.Get()
	text := bindingText(b.Name, b.Role, subjects)
	named := slices.ContainsFunc(s.stated, func(x facts.SSPRoleBinding) bool { return x.Name == b.Name && x.Role == b.Role })
	system := systemRole(b.Role)
	switch {
	case why != "" && (named || system):
		s.missing = append(s.missing, platform.Lacking(facts.K8s, "cluster_role_bindings["+b.Name+"].subjects", why))
	case why != "": // whoever its subjects are, ssp.yaml does not have it
		s.have = append(s.have, bindingText(b.Name, b.Role, b.Subjects.Value))
	case named || !system || !allSystem(b.Role, subjects):
		s.have = append(s.have, text)
	case ignore:
		s.dropped++
	default:
		s.system = append(s.system, text)
	}
}

// systemRole reports whether a role is one that Kubernetes makes for itself: anybody may
// make another whose name begins like theirs. The list is that of "Using RBAC
// Authorization" in Kubernetes' documentation, with the roles of its DNS and metrics add-ons.
func systemRole(role string) bool {
	name, ok := strings.CutPrefix(role, "system:")
	if !ok {
		return false
	}
	if controller, ok := strings.CutPrefix(name, "controller:"); ok {
		return slices.Contains(strings.Fields(controllerRoles), controller)
	}
	return slices.Contains(strings.Fields(systemRoles), name)
}

const (
	systemRoles = `aggregated-metrics-reader auth-delegator basic-user certificates.k8s.io:certificatesigningrequests:nodeclient
		certificates.k8s.io:certificatesigningrequests:selfnodeclient certificates.k8s.io:kube-apiserver-client-approver
		certificates.k8s.io:kube-apiserver-client-kubelet-approver certificates.k8s.io:kubelet-serving-approver
		certificates.k8s.io:legacy-unknown-approver cluster-trust-bundle-discovery coredns discovery heapster kube-aggregator
		kube-controller-manager kube-dns kube-scheduler kubelet-api-admin metrics-server monitoring node node-bootstrapper
		node-problem-detector node-proxier persistent-volume-provisioner public-info-viewer service-account-issuer-discovery
		volume-scheduler`
	controllerRoles = `attachdetach-controller certificate-controller clusterrole-aggregation-controller cronjob-controller
		daemon-set-controller deployment-controller disruption-controller endpoint-controller endpointslice-controller
		endpointslicemirroring-controller ephemeral-volume-controller expand-controller generic-garbage-collector
		horizontal-pod-autoscaler job-controller legacy-service-account-token-cleaner namespace-controller node-controller
		persistent-volume-binder pod-garbage-collector pv-protection-controller pvc-protection-controller replicaset-controller
		replication-controller resource-claim-controller resourcequota-controller root-ca-cert-publisher route-controller
		service-account-controller service-cidrs-controller service-controller statefulset-controller
		storage-version-garbage-collector storage-version-migrator-controller ttl-after-finished-controller ttl-controller
		validatingadmissionpolicy-status-controller`
)

// bindingText is a binding as evidence names it and as it is compared.
func bindingText(name, role string, subjects []string) string {
	return name + ": " + role + " for " + platform.OrWord(strings.Join(platform.Sorted(subjects), ", "), "nobody")
}

// allSystem reports whether every subject is one for which Kubernetes makes a role.
func allSystem(role string, subjects []string) bool {
	return !slices.ContainsFunc(subjects, func(s string) bool { return !systemIdentity(role, s) })
}

// systemIdentity reports whether Kubernetes itself binds a role to a subject. Another of
// its components has no need of the role: whoever gave it to that one has to say why.
func systemIdentity(role, subject string) bool {
	if account, ok := strings.CutPrefix(subject, "User:system:serviceaccount:"); ok { // its long name
		subject = "ServiceAccount:" + strings.Replace(account, ":", "/", 1)
	}
	name := strings.TrimPrefix(role, "system:")
	if controller, ok := strings.CutPrefix(name, "controller:"); ok {
		return subject == "ServiceAccount:kube-system/"+controller
	}
	return slices.Contains(strings.Fields(shippedSubjects()[name]), subject)
}

// shippedSubjects is the subjects of the roles that Kubernetes binds when it starts, and of
// those that its add-ons for DNS and metrics, and the bootstrap of nodes, bind.
func shippedSubjects() map[string]string {
	const (
		everybody = "Group:system:authenticated"
		accounts  = "Group:system:serviceaccounts"
		bootstrap = "Group:system:bootstrappers Group:system:bootstrappers:kubeadm:default-node-token"
	)
	return map[string]string{
		"auth-delegator": "ServiceAccount:kube-system/metrics-server",
		"basic-user":     everybody,
		"certificates.k8s.io:certificatesigningrequests:nodeclient":     bootstrap,
		"certificates.k8s.io:certificatesigningrequests:selfnodeclient": "Group:system:nodes",
		"cluster-trust-bundle-discovery":                                accounts,
		"coredns":                                                       "ServiceAccount:kube-system/coredns",
		"discovery":                                                     everybody,
		"kube-controller-manager":                                       "User:system:kube-controller-manager",
		"kube-dns":                                                      "ServiceAccount:kube-system/kube-dns",
		"kube-scheduler":                                                "User:system:kube-scheduler",
		"metrics-server":                                                "ServiceAccount:kube-system/metrics-server",
		"monitoring":                                                    "Group:system:monitoring",
		"node":                                                          "Group:system:nodes",
		"node-bootstrapper":                                             bootstrap,
		"node-proxier":                                                  "User:system:kube-proxy ServiceAccount:kube-system/kube-proxy",
		"public-info-viewer":                                            everybody + " Group:system:unauthenticated",
		"service-account-issuer-discovery":                              accounts,
		"volume-scheduler":                                              "User:system:kube-scheduler",
	}
}

// localBindings lists the bindings inside one namespace, which the text does not ask for.
func localBindings(s *facts.Snapshot) []string {
	var names []string
	for _, b := range facts.Look(s, facts.K8s).Value.RoleBindings.Value {
		names = append(names, b.Namespace+"/"+bindingText(b.Name, b.Role, b.Subjects.Value))
	}
	if names == nil {
		return nil
	}
	return []string{"bindings inside one namespace, which the check does not ask for: " + strings.Join(platform.Sorted(names), "; ")}
}
