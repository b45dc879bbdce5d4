package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE004260(t *testing.T) {
	const id = "DKER-EE-004260"
	registry := func(tags string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"msr":{"present":true,"major":2,"tags":` + tags + `},"mke_api.registries":[]}}`)
	}
	tag := func(name, signed string) string {
		return `{"repo":"shop/web","name":"` + name + `","inNotary":` + signed + `}`
	}
	ruletest.Run(t, dockeree.Rules, id, append(byRegistry(),
		row("all signed", fine, "PASS 2 tags: signed", registry(`[`+tag("1", "true")+`,`+tag("2", "true")+`]`)),
		row("registries not collected", unclear, "mke_api.registries: not collected", ruletest.Bundle(`{"cluster":{"msr":{"present":true,"tags":[]}}}`)),
		row("another registry", unclear, "MKE knows the registry dtr2.example.mil too", registry(`[`+tag("1", "true")+`]`), facts.MKERegistries.Is([]facts.MKERegistry{{HostAddress: "dtr2.example.mil"}})),
		row("one unsigned", open, "OPEN shop/web:2: inNotary=false", registry(`[`+tag("1", "true")+`,`+tag("2", "false")+`]`)),
		row("one unsigned in a partial list", open, "shop/web:2", registry(`{"$partial":[`+tag("2", "false")+`]}`)),
		row("signed in a partial list", unclear, "msr.tags: partly collected", registry(`{"$partial":[`+tag("1", "true")+`]}`)),
		row("one not known", unclear, "msr.tags[shop/web:1].inNotary: not collected", registry(`[`+tag("1", "null")+`]`)),
		row("no tag", fine, "the registry holds no tag", registry(`[],"repositories":[]`)),
		row("no tag, and repositories denied", unclear, "msr.repositories: denied: 403", registry(`[],"repositories":{"$denied":"403"}`)),
		row("no tag, and repositories not collected", unclear, "msr.repositories: not collected", registry(`[]`)),
		row("list denied", unclear, "msr.tags: denied: 403", registry(`{"$denied":"403"}`)),
		row("list not collected", unclear, "msr.tags: not collected", ruletest.Bundle(`{"cluster":{"msr":{"present":true}}}`)),
	)...)
}
