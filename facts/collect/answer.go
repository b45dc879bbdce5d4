package collect

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// why says what went wrong with a call, "" when it was answered with 200.
func (r Reply) why() string {
	switch {
	case r.Err != "":
		return r.Err
	case r.Status != http.StatusOK:
		return fmt.Sprintf("HTTP status %d%s", r.Status, r.message())
	default:
		return ""
	}
}

// message is what the server says of a refusal, made safe for a message; "" where it
// says nothing that can be read.
func (r Reply) message() string {
	var body struct {
		Message string `json:"message"` // engine, MKE, Kubernetes
		Errors  []struct {
			Message string `json:"message"`
		} `json:"errors"` // eNZi, MSR
	}
	if json.Unmarshal(r.Body, &body) != nil {
		return ""
	}
	if body.Message == "" && len(body.Errors) > 0 {
		body.Message = body.Errors[0].Message
	}
	if body.Message == "" {
		return ""
	}
	return ": " + facts.RedactCommand(clipText(body.Message))
}

// state is the state of a fact that this reply is the source of (fact bundle schema,
// section 2): 200 is ok, 401 and 403 are denied, 404 is absent only for a named object
// on an interface that another call has proven to be there, all else is an error.
func (r Reply) state(named bool) (facts.State, string) {
	switch {
	case r.Err != "" && r.Status != http.StatusUnauthorized && r.Status != http.StatusForbidden:
		return facts.Failed, r.Call + ": " + r.why()
	case r.Status == http.StatusOK:
		return facts.OK, ""
	case r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden:
		return facts.Denied, r.Call + ": " + r.why()
	case r.Status == http.StatusNotFound && named:
		return facts.Absent, r.Call + ": " + r.why()
	default:
		return facts.Failed, r.Call + ": " + r.why()
	}
}

// decode is the reply's body as a T, or the state and reason that stand for it; see read.
func decode[T any](r Reply, named bool) facts.Maybe[T] {
	state, why := r.state(named)
	if state != facts.OK {
		return facts.Maybe[T]{State: state, Error: why}
	}
	v, why := read[T](r.Body)
	if why != "" {
		return facts.Maybe[T]{State: facts.Failed, Error: r.Call + ": " + why}
	}
	return facts.Some(v)
}

// notJSON says what an answer is that cannot be read. It never quotes it: a password
// may stand in it.
func notJSON(body []byte, err error) string {
	if start := strings.ToLower(string(body[:min(len(body), 100)])); strings.Contains(start, "<html") || strings.Contains(start, "<!doctype") {
		return "the answer is a web page, not JSON: is this the address of the interface?"
	}
	if !jsontext.Value(body).IsValid() {
		return "the answer is not JSON, or not all of it"
	}
	var where *json.SemanticError
	if errors.As(err, &where) && where.JSONPointer != "" {
		return "the answer has another form than documented at " + clipText(string(where.JSONPointer))
	}
	return "the answer has another form than documented"
}

// clipText keeps what a server says in a message short, and on one line.
func clipText(text string) string {
	const most = 200
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "�")), " ")
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
