package dockeree_test

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// daemonJSON is facts of a node whose daemon.json has the content.
func daemonJSON(content string) facts.Setting { return onEngine("", content) }

// onEngine is the same with the log driver that the engine says is in force.
func onEngine(driver, content string) facts.Setting {
	info := ""
	if driver != "" {
		info = fmt.Sprintf(`"docker_engine.info":{"LoggingDriver":%q},`, driver)
	}
	return node(info + startedPlain + fmt.Sprintf(`"host_files":{"/etc/docker/daemon.json":{"exists":true,"type":"file","content":%q,"content_format":"json"}}`, content))
}

// startedPlain is an engine that was started without arguments, so with this daemon.json.
const startedPlain = `"processes":[{"pid":1,"argv":["/usr/bin/dockerd"]}],`

// byBadFile is the rows of a daemon.json of which nobody knows what the engine makes of it.
func byBadFile(more ...facts.Setting) []ruletest.Case {
	on := func(name, want string, s facts.Setting) ruletest.Case {
		return row(name, unclear, want, append([]facts.Setting{s}, more...)...)
	}
	return []ruletest.Case{
		on("no JSON", "is not JSON that the engine reads: line 1", daemonJSON(`log-driver: syslog`)),
		on("a comment", "is not JSON that the engine reads: line 2", daemonJSON("{\n// remote\n\"log-driver\":\"syslog\"}")),
		on("a member twice", "is not JSON that the engine reads", daemonJSON(`{"log-driver":"json-file","log-driver":"syslog"}`)),
		on("a list", "want an object", daemonJSON(`["syslog"]`)),
		on("empty", "is not JSON that the engine reads", daemonJSON("")),
		on("denied", "denied: EACCES", node(`"host_files":{"/etc/docker/daemon.json":{"$denied":"EACCES"}}`)),
		on("not looked for", "not collected", node(`"host_files":{}`)),
		on("files not collected", "host_files: not collected", node(`"os":{"id":"rhel"}`)),
	}
}

// noDaemonJSON is a node on which the file was looked for and is not there.
var noDaemonJSON = node(startedPlain + `"docker_engine.info":{"LoggingDriver":"syslog"},"host_files":{"/etc/docker/daemon.json":{"$absent":true}}`)
