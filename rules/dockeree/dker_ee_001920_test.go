package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001920(t *testing.T) {
	const id = "DKER-EE-001920"
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(bySwitch("reportAnalytics"))...)
}
