package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000110 = rules.Rule{
	ID:    "CNTR-MK-000110",
	Class: rules.GivenSSP,
	Reading: "Owner and group of the socket are compared exactly, where the printed command takes any name that holds " +
		"root:docker. The text says \"660 or more restrictive\", so a stricter mode passes with a remark although its " +
		"last sentence repeats 660. Members are those listed and those whose primary group it is; of a directory, which " +
		"nobody can list, somebody must have looked. Another socket that the engine is known to listen on is judged alike; " +
		"an address of the network is left to a person.",
	Warnings: []string{"The fix swaps the arguments of gpasswd -d: it is gpasswd -d USER docker."},
	Check: rules.All(
		rules.About(dockerSocket, "root:docker, mode 0660 or stricter", rules.FromCase(
			[]string{facts.HostFiles.Name, facts.EngineArgs.Name, facts.DaemonConfig.Name}, socketFiles)),
		rules.About("group docker", "every member is approved", rules.FromCase(
			[]string{facts.Groups.Name, facts.SSPDockerGroupMembers.Name}, dockerGroup)),
		rules.FromCase([]string{facts.Groups.Name, "attestation docker_group_directory_reviewed"}, directoryUsers),
	),
}

const dockerSocket = "/var/run/docker.sock"

// socketFiles judges the engine's socket, and what else its arguments and daemon.json are
// known to have it listen on.
func socketFiles(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	sockets, network := platform.EngineAddresses(c.Snapshot)
	for _, address := range network {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Subject: address, Actual: "the engine is told to listen there, and who may reach it is in no fact",
			Facts: []string{facts.EngineArgs.Name, facts.DaemonConfig.Name}})
	}
	files, ok, missing := facts.Partly(c.Snapshot, facts.HostFiles)
	if !ok {
		return v, missing
	}
	for _, name := range append([]string{dockerSocket}, sockets...) {
		o, lacks := socketFile(files, name)
		if lacks != nil {
			missing = append(missing, lacks...)
			continue
		}
		if name != dockerSocket {
			o.Subject = name
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	return v, missing
}

// socketFile is what owner, group and mode of one socket mean.
func socketFile(files map[string]facts.Maybe[facts.HostFile], name string) (o rules.Outcome, missing []facts.Missing) {
	entry, ref := files[name], fmt.Sprintf("host_files[%s]", name)
	if other := otherName(name); entry.State == facts.NotCollected && other != "" {
		entry = files[other]
	}
	file, why := entry.Get()
	if why != "" {
		return o, []facts.Missing{{Name: ref, Why: why, How: []string{"by hand: stat -c '%U:%G %a' " + name}}}
	}
	if kind, unknown := file.Type.Get(); unknown == "" && kind != "socket" {
		return o, []facts.Missing{{Name: ref, Why: fmt.Sprintf("is a %s; want the engine's socket", kind), How: []string{"by hand: stat -L -c '%F %U:%G %a' " + name}}}
	}
	owner, why1 := file.Owner.Get()
	group, why2 := file.Group.Get()
	mode, why3 := file.Perm()
	for _, why := range []string{why1, why2, why3} {
		if why != "" {
			return o, []facts.Missing{{Name: ref, Why: why}}
		}
	}
	o = rules.Outcome{Kind: result.Pass, Actual: fmt.Sprintf("%s:%s, mode %04o", owner, group, mode), Facts: []string{ref}}
	switch {
	case owner != "root" || group != "docker" || mode&^0o660 != 0:
		o.Kind = result.Violates
	case mode != 0o660:
		o.Note = "stricter than 0660, which the text allows"
	}
	return o, nil
}

// otherName is a path of an extra socket through the link /var/run, or without it.
func otherName(name string) string {
	switch {
	case name == dockerSocket: // its entry is collected always
		return ""
	case strings.HasPrefix(name, "/var/run/"):
		return strings.TrimPrefix(name, "/var")
	case strings.HasPrefix(name, "/run/"):
		return "/var" + name
	}
	return ""
}

// dockerGroup compares the members that are known with those approved.
func dockerGroup(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	members, missing := groupMembers(c.Snapshot)
	if len(members) == 0 {
		if missing == nil {
			v.Outcomes = []rules.Outcome{{Kind: result.Pass, Actual: "no members", Facts: []string{"groups.docker"}}}
		}
		return v, missing
	}
	approved, lacks := facts.Get(c.Snapshot, facts.SSPDockerGroupMembers)
	if lacks != nil {
		return v, append(missing, lacks...)
	}
	by := platform.Approver(c, "docker_group_members")
	var fine []string
	for _, m := range members {
		if slices.Contains(approved, m) {
			fine = append(fine, m)
			continue
		}
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: "member " + m,
			Actual: "not in ssp docker_group_members", Facts: []string{"groups.docker", "ssp:docker_group_members"}})
	}
	if len(fine) > 0 {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Actual: "approved: " + strings.Join(fine, ", "), By: by,
			Facts: []string{"groups.docker", "ssp:docker_group_members"}})
	}
	return v, missing
}

// groupMembers is the members of group docker, listed and by primary group, sorted.
func groupMembers(s *facts.Snapshot) ([]string, []facts.Missing) {
	groups, _, missing := facts.Partly(s, facts.Groups)
	entry := groups["docker"]
	group := entry.Value
	for _, part := range []struct{ name, why string }{
		{"groups.docker", noGroup(s, entry)},
		{"groups.docker.members", noMembers(entry, group)},
		{"groups.docker.nsswitch", noSources(entry, group)},
		{"groups.docker.primary_members", notAsked(entry, group)},
	} {
		if part.why != "" && len(missing) == 0 {
			missing = []facts.Missing{{Name: part.name, Why: part.why, How: []string{"by hand: getent group docker; getent passwd"}}}
		}
	}
	all := slices.Concat(group.Members.Value, group.PrimaryMembers.Value)
	slices.Sort(all)
	return slices.Compact(all), missing
}

// noGroup is why nothing is known of the group. That there is none is an answer, but
// not where the socket belongs to it: then the name service did not know it.
func noGroup(s *facts.Snapshot, entry facts.Maybe[facts.Group]) string {
	if entry.State != facts.Absent {
		return entry.Why()
	}
	socket := facts.Look(s, facts.HostFiles).Value[dockerSocket].Value
	if socket.Group.Is(func(g string) bool { return g == "docker" }) {
		return "is absent, although the socket belongs to it"
	}
	return ""
}

// noList is why a list of members is not whole.
func noList(entry facts.Maybe[facts.Group], list facts.Maybe[[]string]) string {
	if entry.State != facts.OK || list.State == facts.Absent {
		return ""
	}
	return list.Why()
}

// noMembers is why the listed members are not known, except where they are not whole
// because groups of a directory cannot be enumerated, which is directoryUsers' business.
func noMembers(entry facts.Maybe[facts.Group], group facts.Group) string {
	if membersElsewhere(group) {
		return ""
	}
	return noList(entry, group.Members)
}

// membersElsewhere reports whether the list of members lacks those of other groups of its
// number in a directory, and nothing else that is known.
func membersElsewhere(group facts.Group) bool {
	return group.Members.State == facts.OK && group.Members.Partial && len(group.GroupDirectories.Value) > 0
}

// noSources is why it is not known where users come from. Without that a list of them
// that looks whole need not be.
func noSources(entry facts.Maybe[facts.Group], group facts.Group) string {
	if entry.State != facts.OK {
		return ""
	}
	return group.NSSwitch.Why()
}

// notAsked is the same of the users whose primary group it is.
func notAsked(entry facts.Maybe[facts.Group], group facts.Group) string {
	if fromDirectory(group) {
		return ""
	}
	return noList(entry, group.PrimaryMembers)
}

// fromDirectory reports whether the list of primary members lacks the users of a
// directory and nothing else that is known.
func fromDirectory(group facts.Group) bool {
	sources, why := group.NSSwitch.Get()
	return group.PrimaryMembers.State == facts.OK && group.PrimaryMembers.Partial && why == "" && len(facts.Directories(sources)) > 0
}

// directoryUsers asks for a statement where users come from a directory, which
// nobody can enumerate from the host.
func directoryUsers(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	groups, missing := facts.Get(c.Snapshot, facts.Groups)
	if missing != nil {
		return v, missing
	}
	group, why := groups["docker"].Get()
	users, members := fromDirectory(group), membersElsewhere(group)
	if why != "" || !users && !members {
		return v, nil // said by dockerGroup, or complete
	}
	v, missing = rules.Attested("docker_group_directory_reviewed", "users of a directory in group docker",
		"somebody has looked which of them are in a group of docker's number, or have it as their primary group").Eval(c)
	if missing != nil && users {
		missing = append([]facts.Missing{{Name: "groups.docker.primary_members", Why: group.PrimaryMembers.Why()}}, missing...)
	}
	if missing != nil && members {
		missing = append([]facts.Missing{{Name: "groups.docker.members", Why: group.Members.Why()}}, missing...)
	}
	return v, missing
}
