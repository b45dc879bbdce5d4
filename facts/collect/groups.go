package collect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const nsswitchFile = "/etc/nsswitch.conf"

// engineGroup is the group whose members may command the engine.
const engineGroup = "docker"

func groupsSource() Source {
	return Source{Section: facts.Groups.Name,
		Touches: []Touch{
			{File, groupFile, "members of group " + engineGroup, ""},
			{File, passwdFile, "users whose primary group it is", ""},
			{File, nsswitchFile, "whether users come from a directory, which nobody can list", ""},
			{Exec, "getent group " + engineGroup, "members the files do not have", ""},
			{Exec, "getent passwd", "users the files do not have", ""},
		},
		Collect: func(ctx context.Context, t *Target, _ Had) facts.Fact {
			c := membersOf(ctx, t)
			f := finding{kind: File, ref: strings.Join([]string{groupFile, passwdFile, nsswitchFile}, "; ")}
			if t.Run != nil {
				f.kind, f.ref = Exec, "getent group "+engineGroup+"; getent passwd; "+f.ref
			}
			return f.fact(t, map[string]facts.Maybe[facts.Group]{engineGroup: c.group()})
		},
	}
}

// membership is what the files and the name service say of one group.
type membership struct {
	groups, users     []string // sources of nsswitch.conf
	sources           look     // whether they are known
	lines             []groupLine
	accounts          []account
	noGroups, noUsers string // why the lists may lack something
	by                string
}

func membersOf(ctx context.Context, t *Target) *membership {
	m := &membership{by: "files"}
	m.nsswitch(t)
	text, l := t.Files.text(groupFile, maxAccounts)
	m.noGroups = unlisted(groupFile, l)
	m.lines = readGroups(text)
	text, l = t.Files.text(passwdFile, maxAccounts)
	m.noUsers = unlisted(passwdFile, l)
	m.accounts = readAccounts(text)
	switch {
	case t.Run == nil && !onlyFiles(m.groups):
		m.noGroups = joined(m.noGroups, "the name service of a mounted image cannot be asked")
	case t.Run != nil:
		m.getent(ctx, t)
	}
	return m
}

func unlisted(file string, l look) string {
	switch l.state {
	case facts.OK:
		return ""
	case facts.Absent:
		return file + " is not there"
	}
	return file + ": " + l.why
}

// nsswitch reads where users and groups come from; a system without the file asks the
// files alone (nsswitch.conf(5)).
func (m *membership) nsswitch(t *Target) {
	var text string
	text, m.sources = t.Files.text(nsswitchFile, maxText)
	m.users, m.groups = []string{"files"}, []string{"files"}
	for _, line := range settings(text) {
		name, list, _ := strings.Cut(line, ":")
		switch strings.TrimSpace(name) {
		case "passwd":
			m.users = sourceNames(list)
		case "group":
			m.groups = sourceNames(list)
		}
	}
}

// sourceNames is the sources of one line, without actions such as [NOTFOUND=return].
func sourceNames(list string) []string {
	list, _, _ = strings.Cut(list, "#")
	for {
		before, rest, found := strings.Cut(list, "[")
		if !found {
			return validAll(strings.Fields(list))
		}
		_, after, _ := strings.Cut(rest, "]")
		list = before + " " + after
	}
}

// onlyFiles reports whether the files of the host are all there is.
func onlyFiles(sources []string) bool {
	return !slices.ContainsFunc(sources, func(s string) bool { return s != "files" && s != "systemd" })
}

// getent adds what the name service says. Exit code 2 is that it does not know the group
// (getent(1)).
func (m *membership) getent(ctx context.Context, t *Target) {
	m.by = "getent"
	out := t.Run(ctx, "getent", "group", engineGroup)
	if why := out.why("getent group"); why != "" && (out.Err != nil || out.Exit != 2) {
		m.noGroups = joined(m.noGroups, why)
	} else if found := readGroups(string(out.Stdout)); why == "" && len(found) == 0 {
		m.noGroups = joined(m.noGroups, "getent group: printed no group although it found it")
	} else {
		m.lines = append(m.lines, found...)
	}
	out = t.Run(ctx, "getent", "passwd")
	if why := out.why("getent passwd"); why != "" {
		m.noUsers = joined(m.noUsers, why)
	}
	found := readAccounts(string(out.Stdout))
	m.accounts = append(m.accounts, found...)
	if !slices.ContainsFunc(found, func(a account) bool { return a.uid == 0 }) {
		m.noUsers = joined(m.noUsers, "the users that getent lists have no root, so they are not all")
	}
}

// group is the group with all who are known to be in it.
func (m *membership) group() facts.Maybe[facts.Group] {
	lines := slices.DeleteFunc(slices.Clone(m.lines), func(g groupLine) bool { return g.name != engineGroup })
	if len(lines) == 0 {
		if why := joined(m.noGroups, m.untold()); why != "" {
			return facts.Maybe[facts.Group]{State: facts.Failed, Error: why}
		}
		return facts.Maybe[facts.Group]{State: facts.Absent}
	}
	members, primary := []string{}, []string{}
	for _, line := range m.lines { // who is in another group of that number is in it too
		if slices.ContainsFunc(lines, func(g groupLine) bool { return g.gid == line.gid }) {
			members = append(members, line.members...)
		}
	}
	for _, line := range lines {
		for _, a := range m.accounts {
			if a.gid == line.gid {
				primary = append(primary, a.name)
			}
		}
	}
	g := facts.Group{GID: facts.Some(lines[0].gid), Source: m.by, NSSwitch: facts.Some(m.users),
		Members:        partly(sortedOnce(members), joined(m.noGroups, m.unseenGroups())),
		PrimaryMembers: partly(sortedOnce(primary), joined(m.noUsers, m.notEnumerated())),
	}
	if m.noGroups == "" && g.Members.Partial && (m.sources.state == facts.OK || m.sources.state == facts.Absent) {
		g.GroupDirectories = facts.Some(facts.Directories(m.groups))
	}
	if m.sources.state != facts.OK && m.sources.state != facts.Absent {
		g.NSSwitch = facts.Maybe[[]string]{State: m.sources.state, Error: m.sources.why}
	}
	return facts.Some(g)
}

// untold is why it is not known that a group which was not found is none: getent says so
// of a directory that does not answer as well.
func (m *membership) untold() string {
	switch {
	case m.sources.state != facts.OK && m.sources.state != facts.Absent:
		return "not in " + groupFile + ", and where else groups come from is not known: " + m.sources.why
	case m.by == "getent" && len(facts.Directories(m.groups)) > 0:
		return fmt.Sprintf("not in %s, and getent cannot tell a directory without it (%s) from one that does not answer", groupFile, strings.Join(m.groups, ", "))
	}
	return ""
}

// unseenGroups is why another group of the same number may be missing: the name service
// is asked for one name.
func (m *membership) unseenGroups() string {
	switch {
	case m.sources.state != facts.OK && m.sources.state != facts.Absent:
		return "where groups come from is not known: " + m.sources.why
	case m.by == "getent" && !onlyFiles(m.groups):
		return fmt.Sprintf("other groups with its number may be in a directory (%s), whose groups are not enumerated", strings.Join(m.groups, ", "))
	}
	return ""
}

// notEnumerated is why users may be missing although the list came whole.
func (m *membership) notEnumerated() string {
	if m.sources.state != facts.OK && m.sources.state != facts.Absent {
		return "where users come from is not known: " + m.sources.why
	}
	others := facts.Directories(m.users)
	if len(others) == 0 {
		return ""
	}
	return fmt.Sprintf("users of a directory (%s) are not enumerated", strings.Join(others, ", "))
}

func sortedOnce(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// joined puts two reasons into one clause.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
