package collect

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/stigwright/stigwright/facts"
)

// look is what is known of a path after it was looked for.
type look struct {
	state facts.State // OK, Absent, Denied or Failed
	why   string
	resolved
}

// at looks at a path; with follow a link at its end is followed. It is absent only when
// the folder it would lie in was seen, listed, and does not have it, and when no link on
// the way leads to somewhere that is not there: a file system may not be mounted.
func (f Files) at(name string, follow bool) look {
	r := f.resolve(name, follow)
	l := look{state: facts.OK, resolved: r}
	switch {
	case r.err == nil:
	case isDenied(r.err):
		l.state, l.why = facts.Denied, fmt.Sprintf("permission denied at %s", r.at)
	case !isNotExist(r.err):
		l.state, l.why = facts.Failed, r.err.Error()
	case r.via != "" && r.path != r.at:
		l.state, l.why = facts.Denied, fmt.Sprintf("%s leads by the link %s to %s, which is not there", name, r.via, r.at)
	default:
		l.state, l.why = f.notThere(r.at)
	}
	return l
}

// notThere says what it means that nothing was found at a path.
func (f Files) notThere(name string) (facts.State, string) {
	dir := path.Dir(name)
	stat, err := f.Lstat(dir)
	if err == nil && stat.Mode.Type() != fs.ModeDir {
		return facts.Absent, "" // a file cannot hold another
	}
	var names []string
	if err == nil {
		names, err = f.ReadDir(dir)
	}
	switch {
	case err != nil && isDenied(err):
		return facts.Denied, fmt.Sprintf("not found, and the folder %s may not be listed", dir)
	case err != nil:
		return facts.Failed, fmt.Sprintf("not found, and listing its folder: %v", err)
	case slices.Contains(names, path.Base(name)):
		return facts.Failed, fmt.Sprintf("not found, although %s lists it", dir)
	}
	return facts.Absent, ""
}

// text is the content of a small file that is not secret, or what is known of it instead.
func (f Files) text(name string, limit int) (string, look) {
	l := f.at(name, true)
	if l.state != facts.OK {
		return "", l
	}
	data, err := f.read(name, limit)
	if err != nil {
		l.state, l.why = stateOf(err), err.Error()
	}
	return string(data), l
}

// errOf is an error for a thing that must be there.
func errOf(name string, l look) error {
	if l.state == facts.Denied {
		return fmt.Errorf("%s: %w", l.why, fs.ErrPermission)
	}
	return fmt.Errorf("%s: %s", name, reasonOf(l))
}
