package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003330(t *testing.T) {
	const id = "DKER-EE-003330"
	ruletest.Run(t, dockeree.Rules, id, byAttestation(id, "siem_storage_75")...)
}
