package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002000(t *testing.T) {
	const id = "DKER-EE-002000"
	mode := func(m string) option { return host(func(h *facts.HostConfig) { h.NetworkMode = facts.Some(m) }) }
	bad := mode("host")
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "NetworkMode=host"), byState(bad, "NetworkMode=host"), byFilter(id, bad), []ruletest.Case{
		row("attached to the network host", open, "attached to the network host", have(container("web", func(c *facts.Container) {
			c.Inspect.Value.NetworkSettings.Value.Networks = facts.Some(map[string]struct{}{"host": {}})
		}))),
		row("joins one that has it", open, "OPEN web (shop/web:1): NetworkMode=container:id-api, and api has NetworkMode=host", have(container("web", mode("container:id-api")), container("api", bad))),
		row("joins one that nobody knows", unclear, "is not known", have(container("web", mode("container:abc")))),
		row("no documented exception", open, "OPEN web", have(container("web", bad)), signedOff(`exceptions: {host_network: [{container: web, reason: r, approved_by: a, on: 2026-01-15}]}`)),
		row("windows is judged too", open, "OPEN web", onWindows, have(container("web", bad))),
		row("mode not collected", unclear, "NetworkMode not known", have(container("web", host(func(h *facts.HostConfig) { *h = facts.HostConfig{} })))),
	})...)
}
