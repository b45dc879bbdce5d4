package dockeree

import (
	"fmt"
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002160 = rules.Rule{
	ID:    "DKER-EE-002160",
	Scope: rules.NodeAndCluster,
	Reading: "Running containers, whoever's they are, and services. Here the check asks what the title asks: a port that is " +
		"bound on every address, of either protocol family, is a finding. A service cannot name an address: a port it " +
		"publishes is bound on all of every node. Of a container between two starts what it declares is looked at.",
	Check: platform.ContainerCheck{
		Setting: "inspect.NetworkSettings.Ports", Want: "bound to one address of the host",
		Expected: "no published port is bound on every address of the host",
		Offends:  "is bound on every address of the host",
		Running:  true,
		Look:     widePorts,
	}.Fn(),
	ClusterCheck: rules.FromCase([]string{facts.Swarm.Name, facts.EngineInfo.Name}, wideServices),
}

// widePorts is what a container has bound on every address, or may have when it runs:
// between two starts the engine lists no ports.
func widePorts(c *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	ports := i.NetworkSettings.Value.Ports
	all, why := platform.Published(ports.Value)
	why = platform.OrWord(platform.OrWord(i.NetworkSettings.Why(), ports.Why()), why)
	if wide := platform.Wildcards(all); wide != "" { // also in a list that is not whole
		return platform.Seen{Actual: wide, Bad: true}
	}
	if why == "" {
		why = platform.UnknownDeclaration(c, i)
	}
	if why != "" {
		return platform.Seen{Actual: "ports not known", Unknown: why}
	}
	if declared := platform.WidePorts(c, i); declared != "" {
		return platform.Seen{Actual: declared, Odd: "whether it was bound when it ran cannot be told"}
	}
	return platform.Seen{Actual: "no port on every address"}
}

// wideServices is the ports that Swarm services publish.
func wideServices(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	const want = "no published port"
	if facts.OutsideSwarm(c.Snapshot) && facts.Look(c.Snapshot, facts.Swarm).State == facts.NotCollected {
		return rules.Verdict{Outcomes: []rules.Outcome{{Kind: result.Pass, Subject: "Swarm services", Expected: want,
			Actual: "the node is in no swarm", Facts: []string{"docker_engine.info.Swarm"}}}}, nil
	}
	services, missing := platform.SwarmServices(c.Snapshot)
	silent := 0
	for _, s := range services {
		o := rules.Outcome{Subject: "service " + s.Spec.Name, Expected: want, Facts: []string{"swarm.services[" + s.Spec.Name + "].Endpoint.Ports"}}
		ports := slices.Concat(s.Endpoint.Value.Ports.Value, s.Spec.EndpointSpec.Value.Ports.Value) // the second is asked for and may not be there yet
		why := platform.OrWord(s.Endpoint.Why(), s.Endpoint.Value.Ports.Why())
		switch {
		case len(ports) > 0:
			p := ports[0]
			o.Kind, o.Actual = result.Violates, fmt.Sprintf("%d/%s -> %d (%s) on every address", p.PublishedPort, p.Protocol, p.TargetPort, platform.OrWord(p.PublishMode, "mode not known"))
			o.Note = "a service cannot name an address"
		case why != "":
			o.Actual, o.Note = "ports not known", why
			missing = append(missing, facts.Missing{Name: o.Facts[0], Why: why})
		default:
			silent++
			continue
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: platform.Plural(silent, "Swarm service", "Swarm services"), Expected: want, Actual: want,
			Facts: []string{"swarm.services"}})
	}
	return v, missing
}
