package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002050(t *testing.T) {
	const id = "DKER-EE-002050"
	mount := func(propagation string) option {
		return func(c *facts.Container) {
			c.Inspect.Value.Mounts = facts.Some([]facts.Mount{{Type: "bind", Source: "/srv", Destination: "/d", Propagation: propagation, RW: facts.Some(true)}})
		}
	}
	bad := mount("shared")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "mounts /srv at /d (shared)"), byState(bad, "mounts /srv at /d (shared)"), byFilter(id, bad), []ruletest.Case{
		row("recursively shared", open, "(rshared)", have(container("web", mount("rshared")))),
		row("private", fine, "no shared mount", have(container("web", mount("rprivate")))),
		row("slave", fine, "no shared mount", have(container("web", mount("rslave")))),
		row("asked for", open, "/srv at /d (rshared)", have(container("web", host(func(h *facts.HostConfig) { h.Binds = facts.Some([]string{"/srv:/d:ro,rshared"}) })))),
		row("a bind mount that says nothing", unclear, "its Propagation is not given", have(container("web", mount("")))),
		row("mounts not collected", unclear, "Mounts: not collected", have(container("web", func(c *facts.Container) { c.Inspect.Value.Mounts = facts.Maybe[[]facts.Mount]{} }))),
	})...)
}
