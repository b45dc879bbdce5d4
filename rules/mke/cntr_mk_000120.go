package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000120 = rules.Rule{
	ID: "CNTR-MK-000120",
	Reading: "The engine's own process list of every running container, whoever's it is. The printed loop sees direct " +
		"children of the first process alone and misses an SSH server that is the first process itself. The name of " +
		"the program is a finding; an argument of another program that holds the word sshd, which that may run, is left to " +
		"a person, but for a file about a server, such as sshd.log. The node is excused as Windows only where nothing says Linux.",
	NotApplicable: rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name, facts.OS.Name}, platform.Windows),
	Check: platform.ContainerCheck{
		Setting: "top.Processes", Want: "no SSH server",
		Expected: "no process of a running container is sshd or dropbear",
		Offends:  "runs an SSH server",
		Running:  true,
		Look:     platform.SSHServer,
	}.Fn(),
}
