package collect

import (
	"cmp"
	"context"
	"fmt"
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
// looked at by then says so.
func (n *Node) Collect(ctx context.Context) Collected {
	started := n.Target.Now().UTC()
	own := *n
	run := &nodeRun{Node: &own, had: Had{}}
	run.engine(ctx)
	run.identify(ctx)
	run.host(ctx)
	run.containerProcesses()
	return run.bundles(started)
}

// nodeRun is one collection while it runs.
type nodeRun struct {
	*Node
	had      Had
	swarm    map[string]facts.Fact
	asked    Asked
	doubt    string // why the host is not looked at; "" where it is
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

// engine asks the engine and maps what it answered.
func (r *nodeRun) engine(ctx context.Context) {
	wanted := func(section string) bool { return r.wants(section) }
	if r.Engine != nil && r.NoEngine == "" && slices.ContainsFunc(append(engineSections(), facts.Swarm.Name), wanted) {
		r.asked = r.Engine.Ask(ctx, wanted, r.Target.Now, func(done, of int) { r.tell(done, of, "Docker Engine") })
		node, swarm, warnings := facts.MapAnswers(r.asked.Answers)
		r.swarm, r.warnings = swarm, warnings
		for section, f := range node {
			r.had[section] = f
		}
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
	var id Identity
	if r.NoHost == "" {
		id = Identify(ctx, r.Target)
		if r.Provenance.Hostname = cmp.Or(id.Hostname, r.Provenance.Hostname); !r.Target.Live {
			r.Provenance.Hostname = id.Hostname // the name of this machine is not that of an image
		}
	}
	r.doubt = cmp.Or(r.NoHost, r.notThisHost())
	if r.doubt != "" {
		return
	}
	p := &r.Provenance
	p.FQDN, p.IPs, p.MACs, p.MachineID = id.FQDN, id.IPs, id.MACs, id.MachineIDSHA256
	r.notes = append(r.notes, id.Notes...)
}

// host runs the sources of the host, each handed what the earlier ones found.
func (r *nodeRun) host(ctx context.Context) {
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
			r.had[s.Section] = r.collect(ctx, s)
		}
	}
	r.tell(len(r.Sources), len(r.Sources), "host")
}

// collect runs one source; one that breaks is an error of its section alone. What a
// panic says may quote what was read, so it is not kept.
func (r *nodeRun) collect(ctx context.Context, s Source) (f facts.Fact) {
	defer func() {
		if p := recover(); p != nil {
			f = facts.Fact{State: facts.Failed, Error: "internal fault of the collector: please report it", At: r.Target.Now().UTC()}
		}
	}()
	f = s.Collect(ctx, r.Target, r.had)
	if f.State == facts.NotCollected {
		f = facts.Fact{State: facts.Failed, Error: "the source gave nothing", At: r.Target.Now().UTC()}
	}
	return f
}

// ended says why a context is over.
func ended(ctx context.Context) string {
	if ctx.Err() == context.DeadlineExceeded {
		return "the time for the whole collection was over"
	}
	return "the collection was interrupted"
}

// notThisHost says why the files and processes seen here may be of another machine
// than the engine's; "" when nothing speaks for it. A file that is not there is
// evidence, so it must be looked for on the right machine.
func (r *nodeRun) notThisHost() string {
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
	case r.asked.info.Name != "" && r.Provenance.Hostname != "" && !strings.EqualFold(shortName(r.asked.info.Name), shortName(r.Provenance.Hostname)):
		return fmt.Sprintf("the host was not looked at: the engine calls itself %q and this machine %q", clipText(r.asked.info.Name), clipText(r.Provenance.Hostname)) + vouch
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
func (r *nodeRun) containerProcesses() {
	list, _ := r.had[facts.Containers.Name].Value.([]facts.Container)
	for i := range list {
		pid := list[i].Inspect.Value.State.Value.Pid
		if r.doubt == "" && r.Target.Live && list[i].Running() && pid > 0 {
			list[i].Proc = ContainerProc(r.Target, list[i].ID, pid)
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
