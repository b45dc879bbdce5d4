package flip

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Decision is what ssp.yaml would have to say, all of it together, and what the verdict
// then is, confirmed by judging again. Whether it may say so is the organisation's to
// know.
type Decision struct {
	// Says is each key with its value, or one more entry of its list: orchestrator: swarm.
	// What only a person can say (who, when, why, with what evidence) is left blank, and
	// ssp.yaml is refused until somebody has filled it in.
	Says []string
	To   result.Status
}

// trials is how many amended files are judged at most.
const trials = 400

// Decisions finds what ssp.yaml could say so that a result which is Open, or Not_Reviewed,
// comes out as no finding: the entries that the evidence itself asks for, all together, then
// one value each for the keys that evidence, what is missing or the rule name. amend reads
// the file with amendments; those it refuses are no decisions.
func Decisions(in rules.Input, node *facts.Bundle, was result.Result, amend func([]facts.Amendment) (*facts.SSP, error)) (out []Decision) {
	d := decider{search: search{in: in, node: node, position: was.Position}, amend: amend}
	var all []facts.Amendment
	now := was
	for again := true; again; {
		again = false
		for _, asked := range entriesAsked(now, in.At) {
			for _, a := range asked {
				if after, ok := d.judge(append(slices.Clone(all), a)); ok && better(now, after) {
					now, all, again = after, append(all, a), true
					break
				}
			}
		}
	}
	if excuses(now) {
		out = append(out, Decision{says(all), now.Status})
	}
	for _, key := range keysOf(in, was) {
		for _, value := range []string{"true", "false", "swarm", "kubernetes", "mixed"} {
			a := facts.Amendment{Key: key, Value: value}
			after, ok := d.judge([]facts.Amendment{a})
			one := Decision{[]string{a.String()}, after.Status}
			if ok && excuses(after) && !slices.ContainsFunc(out, one.is) {
				out = append(out, one)
			}
		}
	}
	return out
}

// excuses reports whether a row is no finding.
func excuses(r result.Result) bool {
	return r.Status == result.NotAFinding || r.Status == result.NotApplicable
}

// is reports whether d and e are the same.
func (d Decision) is(e Decision) bool { return d.To == e.To && slices.Equal(d.Says, e.Says) }

// The words and days that stand in for a person's while a row is judged.
const (
	someText = "~to be filled in~"
	someDay  = time.DateOnly
)

// says is the amendments as text, without what stands in for a person's words; that a
// list is there goes without saying where entries of it follow.
func says(all []facts.Amendment) (out []string) {
	for _, a := range all {
		if a.Add || !slices.ContainsFunc(all, func(b facts.Amendment) bool { return b.Add && b.Key == a.Key }) {
			out = append(out, blanks().ReplaceAllString(strings.ReplaceAll(a.String(), ": "+someText, ": "), "$1: "))
		}
	}
	return out
}

// blanks is the days that stand in for a person's.
var blanks = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(on|expires): \d{4}-\d\d-\d\d`) })

// decider judges a row by amended decisions.
type decider struct {
	search
	amend func([]facts.Amendment) (*facts.SSP, error)
	used  int
}

func (d *decider) judge(amendments []facts.Amendment) (r result.Result, ok bool) {
	if d.used++; d.used > trials {
		return r, false
	}
	ssp, err := d.amend(amendments)
	if err != nil {
		return r, false // the reader refuses such a file
	}
	try := d.search
	try.in.SSP = ssp
	return try.judge()
}

// better reports whether less is missing, or as little and less is wrong or unknown. What
// a decision brings to light may be settled by the next one; a verdict that is still a
// finding in the end is no answer.
func better(before, after result.Result) bool {
	lacked, lacks := len(before.Missing), len(after.Missing)
	bad := func(r result.Result) int { return count(r, result.Violates) + count(r, result.Unknown) }
	return lacks < lacked || lacks == lacked && bad(after) < bad(before)
}

// askedFor is how a row asks for an entry: add to exemptions {rule: …}, or the other way
// round.
var askedFor = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`add to ([a-z_.]+) (\{[^{}]*\})|add (\{[^{}]*\}) to ([a-z_.]+)`)
})

// entriesAsked is, for each piece of evidence and each lack, the entries one of which may
// settle it: those that it asks for itself, with words put in where it leaves them to the
// person, or its name added to the lists of ssp.yaml that it rests on.
func entriesAsked(was result.Result, at time.Time) (out [][]facts.Amendment) {
	add := func(texts []string, expected string) {
		var some []facts.Amendment
		for _, text := range texts {
			for _, m := range askedFor().FindAllStringSubmatch(text, -1) {
				for _, value := range filled(m[2]+m[3], expected, at) {
					some = append(some, facts.Amendment{Key: m[1] + m[4], Value: value, Add: true})
				}
			}
		}
		if some != nil {
			out = append(out, some)
		}
	}
	for _, m := range was.Missing {
		add(m.How, "")
		if key, ok := sspKey(m.Fact); ok && undecided(m) { // an empty list must not stand for entries that are there
			out = append(out, []facts.Amendment{{Key: key, Value: "[]"}, {Key: key, Value: "true"}, {Key: key, Value: "false"}})
		}
	}
	for _, c := range was.Clauses {
		if len(out) == tried {
			break
		}
		if c.Kind != result.Violates && c.Kind != result.Unknown {
			continue
		}
		add([]string{c.Actual, c.Tail}, c.Expected)
		var named []facts.Amendment
		for _, key := range keysNamed(c) {
			for _, value := range entriesFor(c, at) {
				if strings.HasPrefix(key, "ports.") && !strings.Contains(value, "host_port: ") {
					continue // leave for every port of a thing is not asked for in passing
				}
				named = append(named, facts.Amendment{Key: key, Value: value, Add: true})
			}
		}
		if named != nil {
			out = append(out, named)
		}
	}
	return out
}

// undecided reports whether a key is missing because nothing is said of it at all.
func undecided(m result.Missing) bool {
	return m.Why == "ssp.yaml does not say" || m.Why == "no ssp.yaml given"
}

// keysNamed is the keys of ssp.yaml that a clause names, in its facts or its words.
func keysNamed(c result.Clause) (keys []string) {
	for _, ref := range append(slices.Clone(c.Facts), strings.FieldsFunc(c.Actual, func(r rune) bool { return strings.ContainsRune(" ;,", r) })...) {
		if key, ok := sspKey(ref); ok && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// published is a port of a host as evidence spells it: 0.0.0.0:80 -> 8080/tcp.
var published = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`:(\d+) -> \d+/([a-z]+)`) })

// entriesFor is how ssp.yaml might name what a clause is about, whatever list it is
// for: the reader of the file refuses what does not belong there.
func entriesFor(c result.Clause, at time.Time) []string {
	quoted := func(text string) string {
		b, _ := json.Marshal(text) // of a string it cannot fail
		return string(b)
	}
	name := c.Name[strings.LastIndexByte(c.Name, ' ')+1:]
	selectors := []string{"container: " + quoted(name), "network: " + quoted(name), "service: " + quoted(name)}
	if namespace, own, ok := strings.Cut(name, "/"); ok {
		for _, kind := range []string{"pod", "service", "name"} {
			selectors = append(selectors, "namespace: "+quoted(namespace)+", "+kind+": "+quoted(own))
		}
	}
	port := ""
	if m := published().FindStringSubmatch(c.Actual); m != nil {
		port = ", proto: " + m[2] + ", host_port: " + m[1]
	}
	approved := ", approved_by: " + someText + ", on: " + at.UTC().Format(someDay)
	out := []string{quoted(name)}
	for _, s := range selectors {
		out = append(out, "{"+s+port+approved+"}", "{"+s+", reason: "+someText+approved+"}", "{"+s+"}")
	}
	return out
}

// filled is an entry with a word for each key that stands without its value: what a
// person would write. A key of which nothing is known fills none.
func filled(entry, expected string, at time.Time) (out []string) {
	const most = 64 // an entry quotes names of things, which may hold anything
	out = []string{""}
	for _, item := range strings.Split(strings.Trim(entry, "{}"), ", ") {
		values := []string{item}
		switch item {
		case "reason", "evidence", "approved_by", "by":
			values = []string{item + ": " + someText}
		case "on":
			values = []string{item + ": " + at.UTC().Format(someDay)}
		case "expires":
			values = []string{item + ": " + at.UTC().AddDate(0, 6, 0).Format(someDay)}
		case "value":
			values = []string{"value: true", "value: false"}
			for _, m := range wanted().FindAllStringSubmatch(expected, -1) {
				for _, w := range m[1:] {
					if quoted, err := json.Marshal(w); w != "" && err == nil {
						values = append(values, "value: "+string(quoted), "value: "+w)
					}
				}
			}
		default:
			if !strings.Contains(item, ": ") {
				return nil
			}
		}
		if len(out)*len(values) > most {
			return nil
		}
		var longer []string
		for _, begun := range out {
			for _, v := range values {
				longer = append(longer, strings.TrimPrefix(begun+", "+v, ", "))
			}
		}
		out = longer
	}
	for i := range out {
		out[i] = "{" + out[i] + "}"
	}
	return out
}

// keysOf is the keys of ssp.yaml that evidence, what is missing or the rule name.
func keysOf(in rules.Input, was result.Result) (keys []string) {
	rule, _ := in.Table.Find(was.STIGID)
	refs := rule.Needs()
	for _, m := range was.Missing {
		refs = append(refs, m.Fact)
		if m.Fact == facts.Orchestrator.Name {
			refs = append(refs, facts.SSPOrchestrator.Name)
		}
	}
	for _, c := range was.Clauses {
		refs = append(refs, c.Facts...)
	}
	for _, ref := range refs {
		if key, ok := sspKey(ref); ok && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// sspKey is the key of ssp.yaml that a reference names, without the entry.
func sspKey(ref string) (string, bool) {
	key, ok := strings.CutPrefix(ref, "ssp:")
	key, _, _ = strings.Cut(key, "[")
	return key, ok && key != ""
}
