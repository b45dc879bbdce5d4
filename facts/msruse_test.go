package facts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMSRInUse(t *testing.T) {
	said := func(word string) Setting { return WithSSP(readSSP(t, "msr: {in_use: "+word+"}")) }
	config := func(registries any) Setting { return MKEConfig.Is(NewTree(map[string]any{"registries": registries})) }
	registries, absent := MKERegistries.Is(nil), MSR.Lacks(Absent, "")
	none := config([]any{})
	named := func(name, image string) Setting {
		return Containers.Is([]Container{{Names: []string{"/" + name}, Image: image}})
	}
	web := named("web", "shop/web:1")
	podOf := func(image string) Setting {
		return K8s.Is(K8sObjects{Pods: Some([]Pod{{Namespace: "msr", Name: "p", Containers: Some([]PodContainer{{Name: "c", Image: image}})}})})
	}
	pods := podOf("shop/web:1")
	listed := Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "n1"}})})
	for _, row := range []struct {
		name   string
		facts  []Setting
		status string // used, none or unknown
		says   string
	}{
		{"ssp.yaml says so", []Setting{said("true")}, "used", "ssp.yaml msr.in_use"},
		{"ssp.yaml says none", []Setting{said("false")}, "none", "no fact contradicts it"},
		{"contradicted by its facts", []Setting{said("false"), MSR.Is(Registry{Present: Some(true)})}, "unknown", "facts of a registry were collected"},
		{"contradicted by its settings", []Setting{said("false"), MSR.Is(Registry{Settings: Some(MSRSettings{})})}, "unknown", "facts of a registry were collected"},
		{"contradicted by the API", []Setting{said("false"), MKERegistries.Is([]MKERegistry{{HostAddress: "msr.example.mil"}})}, "unknown", "msr.example.mil"},
		{"contradicted by part of the API's list", []Setting{said("false"), MKERegistries.Partly([]MKERegistry{{HostAddress: "msr.example.mil"}})}, "unknown", "msr.example.mil"},
		{"contradicted by the configuration", []Setting{said("false"), config([]any{"x"})}, "unknown", "mke_config registries"},
		{"contradicted by a table in the configuration", []Setting{said("false"), config(map[string]any{"a": 1})}, "unknown", "mke_config registries"},
		{"contradicted by a container's name", []Setting{said("false"), named("dtr-api-0a1b", "x")}, "unknown", "dtr-api-0a1b"},
		{"contradicted by a container's image", []Setting{said("false"), named("x", "mirantis/dtr-api:2.9.4")}, "unknown", "there is a container x"},
		{"not contradicted by a registry that is not there", []Setting{said("false"), MSR.Is(Registry{Present: Some(false)})}, "none", ""},
		{"shown by facts", []Setting{MSR.Is(Registry{Present: Some(true)})}, "used", "msr"},
		{"contradicted by a pod's image", []Setting{said("false"), podOf("registry.mirantis.com/msr/msr-api:3.1.8")}, "unknown", "the pod msr/p runs the image registry.mirantis.com/msr/msr-api:3.1.8"},
		{"contradicted by a pod's image from a mirror", []Setting{said("false"), podOf("mirror.example.mil:5000/msr/msr-nginx:3.1.2")}, "unknown", "the pod msr/p runs"},
		{"contradicted by a pod of MSR 4", []Setting{said("false"), podOf("registry.mirantis.com/harbor/harbor-core:v2.12")}, "unknown", "the pod msr/p runs"},
		{"not contradicted by an image that is in a registry", []Setting{said("false"), podOf("msr.example.mil/shop/web:1")}, "none", ""},
		{"contradicted by a service of Kubernetes", []Setting{said("false"), K8s.Is(K8sObjects{Services: Some([]K8sService{{Namespace: "registry", Name: "msr"}})})}, "unknown", "the Kubernetes service registry/msr"},
		{"contradicted by a pod's container's name", []Setting{said("false"), named("k8s_msr-nginx_msr-nginx-1_msr_u1_0", "sha256:abc")}, "unknown", "there is a container k8s_msr-nginx"},
		{"contradicted by a pod's container's label", []Setting{said("false"), Containers.Is([]Container{{Names: []string{"/x"}, Labels: map[string]string{"io.kubernetes.container.name": "msr-api"}}})}, "unknown", "there is a container x"},
		{"contradicted by an image of a Swarm service", []Setting{said("false"), servicesOf("x", "registry.mirantis.com/msr/msr-api:3.1.8@sha256:ab")}, "unknown", "the Swarm service x"},
		{"contradicted by the name of a Swarm service", []Setting{said("false"), servicesOf("msr_msr-api", "")}, "unknown", "the Swarm service msr_msr-api"},
		{"contradicted by the node", []Setting{said("false"), Node.Is(NodeInfo{Hostname: "node1", MSRReplica: Some(true)})}, "unknown", "node.msr_replica"},
		{"not contradicted by a node without a replica", []Setting{said("false"), Node.Is(NodeInfo{MSRReplica: Some(false)})}, "none", ""},
		{"contradicted by a registry that refuses", []Setting{said("false"), MSR.Lacks(Denied, "401")}, "unknown", "a registry refused its facts (msr)"},
		{"contradicted by a registry that refuses its settings", []Setting{said("false"), MSR.Is(Registry{Settings: Maybe[MSRSettings]{State: Denied}})}, "unknown", "a registry refused its facts (msr)"},
		{"contradicted by a registry that did not answer", []Setting{said("false"), MSR.Lacks(Failed, "time-out")}, "unknown", "a registry was asked and did not answer (msr: error: time-out)"},
		{"contradicted by part of a registry's facts", []Setting{said("false"), MSR.Partly(Registry{})}, "unknown", "(msr: partly collected)"},
		{"contradicted by a list of registries that was denied", []Setting{said("false"), MKERegistries.Lacks(Denied, "403")}, "unknown", "MKE may know a registry (mke_api.registries: denied: 403)"},
		{"contradicted by a list that failed", []Setting{said("false"), MKERegistries.Lacks(Failed, "x")}, "unknown", "(mke_api.registries: error: x)"},
		{"contradicted by part of a list", []Setting{said("false"), MKERegistries.Partly(nil)}, "unknown", "(mke_api.registries: partly collected)"},
		{"contradicted by a configuration that was denied", []Setting{said("false"), MKEConfig.Lacks(Denied, "403")}, "unknown", "(mke_config: denied: 403)"},
		{"not contradicted by it where the list is whole", []Setting{said("false"), registries, MKEConfig.Lacks(Denied, "403")}, "none", ""},
		{"not contradicted by a list that MKE does not have", []Setting{said("false"), MKERegistries.Lacks(Absent, ""), MSR.Lacks(Skipped, "")}, "none", ""},
		{"used, says ssp.yaml, and the list was denied", []Setting{said("true"), MKERegistries.Lacks(Denied, "403")}, "used", "ssp.yaml"},
		{"nodes not known", []Setting{registries, none, absent, web, pods, Swarm.Is(SwarmObjects{Nodes: Maybe[[]SwarmNode]{State: Denied}})}, "unknown", "swarm.nodes: denied"},
		{"no list of nodes", []Setting{registries, none, absent, web, pods, Swarm.Lacks(NotCollected, "")}, "unknown", "swarm.nodes: not collected"},
		{"the node is in no swarm", []Setting{registries, none, absent, web, pods, Swarm.Lacks(NotCollected, ""), EngineInfo.Is(Info{Swarm: Some(SwarmState{LocalNodeState: "inactive"}), ServerVersion: Some("20.10.9")})}, "none", "MKE knows no registry"},
		{"shown by a pod", []Setting{registries, none, absent, web, podOf("registry.mirantis.com/msr/msr-api:3.1.8")}, "used", "the pod msr/p"},
		{"everything looked at", []Setting{registries, none, absent, web, pods}, "none", "MKE knows no registry"},
		{"everything looked at, not present", []Setting{registries, none, MSR.Is(Registry{Present: Some(false)}), web, pods}, "none", "MKE knows no registry"},
		{"pods not collected", []Setting{registries, none, absent, web}, "unknown", "k8s.pods: not collected"},
		{"pods partial", []Setting{registries, none, absent, web, K8s.Is(K8sObjects{Pods: Maybe[[]Pod]{State: OK, Partial: true}})}, "unknown", "k8s.pods: partly"},
		{"pods not collected where Swarm alone is served", []Setting{registries, MKEConfig.Is(NewTree(map[string]any{"registries": []any{}, "cluster_config": map[string]any{"swarm_only": true}})), absent, web}, "none", "MKE knows no registry"},
		{"registry never asked", []Setting{registries, none, web}, "unknown", "msr: not collected"},
		{"registry denied", []Setting{registries, none, MSR.Lacks(Denied, "401"), web}, "unknown", "msr: denied: 401"},
		{"registry says nothing of itself", []Setting{registries, none, MSR.Is(Registry{}), web}, "unknown", "msr: does not say whether it is present"},
		{"API's list partial", []Setting{MKERegistries.Partly(nil), none, absent, web}, "unknown", "mke_api.registries: partly collected"},
		{"configuration denied", []Setting{registries, MKEConfig.Lacks(Denied, "403"), absent, web}, "unknown", "mke_config: denied"},
		{"configuration without the key", []Setting{registries, MKEConfig.Is(NewTree(map[string]any{})), absent, web}, "unknown", "mke_config registries"},
		{"containers not collected", []Setting{registries, none, absent}, "unknown", "docker_engine.containers: not collected"},
		{"nothing", nil, "unknown", "ssp:msr.in_use"},
	} {
		t.Run(row.name, func(t *testing.T) {
			use, missing := Get(NewSnapshot(nil, nil, append([]Setting{listed}, row.facts...)...), MSRInUse)
			status := map[bool]string{true: "used", false: "none"}[use.InUse]
			if missing != nil {
				status = "unknown"
			}
			require.Equal(t, row.status, status, Join(missing))
			require.Contains(t, use.Source+Join(missing), row.says)
		})
	}
}

// A registry may run on any node of the site, and one whose containers are not known
// hides nothing good.
func TestMSRInUseLooksAtEveryNode(t *testing.T) {
	node := func(f Fact) *Bundle {
		return &Bundle{Kind: NodeBundle, File: "n.json", Facts: map[string]Fact{Containers.Name: f}}
	}
	list := func(names ...string) Fact {
		var all []Container
		for _, n := range names {
			all = append(all, Container{Names: []string{"/" + n}})
		}
		return Fact{State: OK, Complete: true, Value: all}
	}
	judge := func(nodes ...*Bundle) (RegistryUse, []Missing) {
		s := NewSnapshot(nil, nil, MKERegistries.Is(nil), MSR.Lacks(Absent, ""), MKEConfig.Is(NewTree(map[string]any{"registries": []any{}})), K8s.Is(K8sObjects{Pods: Some([]Pod{})}), Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "n1"}})}))
		s.Nodes = nodes
		return Get(s, MSRInUse)
	}
	use, missing := judge(node(list("web")), node(list("api")))
	require.Empty(t, missing)
	require.False(t, use.InUse)
	use, _ = judge(node(list("web")), node(list("msr-api")))
	require.True(t, use.InUse)
	_, missing = judge(node(list("web")), node(Fact{State: Denied, Error: "no"}))
	require.Equal(t, "docker_engine.containers: of node: denied: no", missing[0].String())
}

// A node without a fresh bundle may run a registry: its containers count where a client
// bundle read them, and where none did nothing is known of them.
func TestMSRInUseLooksAtUnseenNodes(t *testing.T) {
	engine := func(m Maybe[[]Container]) MissingNode {
		return MissingNode{ID: "n2", Hostname: "node2", Engine: Some(NodeEngine{Containers: m})}
	}
	web, msr := []Container{{Names: []string{"/web"}}}, []Container{{Names: []string{"/dtr-api-0a1b"}}}
	seen := &Bundle{Kind: NodeBundle, File: "n.json", Facts: map[string]Fact{Containers.Name: ok(web)}}
	stale := &Bundle{Kind: NodeBundle, Facts: map[string]Fact{Node.Name: ok(NodeInfo{Hostname: "node2"}), Containers.Name: ok(web)}}
	staleMSR := &Bundle{Kind: NodeBundle, Facts: map[string]Fact{Node.Name: ok(NodeInfo{Hostname: "node2"}), Containers.Name: ok(msr)}}
	for _, row := range []struct {
		name   string
		unseen MissingNode
		nodes  []*Bundle
		used   bool
		lacks  string
	}{
		{"all of its containers read", engine(Some(web)), []*Bundle{seen}, false, ""},
		{"and no node collected", engine(Some(web)), nil, false, ""},
		{"not read", MissingNode{ID: "n2", Hostname: "node2"}, []*Bundle{seen}, false, "docker_engine.containers: of node2: not collected"},
		{"without a name", MissingNode{ID: "n2"}, []*Bundle{seen}, false, "docker_engine.containers: of n2: not collected"},
		{"partly read", engine(Maybe[[]Container]{State: OK, Partial: true, Value: web}), []*Bundle{seen}, false, "of node2: partly collected"},
		{"a registry on it", engine(Some(msr)), []*Bundle{seen}, true, ""},
		{"a registry in a part", engine(Maybe[[]Container]{State: OK, Partial: true, Value: msr}), []*Bundle{seen}, true, ""},
		{"stale", stale.Unseen("too old"), []*Bundle{seen}, false, "of node2: partly collected: too old"},
		{"stale, with a registry", staleMSR.Unseen("too old"), []*Bundle{seen}, true, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := NewSnapshot(nil, nil, MKERegistries.Is(nil), MSR.Lacks(Absent, ""), MKEConfig.Is(NewTree(map[string]any{"registries": []any{}})), K8s.Is(K8sObjects{Pods: Some([]Pod{})}), Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "n1"}})}))
			s.Nodes, s.Unseen = row.nodes, []MissingNode{row.unseen}
			use, missing := Get(s, MSRInUse)
			require.Equal(t, row.used, use.InUse)
			require.Contains(t, Join(missing), row.lacks)
			require.Equal(t, row.lacks == "", missing == nil, Join(missing))
		})
	}
}

// What a node says of itself counts of every node, also of one whose bundle is stale.
func TestMSRInUseLooksAtReplicas(t *testing.T) {
	replica := &Bundle{Kind: NodeBundle, File: "n.json", Facts: map[string]Fact{Node.Name: ok(NodeInfo{Hostname: "node2", MSRReplica: Some(true)}), Containers.Name: ok([]Container{})}}
	head := replica.Head(func() (*Bundle, error) { return replica, nil })
	for name, s := range map[string]*Snapshot{
		"fresh":      {Nodes: []*Bundle{replica}},
		"head":       {Nodes: []*Bundle{head}},
		"stale":      {Unseen: []MissingNode{replica.Unseen("too old")}},
		"stale head": {Unseen: []MissingNode{head.Unseen("too old")}},
	} {
		s.set, s.derived = map[string]Fact{}, map[string]any{}
		use, missing := Get(s, MSRInUse)
		require.Empty(t, missing, name)
		require.True(t, use.InUse, name)
		require.Contains(t, use.Source, "node2 is said to hold a replica", name)
	}
}
