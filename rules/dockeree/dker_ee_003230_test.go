package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003230(t *testing.T) {
	const id = "DKER-EE-003230"
	drivers := ruletest.SSP(`logging: {approved_drivers: [fluentd]}`)
	with := func(driver string) facts.Setting { return onEngine(driver, `{"log-driver":"`+driver+`"}`) }
	rows := append(byBadFile(),
		row("syslog", fine, `PASS log-driver in daemon.json: "syslog"`, with("syslog")),
		row("both say so", fine, "the rules contradict each other", with("awslogs")),
		row("a plugin", fine, "acme/logger:1", with("acme/logger:1")),
		row("approved", fine, "fluentd", with("fluentd"), drivers),
		row("not approved", unclear, "ssp:logging.approved_drivers", with("gelf"), drivers),
		row("journald is not in the list", unclear, "ssp:logging.approved_drivers", with("journald")),
		row("the file alone", fine, "by daemon.json", daemonJSON(`{"log-driver":"splunk"}`)),
		row("by an argument alone", open, "log-driver in daemon.json: not set", onEngine("syslog", `{"live-restore":true}`)),
		row("no file", open, "there is no such file", noDaemonJSON),
		row("empty word", open, "not set", onEngine("syslog", `{"log-driver":""}`)),
		row("the file says otherwise", open, "json-file", onEngine("json-file", `{"log-driver":"syslog"}`)),
		row("the file names one that keeps logs", open, "json-file", onEngine("syslog", `{"log-driver":"json-file"}`)),
		row("a number", unclear, "log-driver", onEngine("syslog", `{"log-driver":5}`)),
	)
	for _, driver := range []string{"json-file", "local", "none"} {
		rows = append(rows, row(driver, open, driver, with(driver)))
	}
	ruletest.Run(t, dockeree.Rules, id, rows...)
}
