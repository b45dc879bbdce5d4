package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE003310(t *testing.T) {
	const id = "DKER-EE-003310"
	stated := ruletest.SSP(`logging: {max_size: "100m", max_file: "5"}`)
	options := func(size, file string) facts.Setting {
		return daemonJSON(`{"log-driver":"json-file","log-opts":{"max-size":` + size + `,"max-file":` + file + `}}`)
	}
	ruletest.Run(t, dockeree.Rules, id, append(byBadFile(stated),
		row("as stated", fine, `PASS log-opts max-size: "100m"`, options(`"100m"`, `"5"`), stated),
		row("the contradiction is named", fine, "by DKER-EE-003230 and DKER-EE-003320 the log driver must send logs away", options(`"100m"`, `"5"`), stated),
		row("larger", open, `ssp:logging.max_size is "100m"`, options(`"200m"`, `"5"`), stated),
		row("smaller", open, `ssp:logging.max_file is "5"`, options(`"100m"`, `"3"`), stated),
		row("one lacks", open, "log-opts max-file: is not set", daemonJSON(`{"log-opts":{"max-size":"100m"}}`), stated),
		row("one lacks, nothing stated", open, "log-opts max-file: is not set", daemonJSON(`{"log-opts":{"max-size":"100m"}}`)),
		row("no options, another driver", open, "daemon.json has no log-opts", onEngine("syslog", `{"log-driver":"syslog"}`), stated),
		row("no file", open, "there is no daemon.json", noDaemonJSON, stated),
		row("empty", open, "log-opts max-size: is not set", options(`""`, `"5"`), stated),
		row("nothing stated", unclear, "ssp:logging.max_size", options(`"100m"`, `"5"`)),
		row("one stated", unclear, "ssp:logging.max_file", options(`"100m"`, `"5"`), ruletest.SSP(`logging: {max_size: "100m"}`)),
		row("a number", unclear, "log-opts.max-file", options(`"100m"`, `5`), stated),
		row("options are a text", unclear, "log-opts", daemonJSON(`{"log-opts":"max-size=100m"}`), stated),
	)...)
}
