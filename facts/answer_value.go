package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/diag"
)

// only is the key of the answer of an endpoint that there is once; "" when there is
// none. A second key for it is refused.
func (c *answers) only(endpoint string) string {
	found := ""
	for _, key := range c.keys {
		if c.byKey[key].endpoint != endpoint {
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
func (c *answers) all(prefix, suffix string) []string {
	return slices.DeleteFunc(slices.Clone(c.keys), func(key string) bool {
		e := c.byKey[key].endpoint
		id, isID := strings.CutPrefix(e, prefix)
		id, fits := strings.CutSuffix(id, suffix)
		return !isID || !fits || id == "" || strings.Contains(id, "/")
	})
}

// value is the answer of a key as a fact of type T, by the rules of the schema:
// 200 is ok; 404 of a named object and 409 of a process list are absent; 401 and
// 403 are denied; all else is an error with the body's message.
func value[T any](c *answers, key string, named bool) Maybe[T] {
	if key == "" {
		return Maybe[T]{}
	}
	a := c.byKey[key]
	switch {
	case a.Status == 0:
		return Maybe[T]{State: a.State, Error: a.Error}
	case a.Status == 200:
		return decodeAnswer[T](c, key, a.Body)
	case a.Status == 409 && strings.HasSuffix(a.endpoint, "/top"), a.Status == 404 && named:
		return Maybe[T]{State: Absent}
	case a.Status == 401 || a.Status == 403:
		return Maybe[T]{State: Denied, Error: a.message()}
	}
	return Maybe[T]{State: Failed, Error: a.message()}
}

// message is what a refused call was answered, without what may be secret in it.
func (a answer) message() string {
	var body struct {
		Message string `json:"message"`
	}
	text := fmt.Sprintf("HTTP status %d", a.Status)
	if err := json.Unmarshal(a.Body, &body); err == nil && body.Message != "" {
		text += ": " + clip(redactCommand(body.Message))
	}
	return text
}

func decodeAnswer[T any](c *answers, key string, body []byte) Maybe[T] {
	var v T
	d := &document{file: c.file(key + ".json"), data: body, unquoted: true}
	if jsontext.Value(body).Kind() == 'n' {
		d.problem(d.fail(0, "", "is null; want the engine's answer", ""))
	} else if d.decodeWith(member{raw: body}, "", func(dec *jsontext.Decoder) error { return json.UnmarshalDecode(dec, &v, engineNulls(true)) }) {
		return Some(v)
	}
	if c.live {
		return Maybe[T]{State: Failed, Error: "the answer cannot be read: " + withoutPlace(d.problems.Err())}
	}
	for _, e := range d.problems {
		e.Hint = "is " + key + " in " + CaptureIndex + " the answer of the call it names?"
		c.problem(e)
	}
	return Maybe[T]{}
}

// list is the answer of a key that is a list of everything there is; where the call
// asked for less, it is partial.
func list[T any](c *answers, endpoint string) Maybe[[]T] {
	key := c.only(endpoint)
	return asAsked(c, key, value[[]T](c, key, false))
}

// asAsked is a list that is partial where the call asked for a part.
func asAsked[T any](c *answers, key string, m Maybe[[]T]) Maybe[[]T] {
	if a := c.byKey[key]; m.State == OK && !a.whole() {
		m.Partial, m.Error = true, "asked for a part: "+a.Call
		c.warn("%s is not the whole list: %s", key, a.Call)
	}
	return m
}

// problemOf is a problem of one key of an index.
func problemOf(file, key, msg string) *diag.Error {
	return &diag.Error{File: file, Path: key, Msg: msg}
}
