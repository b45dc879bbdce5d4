package collect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stigwright/stigwright/facts"
)

const (
	engineDir    = "/etc/docker"
	certsDir     = "/etc/docker/certs.d"
	defaultsFile = "/etc/default/docker"
	// maxListed is how many files of the engine's folders are looked at; a registry has
	// a handful.
	maxListed = 5000
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
		f: finding{kind: File, ref: "lstat, stat, read of the listed paths"}}
	for _, file := range fixedFiles() {
		l.add(file, slices.Contains(storedFiles(), file))
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

// lister collects the entries of host_files.
type lister struct {
	files Files
	who   *names
	out   map[string]facts.Maybe[facts.HostFile]
	f     finding
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

// content stores what a file says, redacted, where it is a small text.
func (l *lister) content(name string, file *facts.HostFile) {
	failed := func(state facts.State, why string) {
		file.Content = facts.Maybe[string]{State: state, Error: why}
		if name == facts.DaemonFile {
			file.Parsed = facts.Maybe[facts.Tree]{State: state, Error: why}
		}
	}
	end := l.files.at(name, true)
	switch {
	case end.state != facts.OK:
		failed(end.state, valid(reasonOf(end)))
		return
	case !mayStore(name, end.path):
		failed(facts.Failed, "not stored: it is a link to "+valid(end.path))
		return
	}
	data, err := l.files.read(name, maxText)
	if err != nil {
		failed(stateOf(err), valid(err.Error()))
		return
	}
	redact, format := redactLines, "text"
	if name == facts.DaemonFile {
		redact, format = redactJSON, "json"
	}
	text, paths, why := redact(string(data))
	if why != "" {
		failed(facts.Failed, "not stored: "+why)
		return
	}
	for _, p := range paths {
		l.f.redactions = append(l.f.redactions, "host_files."+valid(name)+"."+p)
	}
	sum := sha256.Sum256([]byte(text))
	file.Content, file.ContentFormat, file.SHA256 = facts.Some(text), format, hex.EncodeToString(sum[:])
	if name == facts.DaemonFile {
		tree, _ := facts.ParseTree(text)
		file.Parsed = facts.Some(tree)
	}
}

// mayStore reports whether the content of a path is what its name says: a link could
// lead to a file of secrets. daemon.json is JSON or is not stored, so it may be one.
func mayStore(name, end string) bool {
	return name == facts.DaemonFile || name == osRelease && end == osReleaseOld || path.Base(name) == path.Base(end)
}

// daemonSettings is daemon.json as it stands on the target, redacted; the zero Tree where
// there is no such file, and why where it is not known.
func daemonSettings(t *Target) (tree facts.Tree, why string) {
	text, l := t.Files.text(facts.DaemonFile, maxText)
	switch {
	case l.state == facts.Absent:
		return tree, ""
	case l.state != facts.OK:
		return tree, facts.DaemonFile + ": " + valid(l.why)
	case !utf8.ValidString(text):
		return tree, facts.DaemonFile + ": is not text"
	}
	text, _, why = redactJSON(text)
	if why == "" {
		tree, why = facts.ParseTree(text)
	}
	if why != "" {
		return facts.Tree{}, facts.DaemonFile + ": " + why
	}
	return tree, ""
}
