package collect

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
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
	args  map[int]*auditArg // of EXECVE, by their number
	count int               // argc; -1 without EXECVE
	title []byte
}

// auditArg is one argument, a long one in parts.
type auditArg struct {
	parts map[int]string // as they stand in the record, quotes off
	text  map[int]string
	size  int // of all parts, as the record says; -1 where it does not
}

// whole is the argument, where all of it is there.
func (a *auditArg) whole() (text string, ok bool) {
	size := 0
	for i := range len(a.parts) {
		part, had := a.parts[i]
		if !had {
			return "", false
		}
		size, text = size+len(part), text+a.text[i]
	}
	return valid(text), len(a.parts) > 0 && (size == a.size || a.size < 0 && len(a.parts) == 1)
}

// readAudit reads what ausearch prints: records of NAME=value fields, those of one event
// one after the other. why says what of it is not known.
func readAudit(text []byte, who *names) (records []facts.AuditRecord, why string) {
	records = []facts.AuditRecord{}
	var event *auditEvent
	stamp, odd := "", 0
	end := func() {
		if event != nil {
			records = append(records, event.record())
		}
	}
	for raw := range bytes.SplitSeq(text, []byte("\n")) {
		line := string(raw)
		if line == "" || line == "----" || strings.HasPrefix(line, "time->") || line == "<no matches>" {
			continue
		}
		line, _, _ = strings.Cut(line, "\x1d") // what auditd adds in words (log_format ENRICHED)
		m := auditStamp().FindStringSubmatch(line)
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
func auditText(field string) string { return valid(auditRaw(field)) }

func auditRaw(field string) string {
	if strings.HasPrefix(field, `"`) {
		return strings.Trim(field, `"`)
	}
	if raw, err := hex.DecodeString(field); err == nil {
		return string(raw)
	}
	return field
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

// execve takes arguments: a0, a1, …, long ones in parts a2[0], a2[1] behind their size
// a2_len. The rest of many arguments comes in further records, which have no argc.
func (e *auditEvent) execve(fields map[string]string) {
	if argc, err := strconv.Atoi(fields["argc"]); err == nil && argc >= 0 {
		e.count = argc
	}
	if e.args == nil {
		e.args = map[int]*auditArg{}
	}
	for name, value := range fields {
		number, part, ok := argument(strings.TrimSuffix(name, "_len"))
		if !ok || number >= maxArgs || part >= maxArgs {
			continue
		}
		arg := e.args[number]
		if arg == nil {
			arg = &auditArg{parts: map[int]string{}, text: map[int]string{}, size: -1}
			e.args[number] = arg
		}
		if strings.HasSuffix(name, "_len") {
			if size, err := strconv.Atoi(value); err == nil {
				arg.size = size
			}
			continue
		}
		arg.parts[part], arg.text[part] = strings.Trim(value, `"`), auditRaw(value)
	}
}

// arguments is the arguments in order, as far as they are whole, and what is lacking.
func (e *auditEvent) arguments() (argv []string, lacks string) {
	argv = []string{}
	odd := false
	last := -1
	for number := range e.args {
		last = max(last, number)
	}
	for i := range last + 1 {
		if arg := e.args[i]; arg != nil {
			text, ok := arg.whole()
			argv, odd = append(argv, text), odd || !ok
		} else {
			argv, odd = append(argv, ""), true
		}
	}
	switch {
	case e.count < 0:
		return argv, "the record does not say how many arguments there are"
	case odd || len(e.args) != e.count:
		return argv, fmt.Sprintf("not all of %d arguments are known", e.count)
	}
	return argv, ""
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
	case e.args != nil:
		argv, lacks := e.arguments()
		e.Argv = partly(maskedAudit(argv), cmp.Or(lacks, facts.HiddenOption(argv)))
	case len(e.title) > 0:
		argv := readArgv(e.title)
		lacks := facts.HiddenOption(argv)
		if len(e.title) >= titleLength {
			lacks = "the kernel cuts the title of a process"
		}
		e.Argv = partly(maskedAudit(argv), lacks)
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
		option := auditEnv(out[i])
		name, _, set := strings.Cut(out[i][len(option):], "=")
		if set && (option != "" || i > 0 && (argv[i-1] == "--env" || auditEnv(argv[i-1]) == argv[i-1] && argv[i-1] != "")) {
			out[i] = option + name + "=" + facts.Redacted
		}
	}
	return out
}

// auditEnv is the option for a variable at the front of a word: --env=, or -e with the
// letters of options that take no value before it, as in -ite; "" for none.
func auditEnv(word string) string {
	if strings.HasPrefix(word, "--env=") {
		return "--env="
	}
	letters, is := strings.CutPrefix(word, "-")
	if at := strings.IndexByte(letters, 'e'); is && at >= 0 && strings.Trim(letters[:at], "ditPq") == "" {
		return word[:at+2]
	}
	return ""
}
