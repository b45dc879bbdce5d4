package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE004040(t *testing.T) {
	const id = "DKER-EE-004040"
	limits := func(m facts.Maybe[[]facts.Ulimit]) option { return host(func(h *facts.HostConfig) { h.Ulimits = m }) }
	nofile := func(soft, hard int64) option {
		return limits(facts.Some([]facts.Ulimit{{Name: "nofile", Soft: soft, Hard: hard}}))
	}
	approved := ruletest.SSP(`images: {ulimits: [{name: nofile, hard: 2048}, {name: core, soft: 0, hard: 0}]}`)
	bad := nofile(1024, 4096)
	const actual = "Ulimits=[nofile=1024:4096], not in ssp.yaml: nofile=1024:4096"
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, actual, approved), byState(bad, actual, approved), []ruletest.Case{
		row("approved, the soft one at will", fine, "EXCLUDED web (shop/web:1): Ulimits=[nofile=5:2048]", linux, approved, have(container("web", nofile(5, 2048)))),
		row("another limit", open, "nproc=1:1", linux, approved, have(container("web", limits(facts.Some([]facts.Ulimit{{Name: "nproc", Soft: 1, Hard: 1}}))))),
		row("one of two", open, "not in ssp.yaml: nproc=1:1", linux, approved, have(container("web", limits(facts.Some([]facts.Ulimit{{Name: "nofile", Hard: 2048}, {Name: "nproc", Soft: 1, Hard: 1}}))))),
		row("none approved", open, "not in ssp.yaml: nofile", linux, ruletest.SSP(`images: {ulimits: []}`), have(container("web", nofile(5, 2048)))),
		row("nothing stated", unclear, "ssp:images.ulimits", linux, have(container("web", bad))),
		row("nothing stated and none set", fine, "PASS 1 ", linux, have(container("web"))),
		row("null", fine, "PASS 1 ", linux, have(container("web", limits(facts.Some[[]facts.Ulimit](nil))))),
		row("not collected", unclear, "Ulimits", linux, approved, have(container("web", limits(facts.Maybe[[]facts.Ulimit]{})))),
		row("windows", notAppl, "The node runs Windows", onWindows, approved, have(container("web", bad))),
		row("system not known", unclear, "whether it runs Linux", approved, have(container("web"))),
	})...)
}
