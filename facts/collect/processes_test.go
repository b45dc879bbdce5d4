package collect

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// running is the files of a host on which some processes run.
func running(more map[string]string) map[string]string {
	files := map[string]string{
		"etc/passwd":        passwd,
		"proc/1/cmdline":    "/sbin/init\x00",
		"proc/1/status":     "Name:\tinit\nPPid:\t0\nUid:\t0\t0\t0\t0\n",
		"proc/2/cmdline":    "", // of the kernel
		"proc/self":         "-> 900",
		"proc/net":          "-> self/net",
		"proc/900/cmdline":  "stigwright\x00collect\x00",
		"proc/900/ns/net":   "-> net:[4026531840]",
		"proc/900/ns/pid":   "-> " + hostProcesses,
		"proc/1180/cmdline": "/usr/bin/dockerd\x00-H\x00fd://\x00--log-opt\x00splunk-token=canary\x00",
		"proc/1180/status":  "Name:\tdockerd\nPPid:\t1\nUid:\t0\t0\t0\t0\nNoNewPrivs:\t0\nSeccomp:\t0\n",
		"proc/1180/comm":    "dockerd\n",
		"proc/1180/ns/net":  "-> net:[4026531840]",
		"proc/2841/cmdline": "/bin/hyperkube\x00kubelet\x00--node-ip=192.0.2.11\x00--protect-kernel-defaults=true\x00",
		"proc/2841/status":  "PPid:\t1\nUid:\t4711\t0\t0\t0\n",
		"proc/3000/cmdline": "grep\x00dockerd\x00",
	}
	for name, content := range more {
		if files[name] = content; content == "(none)" {
			delete(files, name)
		}
	}
	return files
}

func TestProcesses(t *testing.T) {
	target := folder(t, running(nil))
	f := collected(t, processesSource(), target, nil)
	require.Equal(t, "", f.Why())
	require.Equal(t, []facts.Process{
		{PID: 1180, PPID: 1, User: "root", Argv: facts.Some([]string{"/usr/bin/dockerd", "-H", "fd://", "--log-opt", "splunk-token=" + facts.Redacted})},
		{PID: 2841, PPID: 1, User: "4711", Argv: facts.Some([]string{"/bin/hyperkube", "kubelet", "--node-ip=192.0.2.11", "--protect-kernel-defaults=true"})},
	}, f.Value)

	vanishing := target.Files
	vanishing.Head = func(name string, limit int) ([]byte, error) {
		if strings.HasPrefix(name, "/proc/2841/") {
			return nil, &fs.PathError{Op: "read", Path: name, Err: syscall.ESRCH}
		}
		return target.Files.Head(name, limit)
	}
	f = collected(t, processesSource(), &Target{Files: vanishing, Live: true, Now: target.Now}, nil)
	require.Equal(t, "", f.Why(), "a process that ended is none")
	require.Len(t, f.Value, 1)

	f = collected(t, processesSource(), &Target{Files: refusing(target.Files, "/proc/1180", fs.ErrPermission), Live: true, Now: target.Now}, nil)
	require.Equal(t, "partly collected: 1 of 6 processes may not be looked at", f.Why())

	f = collected(t, processesSource(), folder(t, running(map[string]string{"proc/1/cmdline": "(none)", "proc/1/status": "(none)"})), nil)
	require.Equal(t, "partly collected: /proc does not show the processes of others (hidepid)", f.Why())

	f = collected(t, processesSource(), folder(t, map[string]string{"proc/1/cmdline": "sh\x00", ".dockerenv": ""}), nil)
	require.Contains(t, f.Why(), "partly collected: the collector runs in a container (/.dockerenv)")

	f = collected(t, processesSource(), folder(t, map[string]string{"proc/": ""}), nil)
	require.Equal(t, facts.Failed, f.State, "a /proc that is not mounted shows nothing")
	target.Live = false
	require.Equal(t, facts.Skipped, collected(t, processesSource(), target, nil).State)
}

func TestProcessesHostile(t *testing.T) {
	f := collected(t, processesSource(), folder(t, running(map[string]string{
		"proc/1180/cmdline": "dockerd\x00\xff\x1b[2J\n\x00" + strings.Repeat("x", maxArgv),
		"proc/1180/status":  "nonsense",
	})), nil)
	p := f.Value.([]facts.Process)[0]
	require.True(t, p.Argv.Partial)
	require.Equal(t, "\\xff\x1b[2J\n", p.Argv.Value[1])
}

// A user may run as many processes of a known name as he likes, each with arguments of a
// megabyte: not all of them are held.
func TestProcessesWithoutEnd(t *testing.T) {
	target := folder(t, running(nil))
	files := target.Files
	target.Files.ReadDir = func(name string) ([]string, error) {
		names, err := files.ReadDir(name)
		for i := range 100 {
			names = append(names, fmt.Sprint(5000+i))
		}
		return names, err
	}
	target.Files.Head = func(name string, limit int) ([]byte, error) {
		switch {
		case strings.HasPrefix(name, "/proc/50") && strings.HasSuffix(name, "/cmdline"):
			return append([]byte("dockerd\x00"), bytes.Repeat([]byte("x"), maxArgv-8)...), nil
		case strings.HasPrefix(name, "/proc/50"):
			return nil, nil
		}
		return files.Head(name, limit)
	}
	f := collected(t, processesSource(), target, nil)
	require.Equal(t, "partly collected: the arguments of the programs are too many to be held: more than 2097152 bytes", f.Why())
	require.Len(t, f.Value, 2+maxArgvs/maxArgv-1, "those that were there before, and what is held")
}

func TestContainerProc(t *testing.T) {
	const id = "4b7f0c1d2e3f4b7f0c1d2e3f4b7f0c1d2e3f4b7f0c1d2e3f4b7f0c1d2e3f4b7f"
	target := folder(t, running(map[string]string{
		"proc/50/status": "NoNewPrivs:\t1\nSeccomp:\t2\n", "proc/50/cgroup": "0::/system.slice/docker-" + id + ".scope\n",
		"proc/51/status": "Seccomp:\tx\n", "proc/51/cgroup": "1:name=systemd:/docker/" + id + "\n",
		"proc/52/status": "NoNewPrivs:\t1\n", "proc/52/cgroup": "0::/user.slice\n",
	}))
	require.Equal(t, facts.Some(facts.Proc{NoNewPrivs: facts.Some(1), Seccomp: facts.Some(2)}), ContainerProc(target, id, 50))
	require.Equal(t, facts.Some(facts.Proc{NoNewPrivs: facts.Maybe[int]{State: facts.Absent},
		Seccomp: facts.Maybe[int]{State: facts.Failed, Error: "Seccomp is no number"}}), ContainerProc(target, id, 51))
	require.Equal(t, "error: process 52 is in no control group of the container: another's, or another host's", ContainerProc(target, id, 52).Why())
	require.Equal(t, facts.Failed, ContainerProc(target, "", 50).State, "no id is in every text")
	require.Equal(t, "error: process 53 is not there: it ended, or is another host's", ContainerProc(target, id, 53).Why())
	require.Equal(t, facts.Absent, ContainerProc(target, id, 0).State)
	target.Files = refusing(target.Files, "/proc/50", fs.ErrPermission)
	require.Equal(t, facts.Denied, ContainerProc(target, id, 50).State)
	target.Live = false
	require.Equal(t, facts.Skipped, ContainerProc(target, id, 50).State)
}

func TestKubelet(t *testing.T) {
	kubelet := func(files map[string]string, had Had) facts.KubeletConfig {
		f := collected(t, kubeletSource(), folder(t, files), had)
		require.True(t, f.Complete)
		return f.Value.(facts.KubeletConfig)
	}
	k := kubelet(running(nil), nil)
	require.Equal(t, facts.Some([]string{"--node-ip=192.0.2.11", "--protect-kernel-defaults=true"}), k.Argv)
	require.Equal(t, facts.Some(facts.KubeletSysconfig{Exists: facts.Some(false), ProtectKernelDefaults: facts.Maybe[bool]{State: facts.Absent}}), k.Sysconfig)
	require.Equal(t, facts.NotCollected, k.Config.State)

	k = kubelet(running(map[string]string{"proc/2841/cmdline": "/usr/bin/kubelet\x00--v=2\x00", "proc/2842/cmdline": "(none)"}), nil)
	require.Equal(t, facts.Some([]string{"--v=2"}), k.Argv)
	k = kubelet(running(map[string]string{"proc/3000/cmdline": "kubelet\x00", "proc/3000/status": "PPid:\t1\n"}), nil)
	require.Equal(t, "error: 2 kubelets run on the node", k.Argv.Why())
	k = kubelet(running(map[string]string{"proc/2841/cmdline": "x"}), nil)
	require.Equal(t, facts.Absent, k.Argv.State)
	k = kubelet(running(nil), Had{"processes": {State: facts.OK, Value: []facts.Process{}, Error: "hidepid"}})
	require.Equal(t, "error: no kubelet among the processes that were seen: hidepid", k.Argv.Why())
	k = kubelet(running(nil), Had{"processes": {State: facts.Skipped, Error: "turned off"}})
	require.Equal(t, "skipped: turned off", k.Argv.Why())

	for text, want := range map[string]facts.Maybe[bool]{
		`KUBELET_EXTRA_ARGS="--v=2 --protect-kernel-defaults=true"`:   facts.Some(true),
		`KUBELET_EXTRA_ARGS="--protect-kernel-defaults=false --x"`:    facts.Some(false),
		"A=--protect-kernel-defaults\n":                               facts.Some(true),
		"protectKernelDefaults: true":                                 facts.Some(true),
		"PROTECT_KERNEL_DEFAULTS=true\nPROTECT_KERNEL_DEFAULTS=false": facts.Some(false),
		"# --protect-kernel-defaults=true\n":                          {State: facts.Absent},
		"--protect-kernel-defaults=maybe":                             {State: facts.Failed, Error: "protect-kernel-defaults is neither true nor false"},
	} {
		require.Equal(t, want, protects(text), text)
	}
	target := folder(t, running(nil))
	target.Files = refusing(target.Files, "/etc", errors.New("input/output error"))
	k = kubeletSource().Collect(t.Context(), target, nil).Value.(facts.KubeletConfig)
	require.Equal(t, facts.Failed, k.Sysconfig.State)
}
