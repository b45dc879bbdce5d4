package collect

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const kubeletFile = "/etc/sysconfig/kubelet"

func kubeletSource() Source {
	return Source{Section: facts.Kubelet.Name,
		Touches: []Touch{
			{Proc, "/proc/{pid}/cmdline", "arguments of the kubelet; secrets in them are masked", ""},
			{File, kubeletFile, "whether it sets protect-kernel-defaults", ""},
		},
		Collect: func(ctx context.Context, t *Target, had Had) facts.Fact {
			f := finding{kind: Proc, ref: "/proc/*/cmdline of kubelet; " + kubeletFile}
			config := facts.KubeletConfig{Argv: kubeletArgv(ctx, t, had), Sysconfig: kubeletSysconfig(t.Files)}
			return f.fact(t, config)
		},
	}
}

// kubeletArgv is the arguments of the node's one kubelet, without its own name. That
// there is none is known only where all processes were seen.
func kubeletArgv(ctx context.Context, t *Target, had Had) facts.Maybe[[]string] {
	processes, ok := had[facts.Processes.Name]
	if !ok {
		processes = processesSource().Collect(ctx, t, had)
	}
	list, _ := processes.Value.([]facts.Process)
	list = slices.DeleteFunc(slices.Clone(list), func(p facts.Process) bool { return !runs(p.Argv.Value, "kubelet") })
	switch {
	case len(list) == 1:
		argv := list[0].Argv
		argv.Value = argv.Value[1:]
		if path.Base(list[0].Argv.Value[0]) == "hyperkube" {
			argv.Value = argv.Value[1:]
		}
		return argv
	case len(list) > 1:
		return facts.Maybe[[]string]{State: facts.Failed, Error: fmt.Sprintf("%d kubelets run on the node", len(list))}
	case processes.State == facts.OK && processes.Complete:
		return facts.Maybe[[]string]{State: facts.Absent}
	case processes.State == facts.OK:
		return facts.Maybe[[]string]{State: facts.Failed, Error: "no kubelet among the processes that were seen: " + processes.Error}
	}
	return facts.Maybe[[]string]{State: processes.State, Error: processes.Error}
}

func kubeletSysconfig(f Files) facts.Maybe[facts.KubeletSysconfig] {
	text, l := f.text(kubeletFile, maxText)
	switch l.state {
	case facts.OK:
		return facts.Some(facts.KubeletSysconfig{Exists: facts.Some(true), ProtectKernelDefaults: protects(text)})
	case facts.Absent:
		return facts.Some(facts.KubeletSysconfig{Exists: facts.Some(false), ProtectKernelDefaults: facts.Maybe[bool]{State: facts.Absent}})
	}
	return facts.Maybe[facts.KubeletSysconfig]{State: l.state, Error: l.why}
}

// protects is what the file says of protect-kernel-defaults, as an argument or as a
// setting; the last one counts, and what is said in no known way is not known.
func protects(text string) facts.Maybe[bool] {
	out := facts.Maybe[bool]{State: facts.Absent}
	for _, line := range settings(text) {
		plain := strings.ToLower(strings.NewReplacer("-", "", "_", "", `"`, " ", "'", " ").Replace(line))
		for {
			_, after, found := strings.Cut(plain, "protectkerneldefaults")
			if !found {
				break
			}
			plain = after
			value := strings.TrimLeft(after, " \t")
			assigned := strings.HasPrefix(value, "=") || strings.HasPrefix(value, ":")
			word, _, _ := strings.Cut(strings.TrimLeft(value, "=: \t"), " ")
			on, err := strconv.ParseBool(word)
			switch {
			case !assigned:
				out = facts.Some(true) // the bare flag
			case err != nil:
				return facts.Maybe[bool]{State: facts.Failed, Error: "protect-kernel-defaults is neither true nor false"}
			default:
				out = facts.Some(on)
			}
		}
	}
	return out
}
