package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	apparmorFile    = "/sys/module/apparmor/parameters/enabled"
	selinuxFile     = "/sys/fs/selinux/enforce"
	selinuxConfig   = "/etc/selinux/config"
	filesystemsFile = "/proc/filesystems"
	sysctlFolder    = "/proc/sys"
	maxKernel       = 64 << 10 // of a file of /proc or /sys that holds a setting or a short list
)

func lsmSource() Source {
	return onlyLive(Source{Section: facts.LSM.Name,
		Touches: []Touch{
			{File, apparmorFile, "whether AppArmor is on", ""},
			{File, selinuxFile, "mode of SELinux", ""},
			{File, filesystemsFile, "whether the kernel runs SELinux, where its mode is not seen", ""},
			{File, selinuxConfig, "whether the system has SELinux (that it exists)", ""},
		},
		Collect: func(_ context.Context, t *Target, _ Had) facts.Fact {
			f := finding{kind: File, ref: apparmorFile + "; " + selinuxFile}
			state := facts.LSMState{AppArmorEnabled: appArmor(t.Files), SELinuxMode: seLinux(t.Files)}
			return f.fact(t, state)
		},
	}, "running kernel")
}

// appArmor is whether AppArmor is on. A kernel without the module has no such file, which
// counts only where the folder of the modules is there.
func appArmor(f Files) facts.Maybe[bool] {
	if l := f.at("/sys/module", true); l.state != facts.OK {
		return facts.Maybe[bool]{State: facts.Failed, Error: "/sys/module: " + reasonOf(l)}
	}
	text, l := f.text(apparmorFile, maxKernel)
	switch text = strings.TrimSpace(text); {
	case l.state == facts.Absent:
		return facts.Some(false)
	case l.state != facts.OK:
		return facts.Maybe[bool]{State: l.state, Error: l.why}
	case text != "Y" && text != "N":
		return facts.Maybe[bool]{State: facts.Failed, Error: apparmorFile + " is neither Y nor N"}
	}
	return facts.Some(text == "Y")
}

// seLinux is the mode as getenforce prints it, none where the system has no SELinux.
func seLinux(f Files) facts.Maybe[string] {
	text, l := f.text(selinuxFile, maxKernel)
	switch text = strings.TrimSpace(text); {
	case l.state == facts.OK && text == "1":
		return facts.Some("enforcing")
	case l.state == facts.OK && text == "0":
		return facts.Some("permissive")
	case l.state == facts.OK:
		return facts.Maybe[string]{State: facts.Failed, Error: selinuxFile + " is neither 1 nor 0"}
	case l.state != facts.Absent:
		return facts.Maybe[string]{State: l.state, Error: l.why}
	}
	known, l := f.text(filesystemsFile, maxKernel)
	switch config := f.at(selinuxConfig, true); {
	case l.state != facts.OK:
		return facts.Maybe[string]{State: facts.Failed, Error: "the mode is not seen, and " + filesystemsFile + ": " + reasonOf(l)}
	case slices.Contains(strings.Fields(known), "selinuxfs"):
		return facts.Maybe[string]{State: facts.Failed, Error: "the kernel runs SELinux, and its mode is not seen: " + selinuxFile + " is not there"}
	case config.state == facts.Absent:
		return facts.Some("none")
	}
	return facts.Some("disabled")
}

func reasonOf(l look) string {
	if l.state == facts.Absent {
		return "is not there"
	}
	return l.why
}

// sysctlNames is the settings that rules and their advice speak of.
func sysctlNames() []string {
	return []string{"crypto.fips_enabled", "vm.overcommit_memory", "vm.panic_on_oom", "kernel.panic", "kernel.panic_on_oops",
		"kernel.keys.root_maxkeys", "kernel.keys.root_maxbytes"}
}

func sysctlSource() Source {
	s := Source{Section: facts.Sysctl.Name, Collect: sysctls}
	for _, name := range sysctlNames() {
		s.Touches = append(s.Touches, Touch{Proc, sysctlFile(name), "setting of the kernel", ""})
	}
	return onlyLive(s, "running kernel")
}

func sysctlFile(name string) string {
	return sysctlFolder + "/" + strings.ReplaceAll(name, ".", "/")
}

func sysctls(_ context.Context, t *Target, _ Had) facts.Fact {
	f := finding{kind: Proc, ref: sysctlFolder}
	if l := t.Files.at(sysctlFolder+"/kernel", true); l.state != facts.OK {
		return f.none(t, facts.Failed, sysctlFolder+"/kernel: "+reasonOf(l))
	}
	values := map[string]facts.Maybe[string]{}
	for _, name := range sysctlNames() {
		text, l := t.Files.text(sysctlFile(name), maxKernel)
		values[name] = facts.Maybe[string]{State: l.state, Error: l.why}
		if l.state == facts.OK {
			values[name] = facts.Some(valid(strings.TrimSpace(text)))
		}
	}
	return f.fact(t, values)
}
