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
		"last sentence repeats 660. Members are those listed and those whose primary group it is.",
	Warnings: []string{"The fix swaps the arguments of gpasswd -d: it is gpasswd -d USER docker."},
	Check: rules.All(
		rules.About(dockerSocket, "root:docker, mode 0660 or stricter", rules.FromCase([]string{facts.HostFiles.Name}, socketFile)),
		rules.About("group docker", "every member is approved", rules.FromCase(
			[]string{facts.Groups.Name, facts.SSPDockerGroupMembers.Name}, dockerGroup)),
		rules.FromCase([]string{facts.Groups.Name, "attestation docker_group_directory_reviewed"}, directoryUsers),
	),
}

const dockerSocket = "/var/run/docker.sock"

func socketFile(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	files, missing := facts.Get(c.Snapshot, facts.HostFiles)
	if missing != nil {
		return v, missing
	}
	file, why := files[dockerSocket].Get()
	ref := fmt.Sprintf("host_files[%s]", dockerSocket)
	if why != "" {
		return v, []facts.Missing{{Name: ref, Why: why, How: []string{"by hand: stat -c '%U:%G %a' " + dockerSocket}}}
	}
	if kind, unknown := file.Type.Get(); unknown == "" && kind != "socket" {
		return v, []facts.Missing{{Name: ref, Why: fmt.Sprintf("is a %s; want the engine's socket", kind), How: []string{"by hand: stat -L -c '%F %U:%G %a' " + dockerSocket}}}
	}
	owner, why1 := file.Owner.Get()
	group, why2 := file.Group.Get()
	mode, why3 := file.Perm()
	for _, why := range []string{why1, why2, why3} {
		if why != "" {
			return v, []facts.Missing{{Name: ref, Why: why}}
		}
	}
	o := rules.Outcome{Kind: result.Pass, Actual: fmt.Sprintf("%s:%s, mode %04o", owner, group, mode), Facts: []string{ref}}
	switch {
	case owner != "root" || group != "docker" || mode&^0o660 != 0:
		o.Kind = result.Violates
	case mode != 0o660:
		o.Note = "stricter than 0660, which the text allows"
	}
	v.Outcomes = []rules.Outcome{o}
	return v, nil
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
		{"groups.docker.members", noList(entry, group.Members)},
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

// notAsked is why the users whose primary group it is are not known, except where
// they are not whole because users of a directory cannot be enumerated, which is
// directoryUsers' business.
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
	return group.PrimaryMembers.State == facts.OK && group.PrimaryMembers.Partial && why == "" &&
		slices.ContainsFunc(sources, func(s string) bool { return s == "sss" || s == "ldap" || s == "winbind" })
}

// directoryUsers asks for a statement where users come from a directory, which
// nobody can enumerate from the host.
func directoryUsers(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	groups, missing := facts.Get(c.Snapshot, facts.Groups)
	if missing != nil {
		return v, missing
	}
	group, why := groups["docker"].Get()
	if why != "" || !fromDirectory(group) {
		return v, nil // said by dockerGroup, or complete
	}
	v, missing = rules.Attested("docker_group_directory_reviewed", "users of a directory in group docker",
		"somebody has looked which of them have docker as their primary group").Eval(c)
	if missing != nil {
		missing = append([]facts.Missing{{Name: "groups.docker.primary_members", Why: group.PrimaryMembers.Why()}}, missing...)
	}
	return v, missing
}
