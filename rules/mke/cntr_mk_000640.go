package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000640 = rules.Rule{
	ID:    "CNTR-MK-000640",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Every port of a host that leads to a running container, whoever's it is: published by the container, by a Swarm " +
		"service or by Kubernetes (host ports, node ports, load balancers and external addresses), which no container shows, and what a container on the host's network listens on. An entry " +
		"of ssp.yaml approves a port if every field it gives matches. A port that is exposed and not published is none. Services and " +
		"pods that are known count whatever the cluster serves; they need to be known only of the orchestrators it serves.",
	Warnings:     []string{"The platform's own ports need entries in ssp.yaml too."},
	Check:        platform.NodePorts,
	ClusterCheck: clusterPorts,
}

// clusterPorts is the cluster half of the two rules on approved ports.
var clusterPorts = platform.ClusterPorts(platform.WithoutKubernetes)
