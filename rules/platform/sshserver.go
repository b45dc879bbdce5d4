package platform

import (
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// SSHServer is a container that runs an SSH server, by the engine's own process list.
func SSHServer(c *facts.OwnedContainer, _ *facts.Inspect) Seen {
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
	odd := ""
	for _, process := range top.Processes {
		if len(process) <= column || strings.TrimSpace(process[column]) == "" {
			why = OrWord(why, "a line of the process list is cut")
			continue
		}
		command := process[column]
		if isSSHServer(command) {
			return Seen{Actual: "runs " + command, Bad: true}
		}
		if namesSSHServer(command) {
			odd = OrWord(odd, command)
		}
	}
	switch {
	case why != "":
		return Seen{Actual: "process list not known", Unknown: why}
	case odd != "":
		return Seen{Actual: "runs " + odd, Odd: "the command names sshd, and its program is another"}
	}
	return Seen{Actual: "no SSH server"}
}

// isSSHServer looks at the name of the program: sshd, a title such as "sshd: alice", a
// helper such as sshd-session, another server such as tinysshd, or dropbear. A name in
// square brackets is that of a process whose arguments could not be read.
func isSSHServer(command string) bool {
	words := strings.Fields(command)
	if len(words) == 0 {
		return false
	}
	name := path.Base(strings.Trim(words[0], "[]()"))
	name = strings.TrimPrefix(name, "-") // a login shell's mark
	return strings.Contains(name, "sshd") || strings.HasPrefix(name, "dropbear")
}

// namesSSHServer reports whether a server stands among the arguments of another program,
// which may run it: a loader, an emulator, busybox, Java. A plain file about one, such as
// sshd.log or sshd_config, is none.
func namesSSHServer(command string) bool {
	words := strings.Fields(command)
	return len(words) > 0 && slices.ContainsFunc(words[1:], func(word string) bool {
		word = strings.ToLower(word)
		return slices.Contains([]string{"dropbear", "dropbearmulti"}, path.Base(word)) || strings.Contains(word, "sshd") && !aboutSSHServer(word)
	})
}

// aboutSSHServer reports whether an argument that holds the word sshd is a file that no
// program can run: its log or its settings, or one that lies among those.
func aboutSSHServer(word string) bool {
	_, value, given := strings.Cut(word, "=")
	if !given {
		value = word
	}
	folder, name := path.Split(value)
	if log, number, rotated := strings.Cut(name, ".log."); rotated && strings.Trim(number, "0123456789") == "" {
		name = log + ".log"
	}
	plain := slices.Contains([]string{".log", ".conf", ".cfg", ".yaml", ".yml", ".json", ".pid"}, path.Ext(name)) || strings.HasSuffix(name, "sshd_config")
	if strings.Contains(name, "sshd") && !plain {
		return false
	}
	known := (strings.HasPrefix(folder, "/etc/") || strings.HasPrefix(folder, "/var/log/")) && (plain || path.Ext(name) == "")
	return !strings.Contains(strings.TrimSuffix(word, value), "sshd") && (known || !strings.Contains(folder, "sshd"))
}
