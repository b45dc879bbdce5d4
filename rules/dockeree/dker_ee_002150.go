package dockeree

import (
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002150 = rules.Rule{
	ID:    "DKER-EE-002150",
	Scope: rules.NodeAndCluster,
	Reading: "Running containers, whoever's they are, and services, whose ports never show in a container; where Kubernetes is " +
		"served also a pod's host port and a service's node port. A stopped container that declares such a port is a remark: the text speaks of " +
		"running ones.",
	Warnings: []string{
		"UCP itself listens on port 443 unless it was installed with another controller port.",
	},
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
	ClusterCheck: rules.All(platform.LowServices, lowKubernetes),
}

// lowKubernetes is the ports of Kubernetes, where there may be Kubernetes.
var lowKubernetes = rules.FromCase(append([]string{facts.UCPMember.Name}, platform.LowKubernetes.Needs...), func(c *rules.Case) (rules.Verdict, []facts.Missing) {
	if why := withoutKubernetes(c.Snapshot); why != "" {
		return rules.Verdict{Notes: []string{why}}, nil
	}
	return platform.LowKubernetes.Eval(c)
})
