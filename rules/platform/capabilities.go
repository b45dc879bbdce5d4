package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Capabilities is that no container of a node has more kernel capabilities than ssp.yaml
// states; with swarm only where the node serves Swarm. Without that statement nothing
// can be called compliant.
func Capabilities(vendor Exempt, swarm bool) rules.Fn[rules.Verdict] {
	needs := []string{facts.NodeContainers.Name, facts.SSPCapabilities.Name, "ssp:system_containers", "ssp:exemptions"}
	if swarm {
		needs = append(needs, facts.Orchestrator.Name)
	}
	return rules.FromCase(needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		stated, lacks := facts.Get(c.Snapshot, facts.SSPCapabilities)
		v, missing := ContainerCheck{
			Setting: "inspect.HostConfig.CapAdd", Want: "no capability beyond ssp capabilities",
			Expected: "no container adds capabilities beyond those that ssp.yaml states",
			Offends:  "exceeds the capabilities that ssp.yaml states",
			Vendor:   vendor, Swarm: swarm,
			Look: func(container *facts.OwnedContainer, i *facts.Inspect) Seen {
				return capabilitiesOf(c, stated, lacks, container, i)
			},
		}.Judge(c)
		if orch, _ := facts.Get(c.Snapshot, facts.Orchestrator); !swarm || orch.ServesSwarm() {
			missing = append(missing, lacks...)
		}
		return v, missing
	})
}

// capabilitiesOf compares one container with the statement.
func capabilitiesOf(c *rules.Case, stated facts.SSPCapabilityRules, lacks []facts.Missing, container *facts.OwnedContainer, i *facts.Inspect) Seen {
	have, s := addedCapabilities(i)
	switch {
	case len(have) == 0:
		return s
	case lacks != nil:
		s.Missing, s.Refs = lacks, []string{facts.SSPCapabilities.Name}
		return s
	}
	allowed, by, known := stated.Allowed(Workload(container))
	excess := facts.Excess(have, allowed)
	switch {
	case !known:
		s.Missing = []facts.Missing{{Name: "ssp:capabilities.default_allowed_add", Why: "ssp.yaml does not say what a container without an entry of its own may add",
			How: []string{"ssp.yaml: add capabilities.default_allowed_add (an empty list for none)"}}}
	case excess != nil:
		s.Actual, s.Bad = s.Actual+", beyond ssp.yaml: "+strings.Join(excess, " "), true
	case s.Unknown == "":
		s.By, s.Refs = capabilityApproval(c, by)
	}
	if s.Bad {
		s.Unknown = "" // more may be missing; this alone is too much
	}
	return s
}

// addedCapabilities is what a container has beyond the engine's own choice: ALL where
// it is privileged, which its list does not show.
func addedCapabilities(i *facts.Inspect) ([]string, Seen) {
	added, privileged := i.Host().CapAdd, i.Host().Privileged
	dropped, _ := i.Host().CapDrop.Get()
	have := slices.Clone(added.Value)
	s := Seen{Actual: fmt.Sprintf("CapAdd=[%s] CapDrop=[%s]", strings.Join(have, " "), strings.Join(dropped, " "))}
	if privileged.Is(func(b bool) bool { return b }) {
		have = append(have, "ALL")
		s.Actual = "Privileged=true " + s.Actual
	}
	if why := added.Why(); why != "" {
		s.Actual, s.Unknown = strings.Replace(s.Actual, "CapAdd=[]", "CapAdd not known", 1), "CapAdd: "+why
	}
	if why := privileged.Why(); why != "" {
		s.Unknown = "Privileged: " + why
	}
	return have, s
}

// capabilityApproval is who allowed capabilities, with the entries it stands in.
func capabilityApproval(c *rules.Case, by []*facts.CapabilityEntry) (string, []string) {
	if len(by) == 0 {
		return "allowed for every container, " + Approver(c, "capabilities"), []string{"ssp:capabilities.default_allowed_add"}
	}
	var who, refs []string
	for _, e := range by {
		who = append(who, e.Approval.String()+NameWarning(facts.Selector{Container: e.Name, Component: e.Component, Image: e.Image}))
		refs = append(refs, e.Ref())
	}
	return "allowed by ssp.yaml: " + strings.Join(who, "; "), refs
}
