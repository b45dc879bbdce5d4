package facts

import (
	"slices"
	"strings"
)

// uses is what shows that users run something on either scheduler, "" where nothing
// that is known does. It excuses nothing: it contradicts what says that they do not.
type uses struct{ kubernetes, swarm string }

// inUse is looked for in the whole cluster. An entry of a partial list counts.
var inUse = DerivedOnce("cluster.in_use", Doc{
	Shape:  "what shows that users' workloads are on Kubernetes, and on Swarm",
	Source: "k8s.pods, services and other objects of k8s, swarm.services, containers of all nodes, ssp.yaml k8s.approved_system_services",
}, func(s *Snapshot) (uses, []Missing) {
	return uses{kubernetes: kubernetesInUse(s), swarm: swarmInUse(s)}, nil
})

// KubernetesShown is what shows that the cluster serves Kubernetes, in whole or on some
// node, whatever contradicts it: labels, ssp.yaml or what users run. "" where nothing does.
func KubernetesShown(s *Snapshot) string {
	o, _ := Get(s, ClusterOrchestrator)
	if said := bySSP(s); o.Scheduler == SchedulerUnknown || o.Scheduler == SwarmOnly && said.Scheduler != SchedulerUnknown {
		o = said
	}
	if o.Scheduler == KubernetesOnly || o.Scheduler == Mixed {
		return o.Source
	}
	for _, n := range Look(s, Swarm).Value.Nodes.Value {
		if n.Spec.Labels.Value[kubernetesLabel] == "true" {
			return "the labels of the node " + n.ID
		}
	}
	if shown := anyPeer(s, func(p Peer) string {
		if served := p.Serves.Value; served == KubernetesOnly || served == Mixed {
			return "the labels of " + p.Name
		}
		return ""
	}); shown != "" {
		return shown
	}
	use, _ := Get(s, inUse)
	return use.kubernetes
}

func kubernetesInUse(s *Snapshot) string {
	if name := userPod(s, func(Pod) bool { return true }); name != "" {
		return "the pod " + name + " runs in the cluster"
	}
	if object := userObject(s); object != "" {
		return "there is the Kubernetes " + object
	}
	return anyPeer(s, func(p Peer) string { return p.Pod })
}

// userObject is an object of Kubernetes' that neither it nor MKE makes for itself, "" when
// none is known.
func userObject(s *Snapshot) string {
	k := kubernetes(s)
	found := ""
	add := func(kind, namespace, name string) {
		if found == "" && !platformNamespace(namespace) {
			found = kind + " " + namespace + "/" + name
		}
	}
	for _, o := range k.Services.Value {
		if o.Namespace != "default" || o.Name != "kubernetes" {
			add("service", o.Namespace, o.Name)
		}
	}
	for _, o := range k.Ingresses.Value {
		add("ingress", o.Namespace, o.Name)
	}
	for _, o := range k.ResourceQuotas.Value {
		add("quota", o.Namespace, o.Name)
	}
	for _, o := range k.PVCs.Value {
		add("claim", o.Namespace, o.Name)
	}
	for _, o := range k.SecretEnvRefs.Value {
		add(o.Kind, o.Namespace, o.Name)
	}
	for _, o := range k.Secrets.Value {
		// Each namespace had such a token of its own before Kubernetes 1.24.
		if !strings.HasPrefix(o.Name, "default-token-") && !addOnNamespace(o.Namespace) {
			add("secret", o.Namespace, o.Name)
		}
	}
	for _, o := range k.Namespaces.Value {
		if o.Name != "default" && !platformNamespace(o.Name) && !addOnNamespace(o.Name) {
			found = firstOf(found, "namespace "+o.Name)
		}
	}
	return firstOf(found, unlistedService(s))
}

// unlistedService is a service in a namespace of Kubernetes' own that ssp.yaml, where it
// lists those that may be, does not: it is a user's.
func unlistedService(s *Snapshot) string {
	listed, missing := Get(s, SSPSystemServices)
	for _, o := range kubernetes(s).Services.Value {
		if missing == nil && platformNamespace(o.Namespace) && !slices.ContainsFunc(listed, func(l SSPName) bool { return l.Namespace == o.Namespace && l.Name == o.Name }) {
			return "service " + o.Namespace + "/" + o.Name + ", which ssp.yaml does not list among the system's"
		}
	}
	return ""
}

func swarmInUse(s *Snapshot) string {
	for _, service := range Look(s, Swarm).Value.Services.Value {
		spec := service.Spec
		image := spec.TaskTemplate.Value.ContainerSpec.Value.Image
		if !vendorService(spec.Name) || !VendorRepository(s.SSP, RepositoryOf(image)) {
			return "there is the Swarm service " + spec.Name
		}
	}
	return anyPeer(s, func(p Peer) string { return p.userTask(s.SSP) })
}

// anyPeer is what pick finds in the containers of a node of the site, "" where it finds
// nothing in any.
func anyPeer(s *Snapshot, pick func(Peer) string) string {
	if set := pick(peerOf("", "", "", Look(s, Containers).Value)); set != "" {
		return set
	}
	for _, b := range s.Nodes {
		if found := pick(b.Peer()); found != "" {
			return found
		}
	}
	for _, n := range s.Unseen {
		if found := pick(n.Peer()); found != "" {
			return found
		}
	}
	return ""
}

// platformNamespace reports whether a namespace is one that Kubernetes makes for itself.
// Anybody may give another one a name that begins as these do.
func platformNamespace(name string) bool {
	return slices.Contains([]string{"kube-system", "kube-public", "kube-node-lease"}, name)
}

// addOnNamespace reports whether MKE makes a namespace for a part of its own. What runs in
// it may be anybody's.
func addOnNamespace(name string) bool {
	return slices.Contains([]string{"gatekeeper-system", "ingress-nginx", "metallb-system", "node-feature-discovery"}, name)
}

// vendorService reports whether a Swarm service has a name as the vendor's have.
func vendorService(name string) bool {
	return strings.HasPrefix(name, "ucp-") || registryComponent(name)
}

// podContainerOf says which container is one of a user's pod, "" when none is. Its labels
// can be set by anybody, but a cgroup outside kubepods shows them to be untrue.
func podContainerOf(all []Container) string {
	for i := range all {
		c := &all[i]
		namespace := c.Labels["io.kubernetes.pod.namespace"]
		parent, why := inspected(c).CgroupParent.Get()
		if namespace != "" && !platformNamespace(namespace) && (why != "" || podCgroup(parent, "")) {
			return "the container " + c.Name() + " is one of a pod of the namespace " + namespace
		}
	}
	return ""
}

// task is a container that is a task of a Swarm service called as one of the platform's.
type task struct{ text, repository string }

// tasksOf says which container is a task of a Swarm service whose name is no vendor's, ""
// when none is; named is those of services that are called as the vendor's are and whose
// images are not of its own repositories. Of these ssp.yaml may say more.
func tasksOf(all []Container) (users string, named []task) {
	for i := range all {
		c := &all[i]
		service := c.Labels["com.docker.swarm.service.name"]
		if service == "" || !strings.HasPrefix(c.Name(), service+".") {
			continue
		}
		text, repository := "the container "+c.Name()+" is a task of the Swarm service "+service, RepositoryOf(c.Image)
		switch {
		case vendorService(service) && VendorRepository(nil, repository):
		case vendorService(service):
			named = append(named, task{text, strings.Clone(repository)}) // a part of the text of the bundle
		case users == "":
			users = text
		}
	}
	return users, named
}

// userTask says which container of a node is a task of a user's Swarm service, "" when
// none is.
func (p Peer) userTask(ssp *SSP) string {
	for _, t := range p.named {
		if p.Task == "" && !VendorRepository(ssp, t.repository) {
			return t.text
		}
	}
	return p.Task
}
