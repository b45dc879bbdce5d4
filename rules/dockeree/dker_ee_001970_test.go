package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001970(t *testing.T) {
	const id = "DKER-EE-001970"
	running := func(commands ...string) option {
		return func(c *facts.Container) {
			top := facts.Top{Titles: []string{"PID", "PPID", "USER", "COMMAND"}}
			for _, command := range commands {
				top.Processes = append(top.Processes, []string{"1", "0", "root", command})
			}
			c.Top = facts.Some(top)
		}
	}
	top := func(m facts.Maybe[facts.Top]) option { return func(c *facts.Container) { c.Top = m } }
	bad := running("/usr/sbin/sshd -D")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "runs /usr/sbin/sshd -D"), byLinux(bad), bySilence(id, bad), []ruletest.Case{
		row("a child process", open, "runs sshd: alice [priv]", linux, have(container("web", running("/app", "sshd: alice [priv]")))),
		row("dropbear", open, "dropbear", linux, have(container("web", running("/usr/sbin/dropbear -F")))),
		row("sshd is an argument", unclear, "the command names sshd, and its program is another", linux, have(container("web", running("grep sshd", "/app --peer sshd")))),
		row("stopped", fine, "1 stopped container is not judged", linux, have(container("web", bad, inState("exited")))),
		row("no process list", unclear, "top", linux, have(container("web", top(facts.Maybe[facts.Top]{})))),
		row("process list denied", unclear, "denied: 403", linux, have(container("web", top(facts.Maybe[facts.Top]{State: facts.Denied, Error: "403"})))),
		row("process list absent of a running container", unclear, "absent", linux, have(container("web", top(facts.Maybe[facts.Top]{State: facts.Absent})))),
		row("an empty list proves nothing", unclear, "no processes", linux, have(container("web", top(facts.Some(facts.Top{Titles: []string{"COMMAND"}}))))),
	})...)
}
