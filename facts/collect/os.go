package collect

import (
	"bufio"
	"context"
	"runtime"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	osRelease    = "/etc/os-release"
	osReleaseOld = "/usr/lib/os-release" // where it lies when there is none in /etc (os-release(5))
	kernelFile   = "/proc/sys/kernel/osrelease"
	maxText      = 64 << 10 // of a file whose content may be stored (fact bundle schema, section 3.2)
)

func osSource() Source {
	return Source{Section: facts.OS.Name,
		Touches: []Touch{
			{File, osRelease, "which system it is", ""},
			{File, osReleaseOld, "which system it is, where /etc has no such file", ""},
			{Proc, kernelFile, "release of the kernel", ""},
		},
		Collect: func(_ context.Context, t *Target, _ Had) facts.Fact {
			f := finding{kind: File, ref: osRelease}
			text, l := t.Files.text(osRelease, maxText)
			if l.state == facts.Absent {
				f.ref = osReleaseOld
				text, l = t.Files.text(osReleaseOld, maxText)
			}
			if l.state != facts.OK {
				return f.none(t, l.state, l.why)
			}
			system := readOSRelease(text)
			f.lack("%s", system.ID.Why())
			if t.Live {
				f.ref += ", uname"
				system.Arch = unameArch(runtime.GOARCH)
				kernel, err := t.Files.read(kernelFile, maxText)
				if system.Kernel = facts.Some(strings.TrimSpace(string(kernel))); err != nil {
					system.Kernel = lacking[string](err)
				}
			}
			return f.fact(t, system)
		},
	}
}

// readOSRelease reads os-release(5): NAME=value lines, quoted as a shell would.
func readOSRelease(text string) facts.OSRelease {
	names := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		name, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), "=")
		if ok && !strings.HasPrefix(name, "#") {
			names[name] = unquoted(value)
		}
	}
	out := facts.OSRelease{PrettyName: names["PRETTY_NAME"],
		ID: facts.Maybe[string]{State: facts.Failed, Error: "os-release has no ID"}}
	if id := names["ID"]; id != "" {
		out.ID = facts.Some(id)
	}
	if version, ok := names["VERSION_ID"]; ok {
		out.VersionID = facts.Some(version)
	} else {
		out.VersionID = facts.Maybe[string]{State: facts.Absent}
	}
	out.IDLike = facts.Some(strings.Fields(names["ID_LIKE"]))
	return out
}

// unquoted is a value without the quotes around it and the backslashes in it.
func unquoted(value string) string {
	value = strings.TrimSpace(value)
	if n := len(value); n > 1 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		quote := value[0]
		value = value[1 : n-1]
		if quote == '\'' {
			return value
		}
	}
	var out strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) {
			i++
		}
		out.WriteByte(value[i])
	}
	return out.String()
}

// unameArch is the machine as uname -m names it.
func unameArch(goarch string) string {
	switch goarch {
	case "amd64":
		return "x86_64"
	case "arm64":
		return "aarch64"
	default:
		return goarch
	}
}
