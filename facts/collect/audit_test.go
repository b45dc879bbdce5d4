package collect

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

const (
	auditConf  = "# x\nwrite_logs = yes\nlog_file = /var/log/audit/audit.log\n"
	auditOK    = "enabled 1\nfailure 1\npid 790\nlost 0\n"
	ruleLines  = "-w /usr/bin/docker -p rwxa -k docker\n-a always,exit -F path=/etc/docker -k docker\n"
	recentLine = "type=X msg=audit(1794891600.000:9): x\n" // an hour before at
	firstLines = "type=DAEMON_START msg=audit(1700000000.123:1): op=start\n"
)

// foundRecords is what ausearch prints: the records of an event behind each other, the
// last first, with a line for each event.
const foundRecords = `----
time->Tue Nov 14 22:13:20 2023
type=PROCTITLE msg=audit(1700000000.123:45): proctitle=646F636B65720065786563
type=EXECVE msg=audit(1700000000.123:45): argc=6 a0="docker" a1="exec" a2="--privileged" a3="-e" a4="A=canary" a5=6120622022
type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=59 a0=55d0 a1=55d1 auid=1000 comm="docker" exe="/usr/bin/docker" key="docker"` + "\x1dARCH=x86_64 AUID=\"canary\"" + `
----
time->Tue Nov 14 22:13:21 2023
node=web1 type=PROCTITLE msg=audit(1700000001.5:46): proctitle=646F636B6572006C6F67696E002D700063616E617279
node=web1 type=SYSCALL msg=audit(1700000001.5:46): syscall=257 auid=4294967295 exe=2F7573722F62696E2F6120622063 key="docker"
----
time->Tue Nov 14 22:13:22 2023
type=CONFIG_CHANGE msg=audit(1700000002.000:47): auid=77 op=add_rule key="docker" res=1
`

func auditHost(t *testing.T, answers map[string]Output) *Target {
	t.Helper()
	target := folder(t, map[string]string{"etc/passwd": passwd, "etc/audit/auditd.conf": auditConf,
		"var/log/audit/audit.log": recentLine, "var/log/audit/audit.log.1": firstLines, "var/log/audit/audit.log.2": "", "var/log/audit/other": "msg=audit(1.0:1)"})
	all := map[string]Output{"systemctl is-active auditd": printed("active\n"), "auditctl -s": printed(auditOK), "auditctl -l": printed(ruleLines),
		strings.Join(searchAudit(), " "): printed(foundRecords)}
	for command, out := range answers {
		all[command] = out
	}
	target.Run = prints(all)
	return target
}

func auditOf(t *testing.T, target *Target) facts.AuditLog {
	t.Helper()
	f := collected(t, auditSource(), target, nil)
	require.True(t, f.Complete)
	return f.Value.(facts.AuditLog)
}

func TestAudit(t *testing.T) {
	log := auditOf(t, auditHost(t, nil))
	require.Equal(t, facts.Some(true), log.AuditdActive)
	require.Equal(t, facts.Some([]string{"-w /usr/bin/docker -p rwxa -k docker", "-a always,exit -F path=/etc/docker -k docker"}), log.Rules)
	oldest := facts.Some(time.Date(2023, 11, 14, 22, 13, 20, 123e6, time.UTC))
	require.Equal(t, facts.AuditSearch{Key: "docker", Since: oldest, Until: facts.Some(at), OldestRecord: oldest, ExitCode: facts.Some(0), NoMatches: facts.Some(false),
		Records: facts.Some([]facts.AuditRecord{
			{Time: "2023-11-14T22:13:20.123Z", Exe: facts.Some("/usr/bin/docker"), AUID: "ops",
				Argv: facts.Some([]string{"docker", "exec", "--privileged", "-e", "A=" + facts.Redacted, `a b "`})},
			{Time: "2023-11-14T22:13:21.005Z", Exe: facts.Some("/usr/bin/a b c"), AUID: "unset", Argv: facts.Some([]string{"docker", "login", "-p", facts.Redacted})},
			{Time: "2023-11-14T22:13:22.000Z", Exe: facts.Maybe[string]{State: facts.Absent}, AUID: "unset", Argv: facts.Maybe[[]string]{State: facts.Absent}},
		})}, log.Search.Value)
}

func TestAuditActive(t *testing.T) {
	gone := Output{Err: fs.ErrNotExist}
	for name, row := range map[string]struct {
		systemd, kernel Output
		want            string
	}{
		"both say yes":       {printed("active\n"), printed(auditOK), "true"},
		"unit is not active": {Output{Exit: 3, Stdout: []byte("inactive\n")}, printed(auditOK), "false"},
		"kernel is off":      {printed("active\n"), printed("enabled 0\npid 790\n"), "false"},
		"kernel has nobody":  {printed("active\n"), printed("enabled 1\npid 0\n"), "false"},
		"no systemd":         {gone, printed(auditOK), "true"},
		"kernel denied":      {printed("active\n"), Output{Exit: 4, Stderr: []byte("You must be root to run this program.")}, "true"},
		"nobody knows":       {gone, Output{Exit: 4, Stderr: []byte("You must be root to run this program.")}, "denied: auditctl -s: must be root"},
		"no audit tools":     {gone, gone, "error: file does not exist; file does not exist"},
		"odd answer":         {printed("active\n"), printed("x\n"), "error: auditctl -s says neither enabled nor pid"},
		"odd word":           {printed("activating\n"), gone, "error: file does not exist"},
	} {
		m := auditActive(t.Context(), auditHost(t, map[string]Output{"systemctl is-active auditd": row.systemd, "auditctl -s": row.kernel}))
		got := m.Why()
		if got == "" {
			got = map[bool]string{true: "true", false: "false"}[m.Value]
		}
		require.Equal(t, row.want, got, name)
	}
}

func TestAuditRules(t *testing.T) {
	for text, want := range map[string]facts.Maybe[[]string]{
		"No rules\n":    facts.Some([]string{}),
		"":              {State: facts.Failed, Error: "auditctl -l printed no rule, and not that there are none"},
		"-w /x -k y\n?": {State: facts.OK, Partial: true, Error: "a line of auditctl -l is no rule", Value: []string{"-w /x -k y"}},
		// what auditctl 3.0.9 prints of a watch whose permissions stood before its path
		" -p x-w /usr/bin/docker -k docker\n -p wa-w /etc/a b -k a-w -k b\n -p r-w /x\n": facts.Some([]string{"-w /usr/bin/docker -p x -k docker", "-w /etc/a b -p wa -k a-w -k b", "-w /x -p r"}),
		" -k a-w /x -p x\n-a always,exit -F path=/p-w -F perm=x\n":                       facts.Some([]string{"-k a-w /x -p x", "-a always,exit -F path=/p-w -F perm=x"}),
		"Error - nope\n": {State: facts.Failed, Error: "auditctl -l printed no rule, and not that there are none; a line of auditctl -l is no rule"},
	} {
		require.Equal(t, want, auditRules(t.Context(), auditHost(t, map[string]Output{"auditctl -l": printed(text)})), text)
	}
	denied := Output{Exit: 4, Stderr: []byte("You must be root to run this program.\n")}
	require.Equal(t, facts.Denied, auditRules(t.Context(), auditHost(t, map[string]Output{"auditctl -l": denied})).State)
}

// That nothing was found is known only where ausearch says so, of a log that is written
// and read.
func TestAuditSearchFindsNothing(t *testing.T) {
	search := strings.Join(searchAudit(), " ")
	run := func(out Output) facts.Maybe[facts.AuditSearch] {
		return auditOf(t, auditHost(t, map[string]Output{search: out})).Search
	}
	none := run(Output{Exit: 1, Stderr: []byte("<no matches>\n")})
	require.Equal(t, "", none.Why())
	require.Equal(t, []any{facts.Some(1), facts.Some(true), facts.Some([]facts.AuditRecord{})}, []any{none.Value.ExitCode, none.Value.NoMatches, none.Value.Records})
	require.Equal(t, "error: ausearch: exit code 1", run(Output{Exit: 1}).Why())
	require.Equal(t, facts.Denied, run(Output{Exit: 1, Stderr: []byte("Error opening /var/log/audit/audit.log (Permission denied)\n")}).State)
	require.Equal(t, facts.Failed, run(Output{Err: fs.ErrNotExist}).State)

	cut := run(Output{Stdout: []byte(foundRecords), Err: errors.New("its output is too large")})
	require.Equal(t, "partly collected: its output is too large", cut.Value.Records.Why())
	require.Len(t, cut.Value.Records.Value, 3, "what came may prove a finding")
	require.NotEmpty(t, cut.Value.ExitCode.Why())
	junk := run(printed("\xff\x00 junk\n" + foundRecords))
	require.Equal(t, "partly collected: 1 lines of ausearch are no records", junk.Value.Records.Why())

	unwritten := func(name, content string) facts.Maybe[facts.AuditSearch] {
		target := auditHost(t, map[string]Output{search: {Exit: 1, Stderr: []byte("<no matches>")}})
		files := target.Files
		target.Files.Head = func(file string, limit int) ([]byte, error) {
			if file == name {
				return []byte(content), nil
			}
			return files.Head(file, limit)
		}
		return collected(t, auditSource(), target, nil).Value.(facts.AuditLog).Search
	}
	require.Equal(t, "error: auditd writes no log (write_logs in /etc/audit/auditd.conf)", unwritten(auditConfig, "write_logs = no\n").Why())
	require.Equal(t, "error: auditd writes no log (log_format in /etc/audit/auditd.conf)", unwritten(auditConfig, "log_format = NoLog\n").Why())
	require.Equal(t, "error: log_file in /etc/audit/auditd.conf is no absolute path", unwritten(auditConfig, "log_file = x\n").Why())
	require.NotEmpty(t, unwritten(auditConfig, "log_file = /srv/none/audit.log\n").Value.OldestRecord.Why())
	target := auditHost(t, nil)
	target.Files = refusing(target.Files, "/var/log/audit/audit.log.1", fs.ErrPermission)
	require.Equal(t, facts.Denied, auditOf(t, target).Search.Value.OldestRecord.State, "the oldest record may lie in what is not read")
	target.Live = false
	require.Equal(t, facts.Skipped, collected(t, auditSource(), target, nil).State)
}

// ausearch stops at the first number that is missing: records behind it were not looked
// at, and must not make the log reach back further.
func TestAuditLogEndsAtAGap(t *testing.T) {
	target := folder(t, map[string]string{"etc/audit/auditd.conf": auditConf, "var/log/audit/audit.log": recentLine,
		"var/log/audit/audit.log.2": firstLines, "var/log/audit/audit.log.old": firstLines})
	target.Run = auditHost(t, nil).Run
	require.Equal(t, facts.Some(at.Add(-time.Hour)), auditOf(t, target).Search.Value.OldestRecord)
}

// A log that may lack records is no evidence, although the search of it went well.
func TestAuditLogIsNotWhole(t *testing.T) {
	search := strings.Join(searchAudit(), " ")
	none := Output{Exit: 1, Stderr: []byte("<no matches>")}
	section := func(status string, log ...string) facts.Fact {
		files := map[string]string{"etc/audit/auditd.conf": auditConf}
		for i, content := range log {
			files["var/log/audit/audit.log"+[]string{"", ".1", ".2"}[i]] = content
		}
		target := folder(t, files)
		target.Run = auditHost(t, map[string]Output{search: none, "auditctl -s": printed(status)}).Run
		return collected(t, auditSource(), target, nil)
	}
	const noLost = "enabled 1\npid 790\n"
	for name, row := range map[string]struct {
		fact facts.Fact
		want string
	}{
		"whole":           {section(auditOK, firstLines+recentLine), ""},
		"just rotated":    {section(auditOK, "", firstLines+recentLine), ""},
		"lost":            {section(noLost+"lost 7\n", recentLine), "audit records were lost since the system started (auditctl -s: lost 7)"},
		"lost what":       {section(noLost+"lost -1\n", recentLine), "audit records were lost since the system started (auditctl -s: lost -1)"},
		"lost not said":   {section(noLost, recentLine), "not known whether audit records were lost: auditctl -s does not say"},
		"stopped":         {section(auditOK, firstLines), "the newest audit record in /var/log/audit/audit.log is of 2023-11-14T22:13:20Z, more than a day before it was searched"},
		"stopped, junk":   {section(auditOK, firstLines+"msg=audit(x"), "the newest audit record in /var/log/audit/audit.log is of 2023-11-14T22:13:20Z, more than a day before it was searched"},
		"stopped, opened": {section(auditOK, "", firstLines), "the newest audit record in /var/log/audit/audit.log.1 is of 2023-11-14T22:13:20Z, more than a day before it was searched"},
		"no record":       {section(auditOK, ""), "the newest audit record is not known: the log holds none"},
	} {
		require.Equal(t, facts.OK, row.fact.State, name)
		require.True(t, row.fact.Complete, "%s: the audit rules are whole", name)
		found := row.fact.Value.(facts.AuditLog).Search
		require.Equal(t, row.want, found.Error, name)
		require.Equal(t, row.want != "", found.Partial, name)
		require.Equal(t, row.want, strings.Join(found.Value.Lacks, "; "), name)
	}
	large := Files{Head: func(string, int) ([]byte, error) {
		return append([]byte(firstLines), make([]byte, logWhole-len(firstLines))...), nil
	}}
	require.Equal(t, "the newest audit record is not known: /a is too large", auditEnds(large, []string{"/a"}, at))
}

// ausearch that does not take auditd's configuration searches where a log lies by default,
// says so behind its hand, and finds nothing there.
func TestAuditSearchOfAnotherLog(t *testing.T) {
	search := strings.Join(searchAudit(), " ")
	said := func(log string) string {
		out := Output{Exit: 1, Stderr: []byte("Error - /etc/audit/auditd.conf is world writable\nNOTE - using built-in logs: " + log + "\n<no matches>\n")}
		return auditOf(t, auditHost(t, map[string]Output{search: out})).Search.Error
	}
	require.Equal(t, "", said("/var/log/audit/audit.log"))
	require.Equal(t, "ausearch did not take the configuration of auditd, and searched /var/log/other.log in the place of /var/log/audit/audit.log", said("/var/log/other.log"))
}

func TestReadAuditArguments(t *testing.T) {
	who := namesOf(t.Context(), folder(t, map[string]string{"etc/": ""}))
	argv := func(records ...string) facts.Maybe[[]string] {
		var text strings.Builder
		for _, r := range records {
			text.WriteString("type=EXECVE msg=audit(1700000000.123:45): " + r + "\n")
		}
		found, why := readAudit([]byte(text.String()), who)
		require.Equal(t, "", why)
		require.Len(t, found, 1)
		return found[0].Argv
	}
	require.Equal(t, facts.Some([]string{"docker", "ps"}), argv(`argc=2 a0="docker" a1="ps"`))
	require.Equal(t, facts.Some([]string{"docker", "long text"}), argv(`argc=2 a0="docker" a1_len=18 a1[0]=6C6F6E67`, `a1[1]=2074657874`))
	require.Equal(t, facts.Some([]string{"docker", "ä"}), argv(`argc=2 a0="docker" a1_len=4 a1[0]=C3 a1[1]=A4`), "a part may end within a character")
	require.Equal(t, facts.Some([]string{"docker", "x", "y"}), argv(`argc=3 a0="docker" a1="x"`, `a2="y"`))
	for name, records := range map[string][]string{
		"one is missing":        {`argc=3 a0="docker" a2="y"`},
		"the last is not there": {`argc=3 a0="docker" a1="y"`},
		"no argc":               {`a0="docker"`},
		"more than said":        {`argc=1 a0="docker" a1="y"`},
		"a part is missing":     {`argc=1 a0_len=9 a0[1]=2074657874`},
	} {
		require.Equal(t, facts.OK, argv(records...).State, name)
		require.True(t, argv(records...).Partial, name)
	}
	text := "type=PROCTITLE msg=audit(1.0:1): proctitle=" + strings.Repeat("61", titleLength) + "\n"
	found, _ := readAudit([]byte(text), who)
	require.Equal(t, "partly collected: the kernel cuts the title of a process", found[0].Argv.Why())
}

func TestMaskedAudit(t *testing.T) {
	for in, want := range map[string]string{
		"docker exec -ite DB=canary c":           "docker exec -ite DB=<redacted> c",
		"docker exec -eLIC=canary -u root c":     "docker exec -eLIC=<redacted> -u root c",
		"docker run -Pite=LIC=canary c":          "docker run -Pite=<redacted> c",
		"docker exec --env=A=canary c":           "docker exec --env=A=<redacted> c",
		"docker exec --env A=canary c":           "docker exec --env A=<redacted> c",
		"docker exec --user=root -w=/e -ite A c": "docker exec --user=root -w=/e -ite A c",
	} {
		require.Equal(t, strings.Fields(want), maskedAudit(strings.Fields(in)), in)
	}
}

func FuzzReadAudit(f *testing.F) {
	f.Add(foundRecords)
	f.Add("type=EXECVE msg=audit(1.0:1): argc=2 a0[0]=61 a0[1]=62 a99999999=\"x\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		who := &names{users: map[int64]facts.Maybe[string]{}, ask: func(string, int64) facts.Maybe[string] { return facts.Maybe[string]{} }}
		records, why := readAudit([]byte(text), who)
		if why == "" && len(records) > strings.Count(text, "\n")+1 {
			t.Fatal("more events than lines")
		}
	})
}

// A month of a node on which a health check runs docker each minute.
func BenchmarkReadAudit(b *testing.B) {
	one := strings.TrimPrefix(foundRecords[:strings.Index(foundRecords, "\x1d")+1], "----\n")
	var text strings.Builder
	for i := range 45000 {
		text.WriteString("----\n" + strings.ReplaceAll(one, ":45)", fmt.Sprintf(":%d)", i)) + "\n")
	}
	who := &names{users: map[int64]facts.Maybe[string]{1000: facts.Some("ops")}}
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if records, _ := readAudit(data, who); len(records) != 45000 {
			b.Fatal(len(records))
		}
	}
}
