package platform

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// ExecCheck is that nobody ran docker exec with certain options, by the audit records of
// the docker client.
type ExecCheck struct {
	Options []string // without hyphens: privileged, user, u
	Words   string   // the options in words: --privileged, --user or -u
}

// Fn is the check as a function of the node's audit log.
func (k ExecCheck) Fn() rules.Fn[rules.Verdict] {
	return rules.About("audit records with key docker", fmt.Sprintf("no \"docker exec\" with %s", k.Words),
		rules.FromCase([]string{facts.Audit.Name, facts.SSPAuditWindowDays.Name}, k.judge))
}

func (k ExecCheck) judge(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	days, lacks := facts.Get(c.Snapshot, facts.SSPAuditWindowDays)
	if lacks == nil {
		v.Expected = fmt.Sprintf(`no audit record of "docker exec" with %s in the last %d days (ssp audit.window_days, %s)`,
			k.Words, days, Approver(c, "audit"))
	}
	audit, ok, missing := facts.Partly(c.Snapshot, facts.Audit)
	if !ok {
		v.Doubt = "Nothing is known of docker exec on this node. No output is not a pass."
		v.Outcomes = []rules.Outcome{{Actual: "not collected", Facts: []string{facts.Audit.Name, facts.SSPAuditWindowDays.Name}}}
		return v, append(missing, lacks...)
	}
	search := audit.Search.Value
	records := search.Records.Value
	for _, r := range records {
		if o, odd := k.record(r); odd {
			v.Outcomes = append(v.Outcomes, o)
		}
	}
	missing = append(missing, lacks...)
	missing = append(missing, unproven(c, audit, days)...)
	if missing == nil && v.Outcomes == nil {
		v.Outcomes = append(v.Outcomes, noRecords(search))
		v.Notes = unrecorded(audit.Rules.Value, clientFiles(c, audit))
	}
	return v, missing
}

// noRecords is the evidence of a search that proves something and found nothing.
func noRecords(search facts.AuditSearch) rules.Outcome {
	day := func(m facts.Maybe[time.Time]) string { return m.Value.UTC().Format(time.RFC3339) }
	return rules.Outcome{Kind: result.Pass,
		Actual: fmt.Sprintf("%s, none of that kind, from %s to %s", Plural(len(search.Records.Value), "record", "records"), day(search.Since), day(search.Until)),
		Note:   "oldest record of the log " + day(search.OldestRecord),
		Facts:  []string{"audit.search", facts.SSPAuditWindowDays.Name}}
}

// record is what one record says; odd is false where it says nothing of docker exec.
// The program that ran tells the client as well as its first argument does: a caller
// may call it what it likes.
func (k ExecCheck) record(r facts.AuditRecord) (rules.Outcome, bool) {
	o := rules.Outcome{Subject: "record of " + r.Time, Facts: []string{"audit.search.records"}}
	argv, why := r.Argv.Value, r.Argv.Why()
	exe, unknown := r.Exe.Get()
	client := unknown != "" || isClient(exe)
	if why == "" && len(argv) == 0 {
		why = "the list is empty"
	}
	if why == "" && k.compose(argv, isClient(exe)) {
		o.Actual, o.Note = fmt.Sprintf("%q by audit user %s", strings.Join(argv, " "), OrWord(r.AUID, "unknown")), "docker compose exec, which the text does not name"
		return o, true
	}
	if !k.exec(argv, isClient(exe)) {
		o.Actual, o.Note = "arguments not known", why
		return o, why != "" && client
	}
	o.Kind = result.Violates
	o.Actual = fmt.Sprintf("%q by audit user %s", strings.Join(argv, " "), OrWord(r.AUID, "unknown"))
	return o, true
}

func isClient(exe string) bool { return path.Base(exe) == "docker" }

// exec reports whether the arguments are docker exec, or docker container exec, with
// one of the options among those of exec. Words behind the
// container's name belong to the command run in it.
func (k ExecCheck) exec(argv []string, client bool) bool {
	if len(argv) == 0 || !client && !isClient(argv[0]) {
		return false
	}
	_, rest := clientOptions(argv[1:])
	if len(rest) > 0 && rest[0] == "container" {
		_, rest = options(rest[1:], "")
	}
	if len(rest) == 0 || rest[0] != "exec" {
		return false
	}
	given, _ := options(rest[1:], "uew", "user", "env", "env-file", "workdir", "detach-keys")
	return k.among(given)
}

// compose reports whether the arguments are docker compose exec, or the older
// docker-compose exec, with one of the options among those of exec.
func (k ExecCheck) compose(argv []string, client bool) bool {
	if len(argv) == 0 {
		return false
	}
	rest := argv[1:]
	if path.Base(argv[0]) != "docker-compose" {
		if !client && !isClient(argv[0]) {
			return false
		}
		if _, rest = clientOptions(rest); len(rest) == 0 || rest[0] != "compose" {
			return false
		}
		rest = rest[1:]
	}
	_, rest = options(rest, "fpHc", "file", "profile", "project-name", "project-directory", "env-file", "ansi", "parallel", "progress", "host", "context",
		"log-level", "tlscacert", "tlscert", "tlskey")
	if len(rest) == 0 || rest[0] != "exec" {
		return false
	}
	given, _ := options(rest[1:], "uew", "user", "env", "workdir", "index")
	return k.among(given)
}

// among reports whether one of the options was given.
func (k ExecCheck) among(given []string) bool {
	return slices.ContainsFunc(k.Options, func(o string) bool { return slices.Contains(given, o) })
}

// clientOptions is the options of the docker client itself, and what follows them.
func clientOptions(words []string) (names, rest []string) {
	return options(words, "Hcl", "host", "context", "config", "log-level", "tlscacert", "tlscert", "tlskey")
}

// options is the names of the options at the front of words, and what follows
// them. short are the letters and long the words that take a value.
func options(words []string, short string, long ...string) (names, rest []string) {
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "--":
			return names, words[i+1:]
		case strings.HasPrefix(w, "--"):
			name, value, given := strings.Cut(w[2:], "=")
			if off, err := strconv.ParseBool(value); !given || err != nil || off || slices.Contains(long, name) {
				names = append(names, name)
			}
			if !given && slices.Contains(long, name) {
				i++
			}
		case strings.HasPrefix(w, "-") && len(w) > 1:
			given, next := letters(w[1:], short)
			names = append(names, given...)
			if next {
				i++
			}
		default:
			return names, words[i:]
		}
	}
	return names, nil
}

// letters is the options that stand together behind one hyphen; next reports whether
// the value of the last is the next word. What follows a letter that takes a value is its
// value, and so is what follows any letter and "=", which may switch it off.
func letters(word, short string) (names []string, next bool) {
	for i := range len(word) {
		letter, rest := word[i:i+1], word[i+1:]
		value, given := strings.CutPrefix(rest, "=")
		takes := strings.Contains(short, letter)
		if on, err := strconv.ParseBool(value); takes || !given || err != nil || on {
			names = append(names, letter)
		}
		if takes || given {
			return names, takes && rest == ""
		}
	}
	return names, false
}

// unproven is why the lack of a record would not be evidence.
func unproven(c *rules.Case, audit facts.AuditLog, days int) []facts.Missing {
	var why []string
	if active, unknown := audit.AuditdActive.Get(); unknown != "" || !active {
		why = append(why, OrWord(unknown, "auditd is not active"))
	}
	list, unknown := audit.Rules.Get()
	for _, client := range clientFiles(c, audit) {
		if unknown == "" && !slices.ContainsFunc(list, func(rule string) bool { ok, _ := recordsClient(rule, client); return ok }) {
			why = append(why, "no audit rule with key docker records that the docker client is run ("+Clipped(client)+")")
		}
	}
	if unknown != "" {
		why = append(why, unknown)
	}
	if slices.ContainsFunc(list, hidesRuns) {
		why = append(why, "an audit rule of action never may keep it from being recorded")
	}
	search := audit.Search.Value
	if unknown := audit.Search.Why(); unknown != "" {
		why = append(why, "search: "+OrWord(strings.Join(search.Lacks, "; "), unknown))
	}
	if audit.Search.State == facts.OK {
		why = append(why, unsearched(search, days)...)
		why = append(why, ended(c, search)...)
	}
	if why == nil {
		return nil
	}
	return []facts.Missing{{Name: facts.Audit.Name, Why: strings.Join(why, "; "),
		How: []string{"by hand: auditctl -l; ausearch -k docker -i"}}}
}

// RecordsNothing reports whether the action of an audit rule, as auditctl -l prints it,
// is never, or its list is exclude: what it matches is not recorded, whatever other rules
// say of it (auditctl(8), -a).
func RecordsNothing(rule string) bool {
	words := strings.Fields(rule)
	for i, word := range words[:max(0, len(words)-1)] {
		if word != "-a" && word != "-A" {
			continue
		}
		if of := strings.Split(words[i+1], ","); slices.Contains(of, "never") || slices.Contains(of, "exclude") {
			return true
		}
	}
	return false
}

// hidesRuns is RecordsNothing of what a search for runs of the client needs: a rule on
// other system calls, or on another kind of record, takes nothing from it.
func hidesRuns(rule string) bool {
	if !RecordsNothing(rule) {
		return false
	}
	words := strings.Fields(rule)
	named, harmful := false, false // what it leaves out is named; and is of runs, or may be
	for i := 0; i+1 < len(words); i++ {
		switch next := words[i+1]; {
		case words[i] == "-S":
			named = true
			for _, call := range strings.Split(next, ",") {
				harmful = harmful || call == "all" || strings.HasPrefix(call, "exec") || !isName(call)
			}
		case words[i] == "-F" && strings.HasPrefix(next, "msgtype"):
			kind, ok := strings.CutPrefix(next, "msgtype=")
			named = true
			harmful = harmful || !ok || !isName(kind) || slices.Contains([]string{"SYSCALL", "EXECVE", "PATH", "PROCTITLE"}, kind)
		}
	}
	return !named || harmful
}

// isName reports whether a system call or a kind of record is given by its name: what a
// number stands for depends on the machine.
func isName(s string) bool { return s != "" && (s[0] < '0' || s[0] > '9') && s[0] != '-' }

// unrecorded says whose runs of a client no rule records, nothing where one records
// everybody's.
func unrecorded(list, clients []string) []string {
	var most int64
	for _, client := range clients {
		least := int64(math.MaxInt64)
		for _, rule := range list {
			if ok, from := recordsClient(rule, client); ok {
				least = min(least, from)
			}
		}
		most = max(most, least)
	}
	if most == 0 || most == math.MaxInt64 {
		return nil
	}
	return []string{fmt.Sprintf("the audit rule leaves out who logged in below user %d, root among them", most)}
}

// unsearched is why a search proves nothing: it was not the right one, failed, or
// the log does not reach back far enough.
func unsearched(s facts.AuditSearch, days int) []string {
	var why []string
	if s.Key != "docker" {
		why = append(why, fmt.Sprintf("the search was for key %q", s.Key))
	}
	code, unknown := s.ExitCode.Get()
	none := s.NoMatches.Is(func(b bool) bool { return b })
	if unknown != "" || code != 0 && !(code == 1 && none) {
		why = append(why, "the search did not end well: exit code "+OrWord(unknown, fmt.Sprint(code))+` without the text "<no matches>"`)
	}
	if unknown := s.Records.Why(); unknown != "" && !(code == 1 && none && s.Records.State == facts.NotCollected) {
		why = append(why, "records: "+unknown)
	}
	if code == 0 && unknown == "" && len(s.Records.Value) == 0 && s.Records.Why() == "" && !none {
		why = append(why, "the search found records and none are here")
	}
	until, why1 := s.Until.Get()
	since, why2 := s.Since.Get()
	oldest, why3 := s.OldestRecord.Get()
	window := time.Duration(days) * 24 * time.Hour
	switch {
	case why1+why2+why3 != "":
		why = append(why, "the times of the search or of the oldest record are not known")
	case until.Sub(since) < window:
		why = append(why, fmt.Sprintf("the search covers less than the %d days stated", days))
	case until.Sub(oldest) < window:
		why = append(why, fmt.Sprintf("the log reaches back to %s, less than the %d days stated", oldest.UTC().Format(time.RFC3339), days))
	}
	return why
}

// ended is why the end of the search proves nothing: it lies in the future, which
// would make the search look longer than it is, or so long before the facts were
// collected that what came after was not looked at.
func ended(c *rules.Case, s facts.AuditSearch) []string {
	until, unknown := s.Until.Get()
	if unknown != "" {
		return nil // said by unsearched
	}
	collected, age := c.At, c.SSP.MaxFactAge()
	if c.Node != nil && c.Node.Timeless {
		age = math.MaxInt64 // freshness is not judged
	} else if c.Node != nil {
		collected, age = c.Node.Provenance.FinishedAt, c.SSP.MaxSkew()
	}
	switch {
	case until.After(collected):
		return []string{fmt.Sprintf("the search ends %s, after the facts were collected", until.UTC().Format(time.RFC3339))}
	case collected.Sub(until) > age:
		return []string{fmt.Sprintf("the search ends %s, long before the facts were collected", until.UTC().Format(time.RFC3339))}
	}
	return nil
}

// clientFile is where the package puts the docker client.
const clientFile = "/usr/bin/docker"

// clientFiles is the docker clients of the node of which each run must be recorded: the
// file of the package, or where that one leads; other ones only where it is not there, or
// where nobody knows that it is and the records show that others are run.
func clientFiles(c *rules.Case, audit facts.AuditLog) []string {
	entry := facts.Look(c.Snapshot, facts.HostFiles).Value[clientFile]
	gone := entry.State == facts.Absent || entry.Value.Exists.Is(func(b bool) bool { return !b })
	file := clientFile
	if resolved, why := entry.Value.Resolved.Get(); why == "" && resolved != "" {
		file = resolved // a watch on a link sees the link alone
	}
	var seen []string
	for _, r := range audit.Search.Value.Records.Value {
		if exe, why := r.Exe.Get(); why == "" && isClient(exe) && !slices.Contains(seen, exe) {
			seen = append(seen, exe)
		}
	}
	slices.Sort(seen)
	switch {
	case gone && seen == nil:
		return []string{"/usr/local/bin/docker"}
	case gone, entry.State != facts.OK && seen != nil && !slices.Contains(seen, file):
		return seen
	}
	return []string{file}
}

// recordsClient reports whether an audit rule, as auditctl -l prints it, records
// every run of the docker client, a file: a watch on it with x, or an execve rule. A watch
// on the daemon, on a folder or for writes alone never sees the client run, and a
// rule that says never, or that is narrowed to some runs, records less. from is the least
// user it records.
func recordsClient(rule, client string) (records bool, from int64) {
	words := strings.Fields(rule)
	onClient, executes, keyed := false, false, false
	var calls []string // of every -S; without any a rule says by its permissions of what it is
	for i := 0; i+1 < len(words); i++ {
		switch next := words[i+1]; words[i] {
		case "-a", "-A":
			if list := strings.Split(next, ","); !slices.Contains(list, "always") || !slices.Contains(list, "exit") {
				return false, 0
			}
		case "-w":
			onClient = next == client
		case "-p":
			if executes = strings.Contains(next, "x"); !executes {
				return false, 0
			}
		case "-k":
			keyed = next == "docker"
		case "-S":
			calls = append(calls, strings.Split(next, ",")...)
		case "-C", "-d", "-W":
			return false, 0
		case "-F":
			name, value, _ := strings.Cut(next, "=")
			switch name {
			case "path", "exe":
				if onClient = value == client; !onClient {
					return false, 0 // of two of them each narrows the rule
				}
			case "perm":
				if executes = strings.Contains(value, "x"); !executes {
					return false, 0
				}
			case "key":
				keyed = value == "docker"
			case "arch":
				if value == "b32" {
					return false, 0
				}
			case "auid!": // users who logged in, as the guides write it
				if !slices.Contains([]string{"-1", "unset", "4294967295"}, value) {
					return false, 0
				}
			case "auid>": // and users who are no accounts of the system
				n, err := strconv.ParseInt(value, 10, 64)
				if err != nil || n > firstUser {
					return false, 0
				}
				from = max(from, n)
			default:
				return false, 0
			}
		}
	}
	if calls != nil {
		executes = slices.Contains(calls, "execve") || slices.Contains(calls, "all")
	}
	return onClient && executes && keyed, from
}

// firstUser is the number from which on the systems the guides are for count their users.
const firstUser = 1000
