package mke_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000770(t *testing.T) {
	const id = "CNTR-MK-000770"
	const ingress = `{"Name":"ingress","Driver":"overlay","Scope":"swarm","Ingress":true,"Options":{}}`
	const published = `[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","PublishedPort":80,"PublishMode":"ingress"}]}}]`
	const onHosts = `[{"Spec":{"Name":"shop"},"Endpoint":{"Ports":[{"Protocol":"tcp","PublishedPort":80,"PublishMode":"host"}]}}]`
	networks := func(list string) facts.Setting { return cluster("swarm", `"services":[],"networks":`+list, "") }
	with := func(services string) facts.Setting {
		return cluster("swarm", `"services":`+services+`,"networks":[`+ingress+`]`, "")
	}
	overlay := func(name, options string) string {
		return `{"Name":"` + name + `","Driver":"overlay","Scope":"swarm","Ingress":false,"Options":` + options + `}`
	}
	excepted := func(entry string) facts.Setting {
		return signedOff("exceptions: {unencrypted_overlay: [" + entry + "]}")
	}
	signed := func(name string) facts.Setting {
		return excepted(`{network: ` + name + `, reason: "encrypted by the application", approved_by: "A. Roe, ISSO", on: 2026-01-15, expires: 2027-01-15}`)
	}
	plain := networks(`[` + overlay("shop", `{}`) + `]`)
	secure := func(value string) facts.Setting {
		return cluster("kubernetes", "", `"mke_config":{"cluster_config":{`+value+`}}`)
	}

	ruletest.Run(t, mke.Rules, id, slices.Concat([]ruletest.Case{
		row("a user's service where ssp.yaml says kubernetes", open, "OPEN network shop", cluster("", `"services":`+published+`,"networks":[`+overlay("shop", `{}`)+`]`,
			`"mke_config":{"cluster_config":{"secure_overlay":true}}`), signedOff("orchestrator: kubernetes\nexceptions: {unencrypted_overlay: []}")),
		row("encrypted", fine, "PASS 1 other network", networks(`[`+overlay("shop", `{"encrypted":""}`)+`]`)),
		row("encrypted, spelled out", fine, "PASS 1 other network", networks(`[`+overlay("shop", `{"encrypted":"true"}`)+`]`)),
		row("encrypted=false", unclear, `encrypted="false"`, networks(`[`+overlay("shop", `{"encrypted":"false"}`)+`]`)),
		row("not encrypted, none excepted", open, "OPEN network shop: driver overlay, scope swarm, not encrypted", plain, excepted("")),
		row("not encrypted, nothing decided", unclear, "ssp:exceptions.unencrypted_overlay: ssp.yaml does not say", plain, signedOff("")),
		row("excepted", fine, `documented exception: "encrypted by the application", approved by A. Roe, ISSO, on 2026-01-15, expires 2027-01-15`, plain, signed("shop")),
		row("another excepted", open, "OPEN network shop", plain, signed("shop_backend")),
		row("exception expired", open, "OPEN network shop", plain, excepted(`{network: shop, reason: r, approved_by: a, on: 2026-01-15, expires: 2026-11-20}`)),
		row("exception without a reason", open, "OPEN network shop", plain, excepted(`{network: shop, approved_by: a, on: 2026-01-15}`)),
		row("approval lapsed", unclear, "approvals.exceptions", plain, signedOff("approvals: {exceptions: {by: a, on: 2026-01-15, expires: 2026-10-01}}\nexceptions: {unencrypted_overlay: [{network: shop, reason: r, approved_by: a, on: 2026-01-15}]}")),
		row("another driver beyond one host", open, "OPEN network wide: driver macvlan, scope swarm", networks(`[{"Name":"wide","Driver":"macvlan","Scope":"swarm","Options":{}}]`), excepted("")),
		row("no exception for another driver", open, "OPEN network wide", networks(`[{"Name":"wide","Driver":"macvlan","Scope":"swarm","Options":{}}]`), signed("wide")),
		row("local ones are not judged", fine, "PASS 0 other networks: an encrypted overlay, or unencrypted and in no use that counts; 2 networks local to one host not judged",
			networks(`[{"Name":"bridge","Driver":"bridge","Scope":"local"},{"Name":"docker_gwbridge","Driver":"bridge","Scope":"local"}]`)),
		row("scope not known", unclear, "its scope or its driver is not known", networks(`[{"Name":"x","Driver":"overlay","Options":{}}]`), excepted("")),
		row("options not collected", unclear, "swarm.networks[shop].Options: not collected", networks(`[{"Name":"shop","Driver":"overlay","Scope":"swarm"}]`), excepted("")),
		row("networks not collected", unclear, "swarm.networks: not collected", cluster("swarm", "", "")),
		row("networks denied", unclear, "swarm.networks: denied", networks(`{"$denied":"403"}`)),
		row("networks partial", unclear, "swarm.networks: partly", networks(`{"$partial":[]}`)),
		row("networks partial with an offender", open, "OPEN network shop", networks(`{"$partial":[`+overlay("shop", `{}`)+`]}`), excepted("")),

		row("ingress in no use", fine, "PASS 1 other network", with(`[]`)),
		row("ingress, published on the hosts", fine, "PASS 1 other network", with(onHosts)),
		row("ingress in use", unclear, "services are published through it: shop", with(published), excepted("")),
		row("ingress in use, nothing decided", unclear, "services are published through it: shop", with(published)),
		row("ingress in use, excepted", fine, "EXCLUDED network ingress", with(published), signed("ingress")),
		row("ingress in use, by a service called as the vendor's", unclear, "published through it: ucp-shop",
			with(`[{"Spec":{"Name":"ucp-shop"},"Endpoint":{"Ports":[{"PublishedPort":80,"PublishMode":"ingress"}]}}]`), excepted("")),
		row("ingress, services not collected", unclear, "swarm.services: not collected", cluster("swarm", `"networks":[`+ingress+`]`, "")),
		row("ingress, ports of a service not collected", unclear, "Endpoint.Ports: not collected", with(`[{"Spec":{"Name":"shop"}}]`)),
		row("a user's network called ingress", open, "OPEN network ingress", networks(`[`+overlay("ingress", `{}`)+`]`), excepted("")),
		row("a network called as the vendor's", unclear, "looks like the platform's own", networks(`[`+overlay("ucp-shop", `{}`)+`]`), excepted("")),

		row("secure overlay", fine, "PASS cluster_config.secure_overlay: true", secure(`"secure_overlay":true`)),
		row("secure overlay off", open, "OPEN cluster_config.secure_overlay: false", secure(`"secure_overlay":false`)),
		row("secure overlay off where nobody says what is served", unclear, "whether it applies depends on what the cluster serves", cluster("", `"networks":[]`, `"mke_config":{"cluster_config":{"secure_overlay":false}}`)),
		row("secure overlay off where labels and ssp.yaml disagree", open, "OPEN cluster_config.secure_overlay", cluster("swarm", `"networks":[]`, `"mke_config":{"cluster_config":{"secure_overlay":false}}`), ruletest.SSP("orchestrator: kubernetes")),
		row("secure overlay off where nobody says what is served, and a user's pod runs", open, "OPEN cluster_config.secure_overlay", cluster("", `"networks":[]`,
			`"k8s":{"pods":[{"namespace":"shop","name":"web","uid":"u"}]},"mke_config":{"cluster_config":{"secure_overlay":false}}`)),
		row("secure overlay, an odd type", unclear, "want true or false", secure(`"secure_overlay":1`)),
		row("swarm alone needs no secure overlay", fine, "the Kubernetes part is left out", networks(`[{"Name":"docker_gwbridge","Driver":"bridge","Scope":"local"}]`)),
		row("no network at all", unclear, "swarm.networks: is empty, and every manager has networks", networks(`[]`)),
		row("kubernetes alone needs no Swarm networks", fine, "the Swarm part is left out", secure(`"secure_overlay":true`)),
		row("mixed needs both", unclear, "swarm.networks: not collected", cluster("mixed", "", `"mke_config":{"cluster_config":{"secure_overlay":true}}`)),
		row("orchestrator unknown needs both", unclear, "mke_config: not collected", cluster("", `"networks":[]`, "")),
		row("mixed, one of both", open, "OPEN cluster_config.secure_overlay", cluster("mixed", `"networks":[]`, `"mke_config":{"cluster_config":{"secure_overlay":false}}`)),
	}, []ruletest.Case{
		row("key not in the export", unclear, "has no such key", secure("")),
		row("key attested", fine, "ticket 4711", secure(""), attested(id, "toml:cluster_config.secure_overlay", "true", "2026-10-01", "2027-10-01", "")),
		row("key attested, expired", unclear, "expired 2026-11-20", secure(""), attested(id, "toml:cluster_config.secure_overlay", "true", "2026-10-01", "2026-11-20", "")),
		row("engine versions", fine, "NOTE engine versions of the swarm: 20.10.24", ruletest.Bundle(`{"cluster":{"swarm":{"networks":[{"Name":"docker_gwbridge","Driver":"bridge","Scope":"local"}],"nodes":[
			{"ID":"n1","Spec":{"Labels":{"com.docker.ucp.orchestrator.swarm":"true"}},"Description":{"Engine":{"EngineVersion":"20.10.24"}}}]}}}`)),
	})...)
}
