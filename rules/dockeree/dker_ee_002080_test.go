package dockeree_test

import (
	"testing"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002080(t *testing.T) {
	const id = "DKER-EE-002080"
	days := ruletest.SSP("audit: {window_days: 30}")
	at := func(day int) facts.Maybe[time.Time] { return facts.Some(ruletest.Now.AddDate(0, 0, day)) }
	full := func() facts.AuditLog {
		return facts.AuditLog{AuditdActive: facts.Some(true), Rules: facts.Some([]string{"-w /usr/bin/docker -p rwxa -k docker"}),
			Search: facts.Some(facts.AuditSearch{Key: "docker", Since: at(-40), Until: at(0), OldestRecord: at(-90), ExitCode: facts.Some(1), NoMatches: facts.Some(true),
				Records: facts.Some([]facts.AuditRecord{})})}
	}
	audit := func(change func(*facts.AuditLog)) facts.Setting {
		a := full()
		change(&a)
		return facts.Audit.Is(a)
	}
	log := func(argv []string) facts.Setting {
		return audit(func(a *facts.AuditLog) {
			a.Search.Value.ExitCode, a.Search.Value.NoMatches = facts.Some(0), facts.Some(false)
			a.Search.Value.Records = facts.Some([]facts.AuditRecord{{Time: "2026-11-20", Exe: facts.Some("/usr/bin/docker"), Argv: facts.Some(argv), AUID: "alice"}})
		})
	}
	exec := func(words ...string) []string { return append([]string{"docker", "exec"}, words...) }
	ruletest.Run(t, dockeree.Rules, id,
		row("no record", fine, "0 records, none of that kind", linux, facts.Audit.Is(full()), days),
		row("a rule that keeps records from being made", unclear, "an audit rule of action never", linux, days,
			audit(func(a *facts.AuditLog) { a.Rules.Value = append([]string{"-a never,task"}, a.Rules.Value...) })),
		row("a record", open, `--privileged web sh" by audit user alice`, linux, log(exec("--privileged", "web", "sh")), days),
		row("the option of the other rule", fine, "1 record, none of that kind", linux, log(exec("--user", "root", "web", "sh")), days),
		row("an option of the command that ran", fine, "1 record", linux, log(exec("web", "tool", "--privileged", "x")), days),
		row("a record, and the window not stated", open, "by audit user alice", linux, log(exec("--privileged", "web", "sh"))),
		row("run is no exec", fine, "1 record", linux, log([]string{"docker", "run", "--privileged", "web"}), days),
		row("window not stated", unclear, "ssp:audit.window_days", linux, facts.Audit.Is(full())),
		row("not collected", unclear, "audit: not collected", linux, days),
		row("denied", unclear, "audit: denied: root only", linux, facts.Audit.Lacks(facts.Denied, "root only"), days),
		row("auditd stands still", unclear, "auditd is not active", linux, audit(func(a *facts.AuditLog) { a.AuditdActive = facts.Some(false) }), days),
		row("no rule on the client", unclear, "no audit rule with key docker", linux, audit(func(a *facts.AuditLog) { a.Rules = facts.Some([]string{"-w /var/lib/docker -p wa -k docker"}) }), days),
		row("no output proves nothing", unclear, "did not end well", linux, audit(func(a *facts.AuditLog) { a.Search.Value.NoMatches = facts.Some(false) }), days),
		row("the log is too short", unclear, "less than the 30 days stated", linux, audit(func(a *facts.AuditLog) { a.Search.Value.OldestRecord = at(-3) }), days),
		row("windows", notAppl, "runs Windows", onWindows, facts.Audit.Is(full()), days),
		row("system unknown", unclear, "neither the node", facts.Audit.Is(full()), days),
	)
}
