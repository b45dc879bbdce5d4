package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003340(t *testing.T) {
	const id = "DKER-EE-003340"
	ruletest.Run(t, dockeree.Rules, id, byAttestation(id, "siem_audit_failure")...)
}
