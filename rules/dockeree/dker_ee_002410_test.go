package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002410(t *testing.T) {
	const id = "DKER-EE-002410"
	ruletest.Run(t, dockeree.Rules, id, byAttestation(id, "secrets_process_documented")...)
}
