package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003200(t *testing.T) {
	const id = "DKER-EE-003200"
	user := func(m facts.Maybe[string]) option {
		return func(c *facts.Container) { c.Inspect.Value.Config.Value.User = m }
	}
	is := func(name string) option { return user(facts.Some(name)) }
	bad := is("root")
	rows := slices.Concat(byContainer(bad, `User="root"`), byState(bad, `User="root"`), bySilence(id, bad), []ruletest.Case{
		row("a name", fine, "which number the user app has is in the image alone", linux, have(container("web", is("app")))),
		row("a number", fine, "PASS 1 ", linux, have(container("web", is("1000:0")))),
		row("the administrator of containers of Windows", open, "OPEN web", onWindows, have(container("web", is("ContainerAdministrator")))),
		row("the same in lower case", open, "OPEN web", onWindows, have(container("web", is("containeradministrator")))),
		row("the administrator of Windows", open, "OPEN web", onWindows, have(container("web", is("Administrator")))),
		row("a user of Linux of that name", fine, "which number the user administrator has", linux, have(container("web", is("administrator")))),
		row("not collected", unclear, "User", linux, have(container("web", user(facts.Maybe[string]{})))),
		row("configuration not collected", unclear, "User not known", linux, have(container("web", func(c *facts.Container) { c.Inspect.Value.Config = facts.Maybe[facts.ContainerConfig]{} }))),
	})
	for _, name := range []string{"", "0", "00", "0:0", "0:1000", "root:app", "+0", " ", ":1000"} {
		rows = append(rows, row("root as "+name, open, "OPEN web", linux, have(container("web", is(name)))))
	}
	ruletest.Run(t, dockeree.Rules, id, rows...)
}
