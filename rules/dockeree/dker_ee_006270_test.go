package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE006270(t *testing.T) {
	const id = "DKER-EE-006270"
	manager := facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: "active", ControlAvailable: facts.Some(true)})})
	state := func(word string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: word, ControlAvailable: facts.Some(false)})})
	}
	on := func(addresses ...string) facts.Setting {
		list := []facts.Listener{{Proto: "tcp", Addr: "0.0.0.0", Port: 22, Process: "sshd"}, {Proto: "udp", Addr: "0.0.0.0", Port: 2377}}
		for _, a := range addresses {
			list = append(list, facts.Listener{Proto: "tcp", Addr: a, Port: 2377, Process: "dockerd"})
		}
		return facts.Listening.Is(list)
	}
	inSwarm := func(role, addr string) facts.Setting {
		n := facts.SwarmNode{ID: "n1", Spec: facts.SwarmNodeSpec{Role: role}}
		if addr != "" {
			n.ManagerStatus = facts.Some(facts.ManagerStatus{Addr: addr})
		}
		return facts.Swarm.Is(facts.SwarmObjects{Nodes: facts.Some([]facts.SwarmNode{n, {ID: "n2", Spec: facts.SwarmNodeSpec{Role: "manager"}, ManagerStatus: facts.Some(facts.ManagerStatus{Addr: "192.0.2.12:2377"})}})})
	}
	me := facts.Node.Is(facts.NodeInfo{SwarmNodeID: "n1"})
	rows := []ruletest.Case{
		row("one address", fine, "192.0.2.11 port 2377", manager, on("192.0.2.11")),
		row("an address of IPv6", fine, "port 2377", manager, on("[2001:db8::1]")),
		row("one of two", open, "0.0.0.0 port 2377", manager, on("192.0.2.11", "0.0.0.0")),
		row("somebody else's socket", unclear, "no socket on port 2377", manager, facts.Listening.Is([]facts.Listener{{Proto: "tcp", Addr: "127.0.0.1", Port: 2377, Process: "nginx"}})),
		row("every address, mapped", open, "port 2377", manager, on("::ffff:0.0.0.0")),
		row("no address", unclear, "is no address", manager, on("eth0")),
		row("no such socket", unclear, "no socket on port 2377 although the node is a manager", manager, on()),
		row("not collected", unclear, "listening: not collected", manager),
		row("denied", unclear, "listening: denied: x", manager, facts.Listening.Lacks(facts.Denied, "x")),
		row("partial", unclear, "listening: partly collected", manager, facts.Listening.Partly([]facts.Listener{{Proto: "tcp", Addr: "192.0.2.11", Port: 2377}})),
		row("a worker", notAppl, "The node is no manager of its swarm", state("active"), on()),
		row("a worker by its own word, whose engine holds the port on every address", open, "0.0.0.0 port 2377", state("active"), on("0.0.0.0")),
		row("a worker by its own word, whose engine holds the port", unclear, "the engine listens on 192.0.2.11 port 2377", state("active"), on("192.0.2.11")),
		row("a worker by its own word, and somebody holds the port", unclear, "listens on 0.0.0.0 port 2377", state("active"), facts.Listening.Is([]facts.Listener{{Proto: "tcp", Addr: "0.0.0.0", Port: 2377}})),
		row("a worker, and a program of its own on the port", notAppl, "The node is no manager", state("active"), facts.Listening.Is([]facts.Listener{{Proto: "tcp", Addr: "0.0.0.0", Port: 2377, Process: "nginx"}})),
		row("a worker by its own word, a manager by the swarm's", unclear, "swarm.nodes[n1].Spec.Role", state("active"), on(), inSwarm("manager", ""), me),
		row("a worker by both", notAppl, "The node is no manager", state("active"), on(), inSwarm("worker", ""), me),
		row("a manager that listens elsewhere", fine, "192.0.2.11 port 4777", manager, inSwarm("manager", "192.0.2.11:4777"), me, facts.Listening.Is([]facts.Listener{{Proto: "tcp", Addr: "192.0.2.11", Port: 4777, Process: "dockerd"}})),
		row("a manager that listens elsewhere on every address", open, ":: port 4777", manager, inSwarm("manager", "192.0.2.11:4777"), me, facts.Listening.Is([]facts.Listener{{Proto: "tcp", Addr: "::", Port: 4777, Process: "dockerd"}})),
		row("in no swarm", notAppl, "The engine is in no swarm", state("inactive"), on()),
		row("a swarm that waits", unclear, "in which nobody knows", state("pending"), on()),
		row("a locked manager", unclear, "in which nobody knows", state("locked"), on()),
		row("the sources disagree", unclear, "node.role: is manager", state("active"), on("192.0.2.11"), facts.Node.Is(facts.NodeInfo{Role: facts.Some("manager")})),
		row("not known whether it manages", unclear, "docker_engine.info.Swarm.ControlAvailable: not collected", on("0.0.0.0"),
			facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: "active"})})),
		row("engine not known", unclear, "docker_engine.info: not collected", on("192.0.2.11")),
		row("swarm not known", unclear, "docker_engine.info.Swarm: not collected", facts.EngineInfo.Is(facts.Info{}), on("192.0.2.11")),
	}
	for _, every := range []string{"0.0.0.0", "::", "[::]", "*", ""} {
		rows = append(rows, row("every address, "+every, open, "port 2377", manager, on(every)))
	}
	ruletest.Run(t, dockeree.Rules, id, rows...)
}
