package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002770(t *testing.T) {
	const id = "DKER-EE-002770"
	health := func(change func(*facts.Inspect)) option { return func(c *facts.Container) { change(&c.Inspect.Value) } }
	says := func(status string) option {
		return health(func(i *facts.Inspect) {
			i.State = facts.Some(facts.ContainerState{Status: "running", Health: facts.Some(facts.Health{Status: status})})
		})
	}
	silent := func(check facts.Maybe[bool]) option {
		return health(func(i *facts.Inspect) {
			i.State = facts.Some(facts.ContainerState{Status: "running"})
			i.Config.Value.Healthcheck = check
		})
	}
	bad := says("unhealthy")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "Health=unhealthy"), bySilence(id, bad), []ruletest.Case{
		row("starting", open, "Health=starting", linux, have(container("web", says("starting")))),
		row("without a check", open, "no health check", linux, have(container("web", silent(facts.Some(false))))),
		row("says there is none", open, "no health check", linux, have(container("web", says("none")))),
		row("a check of which nothing is known", unclear, "Health", linux, have(container("web", silent(facts.Some(true))))),
		row("nothing known at all", unclear, "Health", linux, have(container("web", silent(facts.Maybe[bool]{})))),
		row("state not known", unclear, "Health not known", linux, have(container("web", health(func(i *facts.Inspect) { i.State = facts.Maybe[facts.ContainerState]{} })))),
		row("stopped", fine, "1 stopped container is not judged", linux, have(container("web", bad, inState("exited")))),
	})...)
}
