package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE005070(t *testing.T) {
	const id = "DKER-EE-005070"
	ruletest.Run(t, dockeree.Rules, id, byAttestation(id, "unlock_key_rotation")...)
}
