package dockeree

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE006270 = rules.Rule{
	ID: "DKER-EE-006270",
	Reading: "The port of the swarm's managers, 2377 or the one that is configured, must listen on an address of its own and not on every " +
		"address of the host. Only managers listen on it, so a node that is known to be none, and an engine in no swarm, is not " +
		"meant. Which address it should be is not asked.",
	NotApplicable: rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name}, noManager),
	Check: rules.About("port of the swarm's managers", "listens on one address", rules.FromCase(
		[]string{facts.Listening.Name, facts.EngineInfo.Name}, swarmPort)),
}

// noManager excuses a node whose own engine says that it manages no swarm.
func noManager(c *rules.Case) (string, []facts.Missing) {
	info, missing := platform.OwnEngine(c.Snapshot)
	if missing != nil {
		return "", missing
	}
	swarm, why := info.Swarm.Get()
	manages, notSaid := swarm.ControlAvailable.Get()
	role, unsaid := facts.Look(c.Snapshot, facts.Node).Value.Role.Get()
	switch {
	case why != "":
		return "", []facts.Missing{{Name: "docker_engine.info.Swarm", Why: why, How: []string{"by hand: docker info --format '{{json .Swarm}}'"}}}
	case manages:
		return "", nil
	case unsaid == "" && role == "manager":
		return "", []facts.Missing{{Name: "node.role", Why: "is manager, but the engine says that it manages nothing (docker_engine.info.Swarm.ControlAvailable)",
			How: []string{"by hand, on the node: docker node ls"}}}
	case swarm.LocalNodeState != "inactive" && notSaid != "":
		return "", []facts.Missing{{Name: "docker_engine.info.Swarm.ControlAvailable", Why: notSaid, How: []string{"by hand: docker info --format '{{json .Swarm}}'"}}}
	case swarm.LocalNodeState == "inactive":
		return "The engine is in no swarm (docker_engine.info.Swarm.LocalNodeState is inactive)", nil
	case swarm.LocalNodeState == "active":
		return "The node is no manager of its swarm (docker_engine.info.Swarm.ControlAvailable is false), and managers alone listen on the port", nil
	}
	return "", []facts.Missing{{Name: "docker_engine.info.Swarm.LocalNodeState", Why: fmt.Sprintf("is %q, in which nobody knows whether the node is a manager", swarm.LocalNodeState),
		How: []string{"by hand: docker info --format '{{json .Swarm}}'"}}}
}

// defaultSwarmPort is where managers listen unless told otherwise (docker swarm init,
// --listen-addr).
const defaultSwarmPort = 2377

func swarmPort(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	sockets, ok, missing := facts.Partly(c.Snapshot, facts.Listening)
	if !ok {
		return v, missing
	}
	for _, l := range sockets {
		if l.Port != defaultSwarmPort || !strings.HasPrefix(l.Proto, "tcp") {
			continue
		}
		o := rules.Outcome{Kind: result.Pass, Actual: fmt.Sprintf("%s port %d", platform.OrWord(l.Addr, "every address"), l.Port), Facts: []string{facts.Listening.Name}}
		if l.Process != "" {
			o.Note = "process " + l.Process
		}
		switch address, err := netip.ParseAddr(strings.Trim(l.Addr, "[]")); {
		case l.Addr == "" || l.Addr == "*" || err == nil && address.Unmap().IsUnspecified():
			o.Kind = result.Violates
		case err != nil:
			o.Kind = result.Unknown
			missing = append(missing, facts.Missing{Name: facts.Listening.Name, Why: fmt.Sprintf("%q is no address", l.Addr), How: []string{"by hand: ss -lntp | grep 2377"}})
		}
		if l.Process != "" && l.Process != "dockerd" && o.Kind == result.Pass {
			continue // somebody else's socket shows nothing
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	if v.Outcomes == nil && missing == nil {
		missing = []facts.Missing{{Name: facts.Listening.Name, Why: fmt.Sprintf("no socket on port %d although the node is a manager: it listens elsewhere, or the list lacks it", defaultSwarmPort),
			How: []string{"by hand: ss -lntp | grep dockerd"}}}
	}
	return v, missing
}
