package dockeree

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002400 = rules.Rule{
	ID:    "DKER-EE-002400",
	Scope: rules.Cluster,
	Reading: "The switch in the settings of the swarm, and beside it whether there is an unlock key at all: either that is off is a " +
		"finding. The printed command shows the key itself, so it must never be run into a log.",
	Warnings: []string{"After a restart every manager must be unlocked by hand with the key, which has to be kept elsewhere."},
	NotApplicable: rules.FromCase([]string{facts.EngineInfo.Name}, func(c *rules.Case) (string, []facts.Missing) {
		if facts.OutsideSwarm(c.Snapshot) {
			return "The node is in no swarm (docker_engine.info.Swarm.LocalNodeState is inactive), and the rule is about a swarm's managers", nil
		}
		return "", nil
	}),
	Check: rules.About("autolock", "managers are locked after a restart", rules.FromCase([]string{facts.Swarm.Name}, autolock)),
}

func autolock(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	const locks, key = "spec.EncryptionConfig.AutoLockManagers", "unlock_key_set"
	on, known, missing := platform.Member(c.Snapshot, facts.Swarm, locks, func(s facts.SwarmObjects) facts.Maybe[bool] {
		return s.Spec.Value.EncryptionConfig.Value.AutoLockManagers
	})
	if known {
		v.Outcomes = append(v.Outcomes, switched("swarm."+locks, on))
	}
	// Without it the switch alone decides: both tell the same.
	if set, why := facts.Look(c.Snapshot, facts.Swarm).Value.UnlockKeySet.Get(); why == "" {
		v.Outcomes = append(v.Outcomes, switched("swarm."+key, set))
	}
	return v, missing
}

// switched is a switch that must be on.
func switched(name string, on bool) rules.Outcome {
	o := rules.Outcome{Kind: result.Pass, Subject: name, Expected: "true", Actual: fmt.Sprint(on), Facts: []string{name}}
	if !on {
		o.Kind = result.Violates
	}
	return o
}
