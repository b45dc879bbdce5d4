package facts

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
)

// CaptureIndex is the file that makes a folder a capture folder.
const CaptureIndex = "index.json"

// ReadCapture reads a capture folder (fact bundle schema, section 2.2): recorded
// answers of an engine, which go through the mapping and the redaction that live
// collection uses, in memory, before anything is kept. It gives one node and, where
// swarm answers are there, its cluster. name is how messages name the folder.
//
// What is not in the folder was never collected. Captures carry no time of
// collection, so the bundles are Timeless.
func ReadCapture(name string, fsys fs.FS) (bundles []*Bundle, warnings []string, err error) {
	c := &capture{answers{name: name, byKey: map[string]answer{}}, fsys}
	if err := c.index(); err != nil {
		return nil, nil, err
	}
	node, cluster := c.sections()
	if err := c.problems.Err(); err != nil {
		return nil, c.warnings, oneOrAll(c.problems)
	}
	text, err := json.Marshal(recorded{node, cluster}, json.Deterministic(true))
	if err == nil {
		err = (*jsontext.Value)(&text).Canonicalize()
	}
	if err != nil {
		return nil, c.warnings, &diag.Error{File: name, Msg: "cannot be written as facts", Err: err}
	}
	id := digest(text)
	bundles = append(bundles, c.bundle(NodeBundle, node, id))
	if cluster != nil {
		bundles = append(bundles, c.bundle(ClusterBundle, cluster, id))
	}
	shareCluster(bundles)
	return bundles, c.warnings, nil
}

// recorded is the facts of a folder in the plain form; its digest is that of a
// plain bundle which says the same.
type recorded struct {
	Node    map[string]collected `json:"node"`
	Cluster map[string]collected `json:"cluster,omitempty"`
}

// collected is a Maybe of any type as a section.
type collected interface{ fact() Fact }

// fact is m as the fact of a section.
func (m Maybe[T]) fact() Fact {
	f := Fact{State: m.State, Complete: m.State == OK && !m.Partial, Error: m.Error}
	if m.State == OK {
		f.Value = m.Value
	}
	return f
}

// bundle is one side of the folder.
func (c *capture) bundle(kind Kind, sections map[string]collected, id string) *Bundle {
	return &Bundle{Kind: kind, File: c.name, Timeless: true, Digest: id, Facts: c.facts(sections)}
}

// capture is one folder while it is read.
type capture struct {
	answers
	fsys fs.FS
}

// index reads index.json and every file it names.
func (c *capture) index() error {
	data, err := readLimited(c.fsys, CaptureIndex)
	if err != nil {
		return &diag.Error{File: c.file(CaptureIndex), Msg: "cannot be read", Err: err}
	}
	d, err := openDocument(c.file(CaptureIndex), data)
	if err != nil {
		return err
	}
	top, err := d.scan(func(string) int { return 1 })
	if err != nil {
		return err
	}
	if m, ok := find(top, "schema"); ok && !m.object {
		return d.fail(m.at, "schema", "makes this the record of a cluster, which is not a capture folder of an engine",
			"the stigwright command reads it; in a program, use facts/collect.ReadRecord")
	}
	for _, m := range top {
		c.entry(d, m)
	}
	if err := c.problems.Err(); err != nil {
		return oneOrAll(c.problems)
	}
	return nil
}

// call is a recorded call: method, one blank, path with its query.
var call = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^GET (/\S*( \S+)*)$`) })

// entry reads one key of index.json and its file.
func (c *capture) entry(d *document, m member) {
	a, ok := c.declared(d, m)
	if !ok {
		return
	}
	if m.name != path.Base(m.name) || m.name == "." || m.name == ".." || strings.Contains(m.name, `\`) {
		c.problem(d.fail(m.nameAt, m.name, "is a path; want the name of a file in the folder without .json", ""))
		return
	}
	file := m.name + ".json"
	body, err := readLimited(c.fsys, file)
	if err != nil {
		hint := ""
		if errors.Is(err, fs.ErrNotExist) {
			err, hint = fmt.Errorf("has no file %s in the folder", file), "copy the whole folder"
		}
		c.problem(d.fail(m.nameAt, m.name, err.Error(), hint))
		return
	}
	if a.Status == 200 || len(body) > 0 {
		if body, err = answerText(c.file(file), body); err != nil {
			for _, e := range diag.Each(err) {
				c.problem(e)
			}
			return
		}
	}
	a.Body = body
	c.byKey[m.name] = a
	c.keys = append(c.keys, m.name)
}

// declared is what index.json says of one key.
func (c *capture) declared(d *document, m member) (a answer, ok bool) {
	endpoint, hasEndpoint := find(m.members, "endpoint")
	status, hasStatus := find(m.members, "status")
	if !m.object || !hasEndpoint || !hasStatus {
		c.problem(d.fail(m.at, m.name, `is not {"endpoint", "status"}; want the call and its HTTP status`, ""))
		return a, false
	}
	var text string
	if err := json.Unmarshal(endpoint.raw, &text); err != nil || !call().MatchString(text) {
		c.problem(d.fail(endpoint.at, m.name+".endpoint", fmt.Sprintf("is %s; want a call such as \"GET /v1.41/info\"", clip(string(endpoint.raw))), ""))
		return a, false
	}
	if err := json.Unmarshal(status.raw, &a.Status); err != nil || a.Status < 100 || a.Status > 599 {
		c.problem(d.fail(status.at, m.name+".status", fmt.Sprintf("is %s; want an HTTP status, a whole number", clip(string(status.raw))), ""))
		return a, false
	}
	a.parse(text)
	return a, true
}

// readLimited is a file of at most MaxDocument bytes; a larger one is not read.
func readLimited(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, bare(err)
	}
	if info.Size() > MaxDocument {
		return nil, fmt.Errorf("is %d bytes; want at most %d", info.Size(), MaxDocument)
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, bare(err)
	}
	return data, nil
}

// bare takes operation and path off an error that names them.
func bare(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
