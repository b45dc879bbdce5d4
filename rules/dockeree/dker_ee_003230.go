package dockeree

import "github.com/stigwright/stigwright/rules"

var dkerEE003230 = rules.Rule{
	ID: "DKER-EE-003230",
	Reading: "The driver in force, by the engine's own answer, and that daemon.json names one: the text reads the file, and a driver that " +
		"is set by an argument alone leaves the file without one. json-file, local and none keep logs on the host or drop them. A " +
		"driver that is built in and not in the list must be approved in ssp.yaml; any other word is a plugin. The rules on " +
		"max-size and max-file contradict this one.",
	Check: logDriver,
}
