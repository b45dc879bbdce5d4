package facts

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
)

// Answer is what one call to the API of a Docker Engine gave. Keys are those of a
// capture folder (fact bundle schema, section 2.2): info, containers, container-ID for
// an inspect answer and container-ID-top for the process list beside it.
type Answer struct {
	Key    string
	Call   string // GET /v1.41/containers/{id}/json: method, blank, path with query, {id} for an id
	Status int    // HTTP status; 0 when there was no answer
	Body   []byte
	State  State     // without a status: Denied, Failed or Skipped
	Error  string    // without a status: why
	At     time.Time // zero where it is not known
}

// MapAnswers maps the answers of a live engine to the sections of its node and, where
// swarm objects were asked for, of its cluster (nil otherwise). It is the mapping and
// the redaction of capture folders (ReadCapture), but for what is done with an answer
// that is not as it should be: a folder is refused, of a live engine the section fails
// with the reason. The bodies are not kept.
//
// Warnings say what was put aside.
func MapAnswers(list []Answer) (node, cluster map[string]Fact, warnings []string) {
	c := &answers{live: true, byKey: map[string]answer{}}
	for _, a := range list {
		c.addLive(a)
	}
	nodeSections, clusterSections := c.sections()
	return c.facts(nodeSections), c.facts(clusterSections), c.warnings
}

// addLive adds an answer that is looked over first.
func (c *answers) addLive(a Answer) {
	one := answer{Answer: a}
	one.parse(a.Call)
	if _, twice := c.byKey[a.Key]; twice {
		c.warn("%s is there twice; the first counts", a.Key)
		return
	}
	if text, err := answerText(a.Key, a.Body); err == nil {
		one.Body = text
	} else if one.Body = nil; a.Status == 200 {
		one.Status, one.State, one.Error = 0, Failed, "the answer cannot be read: "+withoutPlace(err)
	}
	c.byKey[a.Key] = one
	c.keys = append(c.keys, a.Key)
}

// withoutPlace is what an error says, without the file it is about, which is an answer
// that nobody will look up.
func withoutPlace(err error) string {
	var parts []string
	for _, e := range diag.Each(err) {
		bare := *e
		bare.File, bare.Line, bare.Column, bare.Hint = "", 0, 0, ""
		parts = append(parts, bare.Error())
	}
	return strings.Join(parts, "; ")
}

// answers is the answers of one engine while they are mapped.
type answers struct {
	name     string // of the folder they are in; "" for a live engine
	live     bool
	byKey    map[string]answer
	keys     []string // in the order they came
	problems diag.List
	warnings []string

	refused             map[string]Maybe[Inspect] // by key, inspect answers that name no container
	expected, inspected int                       // containers listed, and those with an inspect answer
}

// answer is one answer with what its call says.
type answer struct {
	Answer
	endpoint string // path without API version and query: /containers/{id}/json
	query    url.Values
}

// parse reads a call.
func (a *answer) parse(text string) {
	a.Call = text
	p, query, _ := strings.Cut(strings.TrimPrefix(text, "GET "), "?")
	a.endpoint = apiVersion().ReplaceAllString(p, "")
	a.query, _ = url.ParseQuery(query) // what cannot be read of it is not there
}

var apiVersion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^/v[0-9]+(\.[0-9]+)?`) })

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

func (c *answers) file(name string) string { return path.Join(c.name, name) }

// problem keeps a problem that refuses a folder; of a live engine it is a warning.
func (c *answers) problem(e *diag.Error) {
	switch {
	case c.live:
		c.warn("%s", withoutPlace(e))
	case len(c.problems) < MaxProblems:
		c.problems = append(c.problems, e)
	}
}

func (c *answers) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if c.name != "" {
		text = c.name + ": " + text
	}
	c.warnings = append(c.warnings, text)
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

// facts is sections as facts, with the answers they were made from; nil for none.
func (c *answers) facts(sections map[string]collected) map[string]Fact {
	if sections == nil {
		return nil
	}
	out := map[string]Fact{}
	for _, s := range Sections() {
		m, ok := sections[s.Name]
		if !ok {
			continue
		}
		f := s.checked(m.fact())
		if s.Name == Containers.Name && f.State == OK {
			f.Expected, f.Collected = c.expected, c.inspected
		}
		if f.State == OK {
			f.Redactions = neverKept(s.Name)
		}
		c.source(s.Name, &f)
		out[s.Name] = f
	}
	return out
}

// source says where a section came from: a folder, or the call that its first answer
// answers.
func (c *answers) source(section string, f *Fact) {
	if !c.live {
		f.Source = c.name
		return
	}
	endpoint, more := sourceOf(section)
	a := c.byKey[c.only(endpoint)]
	f.Source, f.SourceKind, f.HTTPStatus, f.At = a.Call+more, "http", a.Status, a.At
}

// sourceOf is the endpoint a section is made from, and what else it is.
func sourceOf(section string) (endpoint, more string) {
	switch section {
	case EngineVersion.Name:
		return "/version", ""
	case Images.Name:
		return "/images/json", ""
	case Volumes.Name:
		return "/volumes", ""
	case Networks.Name:
		return "/networks", ""
	case Containers.Name:
		return "/containers/json", ", /json and /top of each"
	case Swarm.Name:
		return "/swarm", ", /nodes, /services, /networks, /secrets, /configs, /swarm/unlockkey"
	default:
		return "/info", ""
	}
}
