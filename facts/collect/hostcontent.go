package collect

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"

	"github.com/stigwright/stigwright/facts"
)

// content stores what a file says, redacted, where it is a small text.
func (l *lister) content(name string, file *facts.HostFile) {
	config, isConfig := l.config(name)
	failed := func(state facts.State, why string) {
		file.Content = facts.Maybe[string]{State: state, Error: why}
		if isConfig {
			file.Parsed = facts.Maybe[facts.Tree]{State: state, Error: why}
		}
	}
	end := l.files.at(name, true)
	switch {
	case end.state != facts.OK:
		failed(end.state, valid(reasonOf(end)))
		return
	case isConfig && !config.root:
		failed(facts.Failed, "not stored: the process that names it is not one of root, so it may be any file")
		return
	case !isConfig && !mayStore(name, end.path):
		failed(facts.Failed, "not stored: it is a link to "+valid(end.path))
		return
	}
	data, err := l.files.read(name, maxText)
	if err != nil {
		failed(stateOf(err), valid(err.Error()))
		return
	}
	redact, format := redactLines, "text"
	if isConfig {
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
	if isConfig {
		tree, _ := facts.ParseTree(text)
		file.Parsed = facts.Some(tree)
	}
}

// config is the engine's configuration file of that name. It is JSON or is not stored,
// so it may be a link to any other name.
func (l *lister) config(name string) (c configFile, is bool) {
	if name == facts.DaemonFile {
		return configFile{path: name, root: true}, true
	}
	i := slices.IndexFunc(l.configs, func(c configFile) bool { return c.path == name })
	if i < 0 {
		return c, false
	}
	return l.configs[i], true
}

// mayStore reports whether the content of a path is what its name says: a link could
// lead to a file of secrets.
func mayStore(name, end string) bool {
	return name == osRelease && end == osReleaseOld || path.Base(name) == path.Base(end)
}
