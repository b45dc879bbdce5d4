package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001170 = rules.Rule{
	ID: "CNTR-MK-001170",
	Reading: "Running containers that are not Kubernetes', the vendor's included: nothing limits the rule to others. The " +
		"printed word seccomp:=unconfined never occurs; the engine writes seccomp=unconfined, and older ones " +
		"seccomp:unconfined. A privileged container has no profile whatever its options say, and that the platform's own are " +
		"privileged is the subject of CNTR-MK-001220. An engine without a profile disables it for all; one that the site gave it is left to a person. The check is written for Linux: a node that runs Windows is left out." + orchestratorReading,
	NotApplicable: platform.NotWindows,
	Check: rules.FromCase(seccompCheck.Needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		if orch, _ := facts.Get(c.Snapshot, facts.Orchestrator); !orch.ServesSwarm() {
			return seccompContainers.Eval(c) // of a node that serves Kubernetes alone nothing is asked of the engine
		}
		return seccompCheck.Eval(c)
	}),
}

var seccompContainers = platform.ContainerCheck{
	Setting: "inspect.HostConfig.SecurityOpt", Want: "SecurityOpt does not hold seccomp=unconfined, not privileged",
	Expected: "no running container runs without a seccomp profile, and the engine has one",
	Offends:  "runs without a seccomp profile",
	Running:  true, Swarm: true,
	Look: platform.Seccomp("whose being privileged is CNTR-MK-001220's subject"),
}.Fn()

var seccompCheck = rules.All(seccompContainers, rules.About("the engine's security options", "SecurityOptions holds name=seccomp with a profile",
	platform.EngineSeccomp(true)))
