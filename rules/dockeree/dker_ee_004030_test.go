package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE004030(t *testing.T) {
	const id = "DKER-EE-004030"
	policy := func(name string, tries int) option {
		return host(func(h *facts.HostConfig) {
			h.RestartPolicy = facts.Some(facts.RestartPolicy{Name: facts.Some(name), MaximumRetryCount: facts.Some(tries)})
		})
	}
	bad := policy("always", 0)
	const actual = `RestartPolicy="always", MaximumRetryCount=0`
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, actual), byState(bad, actual), byFilter(id, bad), []ruletest.Case{
		row("unless-stopped", open, "which the text does not name", linux, have(container("web", policy("unless-stopped", 0)))),
		row("on-failure without end", open, "which means without end", linux, have(container("web", policy("on-failure", 0)))),
		row("on-failure, 6", open, "MaximumRetryCount=6", linux, have(container("web", policy("on-failure", 6)))),
		row("on-failure, 5", fine, "PASS 1 ", linux, have(container("web", policy("on-failure", 5)))),
		row("on-failure, 1", fine, "PASS 1 ", linux, have(container("web", policy("on-failure", 1)))),
		row("no", fine, "PASS 1 ", linux, have(container("web", policy("no", 0)))),
		row("a word the text does not know", unclear, "a policy that the text does not know", linux, have(container("web", policy("sometimes", 1)))),
		row("a policy without its name", unclear, "Name: not collected", linux, have(container("web", func(c *facts.Container) {
			c.Inspect.Value.HostConfig.Value.RestartPolicy = facts.Some(facts.RestartPolicy{MaximumRetryCount: facts.Some(0)})
		}))),
		row("a name that was denied", unclear, "Name: denied: x", linux, have(container("web", host(func(h *facts.HostConfig) {
			h.RestartPolicy = facts.Some(facts.RestartPolicy{Name: facts.Maybe[string]{State: facts.Denied, Error: "x"}})
		})))),
		row("on-failure, attempts not known", unclear, "MaximumRetryCount: not collected", linux, have(container("web", host(func(h *facts.HostConfig) {
			h.RestartPolicy = facts.Some(facts.RestartPolicy{Name: facts.Some("on-failure")})
		})))),
		row("always, attempts not known", open, `RestartPolicy="always"`, linux, have(container("web", host(func(h *facts.HostConfig) {
			h.RestartPolicy = facts.Some(facts.RestartPolicy{Name: facts.Some("always")})
		})))),
		row("as a bundle says it, without a name", unclear, "Name: not collected", linux, ruletest.Bundle(
			`{"node":{"docker_engine.containers":[{"Id":"a","Names":["/web"],"State":"running","inspect":{"HostConfig":{"RestartPolicy":{"MaximumRetryCount":3}}}}]}}`)),
		row("not collected", unclear, "RestartPolicy", linux, have(container("web", host(func(h *facts.HostConfig) { h.RestartPolicy = facts.Maybe[facts.RestartPolicy]{} })))),
	})...)
}
