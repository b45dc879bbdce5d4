package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001910 = rules.Rule{
	ID:    "DKER-EE-001910",
	Scope: rules.Cluster,
	Reading: "Both switches of the usage page. The file stores them the other way round: a box that is not " +
		"checked on the page is true here. A key that the export lacks is unknown, not false.",
	Check: platform.Settings("neither usage nor API data is sent",
		platform.Setting{Path: "tracking_configuration.disable_usageinfo", Want: "is true", Read: platform.IsBool(true)},
		platform.Setting{Path: "tracking_configuration.disable_tracking", Want: "is true", Read: platform.IsBool(true)},
	),
}
