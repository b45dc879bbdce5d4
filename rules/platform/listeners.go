package platform

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// listeners judges what the containers on the host's network listen on, which the
// engine knows nothing of. A socket is a container's if a process of that name runs in
// it; where no socket is, ssp.yaml must say what the container listens on.
type listeners struct {
	sockets  facts.Maybe[[]facts.Listener]
	lacks    []facts.Missing // why the sockets are not known
	approval approval        // ports.allowed and ports.host_network_listeners together
	stated   facts.PortList  // ports.host_network_listeners alone
}

func newListeners(s *facts.Snapshot) listeners {
	l := listeners{sockets: facts.Look(s, facts.Listening), approval: approvedPorts(s)}
	_, l.lacks = facts.Get(s, facts.Listening)
	stated, lacks := facts.Get(s, facts.SSPHostNetworkListeners)
	l.stated = stated
	l.approval.list = slices.Concat(l.approval.list, stated)
	l.approval.key = facts.SSPHostNetworkListeners.Name
	if l.approval.lacks == nil || lacks == nil {
		l.approval.lacks = nil // one of the two is a statement on ports
	} else {
		l.approval.lacks = lacks
	}
	return l
}

// judge is what one container on the host's network listens on.
func (l listeners) judge(c *facts.OwnedContainer) ([]rules.Outcome, []facts.Missing) {
	_, stated := l.statement(c)
	if ports := l.of(c); len(ports) > 0 {
		outcomes, missing := l.approval.outcomes(ports)
		if !stated && c.Owner != facts.OwnedByVendor {
			// One socket that bears its name does not prove that there are no others.
			missing = append(append(missing, l.unseen(c)...), unstated(c))
		}
		return outcomes, missing
	}
	o := rules.Outcome{Kind: result.Pass, Subject: c.Name(), Label: c.Image, Expected: documented,
		Actual: "on the host's network; no socket of the node bears the name of one of its processes", Facts: []string{facts.Listening.Name}}
	if l.lacks != nil {
		o.Actual = "on the host's network; the sockets of the node are not known"
	}
	if e, ok := l.statement(c); ok {
		o.Note = "ssp.yaml states what it listens on, " + e.Approval.String()
		o.Facts = append(o.Facts, e.Ref())
		return []rules.Outcome{o}, nil
	}
	if c.Owner == facts.OwnedByVendor {
		o.Note = "proven vendor container (" + c.Component + ")"
		o.Facts = append(o.Facts, c.Basis...)
		return []rules.Outcome{o}, nil
	}
	o.Kind = result.Unknown
	o.Facts = append(o.Facts, facts.SSPHostNetworkListeners.Name)
	return []rules.Outcome{o}, append(l.unseen(c), unstated(c))
}

// unstated is that ssp.yaml does not say what a container listens on.
func unstated(c *facts.OwnedContainer) facts.Missing {
	return facts.Missing{Name: facts.SSPHostNetworkListeners.Name, Why: "does not say what " + c.Name() + " listens on",
		How: []string{fmt.Sprintf("ssp.yaml: add to ports.host_network_listeners {%s, proto, host_port, approved_by, on}", selector(c))}}
}

// selector is how an entry of ssp.yaml would name the container: a pod's by its pod, for
// its own name is another after every start.
func selector(c *facts.OwnedContainer) string {
	if w := Workload(c); w.Pod != "" {
		return "namespace: " + w.Namespace + ", pod: " + w.Pod
	}
	return "container: " + c.Name()
}

// unseen is why there may be sockets of the container that are not known.
func (l listeners) unseen(c *facts.OwnedContainer) []facts.Missing {
	missing := slices.Clone(l.lacks)
	if n := l.unnamed(); n > 0 {
		missing = append(missing, facts.Missing{Name: facts.Listening.Name, Why: Plural(n, "socket bears", "sockets bear") + " no name of a process",
			How: []string{"by hand, as root: " + facts.Listening.Doc.ByHand}})
	}
	if why := c.Top.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: facts.Ref(c.Container, "top"), Why: why})
	}
	return missing
}

// vxlan is the port of the kernel's own socket for overlay networks, which belongs to no
// process (RFC 7348, section 5).
const vxlan = 4789

// unnamed is how many sockets may be anybody's, because no process is named.
func (l listeners) unnamed() (n int) {
	for _, socket := range l.sockets.Value {
		kernels := socket.Port == vxlan && strings.HasPrefix(strings.ToLower(socket.Proto), "udp")
		if socket.Process == "" && !kernels {
			n++
		}
	}
	return n
}

// statement is the entry of ports.host_network_listeners that names the container,
// whatever port it is for.
func (l listeners) statement(c *facts.OwnedContainer) (*facts.PortEntry, bool) {
	for i := range l.stated {
		e := l.stated[i]
		e.Kind, e.Proto, e.HostPort, e.HostIP = "", "", 0, ""
		if _, ok := (facts.PortList{e}).Find(facts.PublishedPort{Workload: Workload(c)}); ok {
			return &l.stated[i], true
		}
	}
	return nil, false
}

// of is the sockets that bear the name of a process of the container.
func (l listeners) of(c *facts.OwnedContainer) []openPort {
	names := processNames(c.Top.Value)
	var out []openPort
	for _, socket := range l.sockets.Value {
		if !slices.Contains(names, commName(socket.Process)) {
			continue
		}
		kinds := []string{"container", "service"}
		if c.Owner == facts.OwnedByPod {
			kinds = append(kinds, "hostPort")
		}
		out = append(out, openPort{Subject: c.Name(), label: c.Image, Ref: facts.Listening.Name,
			Text: fmt.Sprintf("on the host's network, %s listens on %s:%d/%s", socket.Process, socket.Addr, socket.Port, socket.Proto),
			spellings: spelled(facts.PublishedPort{Workload: Workload(c), Proto: strings.ToLower(socket.Proto), HostPort: socket.Port,
				HostIP: strings.Trim(socket.Addr, "[]")}, kinds...)})
	}
	return out
}

// processNames is the names of the programs in a process list, as the kernel keeps
// them.
func processNames(top facts.Top) []string {
	column := slices.IndexFunc(top.Titles, func(title string) bool {
		return slices.Contains([]string{"COMMAND", "CMD", "ARGS"}, strings.ToUpper(strings.TrimSpace(title)))
	})
	var names []string
	for _, process := range top.Processes {
		if column < 0 || len(process) <= column {
			continue
		}
		words := strings.Fields(process[column])
		if len(words) == 0 {
			continue
		}
		program := path.Base(strings.Trim(words[0], "[]():-"))
		names = append(names, commName(program))
		if script := slices.IndexFunc(words[1:], func(w string) bool { return !strings.HasPrefix(w, "-") }); script >= 0 && interpreter().MatchString(program) {
			names = append(names, commName(path.Base(words[1+script]))) // the kernel calls a script by its own name
		}
	}
	return names
}

// interpreter is the programs that stand before the script they run.
var interpreter = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(python|perl|ruby|node|nodejs|php|lua|tclsh|sh|bash|dash|ash|ksh|zsh|busybox|env)[0-9.]*$`)
})

// commName is a program's name as long as the kernel keeps it, 15 bytes (proc(5),
// /proc/pid/comm). An unknown name is like no other.
func commName(name string) string {
	if name == "" {
		return "?"
	}
	return name[:min(len(name), 15)]
}
