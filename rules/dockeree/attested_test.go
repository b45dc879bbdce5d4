package dockeree_test

import "github.com/stigwright/stigwright/rules/ruletest"

// byAttestation is the rows of the rules that a dated statement on the cluster decides.
func byAttestation(id, key string) []ruletest.Case {
	return []ruletest.Case{
		row("attested", fine, "attested true; by A. Roe, ISSO on 2026-10-01, expires 2027-10-01, evidence: ticket 4711", attested(id, key, "true", "2026-10-01", "2027-10-01", "")),
		row("attested as lacking", open, "attested false", attested(id, key, "false", "2026-10-01", "2027-10-01", "")),
		row("no truth value", unclear, "want true or false", attested(id, key, "maybe", "2026-10-01", "2027-10-01", "")),
		row("expired", unclear, "expired 2026-11-20", attested(id, key, "true", "2026-10-01", "2026-11-20", "")),
		row("dated after the evaluation", unclear, "attestation "+key, attested(id, key, "true", "2026-12-01", "2027-10-01", "")),
		row("for a host", unclear, "does not cover the cluster", attested(id, key, "true", "2026-10-01", "2027-10-01", `, assets: ["node1.*"]`)),
		row("for the cluster", fine, "attested true", attested(id, key, "true", "2026-10-01", "2027-10-01", ", assets: [cluster]")),
		row("on another check text", unclear, "the check text changed since 2026-10-01", attested(id, key, "true", "2026-10-01", "2027-10-01", `, check_sha256: "0000000000000000000000000000000000000000000000000000000000000002"`)),
		row("of another rule", unclear, "nobody has attested it", attested("DKER-EE-000000", key, "true", "2026-10-01", "2027-10-01", "")),
		row("no ssp.yaml", unclear, "no ssp.yaml given"),
	}
}
