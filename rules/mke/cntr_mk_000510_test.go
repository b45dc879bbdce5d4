package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000510(t *testing.T) {
	ruletest.Run(t, mke.Rules, "CNTR-MK-000510", byRegistry("CNTR-MK-000510", "reportAnalytics")...)
}
