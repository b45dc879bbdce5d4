package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002080 = rules.Rule{
	ID:    "DKER-EE-002080",
	Class: rules.GivenSSP,
	Reading: "Audit records of the docker client with exec and --privileged; docker run --privileged is no exec. No output " +
		"proves nothing unless auditd runs, a rule records every run of the client (/usr/bin/docker or where that leads), the log could be read and reaches back " +
		"over the window the site states. The first sentence of the text, on seccomp, belongs to another rule.",
	Warnings: []string{
		"Exec through the API, the UCP page or kubectl leaves no record of the docker client.",
	},
	NotApplicable: platform.OnlyLinux,
	Check:         platform.ExecCheck{Options: []string{"privileged"}, Words: "--privileged"}.Fn(),
}
