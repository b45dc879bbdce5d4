package collect

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

const (
	engineDir    = "/etc/docker"
	certsDir     = "/etc/docker/certs.d"
	defaultsFile = "/etc/default/docker"
	// maxListed is how many files of the engine's folders are looked at; a registry has
	// a handful.
	maxListed = 5000
	// maxNamedSockets is how many sockets are looked at that arguments and settings name.
	maxNamedSockets = 64
)

// fixedFiles is the paths with fixed names that rules ask about.
func fixedFiles() []string {
	return []string{
		engineDir, facts.DaemonFile, certsDir, defaultsFile, kubeletFile, osRelease,
		"/var/run/docker.sock", "/var/lib/docker",
		"/usr/bin/docker", "/usr/bin/dockerd", "/usr/bin/containerd", "/usr/bin/runc", "/usr/bin/docker-containerd", "/usr/bin/docker-runc",
	}
}

func hostFilesSource() Source {
	s := Source{Section: facts.HostFiles.Name, Collect: hostFiles}
	for _, file := range fixedFiles() {
		s.Touches = append(s.Touches, Touch{File, file, "owner, group, mode and where links lead" + contentNote(file), "root, below folders that are not open to all"})
	}
	s.Touches = append(s.Touches,
		Touch{File, "{file of dockerd's --config-file}", "owner, group and mode; content, redacted", "root"},
		Touch{File, "{sockets of dockerd's -H and of hosts}", "owner, group and mode", ""},
		Touch{File, engineDir + "/{file}", "owner, group and mode", "root"},
		Touch{File, certsDir + "/{registry}/{file}", "owner, group and mode; never the content", "root"},
		Touch{File, "{unit and drop-in files of " + strings.Join(engineUnits(), ", ") + "}", "owner, group and mode; content, redacted", ""},
		Touch{File, "{files of tls_paths}", "owner, group and mode; never the content", "root"},
		Touch{File, passwdFile, "names of owners", ""}, Touch{File, groupFile, "names of groups", ""},
		Touch{Exec, "getent passwd {uid}; getent group {gid}", "names the files do not have", ""})
	return s
}

func contentNote(file string) string {
	if slices.Contains(storedFiles(), file) {
		return "; content, redacted"
	}
	return ""
}

// storedFiles is the files whose content may be stored, beside those of units (fact
// bundle schema, section 3.2).
func storedFiles() []string {
	return []string{facts.DaemonFile, defaultsFile, kubeletFile, osRelease}
}

func hostFiles(ctx context.Context, t *Target, had Had) facts.Fact {
	l := &lister{files: t.Files, who: namesOf(ctx, t), out: map[string]facts.Maybe[facts.HostFile]{},
		f: finding{kind: File, ref: "lstat, stat, read of the listed paths"}, configs: configFiles(had[facts.Processes.Name])}
	for _, file := range fixedFiles() {
		l.add(file, slices.Contains(storedFiles(), file))
	}
	for _, file := range l.configs {
		l.add(file.path, true)
	}
	sockets := engineSockets(had[facts.Processes.Name], l.out)
	if len(sockets) > maxNamedSockets {
		l.f.lack("processes and daemon.json name more than %d sockets, and no more are looked at", maxNamedSockets)
	}
	for _, socket := range sockets[:min(len(sockets), maxNamedSockets)] {
		l.add(socket, false)
	}
	l.folder(engineDir, 0)
	l.folder(certsDir, 1)
	units, _ := had[facts.Systemd.Name].Value.(map[string]facts.Maybe[facts.Unit])
	for _, name := range engineUnits() {
		l.unit(units[name].Value)
	}
	paths, _ := had[facts.TLSPaths.Name].Value.([]facts.TLSPath)
	for _, p := range paths {
		l.add(p.Path, false)
	}
	slices.Sort(l.f.redactions)
	return l.f.fact(t, l.out)
}

// engineSockets is the sockets that the engines' arguments and the files of their
// settings name, each once. A relative one is none: from which folder is not known.
func engineSockets(processes facts.Fact, files map[string]facts.Maybe[facts.HostFile]) []string {
	list, _ := processes.Value.([]facts.Process)
	var addresses, sockets []string
	for _, p := range list {
		if argv := p.Argv.Value; len(argv) > 0 && path.Base(argv[0]) == "dockerd" {
			addresses = append(addresses, facts.Values(argv, "host", "H", false)...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		addresses = append(addresses, files[name].Value.Parsed.Value.Strings("hosts").Value...)
	}
	for _, address := range addresses {
		if len(sockets) > maxNamedSockets {
			break // one more than are looked at says that there are more
		}
		if name, ok := strings.CutPrefix(address, "unix://"); ok && path.IsAbs(name) && !slices.Contains(sockets, name) {
			sockets = append(sockets, name)
		}
	}
	return sockets
}

// lister collects the entries of host_files.
type lister struct {
	files Files
	who   *names
	out   map[string]facts.Maybe[facts.HostFile]
	f     finding
	// configs is the files that the engines were started with, where those are named.
	configs []configFile
}

// add looks at a path, once. With content its content may be stored too.
func (l *lister) add(name string, content bool) {
	key := valid(name)
	if _, known := l.out[key]; known {
		return
	}
	seen := l.files.at(name, false)
	if seen.state != facts.OK {
		l.out[key] = facts.Maybe[facts.HostFile]{State: seen.state, Error: valid(seen.why)}
		return
	}
	file := facts.HostFile{Exists: facts.Some(true), Type: facts.Some(typeOf(seen.stat.Mode)),
		Owner: l.who.user(seen.stat.UID), Group: l.who.group(seen.stat.GID), UID: facts.Some(seen.stat.UID), GID: facts.Some(seen.stat.GID),
		Mode: facts.Some(fmt.Sprintf("%04o", bits(seen.stat.Mode)))}
	if seen.path != path.Clean(name) {
		file.Resolved = facts.Some(valid(seen.path))
	}
	l.out[key] = facts.Some(file) // before links are followed: one may lead here
	if seen.stat.Mode.Type() == fs.ModeSymlink {
		l.link(name, seen.path, &file)
	}
	if content {
		l.content(name, &file)
	}
	l.out[key] = facts.Some(file)
}

// link adds where a link leads, and the entry of what it leads to.
func (l *lister) link(name, at string, file *facts.HostFile) {
	target, err := l.files.Readlink(at)
	if file.LinkTarget = facts.Some(valid(target)); err != nil {
		file.LinkTarget = lacking[string](err)
	}
	end := l.files.at(name, true)
	if end.state != facts.OK && end.state != facts.Absent {
		file.Resolved = facts.Maybe[string]{State: end.state, Error: valid(end.why)}
		return
	}
	file.Resolved = facts.Some(valid(end.path))
	l.add(end.path, false)
}

// folder lists a folder of the engine and adds what is in it; below certs.d the folders
// of registries too. A listing that is not whole says so.
func (l *lister) folder(dir string, depth int) {
	entry := l.out[dir]
	if entry.State != facts.OK || entry.Value.Type.Value != "directory" {
		return
	}
	names, err := l.files.ReadDir(l.files.resolve(dir, false).path)
	if err != nil {
		entry.Value.Entries = lacking[[]string](err)
		l.out[dir] = entry
		return
	}
	listed, lacks := []string{}, ""
	for _, name := range names {
		at := path.Join(dir, name)
		if _, known := l.out[valid(at)]; known && valid(at) != at || len(l.out) >= maxListed {
			lacks = fmt.Sprintf("%d of %d entries, the others cannot be told apart or are too many", len(listed), len(names))
			continue
		}
		listed = append(listed, valid(name))
		l.add(at, false)
		if depth == 1 {
			l.folder(at, depth+1)
		}
	}
	entry.Value.Entries = partly(listed, lacks)
	l.out[dir] = entry
}

// unit adds the files of a unit of systemd.
func (l *lister) unit(u facts.Unit) {
	for _, file := range append([]string{u.FragmentPath.Value}, u.DropInPaths.Value...) {
		if path.IsAbs(file) {
			l.add(file, slices.Contains([]string{".service", ".socket", ".conf"}, path.Ext(file)))
		}
	}
}

func typeOf(mode fs.FileMode) string {
	switch mode.Type() {
	case 0:
		return "file"
	case fs.ModeDir:
		return "directory"
	case fs.ModeSocket:
		return "socket"
	case fs.ModeSymlink:
		return "link"
	case fs.ModeNamedPipe:
		return "fifo"
	default:
		return "device"
	}
}

// bits is a mode as chmod(1) writes it.
func bits(mode fs.FileMode) uint32 {
	n := uint32(mode.Perm())
	for bit, flag := range map[uint32]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if mode&flag != 0 {
			n |= bit
		}
	}
	return n
}
