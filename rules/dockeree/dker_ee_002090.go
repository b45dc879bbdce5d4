package dockeree

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002090 = rules.Rule{
	ID:    "DKER-EE-002090",
	Class: rules.GivenSSP,
	Reading: "Audit records of the docker client with exec and --user or -u. The printed search for user hits fields of every " +
		"record and misses -u. No output proves nothing unless auditd runs, a rule records every run of the client (/usr/bin/docker or where that leads), the log " +
		"could be read and reaches back over the window the site states.",
	Warnings: []string{
		"Exec through the API, the UCP page or kubectl leaves no record of the docker client.",
	},
	NotApplicable: platform.OnlyLinux,
	Check:         platform.ExecCheck{Options: []string{"user", "u"}, Words: "--user or -u"}.Fn(),
}
