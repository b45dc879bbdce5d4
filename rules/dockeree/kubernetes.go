package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/platform"
)

// withoutKubernetes says why Kubernetes is left out, "" where it is looked at: the
// cluster serves Swarm alone, or the node is in no cluster of UCP, which alone brings
// Kubernetes along.
func withoutKubernetes(s *facts.Snapshot) string {
	if why := platform.WithoutKubernetes(s); why != "" {
		return why
	}
	if m, missing := facts.Get(s, facts.UCPMember); missing == nil && !m.InUCP && facts.Look(s, facts.K8s).State == facts.NotCollected {
		return "the node is in no cluster of UCP (" + m.Source + "): Kubernetes is left out"
	}
	return ""
}
