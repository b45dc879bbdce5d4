package collect

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	maxRecords  = 100000 // events; a health check each minute makes 45,000 a month
	maxArgs     = 10000  // of one command
	unsetUser   = "4294967295"
	titleLength = 128 // where the kernel cuts a PROCTITLE (audit_log_proctitle)
)

// auditEvent is the records of one event, as far as they were read.
type auditEvent struct {
	facts.AuditRecord
	args  []string // of EXECVE, by their number; "" for one not yet met
	had   []bool
	count int // argc; -1 without EXECVE
	title []byte
}

// readAudit reads what ausearch prints: records of NAME=value fields, those of one event
// one after the other. why says what of it is not known.
func readAudit(text string, who *names) (records []facts.AuditRecord, why string) {
	records = []facts.AuditRecord{}
	var event *auditEvent
	stamp, odd := "", 0
	end := func() {
		if event != nil {
			records = append(records, event.record())
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || line == "----" || strings.HasPrefix(line, "time->") || line == "<no matches>" {
			continue
		}
		line, _, _ = strings.Cut(line, "\x1d") // what auditd adds in words (log_format ENRICHED)
		m := auditStamp.FindStringSubmatch(line)
		if m == nil {
			odd++
			continue
		}
		if m[0] != stamp || event == nil {
			end()
			if len(records) >= maxRecords {
				return records, fmt.Sprintf("more than %d events", maxRecords)
			}
			stamp, event = m[0], &auditEvent{count: -1}
			event.Time = stampTime(m[1], m[2]).Format("2006-01-02T15:04:05.000Z")
		}
		event.add(line, who)
	}
	end()
	if odd > 0 {
		why = fmt.Sprintf("%d lines of ausearch are no records", odd)
	}
	return records, why
}

// add takes one record into the event.
func (e *auditEvent) add(line string, who *names) {
	kind, _, _ := strings.Cut(line[strings.Index(line, "type=")+len("type="):], " ")
	_, body, _ := strings.Cut(line, "): ")
	fields := auditFields(body)
	switch kind {
	case "SYSCALL":
		if exe, ok := fields["exe"]; ok {
			e.Exe = facts.Some(auditText(exe))
		}
		e.AUID = loginUser(fields["auid"], who)
	case "EXECVE":
		e.execve(fields)
	case "PROCTITLE":
		title, err := hex.DecodeString(fields["proctitle"])
		if err != nil {
			title = []byte(auditText(fields["proctitle"]))
		}
		e.title = title
	}
}

// auditFields is the fields of one record; texts in quotes hold no blanks but within.
func auditFields(body string) map[string]string {
	out := map[string]string{}
	for body = strings.TrimSpace(body); body != ""; body = strings.TrimLeft(body, " ") {
		name, rest, ok := strings.Cut(body, "=")
		if !ok {
			break
		}
		end := strings.IndexByte(rest, ' ')
		if strings.HasPrefix(rest, `"`) {
			if close := strings.IndexByte(rest[1:], '"'); close >= 0 {
				end = close + 2
			}
		}
		if end < 0 {
			end = len(rest)
		}
		if _, twice := out[name]; !twice {
			out[name] = rest[:end]
		}
		body = rest[end:]
	}
	return out
}

// auditText is a text field: in quotes, or in hexadecimal where it holds what would end
// the quotes.
func auditText(field string) string {
	if strings.HasPrefix(field, `"`) {
		return valid(strings.Trim(field, `"`))
	}
	if raw, err := hex.DecodeString(field); err == nil {
		return valid(string(raw))
	}
	return valid(field)
}

// loginUser is who logged in, by name where it has one.
func loginUser(auid string, who *names) string {
	if auid == unsetUser || auid == "" {
		return "unset"
	}
	id, err := strconv.ParseInt(auid, 10, 64)
	if err != nil {
		return valid(auid)
	}
	if name := who.user(id); name.State == facts.OK {
		return name.Value
	}
	return auid
}

// execve takes arguments: a0, a1, …, long ones in parts a2[0], a2[1]. The rest of many
// arguments comes in further records, which have no argc.
func (e *auditEvent) execve(fields map[string]string) {
	if argc, err := strconv.Atoi(fields["argc"]); err == nil && argc >= 0 {
		e.count = min(argc, maxArgs)
	}
	parts := map[int]map[int]string{}
	for name, value := range fields {
		number, part, ok := argument(name)
		if !ok || number >= maxArgs {
			continue
		}
		if parts[number] == nil {
			parts[number] = map[int]string{}
		}
		parts[number][part] = auditText(value)
	}
	for number, pieces := range parts {
		for len(e.args) <= number {
			e.args, e.had = append(e.args, ""), append(e.had, false)
		}
		whole := true
		for i := range len(pieces) {
			piece, ok := pieces[i]
			whole = whole && ok
			e.args[number] += piece
		}
		e.had[number] = whole && (fields[fmt.Sprintf("a%d_len", number)] == "" || !e.had[number])
	}
}

// argument reads a12 and a12[3]; the number of a part is 0 for an argument in one.
func argument(name string) (number, part int, ok bool) {
	name, isArg := strings.CutPrefix(name, "a")
	if !isArg {
		return 0, 0, false
	}
	name, index, parted := strings.Cut(name, "[")
	number, err := strconv.Atoi(name)
	if parted {
		var bad error
		if part, bad = strconv.Atoi(strings.TrimSuffix(index, "]")); bad != nil {
			err = bad
		}
	}
	return number, part, err == nil && number >= 0 && part >= 0
}

// record is the event as it is stored, secrets masked. Without EXECVE the title of the
// process stands for its arguments.
func (e *auditEvent) record() facts.AuditRecord {
	switch {
	case e.count >= 0:
		lacks := ""
		if len(e.args) != e.count || slices.Contains(e.had, false) {
			lacks = fmt.Sprintf("%d of %d arguments", len(e.args), e.count)
		}
		e.Argv = partly(maskedAudit(e.args), lacks)
	case len(e.args) > 0:
		e.Argv = partly(maskedAudit(e.args), "the record does not say how many arguments there are")
	case len(e.title) > 0:
		lacks := ""
		if len(e.title) >= titleLength {
			lacks = "the kernel cuts the title of a process"
		}
		e.Argv = partly(maskedAudit(readArgv(e.title)), lacks)
	default:
		e.Argv = facts.Maybe[[]string]{State: facts.Absent}
	}
	if e.Exe.State == facts.NotCollected {
		e.Exe = facts.Maybe[string]{State: facts.Absent}
	}
	if e.AUID == "" {
		e.AUID = "unset"
	}
	return e.AuditRecord
}

// maskedAudit is arguments without secrets. Of the variables that docker is given the
// names are kept alone.
func maskedAudit(argv []string) []string {
	out := facts.RedactArgv(argv)
	for i := range out {
		if name, _, set := strings.Cut(out[i], "="); set && i > 0 && (argv[i-1] == "-e" || argv[i-1] == "--env") {
			out[i] = name + "=" + facts.Redacted
		}
		if value, is := strings.CutPrefix(out[i], "--env="); is {
			name, _, _ := strings.Cut(value, "=")
			out[i] = "--env=" + name + "=" + facts.Redacted
		}
	}
	return out
}
