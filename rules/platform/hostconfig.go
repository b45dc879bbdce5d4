package platform

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// MemoryLimit is a container without a memory limit.
func MemoryLimit(_ *facts.OwnedContainer, i *facts.Inspect) Seen {
	bytes, why := i.Host().Memory.Get()
	if why == "" && bytes > 0 {
		return Seen{Actual: "Memory is set"}
	}
	return Value("Memory", fmt.Sprint(bytes), why, true)
}

// Truth is a switch of a container that must not have the value bad.
func Truth(name string, m facts.Maybe[bool], bad bool) Seen {
	b, why := m.Get()
	return Value(name, fmt.Sprint(b), why, b == bad)
}

// PIDModeOf is how a container asks for a process table.
func PIDModeOf(i *facts.Inspect) facts.Maybe[string] { return i.Host().PidMode }

// PIDMode is a container that shares the host's process table.
func PIDMode(_ *facts.OwnedContainer, i *facts.Inspect) Seen {
	mode, why := i.Host().PidMode.Get()
	if mode == "" && why == "" {
		return Seen{Actual: `PidMode=""`}
	}
	return Value("PidMode", mode, why, mode == "host")
}

// noNewPrivileges reports whether the option is among a container's. Where it stands
// there twice the engine goes by the last.
func noNewPrivileges(options []string) bool {
	on := false
	for _, option := range options {
		if value, ok := strings.CutPrefix(option, "no-new-privileges"); ok {
			on = value == ""
			if value != "" && (value[0] == '=' || value[0] == ':') {
				on, _ = strconv.ParseBool(value[1:]) // as the engine reads it
			}
		}
	}
	return on
}

// LacksNoNewPrivileges is a container without the option, with a word on a default of
// the daemon that protects its process all the same.
func LacksNoNewPrivileges(c *facts.OwnedContainer, i *facts.Inspect) Seen {
	options, why := i.Host().SecurityOpt.Get()
	s := Value("SecurityOpt", "["+strings.Join(options, " ")+"]", why, !noNewPrivileges(options))
	if proc, unknown := c.Proc.Get(); s.Bad && unknown == "" && proc.NoNewPrivs.Is(func(n int) bool { return n == 1 }) {
		s.Actual += " although the process has NoNewPrivs 1, by a default of the daemon"
	}
	return s
}

// WritableRoot is a container whose root file system can be written.
func WritableRoot(_ *facts.OwnedContainer, i *facts.Inspect) Seen {
	return Truth("ReadonlyRootfs", i.Host().ReadonlyRootfs, false)
}

// Remapping says whether the engine remaps users at all: without it an empty value
// still means the host's users, and the text passes it.
func Remapping(s *facts.Snapshot) []string {
	options, why := facts.Look(s, facts.EngineInfo).Value.SecurityOptions.Get()
	switch {
	case why != "":
		return nil
	case slices.Contains(options, "name=userns"):
		return []string{"the engine remaps users (name=userns)"}
	}
	return []string{"the engine remaps no users: an empty UsernsMode is then the host's, which the text passes"}
}

// UsersNamespace is a container that uses the host's user namespace.
func UsersNamespace(_ *facts.OwnedContainer, i *facts.Inspect) Seen {
	mode, why := i.Host().UsernsMode.Get()
	switch {
	case why == "" && mode == "":
		return Seen{Actual: `UsernsMode=""`}
	case why == "" && mode != "host":
		return Seen{Actual: "UsernsMode=" + mode, Odd: "a value that the text does not know"}
	}
	return Value("UsernsMode", mode, why, mode == "host")
}

// RunsPrivileged is a privileged container.
func RunsPrivileged(_ *facts.OwnedContainer, i *facts.Inspect) Seen {
	return Truth("Privileged", i.Host().Privileged, true)
}
