package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE005310 = rules.Rule{
	ID:      "DKER-EE-005310",
	Reading: "Owner and group of the socket are compared exactly. What lies at the path must be a socket to be judged. Another socket that the engine is known to listen on is judged alike; an address of the network is left to a person.",
	Check:   fileCheck{want: "root:docker", files: engineSocketFiles, needs: []string{facts.EngineArgs.Name, facts.DaemonConfig.Name}, kind: "socket", look: ownedBy("root", "docker")}.fn(),
}
