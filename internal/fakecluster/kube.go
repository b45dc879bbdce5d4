package fakecluster

import (
	"fmt"
	"strings"
)

// kube is the answers of an API server.
func (c *Cluster) kube(s object) {
	k := of(s, "k8s")
	c.doc("kube /version", object{"gitVersion": of(k, "version")})
	const core, rbac, net, apps = "/api/v1/", "/apis/rbac.authorization.k8s.io/v1/", "/apis/networking.k8s.io/v1/", "/apis/apps/v1/"
	for _, one := range []struct {
		path, kind, member string
		wire               func(any) object
	}{
		{core + "nodes", "NodeList", "nodes", kubeNode},
		{core + "namespaces", "NamespaceList", "namespaces", kubeOf},
		{core + "services", "ServiceList", "services", kubeService},
		{core + "pods", "PodList", "pods", kubePod},
		{core + "resourcequotas", "ResourceQuotaList", "resource_quotas", func(v any) object { return with(kubeOf(v), "spec", object{"hard": of(v, "hard")}) }},
		{core + "secrets", "PartialObjectMetadataList", "secrets", func(v any) object { return with(kubeOf(v), "data", object{"password": Canary}) }},
		{core + "persistentvolumeclaims", "PersistentVolumeClaimList", "pvcs", kubePVC},
		{rbac + "clusterrolebindings", "ClusterRoleBindingList", "cluster_role_bindings", kubeBinding},
		{rbac + "rolebindings", "RoleBindingList", "role_bindings", kubeBinding},
		{net + "ingressclasses", "IngressClassList", "ingress_classes", func(v any) object { return with(kubeOf(v), "spec", object{"controller": of(v, "controller")}) }},
		{net + "ingresses", "IngressList", "ingresses", func(v any) object { return with(kubeOf(v), "spec", object{"ingressClassName": of(v, "class")}) }},
		{"/apis/storage.k8s.io/v1/storageclasses", "StorageClassList", "storage_classes", func(v any) object { return with(kubeOf(v), "provisioner", of(v, "provisioner")) }},
		{apps + "deployments", "DeploymentList", "", nil}, {apps + "daemonsets", "DaemonSetList", "", nil},
		{apps + "statefulsets", "StatefulSetList", "", nil}, {apps + "replicasets", "ReplicaSetList", "", nil},
		{core + "replicationcontrollers", "ReplicationControllerList", "", nil},
		{"/apis/batch/v1/jobs", "JobList", "", nil}, {"/apis/batch/v1/cronjobs", "CronJobList", "", nil},
	} {
		var list []any
		for _, v := range items(k, one.member) {
			list = append(list, one.wire(v))
		}
		if one.kind == "DeploymentList" {
			list = kubeRefs(items(k, "secret_env_refs"))
		}
		c.answers["kube "+one.path] = answer{body: object{"kind": one.kind, "apiVersion": "v1"}, list: "items", items: list}
	}
}

// kubeOf is an object with its metadata, in which careless tools leave secrets.
func kubeOf(v any) object {
	return object{"metadata": object{"namespace": of(v, "namespace"), "name": of(v, "name"), "uid": of(v, "uid"), "labels": of(v, "labels"),
		"annotations": object{"kubectl.kubernetes.io/last-applied-configuration": Canary}}}
}

func kubeNode(v any) object {
	var taints []any
	for _, t := range items(v, "taints") {
		key, effect, _ := strings.Cut(fmt.Sprint(t), ":")
		taints = append(taints, object{"key": key, "effect": effect})
	}
	return with(kubeOf(v), "spec", object{"taints": taints})
}

func kubeService(v any) object {
	spec := object{"type": of(v, "type"), "ports": of(v, "ports")}
	if len(items(v, "externalIPs")) > 0 {
		spec["externalIPs"] = of(v, "externalIPs") // an API server leaves out none
	}
	return with(kubeOf(v), "spec", spec)
}

func kubePod(v any) object {
	var containers []any
	for _, c := range items(v, "containers") {
		containers = append(containers, with(c, "env", []any{object{"name": "PASSWORD", "value": Canary}}, "args", []any{"--token=" + Canary}))
	}
	spec := object{"nodeName": of(v, "node"), "containers": containers}
	for _, flag := range []string{"hostNetwork", "hostPID", "hostIPC"} {
		if is, _ := of(v, flag).(bool); is {
			spec[flag] = true // an API server leaves out what is false
		}
	}
	return with(kubeOf(v), "spec", spec, "status", object{"phase": "Running"})
}

func kubeBinding(v any) object {
	var subjects []any
	for _, s := range items(v, "subjects") {
		kind, name, _ := strings.Cut(fmt.Sprint(s), ":")
		subject := object{"kind": kind, "name": name}
		if namespace, own, ok := strings.Cut(name, "/"); ok && kind == "ServiceAccount" {
			subject["namespace"], subject["name"] = namespace, own
		}
		subjects = append(subjects, subject)
	}
	return with(kubeOf(v), "roleRef", object{"kind": "ClusterRole", "name": of(v, "role")}, "subjects", subjects)
}

func kubePVC(v any) object {
	return with(kubeOf(v), "spec", object{"storageClassName": of(v, "storage_class"), "accessModes": of(v, "access_modes")}, "status", object{"phase": of(v, "phase")})
}

// kubeRefs is deployments that take a secret as environment.
func kubeRefs(refs []any) (list []any) {
	for _, v := range refs {
		container := object{"name": "main", "image": "shop/api:1", "env": []any{object{"name": "X", "valueFrom": object{"secretKeyRef": object{"name": "s", "key": "k"}}}}}
		if text(v, "via") == "envFrom.secretRef" {
			container = object{"name": "main", "image": "shop/api:1", "envFrom": []any{object{"secretRef": object{"name": "s"}}}}
		}
		list = append(list, with(kubeOf(v), "spec", object{"template": object{"spec": object{"containers": []any{container}}}}))
	}
	return list
}
