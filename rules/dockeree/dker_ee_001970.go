package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001970 = rules.Rule{
	ID: "DKER-EE-001970",
	Reading: "The engine's own process list of every running container, whoever's it is. The printed loop runs ps inside the " +
		"container, which needs a ps in the image, and would be an exec of its own. The name of the program is a finding; an " +
		"argument that holds the word sshd is left to a person, but for a file about a server, such as sshd.log.",
	NotApplicable: platform.OnlyLinux,
	Check: platform.ContainerCheck{
		Setting: "top.Processes", Want: "no SSH server",
		Expected: "no process of a running container is sshd or dropbear",
		Offends:  "runs an SSH server",
		Running:  true,
		Look:     platform.SSHServer,
	}.Fn(),
}
