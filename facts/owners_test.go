package facts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	vendorImage = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
	dtrImage    = "sha256:2222222222222222222222222222222222222222222222222222222222222222"
	installed   = "k3v9r2x8w5t1m7q4z6p0c8d2f"
	uid         = "0f5c2f0e-7d0b-4a55-9a36-4dfc0f2a9b11"
)

const signedImages = `
msr: {replica_ids: ["0a1b2c3d4e5f"]}
system_containers:
  instance_id: ` + installed + `
  images:
    - {id: "` + vendorImage + `", component: ucp-proxy, approved_by: a, on: 2026-01-15}
    - {id: "` + vendorImage + `", component: ucp-agent, approved_by: a, on: 2026-01-15}
    - {id: "` + dtrImage + `", component: dtr-registry, approved_by: a, on: 2026-01-15}
`

// ownerOf is the identity of one container.
func ownerOf(t *testing.T, c Container, settings ...Setting) OwnedContainer {
	t.Helper()
	s := NewSnapshot(nil, nil, append([]Setting{AsOf(moment(t, "2026-11-21T00:00:00Z")), Containers.Is([]Container{c})}, settings...)...)
	all, missing := Get(s, NodeContainers)
	require.Empty(t, missing)
	require.Len(t, all.List, 1)
	return all.List[0]
}

func TestVendorIdentity(t *testing.T) {
	ssp := func(text string) Setting { return WithSSP(readSSP(t, text)) }
	with := func(c Container, labels ...string) Container {
		c.Labels = map[string]string{}
		for i := 0; i < len(labels); i += 2 {
			c.Labels[labels[i]] = labels[i+1]
		}
		return c
	}
	instance := "com.docker.ucp.InstanceID"
	proxy := with(Container{Names: []string{"/ucp-proxy"}, Image: "mirantis/ucp-proxy:3.8.4", ImageID: vendorImage}, instance, installed)
	task := with(Container{Names: []string{"/ucp-agent.x1.y2"}, Image: "mirantis/ucp-agent:3.8.4", ImageID: vendorImage},
		instance, installed, "com.docker.swarm.service.name", "ucp-agent")
	registry := with(Container{Names: []string{"/dtr-registry-0a1b2c3d4e5f"}, Image: "mirantis/dtr-registry:2.9.4", ImageID: dtrImage}, "com.docker.dtr.version", "2.9.4")
	named := func(c Container, name string) Container { c.Names = []string{"/" + name}; return c }
	ofImage := func(c Container, id string) Container { c.ImageID = id; return c }
	from := func(c Container, image string) Container { c.Image = image; return c }

	for _, row := range []struct {
		name string
		c    Container
		more []Setting
		want Owner
		why  string
	}{
		{"all three", proxy, []Setting{ssp(signedImages)}, OwnedByVendor, ""},
		{"task of its service", task, []Setting{ssp(signedImages)}, OwnedByVendor, ""},
		{"MKE reports the same instance", proxy, []Setting{ssp(signedImages), MKEVersion.Is(MKEVersionInfo{InstanceID: Some(installed)})}, OwnedByVendor, ""},
		{"registry with a replica id", registry, []Setting{ssp(signedImages)}, OwnedByVendor, ""},

		{"image not listed", ofImage(proxy, "sha256:other"), []Setting{ssp(signedImages)}, LooksLikeVendor, "its image sha256:other is not in ssp system_containers.images"},
		{"no ssp.yaml", proxy, nil, LooksLikeVendor, "not in ssp system_containers.images"},
		{"no instance stated", proxy, []Setting{ssp(`system_containers: {images: [{id: "` + vendorImage + `", component: ucp-proxy, approved_by: a, on: 2026-01-15}]}`)}, LooksLikeVendor, "instance_id is not stated"},
		{"MKE reports another instance", proxy, []Setting{ssp(signedImages), MKEVersion.Is(MKEVersionInfo{InstanceID: Some("other")})}, LooksLikeVendor, "not the one MKE reports"},
		{"image listed by nobody", proxy, []Setting{ssp(`system_containers: {instance_id: ` + installed + `, images: [{id: "` + vendorImage + `", component: ucp-proxy}]}`)}, LooksLikeVendor, "not in ssp"},
		{"image listed later", proxy, []Setting{ssp(`system_containers: {instance_id: ` + installed + `, images: [{id: "` + vendorImage + `", component: ucp-proxy, approved_by: a, on: 2026-11-22}]}`)}, LooksLikeVendor, "not in ssp"},
		{"a mirror that ssp.yaml names", from(ofImage(proxy, "sha256:other"), "mirror.example.mil/ucp-proxy:1"), []Setting{ssp("system_containers: {image_repositories: [\"mirror.example.mil/ucp-*\"]}")}, LooksLikeVendor, "not in ssp"},
		{"by its service alone", with(from(Container{Names: []string{"/x"}}, "docker.io/mirantis/ucp"), "com.docker.swarm.service.name", "ucp-x"), nil, LooksLikeVendor, "not in ssp"},

		{"listed image under another name", named(proxy, "support"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"component in another's name", named(proxy, "ucp-proxy-2"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"name of another listed image", named(proxy, "dtr-registry-0a1b2c3d4e5f"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"another instance", with(proxy, instance, "other"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"no instance label", with(proxy), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"task name without the service", with(task, instance, installed), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"task of another service", with(task, instance, installed, "com.docker.swarm.service.name", "shop"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"registry with another replica id", named(registry, "dtr-registry-ffffffffffff"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"registry without a replica id", named(registry, "dtr-registry"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"registry with an empty replica id", named(registry, "dtr-registry-"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"replica id behind a component that is no registry's", named(proxy, "ucp-proxy-0a1b2c3d4e5f"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"another repository", from(ofImage(proxy, "sha256:other"), "evil/mirantis/ucp-proxy"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"vendor's repository without a label", with(ofImage(proxy, "sha256:other")), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"label of a pod on a vendor's image", with(proxy, instance, installed, "io.kubernetes.pod.namespace", "kube-system"), []Setting{ssp(signedImages)}, OwnedByUser, ""},
		{"without a name", Container{ID: "ucp-proxy"}, []Setting{ssp(signedImages)}, OwnedByUser, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := ownerOf(t, row.c, row.more...)
			require.Equal(t, row.want, got.Owner, got.Why)
			require.Contains(t, got.Why, row.why)
			require.Equal(t, row.want == OwnedByUser, got.Basis == nil, "an identity names what it rests on")
			require.Equal(t, row.want == OwnedByUser, got.Component == "")
		})
	}
}

func TestPodIdentity(t *testing.T) {
	whole := K8s.Is(K8sObjects{Pods: Some([]Pod{{UID: uid}, {UID: ""}})})
	for _, row := range []struct {
		name, uid, parent string
		pods              Setting
		want              Owner
	}{
		{"proven", uid, "/kubepods/burstable/pod" + uid, whole, OwnedByPod},
		{"underscores, systemd's slices", uid, "kubepods-besteffort-pod0f5c2f0e_7d0b_4a55_9a36_4dfc0f2a9b11.slice", whole, OwnedByPod},
		{"below a slice", uid, "/kubepods.slice/kubepods-pod0f5c2f0e_7d0b_4a55_9a36_4dfc0f2a9b11.slice", whole, OwnedByPod},
		{"uid of no pod", "another", "/kubepods/podanother", whole, OwnedByUser},
		{"no uid", "", "/kubepods/pod", whole, OwnedByUser},
		{"no cgroup parent", uid, "", whole, OwnedByUser},
		{"cgroup of another pod", uid, "/kubepods/podffff", whole, OwnedByUser},
		{"cgroup elsewhere", uid, "/user.slice/pod" + uid, whole, OwnedByUser},
		{"folder that begins alike", uid, "/kubepodsx/pod" + uid, whole, OwnedByUser},
		{"uid above kubepods", uid, "/pod" + uid + "/kubepods", whole, OwnedByUser},
		{"pods partial", uid, "/kubepods/pod" + uid, K8s.Is(K8sObjects{Pods: Maybe[[]Pod]{State: OK, Partial: true, Value: []Pod{{UID: uid}}}}), LooksLikePod},
		{"everything of Kubernetes partial", uid, "/kubepods/pod" + uid, K8s.Partly(K8sObjects{Pods: Some([]Pod{{UID: uid}})}), LooksLikePod},
		{"pods denied", uid, "/kubepods/pod" + uid, K8s.Lacks(Denied, "403"), LooksLikePod},
		{"pods not collected", uid, "/kubepods/pod" + uid, AsOf(moment(t, "2026-11-21T00:00:00Z")), LooksLikePod},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := ownerOf(t, Container{Names: []string{"/k8s_x"}, Labels: map[string]string{"io.kubernetes.pod.uid": row.uid},
				Inspect: Some(Inspect{HostConfig: Some(HostConfig{CgroupParent: Some(row.parent)})})}, row.pods)
			require.Equal(t, row.want, got.Owner)
			require.Equal(t, row.want == LooksLikePod, len(got.Missing) == 1, "an unproven one names k8s.pods")
		})
	}
	named := K8s.Is(K8sObjects{Pods: Some([]Pod{{UID: uid, Namespace: "shop", Name: "api-1"}})})
	for labels, want := range map[[2]string]Owner{{"shop", "api-1"}: OwnedByPod, {"kube-system", "api-1"}: OwnedByUser, {"shop", "calico"}: OwnedByUser} {
		got := ownerOf(t, Container{Names: []string{"/k8s_x"}, Labels: map[string]string{"io.kubernetes.pod.uid": uid,
			"io.kubernetes.pod.namespace": labels[0], "io.kubernetes.pod.name": labels[1]},
			Inspect: Some(Inspect{HostConfig: Some(HostConfig{CgroupParent: Some("/kubepods/pod" + uid)})})}, named)
		require.Equal(t, want, got.Owner, "labels %v", labels)
	}
	pod := Pod{UID: uid, Namespace: "shop", Name: "api-1", Containers: Some([]PodContainer{{Name: "api"}})}
	of := func(p Pod) Setting { return K8s.Is(K8sObjects{Pods: Some([]Pod{p})}) }
	unlisted := pod
	unlisted.Containers = Maybe[[]PodContainer]{}
	for _, row := range []struct {
		name, kind string
		pod        Pod
		want       Owner
	}{
		{"api", "container", pod, OwnedByPod},
		{"evil", "container", pod, OwnedByUser},
		{"evil", "", pod, OwnedByUser},
		{"POD", "podsandbox", pod, OwnedByPod},
		{"POD", "container", pod, OwnedByUser},
		{"evil", "podsandbox", pod, OwnedByUser},
		{"evil", "container", unlisted, OwnedByPod},
	} {
		got := ownerOf(t, Container{Names: []string{"/k8s_x"}, Labels: map[string]string{"io.kubernetes.pod.uid": uid,
			"io.kubernetes.container.name": row.name, "io.kubernetes.docker.type": row.kind},
			Inspect: Some(Inspect{HostConfig: Some(HostConfig{CgroupParent: Some("/kubepods/pod" + uid)})})}, of(row.pod))
		require.Equal(t, row.want, got.Owner, "%+v", row)
	}
	bare := ownerOf(t, Container{Names: []string{"/k8s_x"}, Labels: map[string]string{"io.kubernetes.pod.uid": uid}}, whole)
	require.Equal(t, OwnedByUser, bare.Owner, "not inspected, so no cgroup parent")
}

// A pod may have been made since the pods were listed: its containers are not known to be
// a user's. One of a pod that was listed, under another name, is.
func TestPodsNewerThanTheirList(t *testing.T) {
	at := moment(t, "2026-11-20T06:00:00Z")
	list := func(labels map[string]string, cgroup string) Setting {
		return Containers.Set(Fact{State: OK, Complete: true, At: at, Value: []Container{{Names: []string{"/k8s_x"}, Labels: labels,
			Inspect: Some(Inspect{HostConfig: Some(HostConfig{CgroupParent: Some(cgroup)})})}}})
	}
	new := map[string]string{"io.kubernetes.pod.uid": "u9"}
	pods := func(when time.Time) Setting {
		return K8s.Set(Fact{State: OK, Complete: true, At: when, Value: K8sObjects{Pods: Some([]Pod{{UID: "u1", Namespace: "shop", Name: "api"}})}})
	}
	for _, row := range []struct {
		name   string
		labels map[string]string
		cgroup string
		pods   time.Time
		want   Owner
	}{
		{"listed before", new, "/kubepods/podu9", at.Add(-time.Minute), LooksLikePod},
		{"listed after", new, "/kubepods/podu9", at.Add(time.Minute), OwnedByUser},
		{"listed at the same time", new, "/kubepods/podu9", at, OwnedByUser},
		{"listed at a time that is not known", new, "/kubepods/podu9", time.Time{}, OwnedByUser},
		{"listed before, and no cgroup of a pod's", new, "/docker", at.Add(-time.Minute), OwnedByUser},
		{"listed before, under another name", map[string]string{"io.kubernetes.pod.uid": "u1", "io.kubernetes.pod.name": "evil"}, "/kubepods/podu1", at.Add(-time.Minute), OwnedByUser},
		{"listed before, and in the list", map[string]string{"io.kubernetes.pod.uid": "u1"}, "/kubepods/podu1", at.Add(-time.Minute), OwnedByPod},
	} {
		all, _ := Get(NewSnapshot(nil, nil, list(row.labels, row.cgroup), pods(row.pods)), NodeContainers)
		require.Equal(t, row.want, all.List[0].Owner, row.name)
		if row.want == LooksLikePod {
			require.Equal(t, "k8s.pods: does not have the pod, and was listed before the node's containers (2026-11-20T05:59:00Z and 2026-11-20T06:00:00Z)", all.List[0].Missing[0].String())
		}
	}
}

func TestNodeContainersKeepWhatIsMissing(t *testing.T) {
	s := NewSnapshot(nil, nil, Containers.Partly([]Container{{Names: []string{"/b"}}, {Names: []string{"/a"}}}))
	all, missing := Get(s, NodeContainers)
	require.Empty(t, missing)
	require.Equal(t, "partly collected", all.Missing[0].Why)
	require.Equal(t, []string{"a", "b"}, []string{all.List[0].Name(), all.List[1].Name()})
	_, missing = Get(NewSnapshot(nil, nil, Containers.Lacks(Denied, "no")), NodeContainers)
	require.Equal(t, "docker_engine.containers: denied: no", Join(missing))
}

// On every node of UCP runs its agent, so an empty list is one that was not got.
func TestNodeContainersOfUCPAreNotNone(t *testing.T) {
	none, config := Containers.Is([]Container{}), MKEConfig.Is(NewTree(map[string]any{}))
	node, swarm := Node.Is(NodeInfo{SwarmNodeID: "n1"}), Swarm.Is(SwarmObjects{Nodes: Some([]SwarmNode{{ID: "n1"}})})
	all, missing := Get(NewSnapshot(nil, nil, none, config, node, swarm), NodeContainers)
	require.Empty(t, missing)
	require.Equal(t, "docker_engine.containers: is empty, and UCP's agent runs on each of its nodes", Join(all.Missing))
	for name, s := range map[string]*Snapshot{
		"a node that the cluster does not list": NewSnapshot(nil, nil, none, config, Node.Is(NodeInfo{SwarmNodeID: "n2"}), swarm),
		"a swarm that is not UCP's":             NewSnapshot(nil, nil, none, node, swarm),
		"an engine that stands alone":           NewSnapshot(nil, nil, none),
	} {
		all, missing := Get(s, NodeContainers)
		require.Empty(t, missing, name)
		require.Empty(t, all.Missing, name)
	}
}

func TestRepositories(t *testing.T) {
	for image, want := range map[string]string{
		"docker.io/mirantis/ucp-proxy:3.8.4":  "mirantis/ucp-proxy",
		"index.docker.io/docker/ucp":          "docker/ucp",
		"reg.example.mil:5000/mirantis/ucp":   "reg.example.mil:5000/mirantis/ucp",
		"reg.example.mil:5000/mirantis/ucp:1": "reg.example.mil:5000/mirantis/ucp",
		"mirantis/ucp@sha256:abc":             "mirantis/ucp",
		"mirantis/ucp:1@sha256:abc":           "mirantis/ucp",
		"sha256:abc":                          "sha256",
		"":                                    "",
	} {
		require.Equal(t, want, RepositoryOf(image), image)
	}
	for name, want := range map[string]bool{
		"mirantis/ucp": true, "docker/dtr-api": true, "registry.mirantis.com/msr/msr-api": true,
		"mirantis/ucpx": false, "x/mirantis/ucp": false, "registry.mirantis.com/other": false, "reg.example.mil/mirantis/ucp-proxy": false, "": false,
	} {
		require.Equal(t, want, VendorRepository(nil, name), name)
	}
}
