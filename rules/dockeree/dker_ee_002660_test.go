package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002660(t *testing.T) {
	const id = "DKER-EE-002660"
	required := ruletest.SSP(`secrets: {swarm_required: [db, tls]}`)
	secrets := func(text string) facts.Setting { return ruletest.Bundle(`{"cluster":{"swarm":` + text + `}}`) }
	const all = `{"secrets":[{"name":"db"},{"name":"tls"},{"name":"more"}]}`
	ruletest.Run(t, dockeree.Rules, id,
		row("all there", fine, "PASS secret db: exists", required, secrets(all)),
		row("one lacks", open, "secret tls: is not there", required, secrets(`{"secrets":[{"name":"db"},{"name":"TLS"}]}`)),
		row("none there", open, "secret db: is not there", required, secrets(`{"secrets":[]}`)),
		row("one lacks in a partial list", unclear, "partly collected", required, secrets(`{"secrets":{"$partial":[{"name":"db"}]}}`)),
		row("none required", fine, "requires none", ruletest.SSP(`secrets: {swarm_required: []}`), secrets(all)),
		row("nothing said", unclear, "ssp:secrets.swarm_required", secrets(all)),
		row("list not collected", unclear, "swarm.secrets: not collected", required, secrets(`{"nodes":[]}`)),
		row("list denied", unclear, "swarm.secrets: denied: x", required, secrets(`{"secrets":{"$denied":"x"}}`)),
		row("swarm not collected", unclear, "swarm: not collected", required),
		row("swarm denied", unclear, "swarm: denied: x", required, secrets(`{"$denied":"x"}`)),
	)
}
