package facts

import (
	"errors"
	"fmt"
	"io/fs"
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
	plain := map[string]any{"node": node}
	if cluster != nil {
		plain["cluster"] = cluster
	}
	text, err := json.Marshal(plain, json.Deterministic(true))
	if err != nil {
		return nil, c.warnings, &diag.Error{File: name, Msg: "cannot be mapped to facts", Err: err}
	}
	bundles, more, err := ReadBundle(name, text)
	for _, b := range bundles {
		if f := b.Facts[Containers.Name]; f.State == OK {
			f.Expected, f.Collected = c.expected, c.inspected
			b.Facts[Containers.Name] = f
		}
	}
	return bundles, append(c.warnings, more...), err
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
	endpoint string // path without API version and query: /containers/{id}/json
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
	data, err := fs.ReadFile(c.fsys, CaptureIndex)
	if err != nil {
		return &diag.Error{File: c.file(CaptureIndex), Msg: "cannot be read", Err: bare(err)}
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
	body, err := fs.ReadFile(c.fsys, m.name+".json")
	if err != nil {
		c.problem(d.fail(m.nameAt, m.name, "has no file "+m.name+".json in the folder", "copy the whole folder"))
		return
	}
	if a.status == 200 || len(body) > 0 {
		inner, err := openDocument(c.file(m.name+".json"), body)
		if err == nil {
			body = inner.data
			err = inner.valid()
		}
		if err != nil {
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
	a.endpoint = endpointOf(text)
	return a, true
}

var apiVersion = regexp.MustCompile(`^/v[0-9]+\.[0-9]+`)

// endpointOf is the path of a call without API version and query.
func endpointOf(call string) string {
	p, _, _ := strings.Cut(strings.TrimPrefix(call, "GET "), "?")
	return apiVersion.ReplaceAllString(p, "")
}

// valid reports whether the document is one JSON value.
func (d *document) valid() error {
	value := jsontext.Value(d.data)
	if value.IsValid() {
		return nil
	}
	var any jsontext.Value
	err := json.Unmarshal(d.data, &any)
	at := -1
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		at = int(syntax.ByteOffset)
	}
	return d.fail(at, "", "is not JSON", "record the answer again, whole")
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
	if err := json.Unmarshal(body, &v); err != nil {
		c.problem(c.mistyped(key, body, err))
		return Maybe[T]{}
	}
	return Some(v)
}

// mistyped is the error for an answer of another shape, with its place.
func (c *capture) mistyped(key string, body []byte, err error) *diag.Error {
	e := &diag.Error{File: c.file(key + ".json"), Msg: "has another shape than the engine's answer", Err: err,
		Hint: "is " + key + " in " + CaptureIndex + " the answer of the call it names?"}
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		e.Path = strings.Trim(string(semantic.JSONPointer), "/")
		e.Line, e.Column = diag.Place(body, int(semantic.ByteOffset))
		e.Err = nil
		e.Msg = fmt.Sprintf("is %s; want %v", kindWord(semantic.JSONKind), semantic.GoType)
	}
	return e
}

// problemOf is a problem of one key of an index.
func problemOf(file, key, msg string) *diag.Error {
	return &diag.Error{File: file, Path: key, Msg: msg}
}
