package mke

import "github.com/stigwright/stigwright/rules"

var cntrMK000500 = rules.Rule{
	ID:    "CNTR-MK-000500",
	Scope: rules.Cluster,
	Reading: "Both switches of the usage page. The file stores them the other way round: a box that is not " +
		"checked on the page is true here. A key that the export lacks is unknown, not false.",
	Check: settings("neither usage nor API data is sent",
		setting{"tracking_configuration.disable_usageinfo", "is true", isBool(true)},
		setting{"tracking_configuration.disable_tracking", "is true", isBool(true)},
	),
}
