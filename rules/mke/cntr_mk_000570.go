package mke

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000570 = rules.Rule{
	ID:    "CNTR-MK-000570",
	Scope: rules.NodeAndCluster,
	Class: rules.GivenSSP,
	Reading: "Title and check ask for different things: the title for bindings to one interface, the check for no host port " +
		"below 1024. The check decides; with interpretation title in ssp.yaml a binding on every address is a finding too. " +
		"The configuration file it does not name is taken for MKE's own, so a stock installation on port 443 is a finding. " +
		"On Kubernetes a pod's host port counts, a service's node port and its port at an external address that is a node's, of those that are known also where it is not served.",
	Warnings: []string{"Another controller port changes the address of MKE for every user, client bundle and node."},
	Check: rules.FromCase([]string{facts.NodeContainers.Name, "ssp:interpretation", "ssp:exemptions"},
		func(c *rules.Case) (rules.Verdict, []facts.Missing) {
			strict := readByTitle(c)
			return platform.ContainerCheck{
				Setting: "inspect.NetworkSettings.Ports", Want: "no host port below 1024",
				Expected: "no running container, service or setting of MKE uses a host port below 1024" + alsoWildcards(strict),
				Offends:  "is mapped to a host port that it may not have",
				Running:  true,
				Look:     func(o *facts.OwnedContainer, i *facts.Inspect) platform.Seen { return boundPorts(o, i, strict) },
				Stopped: func(i *facts.Inspect) string {
					if low := platform.DeclaredLowPorts(i); low != "" {
						return "is stopped and " + low
					}
					return ""
				},
			}.Judge(c)
		}),
	ClusterCheck: rules.All(platform.LowServices, platform.LowKubernetes, configuredPorts, rules.FromCase([]string{facts.Swarm.Name, facts.K8s.Name, "ssp:interpretation"}, wildServices)),
}

// readByTitle reports whether the site has the rule read by its title, which is
// stricter. So it counts whoever said so, and when.
func readByTitle(c *rules.Case) bool {
	return c.SSP != nil && c.SSP.Interpretation[c.Rule] == "title"
}

func alsoWildcards(strict bool) string {
	if strict {
		return ", and none is bound on every address (ssp interpretation: title)"
	}
	return ""
}

// boundPorts is the ports of one container: those below 1024, and those on every
// address, which the title alone speaks of.
func boundPorts(c *facts.OwnedContainer, i *facts.Inspect, strict bool) platform.Seen {
	s := platform.LowPorts(c, i)
	all, _ := platform.Published(i.NetworkSettings.Value.Ports.Value) // also where more may be missing
	wide := platform.Wildcards(all)
	switch {
	case wide == "" && strict && !s.Bad && s.Unknown == "" && s.Odd == "":
		if next := platform.WidePorts(c, i); next != "" {
			s.Actual, s.Odd = next, "whether that was bound when it ran cannot be told"
		}
	case wide == "":
	case strict && s.Bad:
		s.Actual += "; on every address: " + wide
	case strict:
		s = platform.Seen{Actual: "on every address: " + wide, Bad: true}
	default:
		s.Remark = "is bound on every address, which the title does not want and the check does not ask: " + wide
	}
	return s
}

// wildServices is, by the title alone, the ports that services and pods take on every
// address of a node.
func wildServices(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if !readByTitle(c) {
		return v, nil
	}
	const want = "bound to one address"
	services, missing := platform.SwarmServices(c.Snapshot)
	for _, s := range services {
		endpoint, _ := s.Endpoint.Get()
		for _, p := range endpoint.Ports.Value {
			v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: "service " + s.Spec.Name, Expected: want,
				Actual: fmt.Sprintf("%d/%s on every address", p.PublishedPort, p.Protocol),
				Note:   "a service cannot name an address", Facts: []string{"swarm.services[" + s.Spec.Name + "].Endpoint.Ports"}})
		}
	}
	if platform.WithoutKubernetes(c.Snapshot) == "" {
		more, lacks := wildPods(c, want)
		v.Outcomes, missing = append(v.Outcomes, more...), append(missing, lacks...)
	}
	if len(v.Outcomes) == 0 && missing == nil {
		v.Outcomes = []rules.Outcome{{Kind: result.Pass, Subject: "services and pods", Expected: want, Actual: "no host port",
			Facts: []string{"swarm.services", "k8s"}}}
	}
	return v, missing
}

// wildPods is the host ports of pods and services of Kubernetes. On which address
// they are bound is in no fact.
func wildPods(c *rules.Case, want string) (out []rules.Outcome, missing []facts.Missing) {
	ports, missing := platform.KubernetesPorts(c.Snapshot)
	for _, p := range ports {
		out = append(out, rules.Outcome{Subject: p.Subject, Expected: want, Actual: p.Text, Note: "on which address is not known", Facts: []string{p.Ref}})
	}
	return out, missing
}
