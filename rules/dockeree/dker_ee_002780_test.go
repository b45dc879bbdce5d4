package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002780(t *testing.T) {
	const id = "DKER-EE-002780"
	limit := func(m facts.Maybe[*int64]) option { return host(func(h *facts.HostConfig) { h.PidsLimit = m }) }
	number := func(n int64) option { return limit(facts.Some(&n)) }
	bad := number(0)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "PidsLimit=0"), byState(bad, "PidsLimit=0"), byLinux(bad), bySilence(id, bad), []ruletest.Case{
		row("minus one", open, "PidsLimit=-1", linux, have(container("web", number(-1)))),
		row("null", open, "PidsLimit=null", linux, have(container("web", limit(facts.Some[*int64](nil))))),
		row("one", fine, "PASS 1 ", linux, have(container("web", number(1)))),
		row("not collected", unclear, "PidsLimit", linux, have(container("web", limit(facts.Maybe[*int64]{})))),
	})...)
}
