package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE005310 = rules.Rule{
	ID:      "DKER-EE-005310",
	Reading: "Owner and group of the socket are compared exactly. What lies at the path must be a socket to be judged.",
	Check:   fileCheck{want: "root:docker", files: paths("/var/run/docker.sock"), kind: "socket", look: ownedBy("root", "docker")}.fn(),
}
