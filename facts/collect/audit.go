package collect

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stigwright/stigwright/facts"
)

const (
	auditConfig = "/etc/audit/auditd.conf"
	auditLog    = "/var/log/audit/audit.log" // unless auditd.conf names another
	auditKey    = "docker"
	logHead     = 64 << 10 // of a log file, to find its first record
	logWhole    = 64 << 20 // of a log file, to find its last one; auditd begins the next at 8 MiB unless told otherwise
	auditQuiet  = 24 * time.Hour
)

// searchAudit is the search: without -r, in which form ausearch says nothing where it
// finds nothing, and without -i, which it refuses together with -r (ausearch 3.0).
func searchAudit() []string { return []string{"ausearch", "--input-logs", "-k", auditKey} }

func auditSource() Source {
	return onlyLive(Source{Section: facts.Audit.Name,
		Touches: []Touch{
			{Exec, "systemctl is-active auditd", "whether auditd runs", ""},
			{Exec, "auditctl -s", "whether the kernel audits, for whom, and what it lost", "root"},
			{Exec, "auditctl -l", "the audit rules", "root"},
			{File, auditConfig, "where the log lies, and whether one is written", "root"},
			{File, auditLog + "*", "the times of the oldest and of the newest record", "root"},
			{Exec, strings.Join(searchAudit(), " "), "records of docker commands; secrets in arguments are masked", "root"},
		},
		Collect: func(ctx context.Context, t *Target, _ Had) facts.Fact {
			f := finding{kind: Exec, ref: "auditctl -l; " + strings.Join(searchAudit(), " ")}
			log := facts.AuditLog{AuditdActive: auditActive(ctx, t), Rules: auditRules(ctx, t), Search: auditSearch(ctx, t, &f)}
			return f.fact(t, log)
		},
	}, "audit system that runs")
}

// commandState is the state of a command that did not do its work.
func commandState(out Output, command string) (facts.State, string) {
	text := strings.ToLower(string(out.Stderr) + string(out.Stdout[:min(len(out.Stdout), 1000)]))
	for _, sign := range []string{"permission denied", "must be root", "operation not permitted"} {
		if strings.Contains(text, sign) {
			return facts.Denied, command + ": " + sign
		}
	}
	return facts.Failed, out.why(command)
}

// auditActive is whether auditd runs by what systemd and the kernel say: where either
// says no it does not, and what one cannot tell the other decides.
func auditActive(ctx context.Context, t *Target) facts.Maybe[bool] {
	unit := t.Run(ctx, "systemctl", "is-active", "auditd")
	word := strings.TrimSpace(string(unit.Stdout))
	bySystemd := unit.Err == nil && (word == "active" && unit.Exit == 0 || word == "inactive" || word == "failed")
	kernel := t.Run(ctx, "auditctl", "-s")
	if kernel.why("auditctl -s") == "" {
		enabled, pid, ok := auditStatus(string(kernel.Stdout))
		switch {
		case !ok:
			return facts.Maybe[bool]{State: facts.Failed, Error: "auditctl -s says neither enabled nor pid"}
		case enabled == 0 || pid == 0:
			return facts.Some(false)
		case !bySystemd:
			return facts.Some(true)
		}
	}
	if bySystemd {
		return facts.Some(word == "active")
	}
	state, why := commandState(kernel, "auditctl -s")
	if state != facts.Denied {
		why = joined(why, unit.why("systemctl is-active auditd"))
	}
	return facts.Maybe[bool]{State: state, Error: why}
}

// auditStatus is two lines of auditctl -s: whether records are made, and the process that
// takes them.
func auditStatus(text string) (enabled, pid int, ok bool) {
	found := 0
	for line := range strings.SplitSeq(text, "\n") {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			continue
		}
		switch name {
		case "enabled":
			enabled, found = n, found+1
		case "pid":
			pid, found = n, found+1
		}
	}
	return enabled, pid, found == 2
}

// auditRules is the rules as auditctl prints them; that there are none it says in words.
func auditRules(ctx context.Context, t *Target) facts.Maybe[[]string] {
	out := t.Run(ctx, "auditctl", "-l")
	if out.why("auditctl -l") != "" {
		state, why := commandState(out, "auditctl -l")
		return facts.Maybe[[]string]{State: state, Error: why}
	}
	rules, lacks, none := []string{}, "", false
	for line := range strings.SplitSeq(valid(string(out.Stdout)), "\n") {
		switch line = strings.TrimSpace(line); {
		case line == "":
		case line == "No rules":
			none = true
		case strings.HasPrefix(line, "-"):
			rules = append(rules, watchInOrder(line)) // -p is for permissions here
		default:
			lacks = "a line of auditctl -l is no rule"
		}
	}
	if len(rules) == 0 && !none {
		return facts.Maybe[[]string]{State: facts.Failed, Error: joined("auditctl -l printed no rule, and not that there are none", lacks)}
	}
	return partly(rules, lacks)
}

// watchInOrder mends how auditctl (3.0.9) prints a watch whose permissions were given
// before its path, " -p x-w /usr/bin/docker -k docker": -w PATH -p x -k KEY.
func watchInOrder(rule string) string {
	permissions, rest, misprinted := strings.Cut(rule, "-w ")
	permissions, is := strings.CutPrefix(permissions, "-p ")
	if !misprinted || !is || permissions == "" || strings.Trim(permissions, "rwxa") != "" {
		return rule
	}
	path, keys, _ := strings.Cut(rest, " -k ")
	if keys != "" {
		keys = " -k " + keys
	}
	return "-w " + path + " -p " + permissions + keys
}

// auditSearch is the search of the whole log. That it found nothing is known only where
// ausearch says so and the log is one that is written.
func auditSearch(ctx context.Context, t *Target, f *finding) facts.Maybe[facts.AuditSearch] {
	file, why := auditLogFile(t.Files)
	if why != "" {
		return facts.Maybe[facts.AuditSearch]{State: facts.Failed, Error: why}
	}
	logs, err := auditLogFiles(t.Files, file)
	oldest := oldestRecord(t.Files, file, logs, err)
	until := t.Now().UTC()
	out := t.Run(ctx, searchAudit()...)
	f.exit = out.Exit
	s := facts.AuditSearch{Key: auditKey, Until: facts.Some(until), Since: oldest, OldestRecord: oldest}
	none := bytes.Contains(out.Stderr, []byte("<no matches>")) || bytes.Contains(out.Stdout, []byte("<no matches>"))
	switch {
	case out.Err == nil && (out.Exit == 0 || out.Exit == 1 && none):
	case out.Err != nil && len(out.Stdout) == 0, out.Err == nil:
		state, why := commandState(out, "ausearch")
		return facts.Maybe[facts.AuditSearch]{State: state, Error: why}
	}
	if out.Err == nil {
		s.ExitCode = facts.Some(out.Exit)
	} else {
		s.ExitCode = lacking[int](out.Err)
	}
	s.NoMatches = facts.Some(none && out.Exit == 1)
	records, lacks := readAudit(out.Stdout, namesOf(ctx, t))
	if out.Err != nil {
		lacks = joined(out.Err.Error(), lacks)
	}
	s.Records = partly(records, lacks)
	for _, why := range []string{otherLog(out.Stderr, file), auditLost(ctx, t), auditEnds(t.Files, logs, until)} {
		if why != "" {
			s.Lacks = append(s.Lacks, why)
		}
	}
	return partly(s, strings.Join(s.Lacks, "; ")) // of the log alone: the rules of the kernel are whole
}

// otherLog is why the search was not that of the log: where ausearch refuses auditd's
// configuration, as one that others may write, it looks where a log lies by default.
func otherLog(stderr []byte, file string) string {
	_, note, is := strings.Cut(string(stderr), "using built-in logs: ")
	searched, _, _ := strings.Cut(note, "\n")
	if searched = strings.TrimSpace(searched); !is || path.Clean(searched) == path.Clean(file) {
		return ""
	}
	return fmt.Sprintf("ausearch did not take the configuration of auditd, and searched %s in the place of %s", clipText(searched), file)
}

// auditLost is why the log may lack records although the search of it went well: the
// kernel lost some, or does not say that it lost none.
func auditLost(ctx context.Context, t *Target) string {
	out := t.Run(ctx, "auditctl", "-s")
	if why := out.why("auditctl -s"); why != "" {
		return "not known whether audit records were lost: " + why
	}
	for line := range strings.SplitSeq(string(out.Stdout), "\n") {
		if value, is := strings.CutPrefix(strings.TrimSpace(line), "lost "); is {
			if n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 64); err == nil && n == 0 {
				return ""
			}
			return "audit records were lost since the system started (auditctl -s: lost " + clipText(value) + ")"
		}
	}
	return "not known whether audit records were lost: auditctl -s does not say"
}

// auditLogFile is where auditd writes; why where it does not, or where that is not known.
func auditLogFile(f Files) (file, why string) {
	text, l := f.text(auditConfig, maxText)
	if l.state != facts.OK {
		return "", auditConfig + ": " + reasonOf(l)
	}
	file = auditLog
	for _, line := range settings(text) {
		name, value, _ := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "log_file":
			file = value
		case "write_logs":
			if !strings.EqualFold(value, "yes") {
				return "", "auditd writes no log (write_logs in " + auditConfig + ")"
			}
		case "log_format":
			if strings.EqualFold(value, "nolog") {
				return "", "auditd writes no log (log_format in " + auditConfig + ")"
			}
		}
	}
	if !path.IsAbs(file) {
		return "", "log_file in " + auditConfig + " is no absolute path"
	}
	return file, ""
}

// auditStamp is the time and the number of an audit event.
// Made when first asked for: a pattern with such counts takes longer to make than the
// command has to start in.
var auditStamp = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\bmsg=audit\((\d{1,12})\.(\d{1,3}):(\d{1,20})\)`)
})

// auditLogFiles is the files that ausearch reads, without links: audit.log, audit.log.1
// and so on to the first that is not there. What lies behind a gap it never sees.
func auditLogFiles(f Files, file string) ([]string, error) {
	dir := f.resolve(path.Dir(file), true)
	if dir.err != nil {
		return nil, dir.err
	}
	var files []string
	for name := path.Join(dir.path, path.Base(file)); len(files) < maxEntries; {
		if _, err := f.Lstat(name); err != nil {
			if isNotExist(err) {
				err = nil
			}
			return files, err
		}
		files = append(files, name)
		name = fmt.Sprintf("%s.%d", files[0], len(files))
	}
	return nil, errTooMany
}

// oldestRecord is the oldest time in the log: that of the first record of any of its
// files.
func oldestRecord(f Files, file string, logs []string, err error) facts.Maybe[time.Time] {
	if err != nil {
		return lacking[time.Time](fmt.Errorf("%s: %w", file, err))
	}
	var oldest time.Time
	for _, name := range logs {
		head, err := f.Head(name, logHead)
		if err != nil {
			return lacking[time.Time](err)
		}
		if m := auditStamp().FindSubmatch(head); m != nil {
			if first := stampTime(string(m[1]), string(m[2])); oldest.IsZero() || first.Before(oldest) {
				oldest = first
			}
		}
	}
	if oldest.IsZero() {
		return facts.Maybe[time.Time]{State: facts.Failed, Error: fmt.Sprintf("no record in %s: %v", file, fs.ErrNotExist)}
	}
	return facts.Some(oldest)
}

// auditEnds is why the log may end before now: of a system that runs there is always a
// record of the last day. "" where there is one.
func auditEnds(f Files, logs []string, now time.Time) string {
	for _, name := range logs[:min(len(logs), 2)] { // the first is empty right after it was begun
		newest, err := newestRecord(f, name)
		switch {
		case err != nil && now.Sub(newest) > auditQuiet:
			return "the newest audit record is not known: " + err.Error()
		case newest.IsZero():
		case now.Sub(newest) > auditQuiet:
			return fmt.Sprintf("the newest audit record in %s is of %s, more than a day before it was searched", name, newest.Format(time.RFC3339))
		default:
			return ""
		}
	}
	return "the newest audit record is not known: the log holds none"
}

// newestRecord is the time of the last record of a file, zero where there is none. A
// file that is too large is an error, beside the time of a record before.
func newestRecord(f Files, name string) (newest time.Time, err error) {
	text, err := f.Head(name, logWhole)
	if len(text) == logWhole {
		err = fmt.Errorf("%s %w", name, errTooLong)
	}
	for end := len(text); newest.IsZero(); {
		if end = bytes.LastIndex(text[:end], []byte("msg=audit(")); end < 0 {
			break
		}
		if m := auditStamp().FindSubmatch(text[max(0, end-1):min(len(text), end+64)]); m != nil {
			newest = stampTime(string(m[1]), string(m[2]))
		}
	}
	return newest, err
}

// stampTime is seconds and thousandths as a time.
func stampTime(seconds, thousandths string) time.Time {
	s, _ := strconv.ParseInt(seconds, 10, 64)
	ms, _ := strconv.ParseInt(thousandths, 10, 64)
	return time.UnixMilli(s*1000 + ms).UTC()
}
