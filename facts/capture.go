package facts

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

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
	c := &capture{name: name, fsys: fsys, answers: map[string]answer{}}
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
	b := &Bundle{Kind: kind, File: c.name, Timeless: true, Digest: id, Facts: map[string]Fact{}}
	for _, s := range Sections() {
		m, ok := sections[s.Name]
		if !ok {
			continue
		}
		f := s.checked(m.fact())
		f.Source = c.name
		if s.Name == Containers.Name && f.State == OK {
			f.Expected, f.Collected = c.expected, c.inspected
		}
		if f.State == OK {
			f.Redactions = neverKept(s.Name)
		}
		b.Facts[s.Name] = f
	}
	return b
}

// neverKept is the parts of a section that the mapping leaves out because they are,
// or may be, secret; label values of secret names are replaced as well.
func neverKept(section string) []string {
	switch section {
	case Containers.Name:
		return []string{"docker_engine.containers[].inspect.Config.Env", "docker_engine.containers[].inspect.Config.Healthcheck.Test"}
	case Swarm.Name:
		return []string{"swarm.JoinTokens", "swarm.unlock_key", "swarm.secrets[].Data", "swarm.configs[].Data",
			"swarm.services[].Spec.TaskTemplate.ContainerSpec.Env"}
	default:
		return nil
	}
}

// capture is one folder while it is read.
type capture struct {
	name     string
	fsys     fs.FS
	answers  map[string]answer // by key
	keys     []string          // in the order of index.json
	problems diag.List
	warnings []string

	expected, inspected int // containers listed, and those with an inspect answer
}

// answer is one recorded answer.
type answer struct {
	call     string // as recorded: GET /v1.41/containers/json?all=1
	endpoint string // path without API version and query: /containers/{id}/json
	query    url.Values
	status   int
	body     []byte
}

func (c *capture) file(name string) string { return path.Join(c.name, name) }

func (c *capture) problem(e *diag.Error) {
	if len(c.problems) < MaxProblems {
		c.problems = append(c.problems, e)
	}
}

func (c *capture) warn(format string, args ...any) {
	c.warnings = append(c.warnings, c.name+": "+fmt.Sprintf(format, args...))
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
	for _, m := range top {
		c.entry(d, m)
	}
	if err := c.problems.Err(); err != nil {
		return oneOrAll(c.problems)
	}
	return nil
}

// call is a recorded call: method, one blank, path with its query.
var call = regexp.MustCompile(`^GET (/\S*( \S+)*)$`)

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
	if a.status == 200 || len(body) > 0 {
		if body, err = answerText(c.file(file), body); err != nil {
			for _, e := range diag.Each(err) {
				c.problem(e)
			}
			return
		}
	}
	a.body = body
	c.answers[m.name] = a
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
	if err := json.Unmarshal(endpoint.raw, &text); err != nil || !call.MatchString(text) {
		c.problem(d.fail(endpoint.at, m.name+".endpoint", fmt.Sprintf("is %s; want a call such as \"GET /v1.41/info\"", clip(string(endpoint.raw))), ""))
		return a, false
	}
	if err := json.Unmarshal(status.raw, &a.status); err != nil || a.status < 100 || a.status > 599 {
		c.problem(d.fail(status.at, m.name+".status", fmt.Sprintf("is %s; want an HTTP status, a whole number", clip(string(status.raw))), ""))
		return a, false
	}
	a.call = text
	p, query, _ := strings.Cut(strings.TrimPrefix(text, "GET "), "?")
	a.endpoint = apiVersion.ReplaceAllString(p, "")
	a.query, _ = url.ParseQuery(query) // what cannot be read of it is not there
	return a, true
}

var apiVersion = regexp.MustCompile(`^/v[0-9]+(\.[0-9]+)?`)

// whole reports whether the call asks for everything there is: containers only
// with all, nothing cut by a filter or a limit.
func (a answer) whole() bool {
	all := a.query.Get("all")
	if a.endpoint == "/containers/json" && all != "1" && all != "true" && all != "True" {
		return false
	}
	for _, name := range []string{"filters", "filter", "limit", "since", "before"} {
		if v := a.query.Get(name); v != "" && v != "{}" && v != "0" && v != "-1" {
			return false
		}
	}
	return true
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

// answerText is the text of an answer without a byte order mark, when it is JSON.
func answerText(file string, body []byte) ([]byte, error) {
	d, err := openDocument(file, body)
	if err != nil {
		return nil, err
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(d.data))
	err = dec.SkipValue()
	if err == nil {
		err = atEnd(dec)
	}
	if err != nil {
		return nil, d.syntax(err)
	}
	return d.data, nil
}

// bare takes operation and path off an error that names them.
func bare(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// only is the key of the answer of an endpoint that there is once; "" when there is
// none. A second key for it is refused.
func (c *capture) only(endpoint string) string {
	found := ""
	for _, key := range c.keys {
		if c.answers[key].endpoint != endpoint {
			continue
		}
		if found != "" {
			c.problem(&diag.Error{File: c.file(CaptureIndex), Path: key, Msg: fmt.Sprintf("is a second answer of %s beside %s; want one", endpoint, found)})
			continue
		}
		found = key
	}
	return found
}

// all is the keys of every answer of an endpoint with an id in it.
func (c *capture) all(prefix, suffix string) []string {
	return slices.DeleteFunc(slices.Clone(c.keys), func(key string) bool {
		e := c.answers[key].endpoint
		id, isID := strings.CutPrefix(e, prefix)
		id, fits := strings.CutSuffix(id, suffix)
		return !isID || !fits || id == "" || strings.Contains(id, "/")
	})
}

// value is the answer of a key as a fact of type T, by the rules of the schema:
// 200 is ok; 404 of a named object and 409 of a process list are absent; 401 and
// 403 are denied; all else is an error with the body's message.
func value[T any](c *capture, key string, named bool) Maybe[T] {
	if key == "" {
		return Maybe[T]{}
	}
	a := c.answers[key]
	switch {
	case a.status == 200:
		return decodeAnswer[T](c, key, a.body)
	case a.status == 409 && strings.HasSuffix(a.endpoint, "/top"), a.status == 404 && named:
		return Maybe[T]{State: Absent}
	case a.status == 401 || a.status == 403:
		return Maybe[T]{State: Denied, Error: a.message()}
	}
	return Maybe[T]{State: Failed, Error: a.message()}
}

// message is what a refused call was answered.
func (a answer) message() string {
	var body struct {
		Message string `json:"message"`
	}
	text := fmt.Sprintf("HTTP status %d", a.status)
	if err := json.Unmarshal(a.body, &body); err == nil && body.Message != "" {
		text += ": " + redactText(clip(body.Message))
	}
	return text
}

func decodeAnswer[T any](c *capture, key string, body []byte) Maybe[T] {
	var v T
	d := &document{file: c.file(key + ".json"), data: body}
	if jsontext.Value(body).Kind() == 'n' {
		d.problem(d.fail(0, "", "is null; want the engine's answer", ""))
	} else if d.decodeWith(member{raw: body}, "", func(dec *jsontext.Decoder) error { return json.UnmarshalDecode(dec, &v, engineNulls(true)) }) {
		return Some(v)
	}
	for _, e := range d.problems {
		e.Hint = "is " + key + " in " + CaptureIndex + " the answer of the call it names?"
		c.problem(e)
	}
	return Maybe[T]{}
}

// list is the answer of a key that is a list of everything there is; where the call
// asked for less, it is partial.
func list[T any](c *capture, endpoint string) Maybe[[]T] {
	key := c.only(endpoint)
	m := value[[]T](c, key, false)
	if a := c.answers[key]; m.State == OK && !a.whole() {
		m.Partial, m.Error = true, "asked for a part: "+a.call
		c.warn("%s is not the whole list: %s", key, a.call)
	}
	return m
}

// problemOf is a problem of one key of an index.
func problemOf(file, key, msg string) *diag.Error {
	return &diag.Error{File: file, Path: key, Msg: msg}
}
