package mke

import (
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000650 = rules.Rule{
	ID:    "CNTR-MK-000650",
	Scope: rules.NodeAndCluster,
	Reading: "Running containers, whoever's they are, and services, whose ports never show in a container; on Kubernetes " +
		"also a pod's host port, a service's node port and its port at an external address that is a node's, of those that are known also where Kubernetes is not served. A stopped container that declares such a port is a remark: the check speaks of running ones.",
	Warnings: []string{"MKE itself listens on port 443 unless it was installed with another controller port."},
	Check: platform.ContainerCheck{
		Setting: "inspect.NetworkSettings.Ports", Want: "no host port below 1024",
		Expected: "no running container and no service is mapped to a host port below 1024",
		Offends:  "is mapped to a host port below 1024",
		Running:  true,
		Look:     platform.LowPorts,
		Stopped: func(i *facts.Inspect) string {
			return strings.Replace(platform.DeclaredLowPorts(i), "declares", "is stopped and declares", 1)
		},
	}.Fn(),
	ClusterCheck: rules.All(platform.LowServices, platform.LowKubernetes),
}
