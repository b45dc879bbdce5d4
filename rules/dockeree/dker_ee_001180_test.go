package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001180(t *testing.T) {
	const id = "DKER-EE-001180"
	registry := func(users string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"msr":{"present":true,"major":2,"accounts":{"users":` + users + `,"orgs":[{"name":"shop","members":["alice"],"teams":[{"name":"dev","members":["alice"]}]}]},
			"repositories":[{"namespace":"shop","name":"api","access":{"shop/dev":"read-write"}}]},"mke_api.registries":[]}}`)
	}
	const users = `[{"name":"alice","isAdmin":false}]`
	stated := func(members string) facts.Setting {
		return ruletest.SSP(`{msr: {in_use: true}, registry_rbac: {orgs: {shop: {members: ` + members + `, teams: {dev: [alice]}}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}}`)
	}
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byRegistry(), []ruletest.Case{
		row("equal", fine, "as ssp.yaml states them", registry(users), stated("[alice]")),
		row("a member too many", open, "membership alice in shop", registry(users), stated("[]")),
		row("a member lacks", open, "bob", registry(users), stated("[alice, bob]")),
		row("nothing stated", unclear, "ssp:registry_rbac", registry(users), ruletest.SSP("msr: {in_use: true}")),
		row("registry not collected", unclear, "msr: not collected", stated("[alice]")),
		row("accounts denied", unclear, "denied: 403", ruletest.Bundle(`{"cluster":{"msr":{"present":true,"accounts":{"$denied":"403"}}}}`), stated("[alice]")),
	})...)
}
