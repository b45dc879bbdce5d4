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
	Check: platform.Settings("sessions end after 10 minutes and are not renewed",
		platform.Setting{Path: "auth.sessions.lifetime_minutes", Want: "is 10", Read: platform.IsInt(10, func(n int64) bool { return n > 0 && n < 10 })},
		platform.Setting{Path: "auth.sessions.renewal_threshold_minutes", Want: "is 0", Read: platform.IsInt(0, nil)},
	),
}
