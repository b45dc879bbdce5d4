package dockeree

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
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
		"meant, unless its engine holds the port or the swarm calls it a manager. Which address it should be is not asked.",
	NotApplicable: rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name, facts.Listening.Name, facts.Swarm.Name}, noManager),
	Check: rules.About("port of the swarm's managers", "listens on one address", rules.FromCase(
		[]string{facts.Listening.Name, facts.EngineInfo.Name, facts.Swarm.Name}, swarmPort)),
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
	}
	if reason, missing := managesAfterAll(c.Snapshot); reason || missing != nil {
		return "", missing
	}
	switch {
	case swarm.LocalNodeState == "inactive":
		return "The engine is in no swarm (docker_engine.info.Swarm.LocalNodeState is inactive)", nil
	case swarm.LocalNodeState == "active":
		return "The node is no manager of its swarm (docker_engine.info.Swarm.ControlAvailable is false), and managers alone listen on the port", nil
	}
	return "", []facts.Missing{{Name: "docker_engine.info.Swarm.LocalNodeState", Why: fmt.Sprintf("is %q, in which nobody knows whether the node is a manager", swarm.LocalNodeState),
		How: []string{"by hand: docker info --format '{{json .Swarm}}'"}}}
}

// managesAfterAll is what shows a node to be a manager that says it is none: its engine
// holds the port of managers, or the swarm lists it as one. applies: on every address,
// which is a finding whoever is right.
func managesAfterAll(s *facts.Snapshot) (applies bool, missing []facts.Missing) {
	port := swarmPortOf(s)
	for _, l := range facts.Look(s, facts.Listening).Value {
		if l.Port != port || !strings.HasPrefix(l.Proto, "tcp") || l.Process != "" && l.Process != "dockerd" {
			continue
		}
		if everyAddress(l.Addr) && l.Process != "" {
			return true, nil
		}
		who := map[bool]string{true: "the engine", false: "somebody"}[l.Process != ""]
		missing = append(missing, facts.Missing{Name: facts.Listening.Name, Why: fmt.Sprintf("%s listens on %s port %d, but the engine says that it manages nothing", who, l.Addr, l.Port),
			How: []string{"by hand, on the node: docker node ls"}})
	}
	if n, ok := ownNode(s); ok && n.Spec.Role == "manager" {
		missing = append(missing, facts.Missing{Name: "swarm.nodes[" + n.ID + "].Spec.Role", Why: "is manager, but the engine says that it manages nothing",
			How: []string{"by hand, on the node: docker node ls"}})
	}
	return false, missing
}

// ownNode is the node as its managers see it, where they list it.
func ownNode(s *facts.Snapshot) (facts.SwarmNode, bool) {
	id := platform.OrWord(facts.Look(s, facts.Node).Value.SwarmNodeID, facts.Look(s, facts.EngineInfo).Value.Swarm.Value.NodeID)
	nodes := facts.Look(s, facts.Swarm).Value.Nodes.Value
	i := slices.IndexFunc(nodes, func(n facts.SwarmNode) bool { return id != "" && n.ID == id })
	if i < 0 {
		return facts.SwarmNode{}, false
	}
	return nodes[i], true
}

// swarmPortOf is the port on which the node listens as a manager, by the address that it
// gave the others.
func swarmPortOf(s *facts.Snapshot) int {
	n, _ := ownNode(s)
	address := n.ManagerStatus.Value.Addr
	if port, err := strconv.Atoi(address[strings.LastIndexByte(address, ':')+1:]); err == nil && port > 0 {
		return port
	}
	return defaultSwarmPort
}

func everyAddress(addr string) bool {
	return addr == "*" || platform.EveryAddress(strings.Trim(addr, "[]"))
}

// defaultSwarmPort is where managers listen unless told otherwise (docker swarm init,
// --listen-addr).
const defaultSwarmPort = 2377

func swarmPort(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	sockets, ok, missing := facts.Partly(c.Snapshot, facts.Listening)
	if !ok {
		return v, missing
	}
	port := swarmPortOf(c.Snapshot)
	for _, l := range sockets {
		if l.Port != port || !strings.HasPrefix(l.Proto, "tcp") {
			continue
		}
		o := rules.Outcome{Kind: result.Pass, Actual: fmt.Sprintf("%s port %d", platform.OrWord(l.Addr, "every address"), l.Port), Facts: []string{facts.Listening.Name}}
		if l.Process != "" {
			o.Note = "process " + l.Process
		}
		switch _, err := netip.ParseAddr(strings.Trim(l.Addr, "[]")); {
		case everyAddress(l.Addr):
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
		missing = []facts.Missing{{Name: facts.Listening.Name, Why: fmt.Sprintf("no socket on port %d although the node is a manager: it listens elsewhere, or the list lacks it", port),
			How: []string{"by hand: ss -lntp | grep dockerd"}}}
	}
	return v, missing
}
