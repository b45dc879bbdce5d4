package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

var dkerEE001370 = rules.Rule{
	ID:    "DKER-EE-001370",
	Class: rules.GivenSSP,
	Reading: "log-opts of daemon.json must have max-size and max-file, with the values of ssp.yaml; which driver is in force " +
		"the text does not ask, so lacking options are a finding whatever it is. Sizes are compared by their value. Only " +
		"json-file and local have these options: DKER-EE-003230 wants another driver, which contradicts this rule.",
	Warnings: []string{
		"The engine refuses to start a container where its log driver does not know an option of log-opts, as journald " +
			"and syslog do not know these.",
	},
	Check: rules.About("log-opts", "max-size and max-file as ssp logging states", rules.FromCase(
		[]string{facts.DaemonConfig.Name, facts.EngineArgs.Name, facts.EngineInfo.Name, facts.SSPLogMaxSize.Name, facts.SSPLogMaxFile.Name}, logOptions("DKER-EE-003230"))),
}
