package platform

import "github.com/stigwright/stigwright/facts"

// SwarmServices is the services that are known, with what is missing of them. A swarm
// of MKE's without any is one of which they were not listed.
func SwarmServices(s *facts.Snapshot) ([]facts.Service, []facts.Missing) {
	swarm, ok, missing := facts.Partly(s, facts.Swarm)
	if !ok {
		return nil, missing
	}
	if why := swarm.Services.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "swarm.services", Why: why, How: []string{"by hand: docker service ls -q | xargs docker service inspect"}})
	}
	if missing == nil && len(swarm.Services.Value) == 0 && (facts.Look(s, facts.MKEVersion).State == facts.OK || facts.Look(s, facts.MKEConfig).State == facts.OK) {
		missing = append(missing, Lacking(facts.Swarm, "services", "is empty, and MKE's agents are services of its swarm"))
	}
	return swarm.Services.Value, missing
}

// ImageList is the images of the node that are known, with what is missing of them: ok is
// whether there is a list. A node with containers has images.
func ImageList(s *facts.Snapshot) (images []facts.Image, ok bool, missing []facts.Missing) {
	images, ok, missing = facts.Partly(s, facts.Images)
	if ok && missing == nil && len(images) == 0 && len(facts.Look(s, facts.Containers).Value) > 0 {
		missing = []facts.Missing{{Name: facts.Images.Name, Why: "is empty, and there are containers", How: []string{"by hand: " + facts.Images.Doc.ByHand}}}
	}
	return images, ok, missing
}

// PodList is the pods that are known, with what is missing of them.
func PodList(s *facts.Snapshot) ([]facts.Pod, []facts.Missing) {
	k8s, ok, missing := facts.Partly(s, facts.K8s)
	if !ok {
		return nil, missing
	}
	if why := k8s.Pods.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "k8s.pods", Why: why, How: []string{"by hand: kubectl get pods -A -o json"}})
	}
	return k8s.Pods.Value, missing
}

// KubernetesServices is the services of Kubernetes that are known, with what is missing
// of them.
func KubernetesServices(s *facts.Snapshot) ([]facts.K8sService, []facts.Missing) {
	k8s, ok, missing := facts.Partly(s, facts.K8s)
	if !ok {
		return nil, missing
	}
	if why := k8s.Services.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "k8s.services", Why: why, How: []string{"by hand: kubectl get services -A -o json"}})
	}
	if missing == nil && len(k8s.Services.Value) == 0 {
		missing = append(missing, Lacking(facts.K8s, "services", "is empty, and every cluster has the service default/kubernetes"))
	}
	return k8s.Services.Value, missing
}
