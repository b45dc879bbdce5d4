package collect

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	passwdFile = "/etc/passwd"
	groupFile  = "/etc/group"
	// maxAccounts is far above the accounts of a host that are not those of a directory.
	maxAccounts = 8 << 20
)

// account is one line of passwd(5).
type account struct {
	name     string
	uid, gid int64
}

// groupLine is one line of group(5).
type groupLine struct {
	name    string
	gid     int64
	members []string
}

// readAccounts is the lines of a passwd file that are such lines; others are left out,
// as the C library does.
func readAccounts(text string) []account {
	var out []account
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(line, ":")
		if len(cells) != 7 || cells[0] == "" {
			continue
		}
		uid, err1 := strconv.ParseUint(cells[2], 10, 32)
		gid, err2 := strconv.ParseUint(cells[3], 10, 32)
		if err1 == nil && err2 == nil {
			out = append(out, account{valid(cells[0]), int64(uid), int64(gid)})
		}
	}
	return out
}

// readGroups is the lines of a group file that are such lines.
func readGroups(text string) []groupLine {
	var out []groupLine
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(line, ":")
		if len(cells) != 4 || cells[0] == "" {
			continue
		}
		gid, err := strconv.ParseUint(cells[2], 10, 32)
		if err != nil {
			continue
		}
		g := groupLine{name: valid(cells[0]), gid: int64(gid)}
		for m := range strings.SplitSeq(cells[3], ",") {
			if m = strings.TrimSpace(m); m != "" {
				g.members = append(g.members, valid(m))
			}
		}
		out = append(out, g)
	}
	return out
}

// names gives ids the names they have on the target, as stat(1) prints them.
type names struct {
	users, groups map[int64]facts.Maybe[string]
	ask           func(database string, id int64) facts.Maybe[string]
}

// namesOf reads the account files; a name they do not have is asked of the name service,
// where the target runs.
func namesOf(ctx context.Context, t *Target) *names {
	n := &names{users: map[int64]facts.Maybe[string]{}, groups: map[int64]facts.Maybe[string]{}}
	users, seenUsers := t.Files.text(passwdFile, maxAccounts)
	for _, a := range readAccounts(users) {
		if _, twice := n.users[a.uid]; !twice {
			n.users[a.uid] = facts.Some(a.name)
		}
	}
	groups, seenGroups := t.Files.text(groupFile, maxAccounts)
	for _, g := range readGroups(groups) {
		if _, twice := n.groups[g.gid]; !twice {
			n.groups[g.gid] = facts.Some(g.name)
		}
	}
	n.ask = func(database string, id int64) facts.Maybe[string] {
		seen, file := seenUsers, passwdFile
		if database == "group" {
			seen, file = seenGroups, groupFile
		}
		if name := asked(ctx, t, database, id); name != "" {
			return facts.Some(name)
		}
		if seen.state != facts.OK {
			return facts.Maybe[string]{State: seen.state, Error: file + ": " + seen.why}
		}
		return facts.Maybe[string]{State: facts.Failed, Error: fmt.Sprintf("%d has no name in %s", id, file)}
	}
	return n
}

// asked is the name that the name service has for an id, "" for none.
func asked(ctx context.Context, t *Target, database string, id int64) string {
	if t.Run == nil || id < 0 {
		return ""
	}
	out := t.Run(ctx, "getent", database, strconv.FormatInt(id, 10))
	if out.why("getent") != "" {
		return ""
	}
	name, _, _ := strings.Cut(string(out.Stdout), ":")
	return valid(name)
}

func (n *names) user(id int64) facts.Maybe[string]  { return n.of(n.users, "passwd", id) }
func (n *names) group(id int64) facts.Maybe[string] { return n.of(n.groups, "group", id) }

func (n *names) of(known map[int64]facts.Maybe[string], database string, id int64) facts.Maybe[string] {
	m, ok := known[id]
	if !ok {
		m = n.ask(database, id)
		known[id] = m
	}
	return m
}
