package platform

import (
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// SSHServer is a container that runs an SSH server, by the engine's own process list.
func SSHServer(c facts.OwnedContainer, _ facts.Inspect) Seen {
	why := c.Top.Why()
	if c.Top.State != facts.OK {
		return Seen{Actual: "process list not known", Unknown: why}
	}
	top := c.Top.Value // a server in a list that is cut is one all the same
	column := slices.IndexFunc(top.Titles, func(title string) bool {
		return slices.Contains([]string{"COMMAND", "CMD", "ARGS"}, strings.ToUpper(strings.TrimSpace(title)))
	})
	if column < 0 || len(top.Processes) == 0 {
		return Seen{Actual: "process list not known", Unknown: "the answer has no processes or no command column, and a running container has at least one"}
	}
	for _, process := range top.Processes {
		if len(process) <= column || strings.TrimSpace(process[column]) == "" {
			why = OrWord(why, "a line of the process list is cut")
			continue
		}
		if command := process[column]; isSSHServer(command) {
			return Seen{Actual: "runs " + command, Bad: true}
		}
	}
	if why != "" {
		return Seen{Actual: "process list not known", Unknown: why}
	}
	return Seen{Actual: "no SSH server"}
}

// isSSHServer looks at the name of the program: sshd, a title such as
// "sshd: alice", a helper such as sshd-session, or dropbear. A name in square brackets
// is that of a process whose arguments could not be read.
func isSSHServer(command string) bool {
	words := strings.Fields(command)
	if len(words) == 0 {
		return false
	}
	name := path.Base(strings.Trim(words[0], "[]()"))
	name = strings.TrimPrefix(name, "-") // a login shell's mark
	return name == "sshd" || name == "sshd:" || strings.HasPrefix(name, "sshd-") || name == "dropbear"
}
