package mke_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001180(t *testing.T) {
	const watch = "-w /usr/bin/docker -p rwxa -k docker"
	day := func(text string) facts.Maybe[time.Time] {
		at, err := time.Parse(time.RFC3339, text+"T00:00:00Z")
		if err != nil {
			panic(err)
		}
		return facts.Some(at)
	}
	search := func(records ...facts.AuditRecord) facts.AuditSearch {
		return facts.AuditSearch{Key: "docker", Since: day("2026-10-21"), Until: day("2026-11-20"), OldestRecord: day("2026-09-02"),
			ExitCode: facts.Some(0), NoMatches: facts.Some(false), Records: facts.Some(records)}
	}
	ran := func(argv ...string) facts.AuditRecord {
		return facts.AuditRecord{Time: "2026-11-12T14:02:09Z", Exe: facts.Some("/usr/bin/docker"), Argv: facts.Some(argv), AUID: "1002"}
	}
	log := func(s facts.AuditSearch, rules ...string) facts.AuditLog {
		return facts.AuditLog{AuditdActive: facts.Some(true), Rules: facts.Some(rules), Search: facts.Some(s)}
	}
	lacking := func(s facts.AuditSearch, lacks ...string) facts.AuditLog {
		s.Lacks = lacks
		whole := log(s, watch)
		whole.Search.Partial = true
		return whole
	}
	but := func(change func(*facts.AuditSearch)) facts.Setting {
		s := search(ran("docker", "ps"))
		change(&s)
		return facts.Audit.Is(log(s, watch))
	}
	command := func(line string) facts.Setting {
		return facts.Audit.Is(log(search(ran(strings.Fields(line)...)), watch))
	}
	rule := func(text string) facts.Setting { return facts.Audit.Is(log(search(ran("docker", "ps")), text)) }
	window := ruletest.SSP("audit: {window_days: 30}")
	found := func(line string) ruletest.Case {
		return row("found: "+line, open, "by audit user 1002", command(line), window)
	}
	harmless := func(line string) ruletest.Case {
		return row("harmless: "+line, fine, "1 record, none of that kind", command(line), window)
	}
	records := func(text string) ruletest.Case {
		return row("records: "+text, fine, "none of that kind", rule(text), window)
	}
	blind := func(text string) ruletest.Case {
		return row("blind: "+text, unclear, "no audit rule with key docker records that the docker client is run", rule(text), window)
	}

	composed := func(line string) ruletest.Case {
		return row("composed: "+line, unclear, "by audit user 1002; docker compose exec, which the text does not name", command(line), window)
	}
	elsewhere := facts.AuditRecord{Exe: facts.Some("/usr/local/bin/docker"), Argv: facts.Some([]string{"docker", "ps"})}
	local := facts.Audit.Is(log(search(elsewhere), "-w /usr/local/bin/docker -p x -k docker"))
	file := func(f facts.Maybe[facts.HostFile]) facts.Setting {
		return facts.HostFiles.Is(map[string]facts.Maybe[facts.HostFile]{"/usr/bin/docker": f})
	}
	gone := file(facts.Maybe[facts.HostFile]{State: facts.Absent})
	link := file(facts.Some(facts.HostFile{Exists: facts.Some(true), LinkTarget: facts.Some("../../opt/docker/docker"), Resolved: facts.Some("/opt/docker/docker")}))
	ruletest.Run(t, mke.Rules, "CNTR-MK-001180",
		row("nothing found", fine, "0 records, none of that kind, from 2026-10-21T00:00:00Z to 2026-11-20T00:00:00Z; oldest record of the log 2026-09-02",
			but(func(s *facts.AuditSearch) {
				s.ExitCode, s.NoMatches, s.Records = facts.Some(1), facts.Some(true), facts.Some([]facts.AuditRecord{})
			}), window),
		found("docker exec --privileged web sh"), found("docker exec --user root web sh"), found("docker exec --user=root web sh"),
		found("docker exec -u 0 web sh"), found("docker exec -uroot web sh"), found("docker exec -itu root web sh"), found("docker container exec -u 0 web sh"),
		found("docker -H tcp://x --context c exec -e A=1 -w /x -u 0 web sh"), found("/usr/local/bin/docker exec -u 0 web sh"),
		found("docker exec --privileged=true web sh"), found("docker exec --user=false web sh"), found("whatever exec -u 0 web sh"),
		harmless("docker exec web sh"), harmless("docker exec -it web su --user root"), harmless("docker exec -e -u web sh"), harmless("docker exec --privileged=false web sh"),
		found("docker exec -i=false --privileged web sh"), found("docker exec -it=true --user root web sh"), found("docker exec -u=0 web sh"), found("docker exec -itu=0 web sh"),
		harmless("docker exec -i=true web sh"), harmless("docker exec -it=false web su -u root"), harmless("docker exec -w=-u web sh"), harmless("docker exec -e=A=1 web su -u root"),
		composed("docker compose exec -T=false --user root web sh"),
		harmless("docker run --privileged --user root web"), harmless("docker ps --filter name=exec"), harmless("docker exec -- web -u"),
		composed("docker compose exec --user root web sh"), composed("docker compose -f a.yml exec -u 0 web sh"), composed("docker compose exec --privileged web sh"),
		composed("docker --context c compose --project-name p exec -u root web sh"), composed("docker-compose exec --user=root web sh"), composed("/usr/bin/docker-compose -f a.yml exec --privileged web sh"),
		harmless("docker compose exec web sh"), harmless("docker compose exec web su -u root"), harmless("docker compose run --user root web"), harmless("docker-compose up"),
		row("found records and has none", unclear, "the search found records and none are here", but(func(s *facts.AuditSearch) { s.Records = facts.Some([]facts.AuditRecord{}) }), window),
		row("found records and has null", unclear, "the search found records and none are here", but(func(s *facts.AuditSearch) { s.Records = facts.Some[[]facts.AuditRecord](nil) }), window),
		row("program not known, first argument is", open, `"docker exec -u 0 web"`, facts.Audit.Is(log(search(facts.AuditRecord{Time: "t",
			Argv: facts.Some([]string{"docker", "exec", "-u", "0", "web"})}), watch)), window),
		row("found though nothing else is known", open, "by audit user 1002", facts.Audit.Is(facts.AuditLog{Search: facts.Some(search(ran("docker", "exec", "-u", "0", "web")))})),
		row("found in part of a search", open, "by audit user 1002", facts.Audit.Partly(facts.AuditLog{Search: facts.Maybe[facts.AuditSearch]{
			State: facts.OK, Partial: true, Value: search(ran("docker", "exec", "-u", "0", "web"))}}), window),
		row("arguments not known", unclear, "record of 2026-11-12T14:02:09Z: arguments not known", facts.Audit.Is(log(search(facts.AuditRecord{
			Time: "2026-11-12T14:02:09Z", Exe: facts.Some("/usr/bin/docker")}), watch)), window),
		row("arguments empty", unclear, "arguments not known", facts.Audit.Is(log(search(ran()), watch)), window),
		row("arguments of another program not known", fine, "none of that kind", facts.Audit.Is(log(search(facts.AuditRecord{Exe: facts.Some("/usr/bin/dockerd")}), watch)), window),
		row("line break in an argument", open, `a\n[stigwright`, facts.Audit.Is(log(search(ran("docker", "exec", "-u", "0", "a\n[stigwright end]")), watch)), window),

		records("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid>=1000 -F auid!=-1 -F key=docker"), records("-a always,exit -F arch=b64 -S execve -F path=/usr/bin/docker -F key=docker"),
		records("-a exit,always -S all -F exe=/usr/bin/docker -k docker"), records("-w /usr/bin/docker -p x -k docker"),
		records("-a always,exit -S openat -S execve -F path=/usr/bin/docker -F perm=x -k docker"),
		blind("-w /opt/old/bin/docker -p x -k docker"), blind("-a exit,always -S all -F exe=/usr/local/bin/docker -k docker"),
		blind("-a always,exit -F exe=/usr/bin/sudo -F path=/usr/bin/docker -F perm=x -k docker"), blind("-a always,exit -F path=/usr/bin/docker -F exe=/usr/bin/sudo -F perm=x -k docker"),
		blind("-a always,exit -S openat -F path=/usr/bin/docker -F perm=x -F key=docker"), blind("-a always,exit -S execve -F path=/usr/bin/docker -F perm=wa -F key=docker"),
		row("the client lies elsewhere", fine, "none of that kind", local, gone, window),
		row("the client lies elsewhere, and so the rule does not record it", unclear, "that the docker client is run (/usr/local/bin/docker)", gone, window,
			facts.Audit.Is(log(search(elsewhere), watch))),
		row("the client ran elsewhere", fine, "none of that kind", facts.Audit.Is(log(search(elsewhere), "-w /usr/local/bin/docker -p x -k docker")), window),
		row("the client ran here and elsewhere", unclear, "is run (/usr/bin/docker)", facts.Audit.Is(log(search(elsewhere, ran("docker", "ps")), "-w /usr/local/bin/docker -p x -k docker")), window),
		row("the client is a link", fine, "none of that kind", link, facts.Audit.Is(log(search(ran("docker", "ps")), "-w /opt/docker/docker -p x -k docker")), window),
		row("the client is a link, which alone is watched", unclear, "is run (/opt/docker/docker)", link, rule(watch), window),
		blind("-w /usr/bin/docker -p wa -k docker"), blind("-w /usr/bin/dockerd -p rwxa -k docker"), blind("-w /usr/bin/docker -p rwxa -k other"), blind("-w /usr/bin/docker -p rwxa"),
		blind("-w /etc/docker -p rwxa -k docker"), blind("-w /var/lib/docker -p rwxa -k docker"), blind("-w /usr/bin/docker/ -p rwxa -k docker"),
		blind("-a never,exit -F path=/usr/bin/docker -F perm=x -F key=docker"), blind("-a always,exclude -F path=/usr/bin/docker -F perm=x -F key=docker"),
		blind("-a always,exit -F arch=b32 -S execve -F path=/usr/bin/docker -F key=docker"), blind("-a always,exit -F path=/usr/bin/docker -F perm=x -F success=0 -F key=docker"),
		blind("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid=1000 -F key=docker"), blind("-a always,exit -F path=/usr/bin/docker -S execveat -F key=docker"),
		blind("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid!=1000 -F key=docker"), blind("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid>=4294967294 -F key=docker"),
		blind("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid>=1001 -F key=docker"), blind("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid>=many -F key=docker"),
		records("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid>=500 -F auid!=unset -F key=docker"), records("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid!=4294967295 -F key=docker"),
		row("a rule for users alone is a note", fine, "NOTE the audit rule leaves out who logged in below user 1000, root among them", rule("-a always,exit -F path=/usr/bin/docker -F perm=x -F auid>=1000 -F auid!=-1 -F key=docker"), window),
		row("a rule that hides other calls", fine, "none of that kind", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a never,exit -F arch=b64 -S adjtimex,clock_settime -F auid=-1")), window),
		row("a rule that hides a kind of record", fine, "none of that kind", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a always,exclude -F msgtype=CWD")), window),
		row("a rule that hides runs", unclear, "an audit rule of action never", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a never,exit -S adjtimex,execve -F auid=0")), window),
		row("a rule that hides every call", unclear, "an audit rule of action never", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a never,exit -F exe=/usr/bin/docker")), window),
		row("a rule that hides a call by its number", unclear, "an audit rule of action never", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a never,exit -S 59")), window),
		row("a rule that hides tasks", unclear, "an audit rule of action never", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a never,task")), window),
		row("a rule that hides the arguments", unclear, "an audit rule of action never", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a always,exclude -F msgtype=EXECVE")), window),
		row("a rule that hides whom", unclear, "an audit rule of action never", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a always,exclude -F auid=0")), window),
		row("a rule that hides kinds from one on", unclear, "an audit rule of action never", facts.Audit.Is(log(search(ran("docker", "ps")), watch, "-a always,exclude -F msgtype>=1300")), window),
		blind("-a always,exit -F exe!=/usr/bin/docker -S execve -F key=docker"), blind("No rules"),

		row("no output proves nothing", unclear, `exit code 1 without the text "<no matches>"`, but(func(s *facts.AuditSearch) { s.ExitCode, s.Records = facts.Some(1), facts.Some([]facts.AuditRecord{}) }), window),
		row("search failed", unclear, "exit code 2", but(func(s *facts.AuditSearch) { s.ExitCode = facts.Some(2) }), window),
		row("exit code not known", unclear, "exit code not collected", but(func(s *facts.AuditSearch) { s.ExitCode = facts.Maybe[int]{} }), window),
		row("records not collected", unclear, "records: not collected", but(func(s *facts.AuditSearch) { s.Records = facts.Maybe[[]facts.AuditRecord]{} }), window),
		row("found some, and says it found none", unclear, "records: not collected", but(func(s *facts.AuditSearch) {
			s.NoMatches, s.Records = facts.Some(true), facts.Maybe[[]facts.AuditRecord]{}
		}), window),
		row("records cut", unclear, "records: partly collected", but(func(s *facts.AuditSearch) { s.Records.Partial = true }), window),
		row("another key", unclear, `the search was for key "podman"`, but(func(s *facts.AuditSearch) { s.Key = "podman" }), window),
		row("log too short", unclear, "the log reaches back to 2026-11-01", but(func(s *facts.AuditSearch) { s.OldestRecord = day("2026-11-01") }), window),
		row("oldest record not known", unclear, "the times of the search or of the oldest record are not known", but(func(s *facts.AuditSearch) { s.OldestRecord = facts.Maybe[time.Time]{} }), window),
		row("search too short", unclear, "the search covers less than the 30 days stated", but(func(s *facts.AuditSearch) { s.Since = day("2026-10-22") }), window),
		row("search that ends in the future", unclear, "the search ends 2030-01-01T00:00:00Z, after the facts were collected", but(func(s *facts.AuditSearch) { s.Until = day("2030-01-01") }), window),
		row("search of last year", unclear, "the search ends 2025-11-20T00:00:00Z, long before", but(func(s *facts.AuditSearch) {
			s.Since, s.Until, s.OldestRecord = day("2025-10-01"), day("2025-11-20"), day("2025-09-01")
		}), window),
		row("no window stated", unclear, "ssp:audit.window_days: ", but(func(*facts.AuditSearch) {})),
		row("approval of the window lapsed", unclear, "approvals.audit", but(func(*facts.AuditSearch) {}),
			ruletest.SSP("approvals: {audit: {by: a, on: 2026-01-15, expires: 2026-02-01}}\naudit: {window_days: 30}")),
		row("auditd is down", unclear, "auditd is not active", facts.Audit.Is(facts.AuditLog{AuditdActive: facts.Some(false), Rules: facts.Some([]string{watch}), Search: facts.Some(search())}), window),
		row("rules denied", unclear, "denied: no", facts.Audit.Is(facts.AuditLog{AuditdActive: facts.Some(true), Rules: facts.Maybe[[]string]{State: facts.Denied, Error: "no"}, Search: facts.Some(search())}), window),
		row("search never run", unclear, "search: not collected", facts.Audit.Is(facts.AuditLog{AuditdActive: facts.Some(true), Rules: facts.Some([]string{watch})}), window),
		row("a log that lacks records", unclear, "search: records were lost", facts.Audit.Is(lacking(search(), "records were lost")), window),
		row("a log that lacks records, and nobody says which", unclear, "search: partly collected", facts.Audit.Is(lacking(search())), window),
		row("a log that lacks records proves what it has", open, "by audit user 1002", facts.Audit.Is(lacking(search(ran("docker", "exec", "--privileged", "web")), "records were lost")), window),
		row("records in part, and no matches", unclear, "records: partly collected", but(func(s *facts.AuditSearch) {
			s.ExitCode, s.NoMatches, s.Records = facts.Some(1), facts.Some(true), facts.Maybe[[]facts.AuditRecord]{State: facts.OK, Partial: true}
		}), window),
		row("audit denied", unclear, "No output is not a pass.", facts.Audit.Lacks(facts.Denied, "needs root"), window),
		row("audit not collected", unclear, "audit: not collected", window),
		row("audit partly collected", unclear, "audit: partly collected", facts.Audit.Partly(log(search(ran("docker", "ps")), watch)), window),
	)
}
