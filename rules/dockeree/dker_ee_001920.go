package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001920 = rules.Rule{
	ID:            "DKER-EE-001920",
	Scope:         rules.Registry,
	Reading:       "The registry's own switch for analytics. A switch that was not read is unknown, never off.",
	NotApplicable: platform.NoRegistry,
	Check:         platform.RegistrySetting("reportAnalytics", false, func(s facts.MSRSettings) facts.Maybe[bool] { return s.ReportAnalytics }),
}
