package mke

import "github.com/stigwright/stigwright/rules"

var cntrMK000940 = rules.Rule{
	ID:    "CNTR-MK-000940",
	Scope: rules.Cluster,
	Reading: "Both values of the session settings, exactly: the text says \"set to\", so a shorter lifetime is " +
		"a finding too, and the details say that it is stricter.",
	Warnings: []string{"Everybody is logged out ten minutes after logging in, whatever they are doing."},
	Check: settings("sessions end after 10 minutes and are not renewed",
		setting{"auth.sessions.lifetime_minutes", "is 10", isInt(10, func(n int64) bool { return n > 0 && n < 10 })},
		setting{"auth.sessions.renewal_threshold_minutes", "is 0", isInt(0, nil)},
	),
}
