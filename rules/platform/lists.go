package platform

import "github.com/stigwright/stigwright/facts"

// SwarmServices is the services that are known, with what is missing of them.
func SwarmServices(s *facts.Snapshot) ([]facts.Service, []facts.Missing) {
	swarm, ok, missing := facts.Partly(s, facts.Swarm)
	if !ok {
		return nil, missing
	}
	if why := swarm.Services.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "swarm.services", Why: why, How: []string{"by hand: docker service ls -q | xargs docker service inspect"}})
	}
	return swarm.Services.Value, missing
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
	return k8s.Services.Value, missing
}
