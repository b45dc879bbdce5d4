package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001240(t *testing.T) {
	const id = "DKER-EE-001240"
	pid := func(mode string) option { return host(func(h *facts.HostConfig) { h.PidMode = facts.Some(mode) }) }
	bad := pid("host")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "PidMode=host"), byState(bad, "PidMode=host"), byLinux(bad), byFilter(id, bad), []ruletest.Case{
		row("another container's, which is not listed", unclear, "the container that it joins, abc, is not among those of the node", linux, have(container("web", pid("container:abc")))),
		row("another container's is not the host's", fine, "PASS 2", linux, have(container("db"), container("web", pid("container:id-db")))),
		row("mode not collected", unclear, "PidMode", linux, have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
