package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001900(t *testing.T) {
	ruletest.Run(t, dockeree.Rules, "DKER-EE-001900", bySwitch("createRepositoryOnPush")...)
}
