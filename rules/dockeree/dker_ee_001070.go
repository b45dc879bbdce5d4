package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001070 = rules.Rule{
	ID: "DKER-EE-001070",
	Reading: "The exact element name=fips in the security options of the node's own engine. A search of the whole output for " +
		"\"fips\" would also find host names and labels. The mode of the host is asked for too and has no finding condition " +
		"of its own: it is told as a note.",
	Warnings: []string{
		"Community engines never report FIPS; the fix needs Docker Engine - Enterprise 18.03 or later on a kernel in FIPS " +
			"mode.",
	},
	Check: rules.About("security options", "SecurityOptions holds name=fips", rules.FromCase(
		[]string{facts.EngineInfo.Name, facts.Sysctl.Name}, platform.FIPS)),
}
