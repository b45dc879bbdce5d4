package platform

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// Workload is a container as the selectors of ssp.yaml see it. A component is known
// only of a vendor container of proven identity, pod and namespace only of a proven
// container of Kubernetes; the label of a service counts only together with the name
// that the engine gives to its tasks.
func Workload(c *facts.OwnedContainer) facts.Workload {
	w := facts.Workload{Container: c.Name(), Image: c.ImageID}
	switch c.Owner {
	case facts.OwnedByVendor:
		w.Component = c.Component
	case facts.OwnedByPod:
		w.Namespace, w.Pod = c.Labels["io.kubernetes.pod.namespace"], c.Labels["io.kubernetes.pod.name"]
	}
	if service := c.Labels["com.docker.swarm.service.name"]; service != "" && strings.HasPrefix(c.Name(), service+".") {
		w.Service = service
	}
	return w
}

// Vendors reports whether a container is, or may be, the vendor's.
func Vendors(c *facts.OwnedContainer) bool {
	return c.Owner == facts.OwnedByVendor || c.Owner == facts.LooksLikeVendor
}

// ByVendor is the exceptions that name a component or an image: a name alone says
// nothing of a container that is or claims to be the vendor's.
func ByVendor(all facts.ExceptionList) facts.ExceptionList {
	kept := facts.ExceptionList{}
	for _, e := range all {
		if e.Component != "" || e.Image != "" {
			kept = append(kept, e)
		}
	}
	return kept
}

// Excepted is who allowed a workload, and by what.
func Excepted(e *facts.Exception) string {
	return fmt.Sprintf("documented exception: %q, %s", e.Reason, e.Approval) + NameWarning(e.Selector)
}

// NameWarning is said of a selector by a name that anybody's container may bear.
func NameWarning(s facts.Selector) string {
	if s.Component == "" && s.Image == "" && (s.Container != "" || s.Service != "") {
		return "; WARNING: it selects by name and covers whoever takes that name"
	}
	return ""
}

// WithoutKubernetes says why no pods are looked at, "" where they are. An unknown or
// contradicted orchestrator leaves both sides to be judged.
func WithoutKubernetes(s *facts.Snapshot) string {
	o, _ := facts.Get(s, facts.ClusterOrchestrator)
	if o.Scheduler != facts.SwarmOnly || !o.Settled() {
		return ""
	}
	return "the cluster's orchestrator is swarm (" + o.Source + "): the Kubernetes part is left out"
}

// WithoutSwarm is the same for the Swarm objects of the cluster.
func WithoutSwarm(s *facts.Snapshot) string {
	o, _ := facts.Get(s, facts.ClusterOrchestrator)
	if o.Scheduler != facts.KubernetesOnly || !o.Settled() {
		return ""
	}
	return "the cluster's orchestrator is kubernetes (" + o.Source + "): the Swarm part is left out"
}
