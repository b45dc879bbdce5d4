package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000620(t *testing.T) {
	ruletest.Run(t, mke.Rules, "CNTR-MK-000620", byRegistry("CNTR-MK-000620", "createRepositoryOnPush")...)
}
