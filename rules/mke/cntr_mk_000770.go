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

var cntrMK000770 = rules.Rule{
	ID:    "CNTR-MK-000770",
	Scope: rules.Cluster,
	Reading: "Where Swarm is served, no network beyond one host may have another driver than overlay, as the check says, and " +
		"every overlay must be encrypted, as title and fix say: the check's own condition says nothing of encryption. The " +
		"built-in ingress network counts where a service is published through it. Where Kubernetes is served, secure_overlay " +
		"must be true in MKE's configuration, which is not in the file that is named; false, its default, is a finding only where something " +
		"shows that Kubernetes is served.",
	Warnings: []string{
		"An encrypted overlay needs IP protocol 50 between the nodes and costs throughput; an existing network cannot be switched, only made anew.",
		"Old engines failed to enforce the encryption without a word when the kernel module xt_u32 was lacking.",
	},
	Check: rules.All(
		rules.About("networks", "every network beyond one host is an encrypted overlay", rules.FromCase(
			[]string{facts.Swarm.Name, facts.ClusterOrchestrator.Name, facts.SSPUnencryptedOverlay.Name}, overlays)),
		rules.FromCase(secureOverlay.Needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
			if why := platform.WithoutKubernetes(c.Snapshot); why != "" {
				return rules.Verdict{Notes: []string{why}}, nil
			}
			v, missing := secureOverlay.Eval(c)
			return whereServed(c, v, missing)
		}),
	),
}

var secureOverlay = platform.Settings("Kubernetes' own overlay is encrypted", platform.Setting{Path: "cluster_config.secure_overlay", Want: "is true", Read: platform.IsBool(true)})

func overlays(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := platform.WithoutSwarm(c.Snapshot); why != "" {
		v.Notes = []string{why}
		return v, nil
	}
	swarm, ok, missing := facts.Partly(c.Snapshot, facts.Swarm)
	if !ok {
		return v, missing
	}
	if why := swarm.Networks.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "swarm.networks", Why: why, How: []string{"by hand: docker network ls -q | xargs docker network inspect"}})
	}
	if len(swarm.Networks.Value) == 0 && missing == nil {
		missing = append(missing, facts.Missing{Name: "swarm.networks", Why: "is empty, and every manager has networks"})
	}
	encrypted, local := 0, 0
	for _, n := range swarm.Networks.Value {
		o, lacks := overlay(c, n)
		missing = append(missing, lacks...)
		switch {
		case n.Scope == "local":
			local++
		case o.Kind == result.Pass:
			encrypted++
		default:
			v.Outcomes = append(v.Outcomes, o)
		}
	}
	if missing == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: platform.Plural(encrypted, "other network", "other networks"),
			Actual: "an encrypted overlay, or unencrypted and in no use that counts", Tail: "; " + platform.Plural(local, "network", "networks") + " local to one host not judged",
			Facts: []string{"swarm.networks"}})
	}
	v.Notes = engineVersions(swarm)
	return v, missing
}

// overlay is what one network means; Pass for one that is local or encrypted.
func overlay(c *rules.Case, n facts.Network) (rules.Outcome, []facts.Missing) {
	ref := "swarm.networks[" + n.Name + "]"
	o := rules.Outcome{Kind: result.Pass, Subject: "network " + n.Name, Actual: "driver " + n.Driver + ", scope " + platform.OrWord(n.Scope, "not known"), Facts: []string{ref}}
	options, why := n.Options.Get()
	value, given := options["encrypted"]
	switch {
	case n.Scope == "local":
		return o, nil
	case n.Scope == "" || n.Driver == "":
		o.Kind = result.Unknown
		return o, []facts.Missing{{Name: ref, Why: "its scope or its driver is not known"}}
	case n.Driver != "overlay":
		o.Kind = result.Violates
		return o, nil
	case why != "":
		o.Kind = result.Unknown
		return o, []facts.Missing{{Name: ref + ".Options", Why: why}}
	case given && (value == "" || strings.EqualFold(value, "true")):
		return o, nil // the option has no value of its own
	case given:
		o.Kind, o.Actual, o.Note = result.Unknown, o.Actual+fmt.Sprintf(", encrypted=%q", value), "what the engine makes of this value is not known"
		return o, nil
	}
	o.Actual += ", not encrypted"
	return unencrypted(c, n, o)
}

// unencrypted is an overlay without the option: a finding unless ssp.yaml excepts it.
// The platform's own networks are one only where users' traffic goes through them.
func unencrypted(c *rules.Case, n facts.Network, o rules.Outcome) (rules.Outcome, []facts.Missing) {
	o.Facts = append(o.Facts, facts.SSPUnencryptedOverlay.Name)
	excepted, lacks := facts.Get(c.Snapshot, facts.SSPUnencryptedOverlay)
	if e, ok := excepted.Find(n.Name); lacks == nil && ok {
		o.Kind, o.By = result.Excluded, fmt.Sprintf("documented exception: %q, %s", e.Reason, e.Approval)
		o.Facts = append(o.Facts, e.Ref())
		return o, nil
	}
	o.Kind = result.Unknown
	switch {
	case isIngress(n):
		return throughIngress(c.Snapshot, o)
	case vendorNetwork(n):
		o.Note = "looks like the platform's own; whether users' traffic goes through it is not known"
		return o, []facts.Missing{{Name: facts.SSPUnencryptedOverlay.Name, Why: "does not name " + n.Name,
			How: []string{"encrypt it, or ssp.yaml: add {network: " + n.Name + ", reason, approved_by, on} to exceptions.unencrypted_overlay"}}}
	case lacks != nil:
		return o, lacks
	}
	o.Kind = result.Violates
	return o, nil
}

// isIngress reports whether a network is the built-in one of published services.
func isIngress(n facts.Network) bool {
	ingress, why := n.Ingress.Get()
	return ingress || why != "" && n.Name == "ingress"
}

// vendorNetwork reports whether a network looks like the platform's own. Name and
// labels can be given by anybody, so this excuses nothing.
func vendorNetwork(n facts.Network) bool {
	for label := range n.Labels {
		if strings.HasPrefix(label, "com.docker.ucp.") {
			return true
		}
	}
	return strings.HasPrefix(n.Name, "ucp-")
}

// throughIngress is whether services are published through the unencrypted ingress
// network. Whose they are does not matter: a service's name proves nothing.
func throughIngress(s *facts.Snapshot, o rules.Outcome) (rules.Outcome, []facts.Missing) {
	services, missing := platform.SwarmServices(s)
	var names []string
	for _, service := range services {
		ports := slices.Concat(service.Endpoint.Value.Ports.Value, service.Spec.EndpointSpec.Value.Ports.Value)
		if slices.ContainsFunc(ports, func(p facts.ServicePort) bool { return p.PublishMode != "host" }) {
			names = append(names, service.Spec.Name)
		}
		if why := platform.OrWord(service.Endpoint.Why(), service.Endpoint.Value.Ports.Why()); why != "" {
			missing = append(missing, facts.Missing{Name: "swarm.services[" + service.Spec.Name + "].Endpoint.Ports", Why: why})
		}
	}
	switch {
	case names != nil:
		o.Note = "services are published through it: " + strings.Join(names, ", ")
		missing = append(missing, facts.Missing{Name: facts.SSPUnencryptedOverlay.Name, Why: "does not name the ingress network",
			How: []string{"make the ingress network anew with --opt encrypted, or publish in host mode, or ssp.yaml: add {network: ingress, reason, approved_by, on} to exceptions.unencrypted_overlay"}})
	case missing == nil:
		o.Kind, o.Note = result.Pass, "no service is published through it"
	}
	return o, missing
}

// engineVersions is the versions of the engines, on which it depends whether the
// encryption is enforced.
func engineVersions(swarm facts.SwarmObjects) []string {
	var versions []string
	for _, n := range swarm.Nodes.Value {
		if v := n.Description.Engine.EngineVersion; v != "" && !slices.Contains(versions, v) {
			versions = append(versions, v)
		}
	}
	if versions == nil {
		return nil
	}
	slices.Sort(versions)
	return []string{"engine versions of the swarm: " + strings.Join(versions, ", ")}
}
