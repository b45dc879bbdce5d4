package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE003310 = rules.Rule{
	ID:    "DKER-EE-003310",
	Class: rules.GivenSSP,
	Reading: "Both options must stand in daemon.json and be those of ssp.yaml; sizes are compared by their value. A file or an option that is not there is a " +
		"finding whatever the driver, by the text, although only json-file and local know these options: the rules on the log " +
		"driver contradict this one.",
	Warnings: []string{"The engine does not start with max-size or max-file beside a driver that does not know them."},
	Check: rules.About("log-opts", "max-size and max-file as ssp logging states", rules.FromCase(
		[]string{facts.DaemonConfig.Name, facts.EngineArgs.Name, facts.EngineInfo.Name, facts.SSPLogMaxSize.Name, facts.SSPLogMaxFile.Name}, logOptions("DKER-EE-003230 and DKER-EE-003320"))),
}
