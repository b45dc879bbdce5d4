package dockeree_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE005060(t *testing.T) {
	const id = "DKER-EE-005060"
	swarm := func(text string) facts.Setting { return ruletest.Bundle(`{"cluster":{"swarm":` + text + `}}`) }
	nodes := func(roles ...string) string {
		var list []string
		for i, role := range roles {
			list = append(list, fmt.Sprintf(`{"ID":"n%d","Spec":{"Role":%q}}`, i, role))
		}
		return `[` + strings.Join(list, ",") + `]`
	}
	engine := func(state string, manager bool, count int) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: state, ControlAvailable: facts.Some(manager), Managers: count})})
	}
	const m, w = "manager", "worker"
	ruletest.Run(t, dockeree.Rules, id,
		row("three", fine, "3", swarm(`{"nodes":`+nodes(m, w, m, m)+`}`)),
		row("one", fine, "1", swarm(`{"nodes":`+nodes(m, w)+`}`)),
		row("two", fine, "two managers cannot lose one", swarm(`{"nodes":`+nodes(m, m)+`}`)),
		row("five", open, "5", swarm(`{"nodes":`+nodes(m, m, m, m, m)+`}`)),
		row("four in a partial list", open, "4", swarm(`{"nodes":{"$partial":`+nodes(m, m, m, m)+`}}`)),
		row("three in a partial list", unclear, "swarm.nodes: partly collected", swarm(`{"nodes":{"$partial":`+nodes(m, m, m)+`}}`)),
		row("none in the list", open, "0", swarm(`{"nodes":`+nodes(w)+`}`)),
		row("an empty list", unclear, "swarm.nodes: is empty, and every swarm has a manager", swarm(`{"nodes":[]}`)),
		row("a role not known", unclear, "want manager or worker", swarm(`{"nodes":`+nodes(m, "")+`}`)),
		row("by a manager's own count", fine, "managers of the swarm: 3", engine("active", true, 3)),
		row("by a manager's own count, too many", open, "7", engine("active", true, 7)),
		row("a worker does not know", unclear, "swarm: not collected", engine("active", false, 0)),
		row("in no swarm", open, "0", engine("inactive", false, 0)),
		row("not collected", unclear, "swarm: not collected"),
		row("denied", unclear, "swarm: denied: x", swarm(`{"$denied":"x"}`)),
		row("nodes denied", unclear, "swarm.nodes: denied: x", swarm(`{"nodes":{"$denied":"x"}}`)),
	)
}
