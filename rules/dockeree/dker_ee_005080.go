package dockeree

import (
	"fmt"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE005080 = rules.Rule{
	ID:    "DKER-EE-005080",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "The life of a node's certificate must be the one of ssp.yaml, exactly; a shorter one is a finding too, and the details say " +
		"that it is stricter. The interface gives nanoseconds, the command line words.",
	Check: rules.About("swarm.spec.CAConfig.NodeCertExpiry", "as ssp swarm.node_cert_expiry", rules.FromCase(
		[]string{facts.Swarm.Name, facts.SSPNodeCertExpiry.Name}, certificateLife)),
}

func certificateLife(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	life, known, missing := platform.Member(c.Snapshot, facts.Swarm, "spec.CAConfig.NodeCertExpiry", func(s facts.SwarmObjects) facts.Maybe[int64] {
		return s.Spec.Value.CAConfig.Value.NodeCertExpiry
	})
	stated, undecided := facts.Get(c.Snapshot, facts.SSPNodeCertExpiry)
	missing = append(missing, undecided...)
	if !known || undecided != nil {
		return v, missing
	}
	o := rules.Outcome{Kind: result.Pass, Actual: time.Duration(life).String(), By: platform.Approver(c, "swarm"),
		Facts: []string{"swarm.spec.CAConfig.NodeCertExpiry", facts.SSPNodeCertExpiry.Name}}
	if time.Duration(life) != stated {
		o.Kind, o.By, o.Note = result.Violates, "", fmt.Sprintf("ssp swarm.node_cert_expiry is %s", stated)
		if life > 0 && time.Duration(life) < stated {
			o.Note += "; stricter, and the check asks for that very value"
		}
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}
