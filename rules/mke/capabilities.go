package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// capabilities is what two rules ask of the containers of a node that serves Swarm:
// that none has more kernel capabilities than ssp.yaml states. Without that statement
// nothing can be called compliant.
var capabilities = rules.FromCase([]string{facts.NodeContainers.Name, facts.Orchestrator.Name, facts.SSPCapabilities.Name,
	"ssp:system_containers", "ssp:exemptions"}, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
	stated, lacks := facts.Get(c.Snapshot, facts.SSPCapabilities)
	v, missing := containerCheck{
		setting: "inspect.HostConfig.CapAdd", want: "no capability beyond ssp capabilities",
		expected: "no container adds capabilities beyond those that ssp.yaml states",
		offends:  "exceeds the capabilities that ssp.yaml states",
		vendor:   exemptFix, swarm: true,
		look: func(container facts.OwnedContainer, i facts.Inspect) seen {
			return capabilitiesOf(c, stated, lacks, container, i)
		},
	}.judge(c)
	if orch, _ := facts.Get(c.Snapshot, facts.Orchestrator); orch.ServesSwarm() {
		missing = append(missing, lacks...)
	}
	return v, missing
})

// capabilitiesOf compares one container with the statement.
func capabilitiesOf(c *rules.Case, stated facts.SSPCapabilityRules, lacks []facts.Missing, container facts.OwnedContainer, i facts.Inspect) seen {
	have, s := addedCapabilities(i)
	switch {
	case len(have) == 0:
		return s
	case lacks != nil:
		s.missing, s.refs = lacks, []string{facts.SSPCapabilities.Name}
		return s
	}
	allowed, by, known := stated.Allowed(workload(container))
	excess := facts.Excess(have, allowed)
	switch {
	case !known:
		s.missing = []facts.Missing{{Name: "ssp:capabilities.default_allowed_add", Why: "ssp.yaml does not say what a container without an entry of its own may add",
			How: []string{"ssp.yaml: add capabilities.default_allowed_add (an empty list for none)"}}}
	case excess != nil:
		s.actual, s.bad = s.actual+", beyond ssp.yaml: "+strings.Join(excess, " "), true
	case s.unknown == "":
		s.by, s.refs = capabilityApproval(c, by)
	}
	if s.bad {
		s.unknown = "" // more may be missing; this alone is too much
	}
	return s
}

// addedCapabilities is what a container has beyond the engine's own choice: ALL where
// it is privileged, which its list does not show.
func addedCapabilities(i facts.Inspect) ([]string, seen) {
	added, privileged := host(i).CapAdd, host(i).Privileged
	dropped, _ := host(i).CapDrop.Get()
	have := slices.Clone(added.Value)
	s := seen{actual: fmt.Sprintf("CapAdd=[%s] CapDrop=[%s]", strings.Join(have, " "), strings.Join(dropped, " "))}
	if privileged.Is(func(b bool) bool { return b }) {
		have = append(have, "ALL")
		s.actual = "Privileged=true " + s.actual
	}
	if why := added.Why(); why != "" {
		s.actual, s.unknown = strings.Replace(s.actual, "CapAdd=[]", "CapAdd not known", 1), "CapAdd: "+why
	}
	if why := privileged.Why(); why != "" {
		s.unknown = "Privileged: " + why
	}
	return have, s
}

// capabilityApproval is who allowed capabilities, with the entries it stands in.
func capabilityApproval(c *rules.Case, by []*facts.CapabilityEntry) (string, []string) {
	if len(by) == 0 {
		return "allowed for every container, " + approver(c, "capabilities"), []string{"ssp:capabilities.default_allowed_add"}
	}
	var who, refs []string
	for _, e := range by {
		who = append(who, e.Approval.String()+nameWarning(facts.Selector{Container: e.Name, Component: e.Component, Image: e.Image}))
		refs = append(refs, e.Ref())
	}
	return "allowed by ssp.yaml: " + strings.Join(who, "; "), refs
}
