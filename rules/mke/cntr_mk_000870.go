package mke

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000870 = rules.Rule{
	ID: "CNTR-MK-000870",
	Reading: "The exact element name=fips in the security options of the node's own engine, on every node and not " +
		"only on controllers. A search of the whole output for \"fips\" would also find host names and labels.",
	Warnings: []string{"Community engines never report FIPS; the fix needs Mirantis Container Runtime on a kernel in FIPS mode."},
	Check: rules.About("security options", "SecurityOptions holds name=fips", rules.FromCase(
		[]string{facts.EngineInfo.Name, facts.Sysctl.Name}, platform.FIPS)),
}
