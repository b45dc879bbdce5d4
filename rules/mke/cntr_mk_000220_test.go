package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000220(t *testing.T) {
	export := func(audit, log string) string {
		return `"mke_config":{"audit_log_configuration":{"level":` + audit + `},"log_configuration":{"level":` + log + `}}`
	}
	api := func(audit, log string) string {
		return `"mke_api.logging":{"auditLevel":` + audit + `,"logLevel":` + log + `}`
	}
	in := func(sections ...string) facts.Setting {
		all := ""
		for i, s := range sections {
			if i > 0 {
				all += ","
			}
			all += s
		}
		return ruletest.Bundle(`{"cluster":{` + all + `}}`)
	}
	ruletest.Run(t, mke.Rules, "CNTR-MK-000220",
		row("by the export", fine, `PASS audit level: "request"`, in(export(`"request"`, `"INFO"`))),
		row("by the API", fine, `PASS log level: "DEBUG"`, in(api(`"Request"`, `"DEBUG"`))),
		row("both, in another case", fine, `audit level`, in(export(`"request"`, `"info"`), api(`"Request"`, `"INFO"`))),
		row("metadata alone", open, `audit level: "metadata"`, in(export(`"metadata"`, `"info"`))),
		row("off", open, `audit level: ""; auditing is off`, in(export(`""`, `"info"`))),
		row("errors alone", open, `log level: "ERROR"`, in(export(`"request"`, `"ERROR"`))),
		row("short word", open, `log level: "err"`, in(export(`"request"`, `"err"`))),
		row("quieter than errors", open, `log level: "fatal"; quieter than ERROR`, in(export(`"request"`, `"fatal"`))),
		row("warnings are a remark", fine, `"warning"; not what the fix recommends`, in(export(`"request"`, `"warning"`))),
		row("no level that is known", unclear, `log level: "loud"; no level that is known`, in(export(`"request"`, `"loud"`))),
		row("empty log level", unclear, `log level: ""; no level that is known`, in(export(`"request"`, `""`))),
		row("sources disagree", unclear, `the sources disagree: mke_config has "request", mke_api.logging has "metadata"`, in(export(`"request"`, `"info"`), api(`"metadata"`, `"info"`))),
		row("sources disagree, and either is a finding", open, `audit level: "metadata"`, in(export(`"metadata"`, `"info"`), api(`""`, `"info"`))),
		row("sources with two words for one level", fine, `log level: "warn"`, in(export(`"request"`, `"warn"`), api(`"request"`, `"WARNING"`))),
		row("sources with two words for another level", open, `log level: "err"`, in(export(`"request"`, `"err"`), api(`"request"`, `"error"`))),
		row("sources disagree, the other level is a finding", open, `log level: "error"`, in(export(`"request"`, `"error"`), api(`"metadata"`, `"error"`))),
		row("part of an export disagrees", unclear, "the sources disagree", in(`"mke_config":{"$partial":{"audit_log_configuration":{"level":"metadata"}}}`, api(`"request"`, `"info"`))),
		row("part of an export and the API agree", fine, "audit level", in(`"mke_config":{"$partial":{"audit_log_configuration":{"level":"request"}}}`, api(`"request"`, `"info"`))),
		row("part of an export alone proves nothing good", unclear, "mke_config: partly collected", in(`"mke_config":{"$partial":{"audit_log_configuration":{"level":"request"},"log_configuration":{"level":"info"}}}`)),
		row("part of an export proves a finding", open, `"metadata"`, in(`"mke_config":{"$partial":{"audit_log_configuration":{"level":"metadata"}}}`)),
		row("one level in each source", fine, "log level", in(`"mke_config":{"audit_log_configuration":{"level":"request"}}`, `"mke_api.logging":{"logLevel":"info"}`)),
		row("finding although the other level is not known", open, `audit level: "metadata"`, in(`"mke_config":{"audit_log_configuration":{"level":"metadata"}}`)),
		row("nothing collected", unclear, "mke_config: not collected"),
		row("export denied, API failed", unclear, "mke_api.logging: error: 500", in(`"mke_config":{"$denied":"403"}`, `"mke_api.logging":{"$error":"500"}`)),
		row("export denied, API fine", fine, "audit level", in(`"mke_config":{"$denied":"403"}`, api(`"request"`, `"info"`))),
		row("level of an odd type", unclear, "is 3; want a string", in(export(`3`, `"info"`))),
		row("line break in a level", open, `"request\n"`, in(export(`"request\n"`, `"info"`))),
	)
}
