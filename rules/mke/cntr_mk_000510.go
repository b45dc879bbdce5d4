package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000510 = rules.Rule{
	ID:    "CNTR-MK-000510",
	Scope: rules.Registry,
	Reading: "The registry's own switch for analytics. A switch that was not read is unknown, never off, and so is that " +
		"of another registry that MKE knows.",
	NotApplicable: platform.NoRegistry,
	Check: platform.RegistrySetting("reportAnalytics", false, func(s facts.MSRSettings) facts.Maybe[bool] {
		return s.ReportAnalytics
	}),
}
