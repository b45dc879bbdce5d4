package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func serves(o facts.Scheduler) facts.Setting {
	return facts.ClusterOrchestrator.Is(facts.Orchestration{Scheduler: o, Source: "labels"})
}

func TestCNTRMK000140(t *testing.T) {
	const uuid = "1f0a5c1e-95f6-4b0d-9f0c-2a4f0f6f1c11"
	swarm, kube, mixed := serves(facts.SwarmOnly), serves(facts.KubernetesOnly), serves(facts.Mixed)
	grant := func(subject, role, object string) facts.Grant {
		return facts.Grant{Subject: subject, Role: role, Object: object}
	}
	sre := grant("org:ops/team:sre", "fullcontrol", "/Shared")
	bind := func(name, role string, subjects ...string) facts.RoleBinding {
		return facts.RoleBinding{Name: name, Role: role, Subjects: facts.Some(append([]string{}, subjects...))}
	}
	ops := bind("ops-admins", "cluster-admin", "Group:ops")
	bound := func(list ...facts.RoleBinding) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{ClusterRoleBindings: facts.Some(append([]facts.RoleBinding{}, list...))})
	}
	bindingsLack := func(m facts.Maybe[[]facts.RoleBinding]) facts.Setting {
		return facts.K8s.Is(facts.K8sObjects{ClusterRoleBindings: m})
	}
	grantsLack := func(m facts.Maybe[[]facts.Grant]) facts.Setting { return facts.MKERBAC.Is(facts.RBAC{Grants: m}) }
	says := func(text string) facts.Setting {
		return ruletest.SSP("system: {name: S, approved_by: \"J. Doe, ISSM\", approved_on: 2026-01-15}\nrbac: {" + text + "}\n")
	}
	const sreGrant = `swarm_grants: [{subject: "org:ops/team:sre", role: fullcontrol, object: /Shared}]`
	const opsBinding = `kubernetes_cluster_role_bindings: [{name: ops-admins, role: cluster-admin, subjects: ["Group:ops"]}]`
	plan, both := says(sreGrant), says(sreGrant+", "+opsBinding)
	system := func(ignore string) facts.Setting { return says("ignore_system: " + ignore + ", " + opsBinding) }
	nobody := facts.RoleBinding{Name: "x", Role: "cluster-admin"}
	unknown := facts.RoleBinding{Name: "ops-admins", Role: "cluster-admin"}
	node := bind("system:node-proxier", "system:node-proxier", "User:system:kube-proxy")

	ruletest.Run(t, mke.Rules, "CNTR-MK-000140",
		row("grants as stated", fine, "1 grant: as ssp.yaml states them, of 1 found and 1 stated; approved by J. Doe, ISSM, on 2026-01-15", swarm, granted(sre), plan),
		row("Swarm leaves the Kubernetes part out", fine, "the Kubernetes part is left out", swarm, granted(sre), plan),
		row("role in another spelling of case", fine, "1 grant", swarm, granted(grant("org:ops/team:sre", "FullControl", "/Shared")), plan),
		row("no grants, none stated", unclear, "mke_api.rbac.grants: is empty, and MKE comes with grants of its own", swarm, granted(), says("swarm_grants: []")),
		row("extra grant", open, "grant user:bob: fullcontrol on /: is there and not in ssp.yaml", swarm, granted(sre, grant("user:bob", "fullcontrol", "/")), plan),
		row("missing grant", open, "grant org:ops/team:sre: fullcontrol on /Shared: is in ssp.yaml and not there", swarm, granted(), plan),
		row("another object", open, "on /Shared/Private: is there", swarm, granted(grant("org:ops/team:sre", "fullcontrol", "/Shared/Private")), plan),
		row("a role of one's own that is called as one of MKE's", unclear, "the names of org:ops/team:sre: viewonly on /Shared were not resolved", swarm, says(`swarm_grants: [{subject: "org:ops/team:sre", role: viewonly, object: /Shared}]`),
			facts.MKERBAC.Is(facts.RBAC{Grants: facts.Some([]facts.Grant{grant("org:ops/team:sre", "ViewOnly", "/Shared")}), Roles: facts.Some([]string{"viewonly", "ViewOnly"})})),
		row("a role of MKE's own among others", fine, "1 grant", swarm, says(`swarm_grants: [{subject: "org:ops/team:sre", role: viewonly, object: /Shared}]`),
			facts.MKERBAC.Is(facts.RBAC{Grants: facts.Some([]facts.Grant{grant("org:ops/team:sre", "ViewOnly", "/Shared")}), Roles: facts.Some([]string{"viewonly", "Deployer"})})),
		row("custom role in another case is another role", open, "is there", swarm, granted(grant("org:ops/team:sre", "Deployer", "/Shared")),
			says(`swarm_grants: [{subject: "org:ops/team:sre", role: deployer, object: /Shared}]`)),
		row("nothing approved", open, "is there", swarm, granted(sre), says("swarm_grants: []")),
		row("subject not resolved", unclear, "were not resolved", swarm, granted(sre, grant("org:"+uuid, "fullcontrol", "/")), plan),
		row("what is not resolved may be what is missing", unclear, "were not resolved", swarm, granted(grant("org:ops/team:"+uuid, "fullcontrol", "/Shared")), plan),
		row("role not resolved", unclear, "were not resolved", swarm, granted(grant("org:ops/team:sre", uuid, "/Shared")), plan),
		row("object not resolved", unclear, "were not resolved", swarm, granted(grant("org:ops/team:sre", "fullcontrol", uuid)), plan),
		row("not resolved beside an extra one", open, "user:bob", swarm, granted(grant("user:bob", "fullcontrol", "/"), grant("org:"+uuid, "none", "/")), plan),
		row("extra in a partial list", open, "user:bob", swarm, plan, grantsLack(facts.Maybe[[]facts.Grant]{State: facts.OK, Partial: true, Value: []facts.Grant{grant("user:bob", "none", "/")}})),
		row("missing from a partial list", unclear, "mke_api.rbac.grants: partly collected", swarm, plan, grantsLack(facts.Maybe[[]facts.Grant]{State: facts.OK, Partial: true})),
		row("missing from a partial section", unclear, "mke_api.rbac: partly collected", swarm, plan, facts.MKERBAC.Partly(facts.RBAC{Grants: facts.Some([]facts.Grant{})})),
		row("grants denied", unclear, "mke_api.rbac: denied: 403", swarm, plan, facts.MKERBAC.Lacks(facts.Denied, "403")),
		row("grants not collected", unclear, "mke_api.rbac: not collected", swarm, plan),
		row("nothing stated", unclear, "ssp:rbac.swarm_grants: no ssp.yaml given", swarm, granted(sre)),
		row("key absent", unclear, "ssp:rbac.swarm_grants: ssp.yaml does not say", swarm, granted(sre), says("ignore_system: true")),
		row("decision lapsed", unclear, "expired 2026-11-01", swarm, granted(sre),
			ruletest.SSP("approvals: {rbac: {by: A, on: 2026-01-01, expires: 2026-11-01}}\nrbac: {"+sreGrant+"}\n")),

		row("bindings as stated", fine, "1 cluster role binding: as ssp.yaml states them", kube, bound(ops), says(opsBinding)),
		row("Kubernetes leaves the Swarm part out", fine, "the Swarm part is left out", kube, bound(ops), says(opsBinding)),
		row("subjects in another order", fine, "1 cluster role binding", kube, bound(bind("a", "view", "Group:y", "Group:x")),
			says(`kubernetes_cluster_role_bindings: [{name: a, role: view, subjects: ["Group:x", "Group:y"]}]`)),
		row("extra binding", open, "binding x: cluster-admin for Group:dev: is there", kube, bound(ops, bind("x", "cluster-admin", "Group:dev")), says(opsBinding)),
		row("no bindings, none stated", unclear, "k8s.cluster_role_bindings: is empty, and every cluster has bindings of its own", kube, bound(), says("kubernetes_cluster_role_bindings: []")),
		row("a role of the system's that Kubernetes does not know", open, "x: system:evil for ServiceAccount:kube-system/default: is there", kube, bound(ops, bind("x", "system:evil", "ServiceAccount:kube-system/default")), system("true")),
		row("a controller's role that Kubernetes does not know", open, "is there", kube, bound(ops, bind("x", "system:controller:evil", "ServiceAccount:kube-system/default")), system("true")),
		row("a controller's own role", fine, "1 binding of the system", kube, bound(ops, bind("x", "system:controller:job-controller", "ServiceAccount:kube-system/job-controller")), system("true")),
		row("missing binding", open, "binding ops-admins: cluster-admin for Group:ops: is in ssp.yaml", kube, bound(), says(opsBinding)),
		row("another subject", open, "for Group:ops, User:bob: is there", kube, bound(bind("ops-admins", "cluster-admin", "Group:ops", "User:bob")), says(opsBinding)),
		row("another role under the name", open, "ops-admins: edit", kube, bound(bind("ops-admins", "edit", "Group:ops")), says(opsBinding)),
		row("system's own are left out", fine, "EXCLUDED 1 binding of the system: a role of the system's for its own identities; ssp rbac.ignore_system, approved by J. Doe", kube, bound(ops, node), system("true")),
		row("system's own, not to be left out", open, "system:node-proxier", kube, bound(ops, node), system("false")),
		row("system's own, nobody said", unclear, "ssp:rbac.ignore_system: ssp.yaml does not say", kube, bound(ops, node), says(opsBinding)),
		row("another controller's role for the default account", open, "for ServiceAccount:kube-system/default: is there", kube, bound(ops, bind("x", "system:controller:clusterrole-aggregation-controller", "ServiceAccount:kube-system/default")), system("true")),
		row("a controller's role for another controller", open, "is there", kube, bound(ops, bind("x", "system:controller:job-controller", "ServiceAccount:kube-system/cronjob-controller")), system("true")),
		row("a controller's role for its account under the long name", fine, "1 binding of the system", kube, bound(ops, bind("x", "system:controller:job-controller", "User:system:serviceaccount:kube-system:job-controller")), system("true")),
		row("the scheduler's role", fine, "2 bindings of the system", kube, bound(ops, bind("system:kube-scheduler", "system:kube-scheduler", "User:system:kube-scheduler"), bind("system:volume-scheduler", "system:volume-scheduler", "User:system:kube-scheduler")), system("true")),
		row("the scheduler's role for another component", open, "for User:system:kube-proxy", kube, bound(ops, bind("x", "system:kube-scheduler", "User:system:kube-proxy")), system("true")),
		row("the nodes' role", fine, "1 binding of the system", kube, bound(ops, bind("system:node", "system:node", "Group:system:nodes")), system("true")),
		row("the nodes' role for nobody", fine, "1 binding of the system", kube, bound(ops, bind("system:node", "system:node")), system("true")),
		row("the nodes' role for bootstrap tokens", open, "for Group:system:bootstrappers", kube, bound(ops, bind("x", "system:node", "Group:system:bootstrappers")), system("true")),
		row("a role that Kubernetes gives to nobody", open, "for ServiceAccount:kube-system/default", kube, bound(ops, bind("x", "system:kubelet-api-admin", "ServiceAccount:kube-system/default")), system("true")),
		row("what is public, for everybody", fine, "1 binding of the system", kube, bound(ops, bind("d", "system:public-info-viewer", "Group:system:authenticated", "Group:system:unauthenticated")), system("true")),
		row("discovery for whoever does not log in", open, "Group:system:unauthenticated", kube, bound(ops, bind("d", "system:discovery", "Group:system:unauthenticated")), system("true")),
		row("the issuer's discovery for service accounts", fine, "1 binding of the system", kube, bound(ops, bind("d", "system:service-account-issuer-discovery", "Group:system:serviceaccounts")), system("true")),
		row("metrics that check who asks", fine, "1 binding of the system", kube, bound(ops, bind("m", "system:auth-delegator", "ServiceAccount:kube-system/metrics-server")), system("true")),
		row("name of the system, role of an administrator", open, "system:x: cluster-admin", kube, bound(ops, bind("system:x", "cluster-admin", "Group:system:masters")), system("true")),
		row("role of the system for a user", open, "for User:bob", kube, bound(ops, bind("system:y", "system:node", "User:bob")), system("true")),
		row("role of the system for one user among its own", open, "User:bob", kube, bound(ops, bind("y", "system:node", "Group:system:nodes", "User:bob")), system("true")),
		row("role of the system for everybody", open, "Group:system:authenticated", kube, bound(ops, bind("y", "system:node", "Group:system:authenticated")), system("true")),
		row("role of the system for whoever does not log in", open, "User:system:anonymous", kube, bound(ops, bind("y", "system:node", "User:system:anonymous")), system("true")),
		row("role of the system for all service accounts", open, "system:serviceaccounts", kube, bound(ops, bind("y", "system:node", "Group:system:serviceaccounts:kube-system")), system("true")),
		row("role of discovery for everybody", fine, "1 binding of the system", kube, bound(ops, bind("d", "system:discovery", "Group:system:authenticated")), system("true")),
		row("service account of kube-system", fine, "1 binding of the system", kube, bound(ops, bind("c", "system:coredns", "ServiceAccount:kube-system/coredns")), system("true")),
		row("service account of another namespace", open, "ServiceAccount:shop/default", kube, bound(ops, bind("c", "system:coredns", "ServiceAccount:shop/default")), system("true")),
		row("service account under its long name", open, "shop:default", kube, bound(ops, bind("c", "system:coredns", "User:system:serviceaccount:shop:default")), system("true")),
		row("subjects of an unlisted binding unknown", open, "binding x: cluster-admin", kube, bound(ops, nobody), says(opsBinding)),
		row("subjects of a listed binding unknown", unclear, "k8s.cluster_role_bindings[ops-admins].subjects: not collected", kube, bound(unknown), says(opsBinding)),
		row("bindings inside a namespace are listed", fine, "the check does not ask for: shop/dev: edit for Group:dev", kube, says(opsBinding), facts.K8s.Is(facts.K8sObjects{
			ClusterRoleBindings: facts.Some([]facts.RoleBinding{ops}),
			RoleBindings:        facts.Some([]facts.RoleBinding{{Namespace: "shop", Name: "dev", Role: "edit", Subjects: facts.Some([]string{"Group:dev"})}})})),
		row("extra binding in a partial list", open, "binding x", kube, says(opsBinding),
			bindingsLack(facts.Maybe[[]facts.RoleBinding]{State: facts.OK, Partial: true, Value: []facts.RoleBinding{nobody}})),
		row("missing from a partial list of bindings", unclear, "k8s.cluster_role_bindings: partly collected", kube, says(opsBinding),
			bindingsLack(facts.Maybe[[]facts.RoleBinding]{State: facts.OK, Partial: true})),
		row("bindings not collected", unclear, "k8s.cluster_role_bindings: not collected", kube, says(opsBinding), bindingsLack(facts.Maybe[[]facts.RoleBinding]{})),
		row("Kubernetes denied", unclear, "k8s: denied", kube, says(opsBinding), facts.K8s.Lacks(facts.Denied, "")),
		row("bindings not stated", unclear, "ssp:rbac.kubernetes_cluster_role_bindings: ssp.yaml does not say", kube, bound(ops), plan),

		row("mixed, both as stated", fine, "1 grant", mixed, granted(sre), bound(ops), both),
		row("mixed, one part missing", unclear, "k8s: not collected", mixed, granted(sre), both),
		row("mixed, one part violated and one missing", open, "user:bob", mixed, granted(sre, grant("user:bob", "none", "/")), both),
		row("orchestrator unknown, both as stated", fine, "1 grant", granted(sre), bound(ops), both),
		row("orchestrator unknown, one part missing", unclear, "k8s: not collected", granted(sre), both),
		row("orchestrator disputed asks for both", unclear, "mke_api.rbac: not collected", bound(ops), both,
			facts.ClusterOrchestrator.Is(facts.Orchestration{Scheduler: facts.KubernetesOnly, Source: "labels", Conflict: "they disagree"})),
	)
}
