package mke

import (
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK001180 = rules.Rule{
	ID:    "CNTR-MK-001180",
	Class: rules.GivenSSP,
	Reading: "Audit records of the docker client with exec and --privileged or --user: or, where the printed commands need " +
		"both on one line. No output proves nothing unless auditd runs, a rule records every run of the client (/usr/bin/docker or where " +
		"that leads; another one where the facts show it), the log could be read and reaches back over the window the site states.",
	Warnings: []string{"Exec through the API, the MKE page or kubectl leaves no record of the docker client."},
	Check:    platform.ExecCheck{Options: []string{"privileged", "user", "u"}, Words: "--privileged, --user or -u"}.Fn(),
}
