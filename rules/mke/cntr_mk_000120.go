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
	NotApplicable: rules.FromCase([]string{facts.Node.Name, facts.EngineInfo.Name}, windows),
	Check: containerCheck{
		setting: "top.Processes", want: "no SSH server",
		expected: "no process of a running container is sshd or dropbear",
		offends:  "runs an SSH server",
		running:  true,
		look:     sshServer,
	}.fn(),
}

// windows excuses a node that says it runs Windows, unless its engine says something
// else. Unknown is judged as Linux: that excuses nothing.
func windows(c *rules.Case) (string, []facts.Missing) {
	engine := facts.Look(c.Snapshot, facts.EngineInfo).Value.OSType
	if !facts.Look(c.Snapshot, facts.Node).Value.Windows.Is(func(b bool) bool { return b }) || engine != "" && engine != "windows" {
		return "", nil
	}
	return "The node runs Windows, and the rule is about Linux containers", nil
}

func sshServer(c facts.OwnedContainer, _ facts.Inspect) seen {
	why := c.Top.Why()
	if c.Top.State != facts.OK {
		return seen{actual: "process list not known", unknown: why}
	}
	top := c.Top.Value // a server in a list that is cut is one all the same
	column := slices.IndexFunc(top.Titles, func(title string) bool {
		return slices.Contains([]string{"COMMAND", "CMD", "ARGS"}, strings.ToUpper(strings.TrimSpace(title)))
	})
	if column < 0 || len(top.Processes) == 0 {
		return seen{actual: "process list not known", unknown: "the answer has no processes or no command column, and a running container has at least one"}
	}
	for _, process := range top.Processes {
		if len(process) <= column || strings.TrimSpace(process[column]) == "" {
			why = orWord(why, "a line of the process list is cut")
			continue
		}
		if command := process[column]; isSSHServer(command) {
			return seen{actual: "runs " + command, bad: true}
		}
	}
	if why != "" {
		return seen{actual: "process list not known", unknown: why}
	}
	return seen{actual: "no SSH server"}
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
