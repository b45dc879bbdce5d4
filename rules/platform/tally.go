package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// tally collects the outcomes of one node.
type tally struct {
	check    ContainerCheck
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
	fine      int
	named     []string // the first of the containers that are fine
	values    []string // the different values of the containers that are fine
}

// shownFine is how many containers that are fine are named.
const shownFine = 12

func (t *tally) add(c *rules.Case, container *facts.OwnedContainer) {
	proven := container.Owner == facts.OwnedByVendor || container.Owner == facts.OwnedByPod
	switch {
	case t.check.Running && Stopped(container):
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

func (t *tally) remark(container *facts.OwnedContainer) {
	if inspect, why := container.Inspected(); why == "" && t.check.Stopped != nil {
		if remark := t.check.Stopped(inspect); remark != "" {
			t.notes = append(t.notes, container.Name()+" "+remark)
		}
	}
}

func (t *tally) judge(c *rules.Case, container *facts.OwnedContainer) {
	var s Seen
	if inspect, why := container.Inspected(); why == "" {
		s = t.check.Look(container, inspect)
	} else {
		s = Seen{Unknown: "inspect: " + why, Actual: "not inspected"}
	}
	if s.Remark != "" {
		t.notes = append(t.notes, container.Name()+" "+s.Remark)
	}
	if s.fine() {
		if t.fine++; t.fine <= shownFine {
			t.named = append(t.named, container.Name())
		}
		t.value(s.Actual)
		return
	}
	o := rules.Outcome{Subject: container.Name(), Label: container.Image, Expected: t.check.Want,
		Actual: s.Actual, Facts: append([]string{facts.Ref(container.Container, t.check.Setting)}, s.Refs...)}
	switch {
	case s.Unknown != "":
		o.Note = s.Unknown
		t.missing = append(t.missing, facts.Missing{Name: o.Facts[0], Why: s.Unknown, How: []string{"by hand: " + facts.Containers.Doc.ByHand}})
		t.unknown++
	case s.Missing != nil:
		t.missing = append(t.missing, s.Missing...)
		t.unknown++
	case s.Odd != "":
		o.Note = s.Odd
		t.unknown++
	case s.By != "":
		o.Kind, o.By = result.Excluded, s.By
	default:
		t.offender(c, container, s, &o)
	}
	t.outcomes = append(t.outcomes, o)
}

// fine reports whether the value is known and as the rule wants it, with nobody's leave.
func (s *Seen) fine() bool {
	return s.Unknown == "" && s.Missing == nil && s.Odd == "" && s.By == "" && !s.Bad
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
func (t *tally) offender(c *rules.Case, container *facts.OwnedContainer, s Seen, o *rules.Outcome) {
	never := t.check.Vendor == ExemptNever && s.System == ""
	system := t.check.Vendor == ExemptFilter && systemPod(c.Snapshot, container)
	switch {
	case system && container.Owner == facts.OwnedByPod:
		o.Kind, o.By = result.Excluded, "proven container of a pod of kube-system, which the printed command leaves out"
		o.Facts = append(o.Facts, container.Basis...)
	case container.Owner == facts.LooksLikePod && (t.check.leavesPods() || t.exempted || system),
		container.Owner == facts.LooksLikeVendor && !never:
		o.Note, o.Facts = container.Why, append(o.Facts, container.Basis...)
		t.missing = append(t.missing, container.Missing...)
		t.whose++
	case container.Owner == facts.OwnedByVendor && s.System != "":
		o.Kind, o.By = result.Excluded, "proven vendor container ("+container.Component+"), "+s.System
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

// leftOut is what leaves the platform's own containers out of a rule.
var leftOut = map[Exempt]string{ExemptTitle: "the rule's title", ExemptFilter: "the printed command"}

// systemPod reports whether a container of Kubernetes is one of a pod of kube-system: by
// the pod it is proven to belong to, else by what its label claims.
func systemPod(s *facts.Snapshot, c *facts.OwnedContainer) bool {
	const system = "kube-system"
	if c.Owner != facts.OwnedByPod {
		return c.Labels["io.kubernetes.pod.namespace"] == system
	}
	uid := c.Labels["io.kubernetes.pod.uid"]
	return slices.ContainsFunc(facts.Look(s, facts.K8s).Value.Pods.Value, func(p facts.Pod) bool {
		return p.UID == uid && p.Namespace == system
	})
}

// vendors sets a proven vendor container aside where the rule's text lets it.
func (t *tally) vendors(c *rules.Case, container *facts.OwnedContainer, o *rules.Outcome) {
	if t.check.Vendor == ExemptKey {
		o.Note = "proven vendor container, and proven identity is no documented exception; name its component or image there if it is to have one"
		t.whose++
		return
	}
	if what, ok := leftOut[t.check.Vendor]; ok {
		o.Kind, o.By = result.Excluded, "proven vendor container ("+container.Component+"), which "+what+" leaves out"
		o.Facts = append(o.Facts, container.Basis...)
		return
	}
	if e, ok := c.SSP.Exemption(c.Rule, container.Component, container.ImageID, c.At); ok {
		o.Kind = result.Excluded
		o.By = fmt.Sprintf("proven vendor container, exempted: %q, %s", e.Reason, e.Approval)
		o.Facts = append(o.Facts, e.Ref())
		return
	}
	near := c.SSP.ExemptionUncounted(c.Rule, container.Name(), container.Component, container.ImageID, c.At)
	if near != "" {
		near = " (" + near + ")"
	}
	o.Note = fmt.Sprintf("proven vendor container without an exemption%s; ssp.yaml: add to exemptions {rule: %s, component: %s, reason, approved_by, on, expires}",
		near, c.Rule, container.Component)
	o.Facts = append(o.Facts, "ssp:exemptions")
	t.whose++
}

// printed is what is said of a violation that no decision can set aside.
func (t *tally) printed(c *rules.Case, container *facts.OwnedContainer) string {
	var notes []string
	if container.Component != "" {
		notes = append(notes, "component "+container.Component)
	}
	if e, ok := c.SSP.ExemptionByName(c.Rule, container.Name(), container.Component, container.ImageID, c.At); ok {
		notes = append(notes, fmt.Sprintf("%s is on record (%q, %s) and does not count: the rule's text knows no such exemption", e.Ref(), e.Reason, e.Approval))
	}
	return strings.Join(notes, "; ")
}

// pass is the line that counts what is fine, so that "none of 0" cannot hide.
func (t *tally) pass() rules.Outcome {
	other := ""
	if len(t.outcomes) > 0 {
		other = "other "
	}
	name := fmt.Sprintf("%d %s%s", t.fine, other, strings.TrimSuffix(t.check.noun(t.fine), ", running or stopped,"))
	o := rules.Outcome{Kind: result.Pass, Subject: name, Expected: t.check.Want, Actual: strings.Join(t.values, ", "),
		Facts: []string{facts.NodeContainers.Name}}
	if len(t.values) == 0 {
		o.Actual = "none"
	}
	if t.fine > 0 && t.fine <= shownFine {
		o.Tail = " (" + strings.Join(t.named, ", ") + ")"
	}
	if t.stopped > 0 {
		o.Tail += fmt.Sprintf("; %s not judged", Plural(t.stopped, "stopped container is", "stopped containers are"))
	}
	if t.pods > 0 {
		o.Tail += fmt.Sprintf("; %s not judged", Plural(t.pods, "container of Kubernetes pods is", "containers of Kubernetes pods are"))
	}
	return o
}

// Plural is a count with its noun: 1 container, 2 containers.
func Plural(n int, one, many string) string {
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
	if aside := t.judged - t.fine; aside > 0 {
		v.Pass = fmt.Sprintf("Of %d %s, none %s but %d that %s set aside by an approved decision or by the rule itself.",
			t.judged, containers, t.check.does(1), aside, map[bool]string{true: "is", false: "are"}[aside == 1])
	}
}
