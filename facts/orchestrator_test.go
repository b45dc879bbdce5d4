package facts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// labels is the node labels of the schedulers named.
func labels(kinds ...string) map[string]string {
	out := map[string]string{"zone": "a"}
	for _, k := range kinds {
		out["com.docker.ucp.orchestrator."+k] = "true"
	}
	return out
}

func nodeWith(labels Maybe[map[string]string]) Setting {
	return Node.Is(NodeInfo{Hostname: "node1.example.mil", Labels: labels})
}

func configOf(only bool) Setting {
	return MKEConfig.Is(NewTree(map[string]any{"cluster_config": map[string]any{"swarm_only": only}}))
}

func podsOn(node, namespace string) Setting {
	return K8s.Is(K8sObjects{Pods: Some([]Pod{{Namespace: namespace, Name: "p", UID: "u", Node: node}})})
}

// podContainer is a container with the labels of a pod; without a cgroup it was not inspected.
func podContainer(namespace, cgroup string) Setting {
	return Containers.Is([]Container{containerOfPod(namespace, cgroup)})
}

func containerOfPod(namespace, cgroup string) Container {
	c := Container{Names: []string{"/k8s_web"}, Labels: map[string]string{"io.kubernetes.pod.uid": "u1", "io.kubernetes.pod.namespace": namespace}}
	if cgroup != "" {
		c.Inspect = Some(Inspect{HostConfig: Some(HostConfig{CgroupParent: Some(cgroup)})})
	}
	return c
}

// servicesOf is a swarm of one service, whose nodes nobody asked for.
func servicesOf(name, image string) Setting {
	return Swarm.Is(SwarmObjects{Services: Some([]Service{serviceOf(name, image)})})
}

func serviceOf(name, image string) Service {
	spec := ServiceSpec{Name: name}
	if image != "" {
		spec.TaskTemplate = Some(TaskTemplate{ContainerSpec: Some(ContainerSpec{Image: image})})
	}
	return Service{ID: "s", Spec: spec}
}

func TestOrchestrator(t *testing.T) {
	said := func(word string) Setting { return WithSSP(readSSP(t, "orchestrator: "+word)) }
	user, none := Containers.Is([]Container{{Names: []string{"/web"}}}), Containers.Is([]Container{})
	on := func(kinds ...string) Setting { return nodeWith(Some(labels(kinds...))) }
	const node1 = "node1.example.mil"
	engineOf := func(id string) Setting { return EngineInfo.Is(Info{Swarm: Some(SwarmState{NodeID: id})}) }
	listed := func(id string, kinds ...string) Setting {
		return Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: id, Spec: SwarmNodeSpec{Labels: Some(labels(kinds...))}}})})
	}
	for _, row := range []struct {
		name     string
		facts    []Setting
		want     Scheduler
		source   string
		conflict string
	}{
		{"labels: swarm", []Setting{on("swarm")}, SwarmOnly, "node labels", ""},
		{"labels: kubernetes", []Setting{on("kubernetes"), none}, KubernetesOnly, "node labels", ""},
		{"labels: both", []Setting{on("swarm", "kubernetes")}, Mixed, "node labels", ""},
		{"labels in capitals", []Setting{nodeWith(Some(map[string]string{"com.docker.ucp.orchestrator.swarm": "True", "com.docker.ucp.orchestrator.kubernetes": "true"}))}, Mixed, "node labels", ""},
		{"labels that say false", []Setting{nodeWith(Some(map[string]string{"com.docker.ucp.orchestrator.kubernetes": "false"}))}, SchedulerUnknown, "", ""},
		{"configuration", []Setting{configOf(true)}, SwarmOnly, "mke_config cluster_config.swarm_only", ""},
		{"configuration says no", []Setting{configOf(false)}, SchedulerUnknown, "", ""},
		{"part of a configuration", []Setting{MKEConfig.Partly(NewTree(map[string]any{"cluster_config": map[string]any{"swarm_only": true}}))}, SchedulerUnknown, "", ""},
		{"ssp.yaml where labels were never collected", []Setting{nodeWith(Maybe[map[string]string]{}), said("kubernetes"), none}, KubernetesOnly, "ssp.yaml orchestrator", ""},
		{"ssp.yaml alone does not stand in for denied labels", []Setting{nodeWith(Maybe[map[string]string]{State: Denied}), said("kubernetes"), none}, SchedulerUnknown, "", ""},
		{"nor for failed ones", []Setting{nodeWith(Maybe[map[string]string]{State: Failed}), said("swarm"), none}, SchedulerUnknown, "", ""},
		{"nor for skipped ones", []Setting{nodeWith(Maybe[map[string]string]{State: Skipped}), said("mixed"), none}, SchedulerUnknown, "", ""},
		{"nor for a denied node", []Setting{Node.Lacks(Denied, "no"), said("mixed"), none}, SchedulerUnknown, "", ""},
		{"nor for a partial node", []Setting{Node.Partly(NodeInfo{}), said("kubernetes"), none}, SchedulerUnknown, "", ""},
		{"ssp.yaml where the labels say nothing", []Setting{on(), said("kubernetes"), none}, KubernetesOnly, "ssp.yaml orchestrator", ""},
		{"labels from the list of nodes", []Setting{engineOf("n1"), listed("n1", "kubernetes"), said("mixed"), none}, KubernetesOnly, "node labels", ""},
		{"labels from the list, and a user's container", []Setting{engineOf("n1"), listed("n1", "kubernetes"), said("mixed"), user}, KubernetesOnly, "node labels", "the user container web runs outside it"},
		{"ssp.yaml does not stand in for a list of nodes that was refused", []Setting{engineOf("n1"), Swarm.Lacks(Denied, "403"), said("mixed"), user}, SchedulerUnknown, "", ""},
		{"nor for one that failed inside the swarm", []Setting{engineOf("n1"), Swarm.Is(SwarmObjects{Nodes: Maybe[[]SwarmNode]{State: Failed, Error: "timeout"}}), said("kubernetes"), none}, SchedulerUnknown, "", ""},
		{"nor for the rest of one that came in part", []Setting{engineOf("n1"), Swarm.Is(SwarmObjects{Nodes: Maybe[[]SwarmNode]{State: OK, Partial: true}}), said("mixed"), none}, SchedulerUnknown, "", ""},
		{"nor for labels refused in the list", []Setting{engineOf("n1"), Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "n1", Spec: SwarmNodeSpec{Labels: Maybe[map[string]string]{State: Denied}}}})}), said("mixed"), none}, SchedulerUnknown, "", ""},
		{"labels in a list that came in part", []Setting{engineOf("n1"), Swarm.Partly(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "n1", Spec: SwarmNodeSpec{Labels: Some(labels("swarm"))}}})}), said("mixed"), none}, SwarmOnly, "node labels", ""},
		{"a list of nodes that nobody asked for", []Setting{engineOf("n1"), Swarm.Is(SwarmObjects{}), said("mixed"), none}, Mixed, "ssp.yaml orchestrator", ""},
		{"mixed where labels nobody asked for may contradict a container", []Setting{engineOf("n1"), Swarm.Is(SwarmObjects{}), said("mixed"), user}, SchedulerUnknown, "", ""},
		{"mixed without any cluster, and a user's container", []Setting{engineOf("n1"), said("mixed"), user}, SchedulerUnknown, "", ""},
		{"mixed without any cluster, and nothing that contradicts", []Setting{engineOf("n1"), said("mixed"), none}, Mixed, "ssp.yaml orchestrator", ""},
		{"mixed where labels nobody asked for may contradict a pod", []Setting{nodeWith(Maybe[map[string]string]{}), said("mixed"), none, podsOn(node1, "shop")}, SchedulerUnknown, "", ""},
		{"mixed where the labels say nothing, and a user's container", []Setting{on(), said("mixed"), user}, Mixed, "ssp.yaml orchestrator", ""},
		{"one scheduler without any cluster is said of every node", []Setting{engineOf("n1"), said("swarm"), user}, SwarmOnly, "ssp.yaml orchestrator", ""},
		{"labels of another node", []Setting{engineOf("n1"), listed("n2", "kubernetes"), said("mixed"), user}, SchedulerUnknown, "", ""},
		{"no id and no name to find labels by", []Setting{listed("", "kubernetes"), said("mixed"), user}, SchedulerUnknown, "", ""},
		{"labels before ssp.yaml", []Setting{on("swarm"), said("mixed")}, SwarmOnly, "node labels", ""},
		{"ssp.yaml lapsed", []Setting{WithSSP(readSSP(t, "approvals: {orchestrator: {by: a, on: 2026-01-15, expires: 2026-02-01}}\norchestrator: swarm"))}, SchedulerUnknown, "", ""},
		{"workloads of both kinds", []Setting{on(), user, podsOn(node1, "shop")}, Mixed, "user workloads of both kinds run on the node", ""},
		{"workloads of both kinds do not stand in for labels that nobody asked for", []Setting{nodeWith(Maybe[map[string]string]{}), user, podsOn(node1, "shop")}, SchedulerUnknown, "", ""},
		{"workloads of both kinds do not stand in for labels that were refused", []Setting{nodeWith(Maybe[map[string]string]{State: Denied}), user, podsOn(node1, "shop")}, SchedulerUnknown, "", ""},
		{"workloads of one kind", []Setting{nodeWith(Maybe[map[string]string]{}), user}, SchedulerUnknown, "", ""},
		{"nothing known", nil, SchedulerUnknown, "", ""},

		{"labels against ssp.yaml", []Setting{on("swarm"), said("kubernetes")}, SwarmOnly, "node labels", "ssp.yaml says kubernetes, node labels say swarm"},
		{"ssp.yaml against labels", []Setting{on("kubernetes"), said("swarm"), none}, KubernetesOnly, "node labels", "ssp.yaml says swarm"},
		{"kubernetes with a user's container", []Setting{on("kubernetes"), user}, KubernetesOnly, "node labels", "the user container web runs outside it"},
		{"kubernetes with a user's container in a partial list", []Setting{on("kubernetes"), Containers.Partly([]Container{{Names: []string{"/web"}}})}, KubernetesOnly, "node labels", "web"},
		{"ssp.yaml kubernetes with a user's container", []Setting{said("kubernetes"), user}, KubernetesOnly, "ssp.yaml orchestrator", "web"},
		{"kubernetes against the configuration", []Setting{on("kubernetes"), none, configOf(true)}, KubernetesOnly, "node labels", "swarm_only says swarm"},
		{"ssp.yaml against part of the labels", []Setting{nodeWith(Maybe[map[string]string]{State: OK, Partial: true, Value: labels("swarm")}), said("kubernetes"), none}, SchedulerUnknown, "", ""},
		{"swarm with a user's pod", []Setting{on("swarm"), podsOn(node1, "shop")}, SwarmOnly, "node labels", "the pod shop/p runs on the node"},
		{"swarm with a user's pod, by its short name", []Setting{on("swarm"), podsOn("node1", "shop")}, SwarmOnly, "node labels", "shop/p"},
		{"swarm with a pod of the platform", []Setting{on("swarm"), podsOn(node1, "kube-system")}, SwarmOnly, "node labels", ""},
		{"swarm with a pod of another node", []Setting{on("swarm"), podsOn("node2.example.mil", "shop")}, SwarmOnly, "node labels", ""},
		{"swarm with a user's pod in a namespace that is only called so", []Setting{on("swarm"), podsOn(node1, "kube-apps")}, SwarmOnly, "node labels", "the pod kube-apps/p runs on the node"},
		{"swarm with a container of a user's pod", []Setting{on("swarm"), podContainer("shop", "/kubepods/burstable/podu1")}, SwarmOnly, "node labels", "the container k8s_web is one of a pod of the namespace shop"},
		{"swarm with one that was not inspected", []Setting{on("swarm"), podContainer("shop", "")}, SwarmOnly, "node labels", "of the namespace shop"},
		{"swarm with one of the platform's", []Setting{on("swarm"), podContainer("kube-system", "/kubepods/burstable/podu1")}, SwarmOnly, "node labels", ""},
		{"swarm with a label alone", []Setting{on("swarm"), podContainer("shop", "/docker")}, SwarmOnly, "node labels", ""},
		{"ssp.yaml swarm with a container of a user's pod", []Setting{said("swarm"), podContainer("shop", "/kubepods/burstable/podu1")}, SwarmOnly, "ssp.yaml orchestrator", "of the namespace shop"},
		{"ssp.yaml swarm with a pod of another node", []Setting{said("swarm"), podsOn("node2.example.mil", "shop")}, SwarmOnly, "ssp.yaml orchestrator", "the pod shop/p runs in the cluster"},
		{"swarm_only with a pod of another node", []Setting{configOf(true), podsOn("node2.example.mil", "shop")}, SwarmOnly, "mke_config cluster_config.swarm_only", "the pod shop/p"},
		{"ssp.yaml kubernetes with a user's service of Swarm", []Setting{said("kubernetes"), none, servicesOf("shop_api", "shop/api:1")}, KubernetesOnly, "ssp.yaml orchestrator", "the Swarm service shop_api"},
		{"labels of kubernetes, and a user's service somewhere", []Setting{on("kubernetes"), none, servicesOf("shop_api", "shop/api:1")}, KubernetesOnly, "node labels", ""},
		{"mixed where labels nobody asked for may contradict a pod's container", []Setting{nodeWith(Maybe[map[string]string]{}), said("mixed"), podContainer("shop", "/kubepods/podu1")}, SchedulerUnknown, "", ""},
		{"mixed has no conflict", []Setting{on("swarm", "kubernetes"), user, podsOn(node1, "shop"), said("swarm")}, Mixed, "node labels", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			o, missing := Get(NewSnapshot(nil, nil, append(row.facts, AsOf(moment(t, "2026-11-21T00:00:00Z")))...), Orchestrator)
			require.Empty(t, missing)
			require.Equal(t, row.want.String(), o.Scheduler.String())
			require.Equal(t, row.source, o.Source)
			require.Contains(t, o.Conflict, row.conflict)
			require.Equal(t, row.conflict == "", o.Conflict == "", o.Conflict)
			require.Equal(t, row.want == SchedulerUnknown, len(o.Missing) > 0, "an unknown one says what would tell")
			require.Equal(t, row.want != KubernetesOnly || row.conflict != "", o.ServesSwarm())
			require.Equal(t, row.want != SchedulerUnknown && row.conflict == "", o.Settled())
		})
	}
}

func TestClusterOrchestrator(t *testing.T) {
	said := func(word string) Setting { return WithSSP(readSSP(t, "orchestrator: "+word)) }
	node := func(kinds ...string) SwarmNode {
		return SwarmNode{ID: "n", Spec: SwarmNodeSpec{Labels: Some(labels(kinds...))}}
	}
	nodes := func(list ...SwarmNode) Setting { return Swarm.Is(SwarmObjects{Nodes: Some(list)}) }
	with := func(services []Service, list ...SwarmNode) Setting {
		return Swarm.Is(SwarmObjects{Nodes: Some(list), Services: Some(services)})
	}
	api, agent := serviceOf("shop_api", "shop/api:1"), serviceOf("ucp-agent", "mirantis/ucp-agent:3.7.4")
	kubeService := func(namespace, name string) Setting {
		return K8s.Is(K8sObjects{Services: Some([]K8sService{{Namespace: namespace, Name: name}})})
	}
	for _, row := range []struct {
		name     string
		facts    []Setting
		want     Scheduler
		conflict string
	}{
		{"all swarm", []Setting{nodes(node("swarm"), node("swarm"))}, SwarmOnly, ""},
		{"all kubernetes", []Setting{nodes(node("kubernetes"))}, KubernetesOnly, ""},
		{"one of each", []Setting{nodes(node("swarm"), node("kubernetes"))}, Mixed, ""},
		{"one of each proves it in a partial list", []Setting{Swarm.Partly(SwarmObjects{Nodes: Some([]SwarmNode{node("swarm", "kubernetes")})})}, Mixed, ""},
		{"one kind in a partial list does not", []Setting{Swarm.Is(SwarmObjects{Nodes: Maybe[[]SwarmNode]{State: OK, Partial: true, Value: []SwarmNode{node("swarm")}}})}, SchedulerUnknown, ""},
		{"nor in a partial swarm", []Setting{Swarm.Partly(SwarmObjects{Nodes: Some([]SwarmNode{node("swarm")})})}, SchedulerUnknown, ""},
		{"a node without labels", []Setting{nodes(node("swarm"), node())}, SchedulerUnknown, ""},
		{"a node whose labels are not known", []Setting{nodes(node("swarm"), SwarmNode{ID: "m"})}, SchedulerUnknown, ""},
		{"no nodes", []Setting{nodes()}, SchedulerUnknown, ""},
		{"nodes denied, ssp.yaml says", []Setting{Swarm.Lacks(Denied, "403"), said("mixed")}, SchedulerUnknown, ""},
		{"nodes never asked for, ssp.yaml says", []Setting{said("mixed")}, Mixed, ""},
		{"nodes never asked for, and a pod that their labels may contradict", []Setting{said("mixed"), podsOn("anywhere", "shop")}, SchedulerUnknown, ""},
		{"nodes that are known and say nothing, and a pod", []Setting{nodes(node()), podsOn("anywhere", "shop"), said("mixed")}, Mixed, ""},
		{"configuration", []Setting{configOf(true)}, SwarmOnly, ""},
		{"configuration against labels", []Setting{configOf(true), nodes(node("kubernetes"))}, SwarmOnly, "the labels of a node name kubernetes"},
		{"configuration against ssp.yaml", []Setting{configOf(true), said("kubernetes")}, SwarmOnly, "ssp.yaml says kubernetes"},
		{"swarm against a user's pod", []Setting{said("swarm"), podsOn("anywhere", "shop")}, SwarmOnly, "the pod shop/p runs in the cluster"},
		{"swarm against a pod in a namespace that is only called so", []Setting{nodes(node("swarm")), podsOn("anywhere", "kube-apps")}, SwarmOnly, "the pod kube-apps/p runs in the cluster"},
		{"swarm against a user's service of Kubernetes", []Setting{nodes(node("swarm")), kubeService("default", "web")}, SwarmOnly, "the Kubernetes service default/web"},
		{"swarm against a user's ingress", []Setting{said("swarm"), K8s.Is(K8sObjects{Ingresses: Some([]Ingress{{Namespace: "shop", Name: "web"}})})}, SwarmOnly, "the Kubernetes ingress shop/web"},
		{"swarm against a user's quota", []Setting{said("swarm"), K8s.Is(K8sObjects{ResourceQuotas: Some([]ResourceQuota{{Namespace: "shop", Name: "q"}})})}, SwarmOnly, "the Kubernetes quota shop/q"},
		{"swarm against a user's secret", []Setting{said("swarm"), K8s.Is(K8sObjects{Secrets: Some([]K8sSecret{{Namespace: "default", Name: "db"}})})}, SwarmOnly, "the Kubernetes secret default/db"},
		{"swarm against a user's workload with a secret", []Setting{said("swarm"), K8s.Is(K8sObjects{SecretEnvRefs: Some([]SecretEnvRef{{Kind: "CronJob", Namespace: "shop", Name: "job"}})})}, SwarmOnly, "the Kubernetes CronJob shop/job"},
		{"swarm against a claim of a user's", []Setting{said("swarm"), K8s.Is(K8sObjects{PVCs: Some([]PVC{{Namespace: "shop", Name: "data"}})})}, SwarmOnly, "the Kubernetes claim shop/data"},
		{"swarm against a namespace of a user's", []Setting{said("swarm"), K8s.Is(K8sObjects{Namespaces: Some([]Namespace{{Name: "default"}, {Name: "shop"}})})}, SwarmOnly, "the Kubernetes namespace shop"},
		{"swarm against a service that ssp.yaml does not list for kube-system", []Setting{WithSSP(readSSP(t, "orchestrator: swarm\nk8s: {approved_system_services: [{namespace: kube-system, name: kube-dns}]}")), kubeService("kube-system", "miner")}, SwarmOnly, "the Kubernetes service kube-system/miner, which ssp.yaml does not list among the system's"},
		{"swarm and one that it lists", []Setting{WithSSP(readSSP(t, "orchestrator: swarm\nk8s: {approved_system_services: [{namespace: kube-system, name: kube-dns}]}")), kubeService("kube-system", "kube-dns")}, SwarmOnly, ""},
		{"swarm and the objects that every Kubernetes has", []Setting{nodes(node("swarm")), K8s.Is(K8sObjects{
			Namespaces:    Some([]Namespace{{Name: "default"}, {Name: "ingress-nginx"}, {Name: "kube-node-lease"}, {Name: "kube-public"}, {Name: "kube-system"}}),
			Secrets:       Some([]K8sSecret{{Namespace: "default", Name: "default-token-x7k2p"}, {Namespace: "kube-system", Name: "calico"}}),
			SecretEnvRefs: Some([]SecretEnvRef{{Kind: "Deployment", Namespace: "kube-system", Name: "x"}})})}, SwarmOnly, ""},
		{"swarm and the service that every Kubernetes has", []Setting{nodes(node("swarm")), kubeService("default", "kubernetes")}, SwarmOnly, ""},
		{"swarm and a service of the platform", []Setting{nodes(node("swarm")), kubeService("kube-system", "kube-dns")}, SwarmOnly, ""},
		{"swarm against a pod's container on a node", []Setting{nodes(node("swarm")), podContainer("shop", "/kubepods/podu1")}, SwarmOnly, "of the namespace shop"},
		{"kubernetes against a user's Swarm service", []Setting{with([]Service{agent, api}, node("kubernetes"))}, KubernetesOnly, "the Swarm service shop_api"},
		{"kubernetes and the platform's Swarm services", []Setting{with([]Service{agent}, node("kubernetes"))}, KubernetesOnly, ""},
		{"kubernetes against another's image under the platform's name", []Setting{with([]Service{serviceOf("ucp-agent", "evil/miner:1")}, node("kubernetes"))}, KubernetesOnly, "the Swarm service ucp-agent"},
		{"kubernetes against the platform's image under another name", []Setting{with([]Service{serviceOf("web", "mirantis/ucp-agent:3.7.4")}, node("kubernetes"))}, KubernetesOnly, "the Swarm service web"},
		{"kubernetes against a service whose image is not known", []Setting{with([]Service{serviceOf("ucp-agent", "")}, node("kubernetes"))}, KubernetesOnly, "the Swarm service ucp-agent"},
		{"ssp.yaml kubernetes against a label of swarm", []Setting{nodes(node("swarm"), node()), said("kubernetes")}, KubernetesOnly, "the labels of a node name swarm"},
		{"ssp.yaml kubernetes against a user's Swarm service", []Setting{servicesOf("shop_api", "shop/api:1"), said("kubernetes")}, KubernetesOnly, "the Swarm service shop_api"},
		{"kubernetes against a task of a user's service on a node", []Setting{said("kubernetes"), Containers.Is([]Container{{Names: []string{"/shop_api.1.x"}, Image: "shop/api:1", Labels: map[string]string{"com.docker.swarm.service.name": "shop_api"}}})}, KubernetesOnly, "shop_api.1.x"},
		{"mixed, and a Swarm service that labels nobody asked for may contradict", []Setting{servicesOf("shop_api", "shop/api:1"), said("mixed")}, SchedulerUnknown, ""},
		{"mixed, and a Kubernetes service that labels nobody asked for may contradict", []Setting{kubeService("default", "web"), said("mixed")}, SchedulerUnknown, ""},
		{"kubernetes against ssp.yaml", []Setting{nodes(node("kubernetes")), said("swarm")}, KubernetesOnly, "ssp.yaml says swarm"},
		{"nothing known", nil, SchedulerUnknown, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			o, missing := Get(NewSnapshot(nil, nil, append(row.facts, AsOf(moment(t, "2026-11-21T00:00:00Z")))...), ClusterOrchestrator)
			require.Empty(t, missing)
			require.Equal(t, row.want.String(), o.Scheduler.String())
			require.Contains(t, o.Conflict, row.conflict)
			require.Equal(t, row.conflict == "", o.Conflict == "", o.Conflict)
			require.Equal(t, row.want == SchedulerUnknown, len(o.Missing) > 0, "an unknown one says what would tell")
		})
	}
}

// A short name may be that of a full one; two full names are the same or not.
func TestSameHost(t *testing.T) {
	require.True(t, sameHost("node1", "NODE1"))
	require.True(t, sameHost("node1", "node1.example.mil"))
	require.True(t, sameHost("node1.example.mil", "node1"))
	require.True(t, sameHost("node1.example.mil", "Node1.Example.mil"))
	require.False(t, sameHost("node1.example.mil", "node1.other.mil"))
	require.False(t, sameHost("node1", "node2"))
	require.False(t, sameHost("node1", "node10.example.mil"))
}
