package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Exempt says what becomes of a container of the vendor's that violates a rule
// (mke-rules section 0, exemption classes).
type Exempt uint8

// The exemption classes.
const (
	// ExemptNever: the text knows no vendor, so that a violation is one like any other;
	// or it leaves the decision to ssp.yaml for all alike (class X), see Seen.By and
	// Seen.Missing.
	ExemptNever Exempt = iota
	ExemptFix          // class F: only the fix speaks of nonsystem containers, so an exemption is needed
	ExemptTitle        // class T: the rule limits itself to nonsystem containers, so identity suffices
	// ExemptFilter is class T of the Docker Enterprise STIG: the printed command leaves
	// system containers out, and Kubernetes' own with them, so identity suffices.
	ExemptFilter
	ExemptKey // class X, and the fix speaks of nonsystem containers: what the rule's own key does not name cannot be told
)

// podRule says where Kubernetes' own containers are judged. The zero value: where
// every container is, unless Kubernetes is not applicable.
type podRule uint8

// The places where the containers of pods are judged.
const (
	podsByScope   podRule = iota
	PodsToo               // here, on a node that serves Swarm as well
	PodsElsewhere         // as pods, by another part of the rule
)

// ContainerCheck is the shape of the rules that look at one setting of every
// container of a node.
type ContainerCheck struct {
	Setting  string // below the container: inspect.HostConfig.PidMode
	Want     string // of one container: PidMode is not "host"
	Expected string // of the node, in one line
	Offends  string // what an offender does: shares the host's process table
	Running  bool   // only running containers are judged
	Vendor   Exempt
	Swarm    bool // Kubernetes is not applicable: P-ORCH and P-K8S decide
	Pods     podRule
	Look     func(*facts.OwnedContainer, *facts.Inspect) Seen
	// Joins is the mode by which a container may take another's namespace in place of the
	// host's, and Field its name; nil where it cannot.
	Joins func(*facts.Inspect) facts.Maybe[string]
	Field string
	// JoinOffends: to have the host's namespace through another container is the offence
	// itself, which identity sets aside as it does the other's.
	JoinOffends bool
	Stopped     func(*facts.Inspect) string    // a remark on a container that is not judged because it does not run; nil for none
	Notes       func(*facts.Snapshot) []string // what a reader should know of the node; nil for none
}

// Seen is what was found in one container.
type Seen struct {
	Actual  string // the value seen: PidMode=host
	Bad     bool
	Unknown string // why the value is not known; then nothing else counts
	Odd     string // why a value that is known cannot be judged
	// Missing is the decisions that are needed to judge the value.
	Missing []facts.Missing
	By      string   // who allowed what would be a violation; then it is set aside
	System  string   // why a violation of a proven vendor container is none; "" leaves it to the class
	Refs    []string // facts besides the setting
	Remark  string   // what a reader should know of the container and no verdict rests on
}

// Value is what a known value means; why is why there is none.
func Value(name, value, why string, bad bool) Seen {
	if why != "" {
		return Seen{Actual: name + " not known", Unknown: why}
	}
	return Seen{Actual: name + "=" + value, Bad: bad}
}

// Fn is the check as a function of the node's containers and its orchestrator.
func (k ContainerCheck) Fn() rules.Fn[rules.Verdict] {
	needs := []string{facts.NodeContainers.Name, "ssp:system_containers", "ssp:exemptions"}
	if k.Swarm {
		needs = append(needs, facts.Orchestrator.Name)
	}
	return rules.FromCase(needs, func(c *rules.Case) (rules.Verdict, []facts.Missing) {
		return k.Judge(c)
	})
}

// Judge is the verdict of the check on one case, with what is missing.
func (k ContainerCheck) Judge(c *rules.Case) (rules.Verdict, []facts.Missing) {
	v := rules.Verdict{Expected: k.Expected}
	all, missing := facts.Get(c.Snapshot, facts.NodeContainers)
	orch := facts.Orchestration{Scheduler: facts.SwarmOnly}
	if k.Swarm {
		orch, _ = facts.Get(c.Snapshot, facts.Orchestrator)
		missing = append(missing, Unsettled(orch)...)
		v.Applies = applies(orch)
	}
	if k.Joins != nil {
		k.Look = k.joining(NewHostNetwork(all.List))
	}
	tally := &tally{check: k, exempted: !orch.ServesSwarm(), unsettled: !orch.Settled()}
	for i := range all.List {
		tally.add(c, &all.List[i])
	}
	missing = append(append(missing, all.Missing...), tally.missing...)
	v.Outcomes, v.Notes = tally.outcomes, tally.notes
	if k.Notes != nil {
		v.Notes = append(v.Notes, k.Notes(c.Snapshot)...)
	}
	tally.sentences(&v, missing)
	if !orch.ServesSwarm() {
		v.NotApplicable = fmt.Sprintf("The node's orchestrator is kubernetes (%s), and no container outside Kubernetes needs a look", orch.Source)
	} else if len(missing) == 0 {
		v.Outcomes = append(v.Outcomes, tally.pass())
	}
	return v, missing
}

// joining is Look, and that a container which joins one with the host's namespace has it
// too: whether that is allowed to it nobody has said.
func (k ContainerCheck) joining(byName HostNetwork) func(*facts.OwnedContainer, *facts.Inspect) Seen {
	return func(c *facts.OwnedContainer, i *facts.Inspect) Seen {
		s := k.Look(c, i)
		mode, _ := k.Joins(i).Get()
		for joins := 0; ; joins++ {
			target, joined := strings.CutPrefix(mode, "container:")
			other := byName.find(target)
			switch {
			case !joined || !s.fine() || other != nil && other.ID == c.ID:
				return s
			case other == nil:
				s.Odd = "the container that it joins, " + Clipped(target) + ", is not among those of the node"
				return s
			case joins == maxJoins:
				s.Odd = "what it joins leads in a circle"
				return s
			}
			inspect, why := other.Inspected()
			next := k.Joins(inspect)
			if why = OrWord(why, next.Why()); why != "" {
				s.Odd = "what " + other.Name() + " has, which it joins, is not known"
			} else if next.Value == "host" && k.JoinOffends {
				s.Actual, s.Bad = s.Actual+"; "+other.Name()+", which it joins, has "+k.Field+"=host", true
			} else if next.Value == "host" {
				s.Odd = other.Name() + ", which it joins, has " + k.Field + "=host"
			}
			mode = next.Value
		}
	}
}

// Unsettled is what is missing for the Swarm half to be passed: an orchestrator
// that is known and not contradicted. A violation is one all the same.
func Unsettled(o facts.Orchestration) []facts.Missing {
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

// Stopped reports whether the engine says, in a word that is known, that a container
// does not run; what is not known to stand still is judged. The list and the inspect
// answer are two calls, and a container may start between them.
func Stopped(container *facts.OwnedContainer) bool {
	state := container.Inspect.Value.State.Value.Status
	return slices.Contains(notRunning, container.State) && (state == "" || slices.Contains(notRunning, state))
}

// notRunning is the engine's words for containers without a process.
var notRunning = []string{"created", "exited", "dead", "removing"}

// leavesPods reports whether the proven containers of Kubernetes are not judged here.
func (k ContainerCheck) leavesPods() bool {
	return k.Pods == PodsElsewhere || k.Pods == podsByScope && k.Swarm
}

// noun is what the rule looks at.
func (k ContainerCheck) noun(n int) string {
	switch {
	case n == 1 && k.Running:
		return "running container"
	case n == 1:
		return "container, running or stopped,"
	case k.Running:
		return "running containers"
	}
	return "containers, running or stopped,"
}

// does is the offence with its verb in the number of n: shares, share.
func (k ContainerCheck) does(n int) string {
	if n == 1 {
		return k.Offends
	}
	verb, rest, _ := strings.Cut(k.Offends, " ")
	switch verb {
	case "has":
		verb = "have"
	case "is":
		verb = "are"
	case "does":
		verb = "do"
	default:
		verb = strings.TrimSuffix(verb, "s")
	}
	return verb + " " + rest
}
