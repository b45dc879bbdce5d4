package facts

import (
	"slices"
	"strings"
	"time"
)

// Owner says whose a container is (mke-rules P-SYS and P-K8S). The zero value
// is a user's: what proves nothing about itself is judged like everybody's.
type Owner uint8

// The identities of a container.
const (
	OwnedByUser     Owner = iota // nobody's but the user's
	OwnedByVendor                // the platform's own, proven by image id, name and instance
	LooksLikeVendor              // looks like the platform's, not proven
	OwnedByPod                   // Kubernetes', proven by pod uid and cgroup parent
	LooksLikePod                 // looks like Kubernetes', and the pods are not known
)

// OwnedContainer is a container with its identity.
type OwnedContainer struct {
	*Container
	Owner     Owner
	Component string   // of the platform, where it is or may be the vendor's
	Why       string   // why the identity is not proven; "" where it is
	Basis     []string // the facts and ssp entries the identity rests on
	Missing   []Missing
}

// OwnedContainers is the containers of one node. Missing says what of the list was not
// collected; an offender in such a list is a finding, the lack of one no pass.
type OwnedContainers struct {
	List    []OwnedContainer
	Missing []Missing
}

// NodeContainers is the containers of the node, each with its identity. It is
// missing only when no container list was collected at all.
var NodeContainers = Derived("docker_engine.containers", Doc{
	Shape:  Containers.Doc.Shape + ", each with whose it is",
	Source: Containers.Doc.Source,
	ByHand: Containers.Doc.ByHand,
	Needs:  Containers.Doc.Needs,
}, func(s *Snapshot) (OwnedContainers, []Missing) {
	list, ok, missing := Partly(s, Containers)
	if !ok {
		return OwnedContainers{}, missing
	}
	identify := newIdentifier(s)
	w := OwnedContainers{Missing: missing}
	if len(list) == 0 && missing == nil && listedByUCP(s) {
		w.Missing = []Missing{{Name: Containers.Name, Why: "is empty, and UCP's agent runs on each of its nodes", How: []string{"by hand: " + Containers.Doc.ByHand}}}
	}
	order := make([]*Container, len(list)) // a container is large to move about
	for i := range list {
		order[i] = &list[i]
	}
	slices.SortStableFunc(order, func(a, b *Container) int { return strings.Compare(a.Name(), b.Name()) })
	w.List = make([]OwnedContainer, 0, len(list))
	for _, c := range order {
		w.List = append(w.List, identify.owner(c))
	}
	return w, nil
})

// identifier holds what the identity of a container is measured against.
type identifier struct {
	ssp      *SSP
	instance string // what ssp.yaml states, "" when it states none or the API contradicts it
	images   []SystemImage
	replicas []string
	pods     Maybe[[]Pod]
	newer    string // why a pod of the node may not be among them yet; "" where none is known to be newer
}

func newIdentifier(s *Snapshot) identifier {
	id := identifier{ssp: s.SSP, pods: podsOf(s)}
	// Get, not the fields: a decision whose approval has lapsed proves nothing.
	id.instance, _ = Get(s, SSPInstanceID)
	id.images, _ = Get(s, SSPSystemImages)
	id.replicas, _ = Get(s, SSPMSRReplicaIDs)
	if v := Look(s, MKEVersion); v.State == OK {
		if api, why := v.Value.InstanceID.Get(); why == "" && api != "" && api != id.instance {
			id.instance = ""
		}
	}
	if seen, listed := CollectedAt(s, Containers), CollectedAt(s, K8s); !listed.IsZero() && seen.After(listed) {
		id.newer = "does not have the pod, and was listed before the node's containers (" + listed.UTC().Format(time.RFC3339) + " and " + seen.UTC().Format(time.RFC3339) + ")"
	}
	return id
}

func podsOf(s *Snapshot) Maybe[[]Pod] {
	k := Look(s, K8s)
	if k.State != OK {
		return Maybe[[]Pod]{State: k.State, Error: k.Error}
	}
	pods := k.Value.Pods
	pods.Partial = pods.Partial || k.Partial
	return pods
}

func (id identifier) owner(c *Container) OwnedContainer {
	if podLabelled(c) {
		return id.pod(c)
	}
	return id.vendor(c)
}

func podLabelled(c *Container) bool {
	for label := range c.Labels {
		if strings.HasPrefix(label, "io.kubernetes.") {
			return true
		}
	}
	return false
}

// pod is P-K8S: labels are plain text anyone can set, so a container is
// Kubernetes' only if its uid is that of a pod in a complete list and its cgroup
// lies under kubepods and names that uid, and no other label names another pod. One of a
// pod that a list older than the containers lacks may be a newer pod's.
func (id identifier) pod(c *Container) OwnedContainer {
	w := OwnedContainer{Container: c}
	uid := c.Labels["io.kubernetes.pod.uid"]
	parent, _ := inspected(c).CgroupParent.Get()
	if uid == "" || !podCgroup(parent, uid) {
		return w
	}
	ref := Ref(c, "inspect.HostConfig.CgroupParent")
	pods, why := id.pods.Get()
	if why == "" && !slices.ContainsFunc(pods, func(p Pod) bool { return p.UID == uid }) {
		why = id.newer
	}
	if why != "" {
		w.Owner, w.Why = LooksLikePod, "looks like a Kubernetes pod's, not proven: k8s.pods: "+why
		w.Basis = []string{ref, "k8s.pods"}
		w.Missing = []Missing{{Name: "k8s.pods", Why: why, How: []string{"by hand: kubectl get pods -A -o json"}}}
		return w
	}
	if slices.ContainsFunc(pods, func(p Pod) bool { return p.UID == uid && claims(c, p) }) {
		w.Owner = OwnedByPod
		w.Basis = []string{ref, "k8s.pods"}
	}
	return w
}

// claims reports whether the labels of a container name the pod, as far as they name
// any: Kubernetes never labels a container with the name of another pod, nor with one
// that its pod does not list, but for the sandbox.
func claims(c *Container, p Pod) bool {
	for label, want := range map[string]string{"io.kubernetes.pod.namespace": p.Namespace, "io.kubernetes.pod.name": p.Name} {
		if said, ok := c.Labels[label]; ok && said != want {
			return false
		}
	}
	name, named := c.Labels["io.kubernetes.container.name"]
	if !named || p.Containers.Why() != "" || name == "POD" && c.Labels["io.kubernetes.docker.type"] == "podsandbox" {
		return true
	}
	return slices.ContainsFunc(p.Containers.Value, func(k PodContainer) bool { return k.Name == name })
}

func podCgroup(parent, uid string) bool {
	below := false
	for _, part := range strings.Split(parent, "/") {
		below = below || part == "kubepods" || strings.HasPrefix(part, "kubepods.") || strings.HasPrefix(part, "kubepods-")
		if below && strings.Contains(strings.ReplaceAll(part, "_", "-"), uid) {
			return true
		}
	}
	return false
}

// inspected is the container's HostConfig, of which nothing is known when it was
// not inspected.
func inspected(c *Container) *HostConfig {
	i, _ := c.Inspected()
	return i.Host()
}

// Ref is how evidence names a part of a container:
// docker_engine.containers[web].inspect.HostConfig.PidMode.
func Ref(c *Container, path string) string {
	ref := "docker_engine.containers[" + c.Name() + "]"
	if path != "" {
		ref += "." + path
	}
	return ref
}

// vendor is P-SYS: image id, name and instance together prove a container to be
// the platform's own; a repository and a label only make it look so.
func (id identifier) vendor(c *Container) OwnedContainer {
	w := OwnedContainer{Container: c}
	listed := false
	for _, image := range id.images {
		if image.ID != c.ImageID {
			continue
		}
		listed = true
		if id.plays(c, image.Component) {
			w.Owner, w.Component = OwnedByVendor, image.Component
			w.Basis = []string{Ref(c, "ImageID"), image.Ref()}
			return w
		}
	}
	if id.looks(c) && (!listed || id.instance == "") {
		w.Owner, w.Component = LooksLikeVendor, guess(c)
		w.Why = id.doubt(c, listed)
		w.Basis = []string{Ref(c, "ImageID"), "ssp:system_containers.images"}
	}
	return w
}

func (id identifier) doubt(c *Container, listed bool) string {
	if !listed {
		return "looks like the vendor's, not proven: its image " + c.ImageID + " is not in ssp system_containers.images"
	}
	return "looks like the vendor's, not proven: ssp system_containers.instance_id is not stated, or not the one MKE reports"
}

// plays reports whether the container's name and instance fit the component.
func (id identifier) plays(c *Container, component string) bool {
	name := c.Name()
	if id.replica(name, component) {
		return true
	}
	if registryComponent(component) {
		return false // registry components carry no instance label; only a replica id proves them
	}
	task := strings.HasPrefix(name, component+".") && c.Labels["com.docker.swarm.service.name"] == component
	return (name == component || task) && id.instance != "" && c.Labels["com.docker.ucp.InstanceID"] == id.instance
}

// replica reports whether name is component-<replica id> with a replica id of ssp.yaml.
func (id identifier) replica(name, component string) bool {
	rest, ok := strings.CutPrefix(name, component+"-")
	return ok && rest != "" && registryComponent(component) && slices.Contains(id.replicas, rest)
}

func registryComponent(component string) bool {
	return strings.HasPrefix(component, "dtr-") || strings.HasPrefix(component, "msr-")
}

// looks reports whether the container has a vendor repository and a vendor label
// or service.
func (id identifier) looks(c *Container) bool {
	return VendorRepository(id.ssp, RepositoryOf(c.Image)) && vendorLabel(c.Labels)
}

func vendorLabel(labels map[string]string) bool {
	service := labels["com.docker.swarm.service.name"]
	if strings.HasPrefix(service, "ucp-") || strings.HasPrefix(service, "dtr-") {
		return true
	}
	for label := range labels {
		if strings.HasPrefix(label, "com.docker.ucp.") || strings.HasPrefix(label, "com.docker.dtr.") {
			return true
		}
	}
	return false
}

// guess is the component a vendor-looking container would have to be signed off
// as: its service, else its name without a replica id.
func guess(c *Container) string {
	if service := c.Labels["com.docker.swarm.service.name"]; service != "" {
		return service
	}
	return c.Name()
}

// vendorRepositories is the names the vendor publishes under (mke-rules P-SYS).
var vendorRepositories = []Pattern{
	"mirantis/ucp", "docker/ucp", "mirantis/dtr", "docker/dtr",
	"mirantis/ucp-*", "docker/ucp-*", "mirantis/dtr-*", "docker/dtr-*", "registry.mirantis.com/msr/*",
}

// VendorRepository reports whether a repository, as RepositoryOf gives it, is one of
// the vendor's or one that ssp.yaml says looks like it. It proves nothing.
func VendorRepository(ssp *SSP, repository string) bool {
	names := vendorRepositories
	if ssp != nil {
		names = slices.Concat(names, ssp.SystemContainers.ImageRepositories)
	}
	return slices.ContainsFunc(names, func(p Pattern) bool { return p.Matches(repository) })
}

// RepositoryOf is an image reference without registry host docker.io, tag and digest.
func RepositoryOf(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if slash, colon := strings.LastIndexByte(image, '/'), strings.LastIndexByte(image, ':'); colon > slash {
		image = image[:colon]
	}
	for _, host := range []string{"docker.io/", "index.docker.io/"} {
		image = strings.TrimPrefix(image, host)
	}
	return image
}
