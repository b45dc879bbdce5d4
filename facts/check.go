package facts

import (
	"fmt"
	"slices"
	"strings"
)

// The checks below keep a value from being read for more than it says: members
// that are plain strings in a type, because every engine gives them, must be there.

// lacking says which entry lacks which member, for the first and counts the rest.
type lacking struct {
	first string
	more  int
}

func (l *lacking) add(format string, args ...any) {
	if l.first == "" {
		l.first = fmt.Sprintf(format, args...)
		return
	}
	l.more++
}

func (l *lacking) String() string {
	if l.more == 0 {
		return l.first
	}
	return fmt.Sprintf("%s, and %d more", l.first, l.more)
}

// checkContainers wants an id and a state of each container. A state that the
// list left out is taken from the inspect answer.
func checkContainers(list []Container) ([]Container, string) {
	var lacks lacking
	for i := range list {
		c := &list[i]
		if c.State == "" && c.Inspect.State == OK {
			c.State = c.Inspect.Value.State.Value.Status
		}
		if c.State == "" {
			lacks.add("container %q has no State", c.Name())
		}
		if c.ID == "" {
			lacks.add("container %d has no Id", i)
		}
		checkMounts(c, &lacks)
		checkTop(c)
	}
	return list, lacks.String()
}

// checkTop wants a process in a process list: every container that runs has one,
// so a list without any is no answer, and must not read as "no such process".
func checkTop(c *Container) {
	if c.Top.State == OK && (len(c.Top.Value.Titles) == 0 || len(c.Top.Value.Processes) == 0) {
		c.Top = Maybe[Top]{State: Failed, Error: "the process list names no process"}
	}
}

// checkMounts wants type, destination and propagation of bind mounts, which
// decide whether a mount is of the host.
func checkMounts(c *Container, lacks *lacking) {
	if c.Inspect.State != OK {
		return
	}
	for _, m := range c.Inspect.Value.Mounts.Value {
		if m.Type == "" || (m.Type == "bind" && m.Source == "") {
			lacks.add("container %q has a mount without Type or Source", c.Name())
		}
	}
}

func checkImages(list []Image) ([]Image, string) {
	var lacks lacking
	for i, image := range list {
		if image.ID == "" {
			lacks.add("image %d has no Id", i)
		}
	}
	return list, lacks.String()
}

func checkNetworks(list []Network) ([]Network, string) {
	var lacks lacking
	for i, n := range list {
		if n.Name == "" || n.Driver == "" {
			lacks.add("network %d has no Name or no Driver", i)
		}
	}
	return list, lacks.String()
}

// checkHostFiles turns exists:false into Absent, the one spelling rules look at.
func checkHostFiles(files map[string]Maybe[HostFile]) (map[string]Maybe[HostFile], string) {
	for path, m := range files {
		if exists, why := m.Value.Exists.Get(); m.State == OK && why == "" && !exists {
			files[path] = Maybe[HostFile]{State: Absent}
		}
	}
	return files, ""
}

// checkGroups demotes primary members that were listed on a host whose users come
// from a directory (fact bundle schema, section 3, groups).
func checkGroups(groups map[string]Maybe[Group]) (map[string]Maybe[Group], string) {
	for name, m := range groups {
		if m.State != OK {
			continue
		}
		g := &m.Value
		demote(&g.PrimaryMembers, Directories(g.NSSwitch.Value), "users of a directory are not enumerated")
		demote(&g.Members, g.GroupDirectories.Value, "groups of a directory are not enumerated")
		groups[name] = m
	}
	return groups, ""
}

// demote says of a list that what the directories have is not in it.
func demote(list *Maybe[[]string], directories []string, why string) {
	if list.State != OK || len(directories) == 0 {
		return
	}
	list.Partial = true
	if !strings.Contains(list.Error, "not enumerated") {
		list.Error = join(list.Error, why)
	}
}

// Directories is those among the sources of a line of nsswitch.conf whose entries getent
// does not list whole: all but the few that are known to be lists on the host.
func Directories(sources []string) []string {
	listed := []string{"files", "compat", "systemd", "db", "altfiles", "extrausers", "mymachines"}
	return slices.DeleteFunc(slices.Clone(sources), func(s string) bool { return slices.Contains(listed, s) })
}

// checkSwarm looks over the lists of a swarm; one that lacks something is partial.
func checkSwarm(s SwarmObjects) (SwarmObjects, string) {
	s.Networks = recheck(s.Networks, checkNetworks)
	s.Nodes = recheck(s.Nodes, func(list []SwarmNode) ([]SwarmNode, string) {
		var lacks lacking
		for i, n := range list {
			if n.ID == "" {
				lacks.add("node %d has no ID", i)
			}
		}
		return list, lacks.String()
	})
	return s, ""
}

func checkEngineByNode(nodes map[string]Maybe[NodeEngine]) (map[string]Maybe[NodeEngine], string) {
	for id, m := range nodes {
		m.Value.Containers = recheck(m.Value.Containers, checkContainers)
		m.Value.Images = recheck(m.Value.Images, checkImages)
		nodes[id] = m
	}
	return nodes, ""
}

// recheck applies a check to one entry.
func recheck[T any](m Maybe[T], check func(T) (T, string)) Maybe[T] {
	if m.State != OK {
		return m
	}
	value, lacks := check(m.Value)
	m.Value = value
	if lacks != "" {
		m.Partial = true
		m.Error = join(m.Error, lacks)
	}
	return m
}
