package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003320(t *testing.T) {
	const id = "DKER-EE-003320"
	with := func(driver string) facts.Setting { return onEngine(driver, `{"log-driver":"`+driver+`"}`) }
	shown := func(value string) facts.Setting {
		return attested(id, "log_forwarding_shown", value, "2026-10-01", "2027-10-01", `, assets: ["node1.*"]`)
	}
	ruletest.Run(t, dockeree.Rules, id, append(byBadFile(shown("true")),
		row("shown", fine, "by A. Roe, ISSO", with("syslog"), shown("true")),
		row("shown not to", open, "attested false", with("syslog"), shown("false")),
		row("not shown", unclear, "attestation log_forwarding_shown: no ssp.yaml given", with("syslog")),
		row("shown long ago", unclear, "expired", with("syslog"), attested(id, "log_forwarding_shown", "true", "2025-10-01", "2026-10-01", `, assets: ["node1.*"]`)),
		row("shown on another node", unclear, "does not cover", with("syslog"), attested(id, "log_forwarding_shown", "true", "2026-10-01", "2027-10-01", `, assets: ["node2.*"]`)),
		row("keeps logs on the host", open, "json-file", with("json-file"), shown("true")),
		row("keeps logs on the host, not shown", open, "local", with("local")),
		row("by an argument alone", open, "not set", onEngine("syslog", `{}`), shown("true")),
		row("driver not known", unclear, "not collected", shown("true")),
	)...)
}
