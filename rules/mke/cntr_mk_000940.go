package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000940 = rules.Rule{
	ID:    "CNTR-MK-000940",
	Scope: rules.Cluster,
	Reading: "Both values of the session settings, exactly: the text says \"set to\", so a shorter lifetime is " +
		"a finding too, and the details say that it is stricter.",
	Warnings: []string{"Everybody is logged out ten minutes after logging in, whatever they are doing."},
	Check:    platform.SessionLimits,
}
