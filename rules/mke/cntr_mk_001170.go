package mke

import (
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK001170 = rules.Rule{
	ID: "CNTR-MK-001170",
	Reading: "Running containers that are not Kubernetes', the vendor's included: nothing limits the rule to others. The " +
		"printed word seccomp:=unconfined never occurs; the engine writes seccomp=unconfined, and older ones " +
		"seccomp:unconfined. A privileged container has no profile whatever its options say, and that the platform's own are " +
		"privileged is the subject of CNTR-MK-001220. An engine without a profile disables it for all.",
	Check: rules.FromCase(seccompCheck.Needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		if orch, _ := facts.Get(c.Snapshot, facts.Orchestrator); !orch.ServesSwarm() {
			return seccompContainers.Eval(c) // of a node that serves Kubernetes alone nothing is asked of the engine
		}
		return seccompCheck.Eval(c)
	}),
}

var seccompContainers = containerCheck{
	setting: "inspect.HostConfig.SecurityOpt", want: "SecurityOpt does not hold seccomp=unconfined, not privileged",
	expected: "no running container runs without a seccomp profile, and the engine has one",
	offends:  "runs without a seccomp profile",
	running:  true, swarm: true,
	look: seccomp,
}.fn()

var seccompCheck = rules.All(seccompContainers, rules.About("the engine's security options", "SecurityOptions holds name=seccomp with a profile",
	rules.FromCase([]string{facts.EngineInfo.Name, facts.Orchestrator.Name}, engineSeccomp)))

func seccomp(_ facts.OwnedContainer, i facts.Inspect) seen {
	options, privileged := host(i).SecurityOpt, host(i).Privileged
	s := seen{actual: "a seccomp profile"}
	var profile string
	for _, option := range options.Value {
		if value, ok := seccompOption(option); ok {
			profile = value
			s.bad = s.bad || strings.EqualFold(value, "unconfined")
			s.actual = "SecurityOpt=" + clipped(option)
		}
	}
	switch {
	case s.bad:
		return s
	case privileged.Is(func(b bool) bool { return b }):
		return seen{actual: "Privileged=true, which switches seccomp off", bad: true,
			system: "whose being privileged is CNTR-MK-001220's subject"}
	case options.Why() != "":
		return seen{actual: "SecurityOpt not known", unknown: "SecurityOpt: " + options.Why()}
	case privileged.Why() != "":
		return seen{actual: "Privileged not known", unknown: "Privileged: " + privileged.Why()}
	case allowsAll(profile):
		s.odd = "a profile of its own that allows what it does not name"
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

// clipped is the beginning of a long option: an inline profile has kilobytes.
func clipped(option string) string {
	const shown = 80
	if len(option) <= shown {
		return option
	}
	return strings.ToValidUTF8(option[:shown], "") + "…"
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

// engineSeccomp is whether the engine has a profile at all. That the Swarm half
// applies to the node is another part's question; where that is not known, what an
// engine lacks does not prove it.
func engineSeccomp(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	orch, _ := facts.Get(c.Snapshot, facts.Orchestrator)
	info, missing := ownEngine(c.Snapshot)
	if missing != nil {
		return v, missing
	}
	options, why := info.SecurityOptions.Get()
	if why != "" {
		return v, []facts.Missing{{Name: "docker_engine.info.SecurityOptions", Why: why}}
	}
	o := rules.Outcome{Kind: result.Violates, Actual: "SecurityOptions=[" + strings.Join(options, " ") + "]",
		Facts: []string{"docker_engine.info.SecurityOptions"}}
	switch {
	case hasSeccomp(options):
		o.Kind = result.Pass
	case !orch.Settled():
		o.Kind, o.Note = result.Unknown, "whether the rule applies to the node depends on its orchestrator"
	}
	v.Outcomes = []rules.Outcome{o}
	return v, nil
}

// hasSeccomp reports whether the engine names a profile. Engines before 17.06 name
// seccomp without one, and apply their own.
func hasSeccomp(options []string) bool {
	for _, option := range options {
		fields := strings.Split(option, ",")
		if fields[0] != "name=seccomp" {
			continue
		}
		for _, f := range fields[1:] {
			if strings.EqualFold(f, "profile=unconfined") {
				return false
			}
		}
		return true
	}
	return false
}
