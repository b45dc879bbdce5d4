package mke

import (
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var cntrMK000120 = rules.Rule{
	ID: "CNTR-MK-000120",
	Reading: "The engine's own process list of every running container, whoever's it is. The printed loop sees direct " +
		"children of the first process alone and misses an SSH server that is the first process itself. The name of " +
		"the program counts, not its arguments.",
	NotApplicable: rules.FromCase([]string{facts.Node.Name}, func(c *rules.Case) (string, []facts.Missing) {
		if facts.Look(c.Snapshot, facts.Node).Value.Windows.Is(func(b bool) bool { return b }) {
			return "The node runs Windows, and the rule is about Linux containers", nil
		}
		return "", nil // unknown is judged as Linux: that excuses nothing
	}),
	Check: containerCheck{
		setting: "top.Processes", want: "no SSH server",
		expected: "no process of a running container is sshd or dropbear",
		offends:  "runs an SSH server",
		running:  true,
		look:     sshServer,
	}.fn(),
}

func sshServer(c facts.OwnedContainer, _ facts.Inspect) seen {
	top, why := c.Top.Get()
	if why != "" {
		return seen{actual: "process list not known", unknown: why}
	}
	column := slices.IndexFunc(top.Titles, func(title string) bool {
		return slices.Contains([]string{"COMMAND", "CMD", "ARGS"}, strings.ToUpper(strings.TrimSpace(title)))
	})
	if column < 0 || len(top.Processes) == 0 {
		return seen{actual: "process list not known", unknown: "the answer has no processes or no command column, and a running container has at least one"}
	}
	for _, process := range top.Processes {
		if len(process) <= column {
			return seen{actual: "process list not known", unknown: "a line of the process list is cut"}
		}
		if command := process[column]; isSSHServer(command) {
			return seen{actual: "runs " + command, bad: true}
		}
	}
	return seen{actual: "no SSH server"}
}

// isSSHServer looks at the name of the program: sshd, a title such as
// "sshd: alice", a helper such as sshd-session, or dropbear.
func isSSHServer(command string) bool {
	words := strings.Fields(command)
	if len(words) == 0 {
		return false
	}
	name := path.Base(words[0])
	name = strings.TrimPrefix(name, "-") // a login shell's mark
	return name == "sshd" || name == "sshd:" || strings.HasPrefix(name, "sshd-") || name == "dropbear"
}
