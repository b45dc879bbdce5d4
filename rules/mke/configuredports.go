package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

// configuredPorts is the ports that MKE's configuration declares, none below 1024. The
// three that every cluster has must be known; others are looked at where the export
// names them.
var configuredPorts = rules.FromCase([]string{facts.MKEConfig.Name, facts.ClusterOrchestrator.Name,
	"attestation toml:cluster_config.controller_port"}, func(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	paths := []string{"cluster_config.controller_port", "cluster_config.swarm_port"}
	swarmAlone := platform.WithoutKubernetes(c.Snapshot) != ""
	if !swarmAlone {
		paths = append(paths, "cluster_config.kube_apiserver_port")
	}
	for _, path := range append(paths, furtherPorts(c.Snapshot, paths)...) {
		o, lacks := platform.Setting{Path: path, Want: "is 1024 or more", Read: isHighPort}.Judge(c)
		v.Outcomes, missing = append(v.Outcomes, o), append(missing, lacks...)
	}
	if !swarmAlone {
		ingress, lacks := ingressPorts(c.Snapshot)
		v.Outcomes, missing = append(v.Outcomes, ingress...), append(missing, lacks...)
	}
	return v, missing
})

// furtherPorts is the other keys of cluster_config that are called a port and hold a
// number.
func furtherPorts(s *facts.Snapshot, known []string) []string {
	table, _ := facts.Look(s, facts.MKEConfig).Value.Table("cluster_config").Get()
	var more []string
	for _, name := range table.Keys() {
		path := "cluster_config." + name
		if strings.HasSuffix(name, "_port") && table.Int(name).State == facts.OK && !slices.Contains(known, path) {
			more = append(more, path)
		}
	}
	return more
}

func isHighPort(t facts.Tree, path string) platform.Seen {
	n, why := t.Int(path).Get()
	if why == "" && (n < 1 || n > 65535) {
		why = fmt.Sprintf("is %d; want a port, 1 to 65535", n)
	}
	return platform.Seen{Actual: fmt.Sprint(n), Bad: why == "" && n < 1024, Unknown: why}
}

// isHighNodePort is the same of a port that Kubernetes chooses where it is 0.
func isHighNodePort(t facts.Tree, path string) platform.Seen {
	if n, why := t.Int(path).Get(); why == "" && n == 0 {
		return platform.Seen{Actual: "0, which Kubernetes chooses"}
	}
	return isHighPort(t, path)
}

// ingressPorts is the node ports of MKE's own ingress controller, where it is on.
func ingressPorts(s *facts.Snapshot) ([]rules.Outcome, []facts.Missing) {
	const table = "cluster_config.ingress_controller"
	config, missing := facts.Get(s, facts.MKEConfig)
	if missing != nil {
		return nil, nil // said of the ports above
	}
	on, why := config.Bool(table + ".enabled").Get()
	if why != "" {
		return nil, []facts.Missing{{Name: "mke_config." + table + ".enabled", Why: why, How: []string{"by hand: " + facts.MKEConfig.Doc.ByHand}}}
	}
	if !on {
		return nil, nil
	}
	path := table + ".ingress_exposed_ports"
	list, why := config.List(path).Get()
	if why != "" {
		return nil, []facts.Missing{{Name: "mke_config." + path, Why: why, How: []string{"by hand: " + facts.MKEConfig.Doc.ByHand}}}
	}
	addresses, lacks := externalAddresses(config, table+".ingress_external_ips")
	var out []rules.Outcome
	for i, item := range list {
		out = append(out, outsidePorts(s, item, fmt.Sprintf("%s[%d].port", path, i), "mke_config."+path, addresses)...)
		seen := isHighNodePort(item, "node_port")
		o := rules.Outcome{Kind: result.Pass, Subject: fmt.Sprintf("%s[%d].node_port", path, i), Expected: "is 1024 or more",
			Actual: seen.Actual, Facts: []string{"mke_config." + path}}
		switch {
		case seen.Unknown != "":
			o.Kind, o.Actual, o.Note = result.Unknown, "not known", seen.Unknown
		case seen.Bad:
			o.Kind = result.Violates
		}
		out = append(out, o)
	}
	return out, lacks
}

// externalAddresses is those at which MKE's ingress controller serves its ports beside the
// node ports. An export that has no such key names none.
func externalAddresses(config facts.Tree, path string) ([]string, []facts.Missing) {
	list := config.Strings(path)
	if why := list.Why(); why != "" && list.State != facts.NotCollected {
		return list.Value, []facts.Missing{{Name: "mke_config." + path, Why: why, How: []string{"by hand: " + facts.MKEConfig.Doc.ByHand}}}
	}
	return list.Value, nil
}

// outsidePorts is a port of the ingress controller at each external address, where it is
// below 1024 or not known.
func outsidePorts(s *facts.Snapshot, item facts.Tree, subject, ref string, addresses []string) []rules.Outcome {
	var out []rules.Outcome
	seen := isHighPort(item, "port")
	for _, address := range addresses {
		o := rules.Outcome{Subject: subject, Expected: "is 1024 or more", Actual: seen.Actual + " at " + address, Facts: []string{ref}}
		switch {
		case seen.Unknown != "":
			o.Actual, o.Note = "not known", seen.Unknown
		case !seen.Bad:
			o.Kind = result.Pass
		case platform.NodeAddress(s, address):
			o.Kind = result.Violates
		default:
			o.Actual += ", and whether that is a node's address is not known"
		}
		out = append(out, o)
	}
	return out
}
