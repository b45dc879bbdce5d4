package dockeree

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE005060 = rules.Rule{
	ID:    "DKER-EE-005060",
	Scope: rules.Cluster,
	Reading: "The number of managers, by the nodes of the swarm or else by an engine's own count. The text speaks of leaders, of which " +
		"there is always one, and its first command counts managers; the title wants a range. 0 and more than 3 are findings, " +
		"five managers too, although the vendor recommends them for large clusters.",
	Warnings: []string{"Two managers cannot lose one: a swarm of three survives the loss of one, a swarm of two of none."},
	Check:    rules.About("managers of the swarm", "1, 2 or 3", rules.FromCase([]string{facts.Swarm.Name, facts.EngineInfo.Name}, managers)),
}

func managers(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	count, source, missing := managerCount(c.Snapshot)
	if source == "" {
		return v, missing
	}
	o := rules.Outcome{Kind: result.Pass, Actual: fmt.Sprint(count), Facts: []string{source}}
	switch {
	case count > 3, missing == nil && count < 1:
		o.Kind = result.Violates
	case missing != nil: // some of the nodes are not known
		o.Kind = result.Unknown
	case count == 2:
		o.Note = "two managers cannot lose one"
	}
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}

// managerCount is how many managers there are and which fact says so; "" where none does.
func managerCount(s *facts.Snapshot) (count int, source string, missing []facts.Missing) {
	swarm, ok, missing := facts.Partly(s, facts.Swarm)
	if ok && swarm.Nodes.State == facts.OK {
		if why := swarm.Nodes.Why(); why != "" {
			missing = append(missing, facts.Missing{Name: "swarm.nodes", Why: why, How: []string{"by hand: docker node ls"}})
		}
		if len(swarm.Nodes.Value) == 0 && missing == nil {
			missing = append(missing, platform.Lacking(facts.Swarm, "nodes", "is empty, and every swarm has a manager"))
		}
		for _, n := range swarm.Nodes.Value {
			switch n.Spec.Role {
			case "manager":
				count++
			case "worker":
			default:
				missing = append(missing, facts.Missing{Name: "swarm.nodes[" + n.ID + "].Spec.Role", Why: fmt.Sprintf("is %q; want manager or worker", n.Spec.Role), How: []string{"by hand: docker node ls"}})
			}
		}
		return count, "swarm.nodes", missing
	}
	if ok {
		missing = append(missing, facts.Missing{Name: "swarm.nodes", Why: swarm.Nodes.Why(), How: []string{"by hand: docker node ls"}})
	}
	if info, lacks := facts.Get(s, facts.EngineInfo); lacks == nil {
		// A worker does not know how many managers there are and says none.
		if w, why := info.Swarm.Get(); why == "" && (w.ControlAvailable.Is(func(is bool) bool { return is }) || w.LocalNodeState == "inactive") {
			return w.Managers, "docker_engine.info.Swarm.Managers", nil
		}
	}
	return 0, "", missing
}
