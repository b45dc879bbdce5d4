package collect

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	maxArgv  = 1 << 20 // of one process; the kernel allows 2 MiB (execve(2))
	maxArgvs = 2 << 20 // of all that are stored, far above what engines have; a process of any user can bear their name
)

// programs is those whose processes are stored; of no other is anything kept.
func programs() []string { return []string{"dockerd", "containerd", "kubelet", "cri-dockerd"} }

func processesSource() Source {
	return onlyLive(Source{Section: facts.Processes.Name,
		Touches: []Touch{
			{Proc, "/proc/{pid}/cmdline", "arguments of " + strings.Join(programs(), ", ") + "; secrets in them are masked", "root, where /proc hides the processes of others"},
			{Proc, "/proc/{pid}/status", "parent and user of those", ""},
			{File, passwdFile, "names of users", ""},
		},
		Collect: func(ctx context.Context, t *Target, _ Had) facts.Fact {
			f := finding{kind: Proc, ref: "/proc/*/cmdline of " + strings.Join(programs(), ", ")}
			pids, err := t.Files.pids()
			if err != nil {
				return f.failed(t, err)
			}
			list, denied, size := []facts.Process{}, 0, 0
			who := namesOf(ctx, t)
			for _, pid := range pids {
				p, found, err := process(t.Files, pid, who)
				for _, word := range p.Argv.Value {
					size += len(word) + 16 // also an empty one takes room
				}
				if size > maxArgvs {
					f.lack("the arguments of the programs are too many to be held: more than %d bytes", maxArgvs)
					break
				}
				switch {
				case err != nil:
					denied++
				case found:
					list = append(list, p)
				}
			}
			if denied > 0 {
				f.lack("%d of %d processes may not be looked at", denied, len(pids))
			}
			f.lack("%s", hidden(t.Files))
			if !slices.ContainsFunc(list, func(p facts.Process) bool { return runs(p.Argv.Value, "dockerd") }) {
				f.lack("%s", contained(t.Files))
			}
			return f.fact(t, list)
		},
	}, "processes")
}

// pids is the processes that /proc shows, in order.
func (f Files) pids() ([]int, error) {
	names, err := f.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var out []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil && pid > 0 {
			out = append(out, pid)
		}
	}
	if out == nil {
		return nil, fmt.Errorf("/proc shows no process")
	}
	slices.Sort(out)
	return out, nil
}

// hidden says that /proc shows only the processes of the user who looks (proc(5),
// hidepid), "" where it shows all: the first process is always another's.
func hidden(f Files) string {
	if _, err := f.Head("/proc/1/cmdline", 1); err != nil {
		return "/proc does not show the processes of others (hidepid)"
	}
	return ""
}

// contained says that the collector runs in a container, "" where nothing tells so.
func contained(f Files) string {
	if mark := containerMark(f); mark != "" {
		return "the collector runs in a container (" + mark + "), which may not see the host; run it on the host itself"
	}
	return ""
}

// hostProcesses is the namespace of processes that a kernel starts with, whose number
// is fixed (PROC_PID_INIT_INO of linux/proc_ns.h); containers have others.
const hostProcesses = "pid:[4026531836]"

// containerMark is what tells that the collector runs in a container, or that nothing
// tells it does not; "" on a host.
func containerMark(f Files) string {
	for _, mark := range []string{"/.dockerenv", "/run/.containerenv", "/run/systemd/container"} {
		if f.at(mark, false).state == facts.OK {
			return mark
		}
	}
	// Of the environment no more is looked at than whether it has the name.
	if env, err := f.Head("/proc/1/environ", maxArgv); err == nil && bytes.Contains(append([]byte{0}, env...), []byte("\x00container=")) {
		return "container= in /proc/1/environ"
	}
	switch space, err := f.link("/proc/self/ns/pid"); {
	case err != nil:
		return "/proc/self/ns/pid does not tell that it is a host"
	case space != hostProcesses:
		return "/proc/self/ns/pid is not a host's"
	}
	return ""
}

// engineUnseen reports whether /proc shows all processes and none of them is dockerd.
func engineUnseen(f Files) bool {
	pids, err := f.pids()
	if err != nil {
		return true
	}
	if hidden(f) != "" {
		return false
	}
	return !slices.ContainsFunc(pids, func(pid int) bool {
		raw, err := f.Head(procDir(pid)+"/cmdline", maxArgv)
		return err == nil && runs(readArgv(raw), "dockerd") || err != nil && !gone(err)
	})
}

// process is one process, when it is one of those that are stored. A process that ended
// meanwhile is none.
func process(f Files, pid int, who *names) (p facts.Process, found bool, err error) {
	dir := procDir(pid)
	raw, err := f.Head(dir+"/cmdline", maxArgv)
	if gone(err) {
		return p, false, nil
	}
	argv := readArgv(raw)
	if err != nil || !runs(argv, programs()...) {
		return p, false, err
	}
	status, err := f.status(pid)
	if gone(err) {
		return p, false, nil
	}
	p = facts.Process{PID: pid, Argv: partly(facts.RedactArgv(argv), facts.HiddenOption(argv))}
	if len(raw) == maxArgv {
		p.Argv.Partial, p.Argv.Error = true, fmt.Sprintf("longer than %d bytes", maxArgv)
	}
	p.PPID, _ = strconv.Atoi(status["PPid"])
	if uids := strings.Fields(status["Uid"]); len(uids) > 0 {
		uid, _ := strconv.ParseInt(uids[0], 10, 64)
		if p.User = who.user(uid).Value; p.User == "" {
			p.User = uids[0]
		}
	}
	return p, true, err
}

func procDir(pid int) string { return "/proc/" + strconv.Itoa(pid) }

// gone reports whether a process ended while it was looked at.
func gone(err error) bool { return err != nil && (isNotExist(err) || isNoProcess(err)) }

// readArgv is the arguments of a process, each of which ends in a zero byte.
func readArgv(raw []byte) []string {
	if len(raw) == 0 {
		return nil // of the kernel, or ended
	}
	var out []string
	for word := range bytes.SplitSeq(bytes.TrimSuffix(raw, []byte{0}), []byte{0}) {
		out = append(out, valid(string(word)))
	}
	return out
}

// runs reports whether arguments are those of one of the programs: by its name, or as
// the word behind a program that holds several (hyperkube kubelet).
func runs(argv []string, programs ...string) bool {
	if len(argv) == 0 {
		return false
	}
	name := path.Base(argv[0])
	if name == "hyperkube" && len(argv) > 1 {
		name = argv[1]
	}
	return slices.Contains(programs, name)
}

// status is the lines of /proc/pid/status by name.
func (f Files) status(pid int) (map[string]string, error) {
	text, err := f.Head(procDir(pid)+"/status", maxKernel)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for line := range strings.SplitSeq(string(text), "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			out[name] = strings.TrimSpace(value)
		}
	}
	return out, nil
}

// ContainerProc is what the kernel says of the main process of a container: its
// NoNewPrivs and Seccomp (proc(5), /proc/pid/status). A pid of 0 is a container that does
// not run, which is Absent. The process must be in a control group of the container's id:
// the engine may be another host's, and the ids of processes are given again.
func ContainerProc(t *Target, id string, pid int) facts.Maybe[facts.Proc] {
	failed := func(why string) facts.Maybe[facts.Proc] {
		return facts.Maybe[facts.Proc]{State: facts.Failed, Error: fmt.Sprintf("process %d %s", pid, why)}
	}
	switch {
	case pid == 0:
		return facts.Maybe[facts.Proc]{State: facts.Absent}
	case !t.Live:
		return facts.Maybe[facts.Proc]{State: facts.Skipped, Error: "a mounted image has no processes"}
	}
	status, err := t.Files.status(pid)
	var groups []byte
	if err == nil {
		groups, err = t.Files.Head(procDir(pid)+"/cgroup", maxKernel)
	}
	switch {
	case gone(err):
		return failed("is not there: it ended, or is another host's")
	case err != nil:
		return lacking[facts.Proc](err)
	case len(id) < 12 || !strings.Contains(string(groups), id):
		return failed("is in no control group of the container: another's, or another host's")
	}
	return facts.Some(facts.Proc{NoNewPrivs: statusNumber(status, "NoNewPrivs"), Seccomp: statusNumber(status, "Seccomp")})
}

// statusNumber is a number of /proc/pid/status; older kernels lack some lines.
func statusNumber(status map[string]string, name string) facts.Maybe[int] {
	text, ok := status[name]
	n, err := strconv.Atoi(text)
	switch {
	case !ok:
		return facts.Maybe[int]{State: facts.Absent}
	case err != nil:
		return facts.Maybe[int]{State: facts.Failed, Error: name + " is no number"}
	}
	return facts.Some(n)
}
