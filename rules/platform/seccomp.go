package platform

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Seccomp is a container that runs without a seccomp profile. elsewhere is why a
// privileged container of the vendor's, which has none, is no violation here; "" leaves
// it to the exemption class.
func Seccomp(elsewhere string) func(*facts.OwnedContainer, *facts.Inspect) Seen {
	return func(c *facts.OwnedContainer, i *facts.Inspect) Seen {
		s := seccomp(i, elsewhere)
		if s.fine() && c.State == "running" && c.Proc.Value.Seccomp.Is(func(mode int) bool { return mode == 0 }) {
			s.Odd, s.Refs = "its first process runs without a filter: proc.Seccomp is 0", []string{facts.Ref(c.Container, "proc.Seccomp")}
		}
		return s
	}
}

func seccomp(i *facts.Inspect, elsewhere string) Seen {
	options, privileged := i.Host().SecurityOpt, i.Host().Privileged
	s := Seen{Actual: "a seccomp profile"}
	var profile string
	for _, option := range options.Value {
		if value, ok := seccompOption(option); ok {
			profile = value
			s.Bad = s.Bad || strings.EqualFold(value, "unconfined")
			s.Actual = "SecurityOpt=" + Clipped(option)
		}
	}
	switch {
	case s.Bad:
		return s
	case privileged.Is(func(b bool) bool { return b }):
		return Seen{Actual: "Privileged=true, which switches seccomp off", Bad: true, System: elsewhere}
	case options.Why() != "":
		return Seen{Actual: "SecurityOpt not known", Unknown: "SecurityOpt: " + options.Why()}
	case privileged.Why() != "":
		return Seen{Actual: "Privileged not known", Unknown: "Privileged: " + privileged.Why()}
	case allowsAll(profile):
		s.Odd = "a profile of its own that allows what it does not name"
	}
	return s
}

// seccompOption is the profile that an option sets.
func seccompOption(option string) (string, bool) {
	at := strings.IndexAny(option, "=:")
	if at < 0 || !strings.EqualFold(strings.TrimSpace(option[:at]), "seccomp") {
		return "", false
	}
	return strings.TrimSpace(strings.TrimLeft(option[at:], "=:")), true
}

// allowsAll reports whether an inline profile lets pass what it does not name, so
// that it may do as little as none.
func allowsAll(profile string) bool {
	if !strings.HasPrefix(profile, "{") {
		return false
	}
	var p struct {
		DefaultAction string `json:"defaultAction"`
	}
	if err := json.Unmarshal([]byte(profile), &p); err != nil {
		return true // a profile that cannot be read proves nothing
	}
	return p.DefaultAction == "" || p.DefaultAction == "SCMP_ACT_ALLOW" || p.DefaultAction == "SCMP_ACT_LOG"
}

// EngineSeccomp is whether the engine has a profile at all. With swarm the rule applies
// to nodes that serve Swarm, which is another part's question; where that is not known,
// what an engine lacks does not prove it.
func EngineSeccomp(swarm bool) rules.Fn[rules.Verdict] {
	needs := []string{facts.EngineInfo.Name}
	if swarm {
		needs = append(needs, facts.Orchestrator.Name)
	}
	return rules.FromCase(needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		orch, _ := facts.Get(c.Snapshot, facts.Orchestrator)
		return engineSeccomp(c, !swarm || orch.Settled())
	})
}

func engineSeccomp(c *rules.Case, applies bool) (v rules.Verdict, missing []facts.Missing) {
	info, missing := OwnEngine(c.Snapshot)
	if missing != nil {
		return v, missing
	}
	options, why := info.SecurityOptions.Get()
	if why != "" {
		return v, []facts.Missing{{Name: "docker_engine.info.SecurityOptions", Why: why}}
	}
	o := rules.Outcome{Kind: result.Violates, Actual: "SecurityOptions=[" + strings.Join(options, " ") + "]",
		Facts: []string{"docker_engine.info.SecurityOptions"}}
	on, profile := seccompProfile(options)
	switch {
	case on && slices.Contains([]string{"", "default", "builtin"}, profile):
		o.Kind = result.Pass
	case on:
		o.Kind, o.Note = result.Unknown, "a profile of the site's, whose content is not known; the text asks for the default one"
	case !applies:
		o.Kind, o.Note = result.Unknown, "whether the rule applies to the node depends on its orchestrator"
	}
	v.Outcomes = []rules.Outcome{o}
	return v, nil
}

// seccompProfile reports whether the engine has a profile, and which one it names.
// Engines before 17.06 name seccomp without one, and apply their own.
func seccompProfile(options []string) (on bool, profile string) {
	for _, option := range options {
		fields := strings.Split(option, ",")
		if fields[0] != "name=seccomp" {
			continue
		}
		for _, f := range fields[1:] {
			if value, ok := strings.CutPrefix(f, "profile="); ok {
				profile = value
			}
		}
		return !strings.EqualFold(profile, "unconfined"), profile
	}
	return false, ""
}
