package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE003560 = rules.Rule{
	ID:    "DKER-EE-003560",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Every port of a host that leads to a running container, whoever's it is: published by the container, by a Swarm service " +
		"or by Kubernetes, which no container shows, and what a container on the host's network listens on. An entry of " +
		"ssp.yaml approves a port if every field it gives matches. DKER-EE-001990 asks the same.",
	Warnings:     []string{"The platform's own ports need entries in ssp.yaml too."},
	Check:        platform.NodePorts,
	ClusterCheck: clusterPorts,
}
