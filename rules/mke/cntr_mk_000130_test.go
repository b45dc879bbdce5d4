package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000130(t *testing.T) {
	const id = "CNTR-MK-000130"
	swarm := func(secrets string) facts.Setting { return cluster("swarm", `"secrets":`+secrets, "") }
	kubernetes := func(secrets, references string) facts.Setting {
		return cluster("kubernetes", "", `"k8s":{"secrets":`+secrets+`,"secret_env_refs":`+references+`}`)
	}
	const db, shop = `[{"name":"db_password"}]`, `[{"namespace":"shop","name":"db-password"}]`
	const reference = `[{"kind":"Deployment","namespace":"shop","name":"api","via":"env.secretKeyRef"}]`
	needsDB := signedOff("secrets: {swarm_required: [db_password]}")
	needsShop := signedOff("secrets: {kubernetes_required: [{namespace: shop, name: db-password}]}")

	ruletest.Run(t, mke.Rules, id,
		row("a user's service in a cluster of Kubernetes alone", open, "OPEN secret app_db_password",
			cluster("kubernetes", `"services":[{"Spec":{"Name":"shop_api"}}],"secrets":[]`, `"k8s":{"secrets":[],"secret_env_refs":[]}`),
			signedOff("secrets: {swarm_required: [app_db_password], kubernetes_required: []}")),
		row("swarm: there", fine, "PASS secret db_password: exists", swarm(db), needsDB),
		row("swarm: not there", open, "OPEN secret db_password: is not there", swarm(`[]`), needsDB),
		row("swarm: under a similar name", open, "OPEN secret db_password", swarm(`[{"name":"db_password_old"}]`), needsDB),
		row("swarm: in other letters", open, "OPEN secret db_password", swarm(`[{"name":"DB_PASSWORD"}]`), needsDB),
		row("swarm: nothing decided", unclear, "ssp:secrets.swarm_required: ssp.yaml does not say", swarm(db), signedOff("")),
		row("swarm: none required", fine, "ssp.yaml requires none; approved by J. Doe, ISSM", swarm(`[]`), signedOff("secrets: {swarm_required: []}")),
		row("swarm: none required, list denied", unclear, "swarm.secrets: denied", swarm(`{"$denied":"403"}`), signedOff("secrets: {swarm_required: []}")),
		row("swarm: list not collected", unclear, "swarm.secrets: not collected", cluster("swarm", "", ""), needsDB),
		row("swarm: list partial, not in it", unclear, "not in what is known of swarm.secrets", swarm(`{"$partial":[]}`), needsDB),
		row("swarm: list partial, in it", unclear, "swarm.secrets: partly", swarm(`{"$partial":`+db+`}`), needsDB),
		row("swarm: a config is no secret", open, "OPEN secret db_password", cluster("swarm", `"secrets":[],"configs":[{"name":"db_password"}]`, ""), needsDB),
		row("swarm: approval lapsed", unclear, "approvals.secrets", swarm(db), signedOff("approvals: {secrets: {by: a, on: 2026-01-15, expires: 2026-10-01}}\nsecrets: {swarm_required: [db_password]}")),

		row("kubernetes: there", fine, "PASS secret shop/db-password: exists", kubernetes(shop, `[]`), needsShop),
		row("kubernetes: in another namespace", open, "OPEN secret shop/db-password: is not there", kubernetes(`[{"namespace":"ops","name":"db-password"}]`, `[]`), needsShop),
		row("kubernetes: nothing decided", unclear, "ssp:secrets.kubernetes_required", kubernetes(shop, `[]`), signedOff("")),
		row("kubernetes: list denied", unclear, "k8s.secrets: denied", kubernetes(`{"$denied":"403"}`, `[]`), needsShop),
		row("kubernetes: list partial, not in it", unclear, "k8s.secrets: partly", kubernetes(`{"$partial":[]}`, `[]`), needsShop),
		row("a secret as an environment variable", open, "OPEN Deployment shop/api: env.secretKeyRef", kubernetes(shop, reference), needsShop),
		row("a secret as an environment variable, nothing else known", open, "OPEN Deployment shop/api", kubernetes(`{"$denied":"403"}`, reference)),
		row("a reference in a partial list", open, "OPEN Deployment", kubernetes(shop, `{"$partial":`+reference+`}`), needsShop),
		row("no reference in a partial list", unclear, "k8s.secret_env_refs: partly", kubernetes(shop, `{"$partial":[]}`), needsShop),
		row("references not collected", unclear, "k8s.secret_env_refs: not collected", cluster("kubernetes", "", `"k8s":{"secrets":`+shop+`}`), needsShop),
		row("an exemption is printed only", open, "does not count: the rule's text knows no exception", kubernetes(shop, reference), exempted(id, "name: api", "2026-01-15", "2027-01-15")),
		row("encryption at rest answers another question", open, "NOTE KMSEnabled=true", cluster("kubernetes", "",
			`"mke_api.config_kubernetes":{"KMSEnabled":true},"k8s":{"secrets":`+shop+`,"secret_env_refs":`+reference+`}`), needsShop),

		row("mixed needs both", unclear, "ssp:secrets.kubernetes_required", cluster("mixed", `"secrets":`+db, `"k8s":{"secrets":`+shop+`,"secret_env_refs":[]}`), needsDB),
		row("mixed has both", fine, "PASS secret shop/db-password", cluster("mixed", `"secrets":`+db, `"k8s":{"secrets":`+shop+`,"secret_env_refs":[]}`),
			signedOff("secrets: {swarm_required: [db_password], kubernetes_required: [{namespace: shop, name: db-password}]}")),
		row("a secret as an environment variable where the labels say swarm", open, "OPEN Deployment shop/api", cluster("swarm", `"secrets":`+db, `"k8s":{"secret_env_refs":`+reference+`}`), needsDB),
		row("orchestrator unknown needs both", unclear, "k8s: not collected", cluster("", `"secrets":`+db, ""), needsDB),
		row("nothing collected", unclear, "swarm: not collected"),
	)
}

// Names of environment variables are a hint, and never more.
func TestSecretLookingKeysAreAHint(t *testing.T) {
	node := &facts.Bundle{Kind: facts.NodeBundle, Facts: map[string]facts.Fact{facts.Containers.Name: {State: facts.OK, Complete: true,
		Value: []facts.Container{whole("web", func(c *facts.Container) {
			c.Inspect.Value.Config = facts.Some(facts.ContainerConfig{EnvKeys: facts.Some([]string{"PATH", "DB_PASSWORD"})})
		})}}}}
	ruletest.Run(t, mke.Rules, "CNTR-MK-000130",
		row("a password's name", fine, "NOTE environment variables whose names look like secrets: web (DB_PASSWORD)",
			cluster("swarm", `"secrets":[]`, ""), signedOff("secrets: {swarm_required: []}"), func(s *facts.Snapshot) { s.Nodes = []*facts.Bundle{node} }))
}
