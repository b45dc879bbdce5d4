package collect

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
)

// clockTolerance is how far the clock of an engine may differ from ours unnoticed.
const clockTolerance = 5 * time.Minute

// Node is the collection of one node: its host and its engine.
type Node struct {
	Target  *Target // the host; its clock dates all facts
	Sources []Source
	Engine  *Engine // nil: not asked
	// NoHost and NoEngine say why the host or the engine is not looked at; "" where it is.
	NoHost, NoEngine string
	// ThisHost says that the operator vouches for it that the engine is this machine's,
	// and the program sees the machine's own files.
	ThisHost bool
	// Getenv is the environment of the program, which tells a pod; nil: not looked at.
	Getenv func(string) string
	// Want tells the sections to collect from those that are left out, which are skipped;
	// nil for all.
	Want func(section string) bool
	// Progress hears what is looked at, and how much is done of what is known to be done.
	// Calls never overlap. It may be nil.
	Progress func(done, of int, what string)
	// Left is how much is left of the time for the whole collection, of which no source
	// takes more than half; nil where there is no limit.
	Left func() time.Duration

	Provenance facts.Provenance // what the command knows: collector, run_by, host
}

// Collected is what came of a node.
type Collected struct {
	Node  *facts.Bundle
	Swarm *facts.Bundle // of the cluster, as this manager sees it; nil where it is none
	// Answers is what the engine answered, for a capture folder.
	Answers  []facts.Answer
	Warnings []string
	// Index is the last file of the record of a cluster, index.json, and RecordErr why
	// there is none that is whole; both are empty where none was asked for.
	Index     []byte
	RecordErr error
}

// leftOut is the reason of what the operator turned off.
const leftOut = "left out by --only or --skip"

// engineSections is the sections an engine answers for.
func engineSections() []string {
	return []string{facts.EngineInfo.Name, facts.EngineVersion.Name, facts.Containers.Name, facts.Images.Name,
		facts.Networks.Name, facts.Volumes.Name, facts.Node.Name}
}

func (n *Node) wants(section string) bool { return n.Want == nil || n.Want(section) }

// Collect looks at the node. It never fails: whatever goes wrong is the state and the
// reason of a section, and one that fails stops no other. When ctx ends, what was not
// looked at by then says so. The containers, of which there may be many, come last and
// have what time the others left.
func (n *Node) Collect(ctx context.Context) Collected {
	started := n.Target.Now().UTC()
	own := *n
	run := &nodeRun{Node: &own, had: Had{}}
	run.engine(ctx)
	run.identify(ctx)
	run.host(ctx, "host")
	run.containers(ctx)
	run.containerProcesses(ctx)
	if run.asking != nil {
		run.asking.api.client.CloseIdleConnections()
	}
	return run.bundles(started)
}

// nodeRun is one collection while it runs.
type nodeRun struct {
	*Node
	had      Had
	swarm    map[string]facts.Fact
	asking   *asking // of the engine; nil where it is not asked
	asked    Asked   // so far
	doubt    string  // why the host is not looked at; "" where it is
	notes    []string
	warnings []string
}

func (r *nodeRun) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *nodeRun) tell(done, of int, what string) {
	if r.Progress != nil {
		r.Progress(done, of, what)
	}
}

// engine asks the engine for all but its containers, and maps what it answered.
func (r *nodeRun) engine(ctx context.Context) {
	wanted := func(section string) bool { return r.wants(section) }
	if r.Engine != nil && r.NoEngine == "" && slices.ContainsFunc(append(engineSections(), facts.Swarm.Name), wanted) {
		part, stop := ctx, context.CancelFunc(func() {})
		if r.wants(facts.Containers.Name) || r.NoHost == "" && slices.ContainsFunc(r.Sources, func(s Source) bool { return wanted(s.Section) }) {
			part, stop = r.turn(ctx)
		}
		defer stop()
		r.asking = r.Engine.begin(part, wanted, r.Target.Now, func(done, of int) { r.tell(done, of, "Docker Engine") })
		r.asked = r.asking.asked()
		r.swarm = r.mapped(r.asked.Answers)
		if r.asked.Note != "" {
			r.note("%s", r.asked.Note)
		}
		r.clock()
	}
	for _, section := range engineSections() {
		_, has := r.had[section]
		switch {
		case !r.wants(section):
			r.had[section] = r.skipped(leftOut)
		case !has && r.NoEngine != "":
			r.had[section] = r.skipped(r.NoEngine)
		}
	}
	if !r.wants(facts.Swarm.Name) {
		r.swarm = nil
	}
}

// mapped adds the sections that answers give; the swarm's objects are a bundle of their own.
func (r *nodeRun) mapped(answers []facts.Answer) (swarm map[string]facts.Fact) {
	node, swarm, warnings := facts.MapAnswers(answers)
	r.warnings = append(r.warnings, warnings...)
	maps.Copy(r.had, node)
	return swarm
}

// containers asks the engine for its containers.
func (r *nodeRun) containers(ctx context.Context) {
	if r.asking == nil {
		return
	}
	before := len(r.asked.Answers)
	r.asking.containers(ctx)
	if more := r.asking.answers[before:]; len(more) > 0 {
		r.mapped(more)
	}
	r.asked = r.asking.asked()
}

// turn is the context of one of those that take turns. What needs all the time that is
// left comes last, and takes none.
func (r *nodeRun) turn(ctx context.Context) (context.Context, context.CancelFunc) {
	return turn(ctx, r.Left)
}

func (r *nodeRun) skipped(why string) facts.Fact {
	return facts.Fact{State: facts.Skipped, Error: why, At: r.Target.Now().UTC()}
}

// clock notes when the engine's clock is not ours: the times of facts decide whether
// they are fresh.
func (r *nodeRun) clock() {
	theirs, err := time.Parse(time.RFC3339Nano, r.asked.info.SystemTime)
	if err != nil {
		return
	}
	if off := theirs.Sub(r.Target.Now()).Round(time.Second); off.Abs() > clockTolerance {
		r.note("the clock of the engine differs from that of this machine by %s; facts are dated by the latter", off)
		r.warnings = append(r.warnings, r.notes[len(r.notes)-1])
	}
}

// identify says whose facts these are. Where it is doubtful that this machine is the
// engine's, no more is kept of it than its name.
func (r *nodeRun) identify(ctx context.Context) {
	type whose struct {
		Identity
		hostname, doubt string
	}
	part, stop := r.turn(ctx)
	defer stop()
	found, ok := comesBack(part, func() (w whose) {
		if w.hostname = r.Provenance.Hostname; r.NoHost == "" {
			w.Identity = Identify(part, r.Target)
			if w.hostname = cmp.Or(w.Hostname, w.hostname); !r.Target.Live {
				w.hostname = w.Hostname // the name of this machine is not that of an image
			}
		}
		w.doubt = cmp.Or(r.NoHost, r.notThisHost(w.hostname))
		return w
	})
	if !ok {
		r.doubt = "the host was not looked at: the files that tell whose it is do not answer (" + ended(part) + ")"
		return
	}
	p := &r.Provenance
	if p.Hostname, r.doubt = found.hostname, found.doubt; r.doubt != "" {
		return
	}
	p.FQDN, p.IPs, p.MACs, p.MachineID = found.FQDN, found.IPs, found.MACs, found.MachineIDSHA256
	r.notes = append(r.notes, found.Notes...)
}

// host runs the sources, each handed what the earlier ones found.
func (r *nodeRun) host(ctx context.Context, name string) {
	why := r.doubt
	asked := slices.ContainsFunc(r.Sources, func(s Source) bool { return r.wants(s.Section) })
	if why != "" && r.NoHost == "" && asked {
		r.note("%s", why)
		r.warnings = append(r.warnings, why)
	}
	for i, s := range r.Sources {
		r.tell(i, len(r.Sources), s.Section)
		switch {
		case !r.wants(s.Section):
			r.had[s.Section] = r.skipped(leftOut)
		case why != "":
			r.had[s.Section] = r.skipped(why)
		case ctx.Err() != nil:
			r.had[s.Section] = facts.Fact{State: facts.Failed, Error: "not looked at: " + ended(ctx), At: r.Target.Now().UTC()}
		default:
			r.had[s.Section] = r.collect(ctx, s, i == len(r.Sources)-1)
		}
	}
	r.tell(len(r.Sources), len(r.Sources), name)
}

// collect runs one source in its part of the time; the last of them may have all that is
// left, where nothing comes after it.
func (r *nodeRun) collect(ctx context.Context, s Source, last bool) facts.Fact {
	part, stop := ctx, context.CancelFunc(func() {})
	if !last || r.asking != nil {
		part, stop = r.turn(ctx)
	}
	defer stop()
	if r.Target.Files.Lstat == nil { // it makes calls alone, and those end with their context
		return r.try(part, s, r.had)
	}
	had := maps.Clone(r.had) // one that is left behind may still look at it
	f, ok := comesBack(part, func() facts.Fact { return r.try(part, s, had) })
	if !ok {
		f = facts.Fact{State: facts.Failed, Error: "it did not come back from looking, and was left: " + ended(part), At: r.Target.Now().UTC()}
	}
	return f
}

// try runs one source; one that breaks is an error of its section alone. What a panic
// says may quote what was read, so it is not kept.
func (r *nodeRun) try(ctx context.Context, s Source, had Had) (f facts.Fact) {
	defer func() {
		if p := recover(); p != nil {
			f = facts.Fact{State: facts.Failed, Error: "internal fault of the collector: please report it", At: r.Target.Now().UTC()}
		}
	}()
	f = s.Collect(ctx, r.Target, had)
	if f.State == facts.NotCollected {
		f = facts.Fact{State: facts.Failed, Error: "the source gave nothing", At: r.Target.Now().UTC()}
	}
	return f
}

// notThisHost says why the files and processes seen here may be of another machine
// than the engine's; "" when nothing speaks for it. A file that is not there is
// evidence, so it must be looked for on the right machine.
func (r *nodeRun) notThisHost(hostname string) string {
	if r.ThisHost || !r.Target.Live {
		return ""
	}
	const vouch = "; --this-host says that it is the same machine"
	switch {
	case r.Engine != nil && r.NoEngine == "" && !r.Engine.Local:
		return "the host was not looked at: the engine was asked over the network (" + r.Engine.Endpoint + "), so it may be another machine's" + vouch
	case r.inContainer() != "":
		return "the host was not looked at: the program runs in a container, whose files are not the host's (" + r.inContainer() + ")" + vouch
	case r.Target.OtherRoot != nil && r.Target.OtherRoot():
		return "the host was not looked at: the program runs with another root folder than the first process, in a chroot or a container" + vouch
	case r.asked.info.Name != "" && hostname != "" && !strings.EqualFold(shortName(r.asked.info.Name), shortName(hostname)):
		return fmt.Sprintf("the host was not looked at: the engine calls itself %q and this machine %q", clipText(r.asked.info.Name), clipText(hostname)) + vouch
	}
	if r.asked.info.Name != "" && engineUnseen(r.Target.Files) {
		return "the host was not looked at: an engine answered whose process (dockerd) is not among those of this machine" + vouch
	}
	return ""
}

// inContainer is what tells that the program runs in a container or a pod, or that
// nothing tells it does not; "" on a host.
func (r *nodeRun) inContainer() string {
	if r.Getenv != nil && r.Getenv("KUBERNETES_SERVICE_HOST") != "" {
		return "KUBERNETES_SERVICE_HOST is set"
	}
	return containerMark(r.Target.Files)
}

func shortName(name string) string {
	short, _, _ := strings.Cut(name, ".")
	return short
}

// containerProcesses adds to running containers what /proc says of their first process.
func (r *nodeRun) containerProcesses(ctx context.Context) {
	list, _ := r.had[facts.Containers.Name].Value.([]facts.Container)
	if r.doubt != "" || !r.Target.Live || len(list) == 0 {
		return
	}
	pids := make([]int, len(list))
	for i, one := range list {
		if one.Running() {
			pids[i] = one.Inspect.Value.State.Value.Pid
		}
	}
	said, ok := comesBack(ctx, func() []facts.Maybe[facts.Proc] {
		out := make([]facts.Maybe[facts.Proc], len(list))
		for i, pid := range pids {
			if pid > 0 {
				out[i] = ContainerProc(r.Target, list[i].ID, pid)
			}
		}
		return out
	})
	for i, pid := range pids {
		switch {
		case pid <= 0:
		case ok:
			list[i].Proc = said[i]
		default:
			list[i].Proc = facts.Maybe[facts.Proc]{State: facts.Failed, Error: "/proc does not answer: " + ended(ctx)}
		}
	}
}

// bundles puts together what was found.
func (r *nodeRun) bundles(started time.Time) Collected {
	p := r.Provenance
	p.StartedAt, p.FinishedAt = started, r.Target.Now().UTC()
	p.Notes = append(slices.Clone(p.Notes), r.notes...)
	p.Method = "local"
	if r.Engine != nil && r.NoEngine == "" {
		p.Endpoint, p.TLSVerified = r.Engine.Endpoint, r.Engine.TLSVerified
		if !r.Engine.Local {
			p.Method = "api"
		}
	}
	if f := r.had[facts.EngineInfo.Name]; p.Privilege == "unprivileged" && f.State == facts.OK {
		p.Privilege = "docker-group" // who may ask the engine is as good as in the group
	}
	out := Collected{Answers: r.asked.Answers, Warnings: r.warnings,
		Node: &facts.Bundle{Kind: facts.NodeBundle, Provenance: p, Facts: r.had}}
	if info, ok := r.had[facts.EngineInfo.Name].Value.(facts.Info); ok {
		out.Node.ClusterID = info.Swarm.Value.Cluster.Value.ID
	}
	if r.swarm != nil {
		out.Swarm = &facts.Bundle{Kind: facts.ClusterBundle, ClusterID: out.Node.ClusterID, Provenance: p, Facts: r.swarm}
	}
	return out
}
