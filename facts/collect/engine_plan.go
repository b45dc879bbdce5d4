package collect

import (
	"slices"

	"github.com/stigwright/stigwright/facts"
)

// Step is what a collection would touch for one section.
type Step struct {
	Section string
	Touches []Touch
}

// Plan is what Collect would touch, in order, without touching anything.
func (n *Node) Plan() []Step {
	var steps []Step
	if n.Engine != nil && n.NoEngine == "" {
		for _, s := range enginePlan() {
			if n.wants(s.Section) {
				steps = append(steps, s)
			}
		}
		if steps != nil {
			negotiation := Touch{Kind: HTTP, Ref: "GET /version", Why: "which version of its API the engine speaks", Privilege: "docker group"}
			steps[0].Touches = append([]Touch{negotiation}, steps[0].Touches...)
		}
	}
	if n.NoHost == "" {
		for _, s := range n.Sources {
			if n.wants(s.Section) {
				steps = append(steps, Step{s.Section, s.Touches})
			}
		}
	}
	return steps
}

// enginePlan is the calls to an engine by the section they serve.
func enginePlan() []Step {
	get := func(why string, paths ...string) (touches []Touch) {
		for _, p := range paths {
			touches = append(touches, Touch{Kind: HTTP, Ref: "GET " + p, Why: why, Privilege: "docker group"})
		}
		return touches
	}
	const onManager = "the swarm's own objects; asked of a manager alone"
	return []Step{
		{facts.EngineInfo.Name, get("how the engine describes itself", "/info")},
		{facts.EngineVersion.Name, get("versions of the engine and its parts", "/version")},
		{facts.Node.Name, get("who the node is in its swarm; its labels, on a manager", "/info", "/nodes")},
		{facts.Containers.Name, get("every container, stopped ones too: how it was asked to run, and what runs in it",
			listPath, "/containers/{id}/json", "/containers/{id}/top?ps_args="+psArgs)},
		{facts.Images.Name, get("ids, tags and labels of images", "/images/json")},
		{facts.Networks.Name, get("networks and their options", "/networks")},
		{facts.Volumes.Name, get("volumes and where they are mounted", "/volumes")},
		{facts.Swarm.Name, get(onManager, "/swarm", "/nodes", "/services", "/networks", "/secrets", "/configs", "/swarm/unlockkey")},
	}
}

// Sections is the sections a node can be asked for, in the order they are collected.
func (n *Node) Sections() []string {
	var out []string
	for _, s := range enginePlan() {
		out = append(out, s.Section)
	}
	for _, s := range n.Sources {
		if !slices.Contains(out, s.Section) {
			out = append(out, s.Section)
		}
	}
	return out
}
