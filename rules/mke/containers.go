package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// exempt says what becomes of a container of the vendor's that violates a rule
// (mke-rules section 0, exemption classes).
type exempt uint8

const (
	exemptNever exempt = iota // the text knows no vendor: a violation like any other
	exemptFix                 // class F: only the fix speaks of nonsystem containers, so an exemption is needed
	exemptTitle               // class T: the rule limits itself to nonsystem containers, so identity suffices
	exemptKey                 // class X, and the fix speaks of nonsystem containers: what the rule's own key does not name cannot be told
)

// podRule says where Kubernetes' own containers are judged. The zero value: where
// every container is, unless Kubernetes is not applicable.
type podRule uint8

const (
	podsByScope   podRule = iota
	podsToo               // here, on a node that serves Swarm as well
	podsElsewhere         // as pods, by another part of the rule
)

// containerCheck is the shape of the rules that look at one setting of every
// container of a node.
type containerCheck struct {
	setting  string // below the container: inspect.HostConfig.PidMode
	want     string // of one container: PidMode is not "host"
	expected string // of the node, in one line
	offends  string // what an offender does: shares the host's process table
	running  bool   // only running containers are judged
	vendor   exempt
	swarm    bool // Kubernetes is not applicable: P-ORCH and P-K8S decide
	pods     podRule
	look     func(facts.OwnedContainer, facts.Inspect) seen
	stopped  func(facts.Inspect) string     // a remark on a container that is not judged because it does not run; nil for none
	notes    func(*facts.Snapshot) []string // what a reader should know of the node; nil for none
}

// seen is what was found in one container.
type seen struct {
	actual  string // the value seen: PidMode=host
	bad     bool
	unknown string // why the value is not known; then nothing else counts
	odd     string // why a value that is known cannot be judged
	// missing is the decisions that are needed to judge the value.
	missing []facts.Missing
	by      string   // who allowed what would be a violation; then it is set aside
	system  string   // why a violation of a proven vendor container is none; "" leaves it to the class
	refs    []string // facts besides the setting
	remark  string   // what a reader should know of the container and no verdict rests on
}

// of is what a known value means; why is why there is none.
func of(name, value, why string, bad bool) seen {
	if why != "" {
		return seen{actual: name + " not known", unknown: why}
	}
	return seen{actual: name + "=" + value, bad: bad}
}

// fn is the check as a function of the node's containers and its orchestrator.
func (k containerCheck) fn() rules.Fn[rules.Verdict] {
	needs := []string{facts.NodeContainers.Name, "ssp:system_containers", "ssp:exemptions"}
	if k.swarm {
		needs = append(needs, facts.Orchestrator.Name)
	}
	return rules.FromCase(needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		return k.judge(c)
	})
}

func (k containerCheck) judge(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v := rules.Verdict{Expected: k.expected}
	all, missing := facts.Get(c.Snapshot, facts.NodeContainers)
	orch := facts.Orchestration{Scheduler: facts.SwarmOnly}
	if k.swarm {
		orch, _ = facts.Get(c.Snapshot, facts.Orchestrator)
		missing = append(missing, unsettled(orch)...)
		v.Applies = applies(orch)
	}
	tally := &tally{check: k, exempted: !orch.ServesSwarm(), unsettled: !orch.Settled()}
	for _, container := range all.List {
		tally.add(c, container)
	}
	missing = append(append(missing, all.Missing...), tally.missing...)
	v.Outcomes, v.Notes = tally.outcomes, tally.notes
	if k.notes != nil {
		v.Notes = append(v.Notes, k.notes(c.Snapshot)...)
	}
	tally.sentences(&v, missing)
	if !orch.ServesSwarm() {
		v.NotApplicable = fmt.Sprintf("The node's orchestrator is kubernetes (%s), and no container outside Kubernetes needs a look", orch.Source)
	} else if len(missing) == 0 {
		v.Outcomes = append(v.Outcomes, tally.pass())
	}
	return v, missing
}

// unsettled is what is missing for the Swarm half to be passed: an orchestrator
// that is known and not contradicted. A violation is one all the same.
func unsettled(o facts.Orchestration) []facts.Missing {
	if o.Conflict != "" {
		return []facts.Missing{{Name: "node.orchestrator", Why: "ssp.yaml and facts disagree: " + o.Conflict,
			How: []string{"find out what the node serves, then correct its labels or ssp.yaml orchestrator"}}}
	}
	if o.Scheduler == facts.SchedulerUnknown {
		return o.Missing
	}
	return nil
}

func applies(o facts.Orchestration) string {
	if !o.Settled() || o.Scheduler == facts.KubernetesOnly {
		return ""
	}
	return fmt.Sprintf("the node's orchestrator is %s (%s)", o.Scheduler, o.Source)
}

// tally collects the outcomes of one node.
type tally struct {
	check    containerCheck
	exempted bool // the node serves Kubernetes alone: only containers of unproven identity matter
	// unsettled: whether the node serves Swarm is unknown or contradicted. Then only a
	// user's container proves by itself that it does.
	unsettled bool
	outcomes  []rules.Outcome
	notes     []string
	missing   []facts.Missing
	judged    int
	open      int
	whose     int // offenders of which it cannot be told whose they are
	unknown   int // containers whose setting is not known
	stopped   int
	pods      int
	fine      []string
	values    []string // the different values of the containers that are fine
}

func (t *tally) add(c *rules.Case, container facts.OwnedContainer) {
	proven := container.Owner == facts.OwnedByVendor || container.Owner == facts.OwnedByPod
	switch {
	case t.check.running && stopped(container):
		t.stopped++
		t.remark(container)
	case t.check.leavesPods() && container.Owner == facts.OwnedByPod:
		t.pods++
	case t.exempted && proven:
	default:
		t.judged++
		t.judge(c, container)
	}
}

// stopped reports whether the engine says, in a word that is known, that a container
// does not run; what is not known to stand still is judged. The list and the inspect
// answer are two calls, and a container may start between them.
func stopped(container facts.OwnedContainer) bool {
	state := container.Inspect.Value.State.Value.Status
	return slices.Contains(notRunning, container.State) && (state == "" || slices.Contains(notRunning, state))
}

// notRunning is the engine's words for containers without a process.
var notRunning = []string{"created", "exited", "dead", "removing"}

func (t *tally) remark(container facts.OwnedContainer) {
	if inspect, why := container.Inspect.Get(); why == "" && t.check.stopped != nil {
		if remark := t.check.stopped(inspect); remark != "" {
			t.notes = append(t.notes, container.Name()+" "+remark)
		}
	}
}

// leavesPods reports whether the proven containers of Kubernetes are not judged here.
func (k containerCheck) leavesPods() bool {
	return k.pods == podsElsewhere || k.pods == podsByScope && k.swarm
}

func (t *tally) judge(c *rules.Case, container facts.OwnedContainer) {
	inspect, why := container.Inspect.Get()
	s := seen{unknown: "inspect: " + why, actual: "not inspected"}
	if why == "" {
		s = t.check.look(container, inspect)
	}
	o := rules.Outcome{Subject: container.Name(), Label: container.Image, Expected: t.check.want,
		Actual: s.actual, Facts: append([]string{facts.Ref(container.Container, t.check.setting)}, s.refs...)}
	if s.remark != "" {
		t.notes = append(t.notes, container.Name()+" "+s.remark)
	}
	switch {
	case s.unknown != "":
		o.Note = s.unknown
		t.missing = append(t.missing, facts.Missing{Name: o.Facts[0], Why: s.unknown, How: []string{"by hand: " + facts.Containers.Doc.ByHand}})
		t.unknown++
	case s.missing != nil:
		t.missing = append(t.missing, s.missing...)
		t.unknown++
	case s.odd != "":
		o.Note = s.odd
		t.unknown++
	case s.by != "":
		o.Kind, o.By = result.Excluded, s.by
	case !s.bad:
		t.fine = append(t.fine, container.Name())
		t.value(s.actual)
		return
	default:
		t.offender(c, container, s, &o)
	}
	t.outcomes = append(t.outcomes, o)
}

func (t *tally) value(actual string) {
	for _, v := range t.values {
		if v == actual {
			return
		}
	}
	t.values = append(t.values, actual)
}

// offender is what a violation means, by whose container it is.
func (t *tally) offender(c *rules.Case, container facts.OwnedContainer, s seen, o *rules.Outcome) {
	never := t.check.vendor == exemptNever && s.system == ""
	switch {
	case container.Owner == facts.LooksLikePod && (t.check.leavesPods() || t.exempted),
		container.Owner == facts.LooksLikeVendor && !never:
		o.Note, o.Facts = container.Why, append(o.Facts, container.Basis...)
		t.missing = append(t.missing, container.Missing...)
		t.whose++
	case container.Owner == facts.OwnedByVendor && s.system != "":
		o.Kind, o.By = result.Excluded, "proven vendor container ("+container.Component+"), "+s.system
		o.Facts = append(o.Facts, container.Basis...)
	case container.Owner == facts.OwnedByVendor && !never:
		t.vendors(c, container, o)
	case t.unsettled && container.Owner != facts.OwnedByUser:
		o.Note = "whether the rule applies to it depends on the node's orchestrator"
		t.whose++
	default:
		o.Kind, o.Note = result.Violates, t.printed(c, container)
		t.open++
	}
}

// vendors sets a proven vendor container aside where the rule's text lets it.
func (t *tally) vendors(c *rules.Case, container facts.OwnedContainer, o *rules.Outcome) {
	if t.check.vendor == exemptKey {
		o.Note = "proven vendor container, and proven identity is no documented exception; name its component or image there if it is to have one"
		t.whose++
		return
	}
	if t.check.vendor == exemptTitle {
		o.Kind, o.By = result.Excluded, "proven vendor container ("+container.Component+"), which the rule's title leaves out"
		o.Facts = append(o.Facts, container.Basis...)
		return
	}
	if e, ok := c.SSP.Exemption(c.Rule, container.Component, container.ImageID, c.At); ok {
		o.Kind = result.Excluded
		o.By = fmt.Sprintf("proven vendor container, exempted: %q, %s", e.Reason, e.Approval)
		o.Facts = append(o.Facts, e.Ref())
		return
	}
	o.Note = fmt.Sprintf("proven vendor container without an exemption; ssp.yaml: add to exemptions {rule: %s, component: %s, reason, approved_by, on, expires}",
		c.Rule, container.Component)
	o.Facts = append(o.Facts, "ssp:exemptions")
	t.whose++
}

// printed is what is said of a violation that no decision can set aside.
func (t *tally) printed(c *rules.Case, container facts.OwnedContainer) string {
	var notes []string
	if container.Component != "" {
		notes = append(notes, "component "+container.Component)
	}
	if e, ok := c.SSP.ExemptionByName(c.Rule, container.Name(), container.Component, container.ImageID, c.At); ok {
		notes = append(notes, fmt.Sprintf("%s is on record (%q, %s) and does not count: the rule's text knows no such exemption", e.Ref(), e.Reason, e.Approval))
	}
	return strings.Join(notes, "; ")
}

// noun is what the rule looks at.
func (k containerCheck) noun(n int) string {
	switch {
	case n == 1 && k.running:
		return "running container"
	case n == 1:
		return "container, running or stopped,"
	case k.running:
		return "running containers"
	}
	return "containers, running or stopped,"
}

// pass is the line that counts what is fine, so that "none of 0" cannot hide.
func (t *tally) pass() rules.Outcome {
	name := fmt.Sprintf("%d %s", len(t.fine), strings.TrimSuffix(t.check.noun(len(t.fine)), ", running or stopped,"))
	if len(t.outcomes) > 0 {
		name = fmt.Sprintf("%d other %s", len(t.fine), strings.TrimSuffix(t.check.noun(len(t.fine)), ", running or stopped,"))
	}
	o := rules.Outcome{Kind: result.Pass, Subject: name, Expected: t.check.want, Actual: strings.Join(t.values, ", "),
		Facts: []string{facts.NodeContainers.Name}}
	if len(t.values) == 0 {
		o.Actual = "none"
	}
	const shown = 12
	if n := len(t.fine); n > 0 && n <= shown {
		o.Tail = " (" + strings.Join(t.fine, ", ") + ")"
	}
	if t.stopped > 0 {
		o.Tail += fmt.Sprintf("; %s not judged", plural(t.stopped, "stopped container is", "stopped containers are"))
	}
	if t.pods > 0 {
		o.Tail += fmt.Sprintf("; %s not judged", plural(t.pods, "container of Kubernetes pods is", "containers of Kubernetes pods are"))
	}
	return o
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sentences is the reason of the verdict, whichever it will be.
func (t *tally) sentences(v *rules.Verdict, missing []facts.Missing) {
	containers := strings.TrimSuffix(t.check.noun(t.judged), ",")
	short := strings.TrimSuffix(containers, ", running or stopped")
	if t.open > 0 {
		v.Open = fmt.Sprintf("%d of %d %s %s", t.open, t.judged, short, t.check.does(t.open))
		if t.whose > 0 {
			v.Open += fmt.Sprintf("; for %d more it cannot be told whether that is allowed", t.whose)
		}
		v.Open += "."
	}
	switch {
	case len(missing) > 0: // the engine names what is missing
	case t.whose > 0:
		v.Doubt = fmt.Sprintf("%d of %d %s %s, and it cannot be told whether that is allowed.", t.whose, t.judged, short, t.check.does(t.whose))
	case t.unknown > 0:
		v.Doubt = fmt.Sprintf("The setting of %d of %d %s cannot be judged.", t.unknown, t.judged, short)
	}
	v.Pass = fmt.Sprintf("None of %d %s %s.", t.judged, t.check.noun(t.judged), t.check.does(1))
	if aside := t.judged - len(t.fine); aside > 0 {
		v.Pass = fmt.Sprintf("Of %d %s, none %s but %d that %s set aside by an approved decision or by the rule itself.",
			t.judged, containers, t.check.does(1), aside, map[bool]string{true: "is", false: "are"}[aside == 1])
	}
}

// does is the offence with its verb in the number of n: shares, share.
func (k containerCheck) does(n int) string {
	if n == 1 {
		return k.offends
	}
	verb, rest, _ := strings.Cut(k.offends, " ")
	switch verb {
	case "has":
		verb = "have"
	case "is":
		verb = "are"
	default:
		verb = strings.TrimSuffix(verb, "s")
	}
	return verb + " " + rest
}
