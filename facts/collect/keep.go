package collect

import (
	"cmp"
	"encoding/pem"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// keep is what is kept of the body of an answer with status 200: JSON of what facts are
// made of and nothing secret. All that follows sees only that, so an answer that was
// recorded gives the facts that it gave when it came. why says, without quoting it, that
// a body cannot be read.
type keep struct {
	raw  func(body []byte) (kept []byte, why string)
	kept func(body []byte) (kept []byte, why string) // of a body that was kept before; raw where nil
	of   keptAs
}

// keptAs is what is kept, for the test that pins it: a change of it may take a new RecordSchema.
type keptAs struct {
	list   string // the member of the answer that is a list of it; "[]" where the answer is the list
	kind   any    // a nil pointer to the type
	engine string // in its place, the path of an engine's answer, which package facts keeps
	also   []string
}

// hider is an answer that knows what of it is secret, and takes it out.
type hider interface{ hide() }

func hide[T any](v *T) {
	if h, ok := any(v).(hider); ok {
		h.hide()
	}
}

// as keeps what a T is made of. A member that T does not have is not kept, whatever it
// holds.
func as[T any]() keep {
	return keep{of: keptAs{kind: (*T)(nil)}, raw: func(body []byte) ([]byte, string) {
		v, why := read[T](body)
		if why != "" {
			return nil, why
		}
		hide(&v)
		return encoded(v, nil), ""
	}}
}

// asList keeps a list of T.
func asList[T any]() keep {
	return keep{of: keptAs{list: "[]", kind: (*T)(nil)}, raw: func(body []byte) ([]byte, string) {
		list, why := read[[]T](body)
		if why != "" {
			return nil, why
		}
		for i := range list {
			hide(&list[i])
		}
		return encoded(list, nil), ""
	}}
}

// asPage keeps one page of a list, and where the next one starts.
func asPage[T any](list string) keep {
	if list == "" {
		return asList[T]()
	}
	return keep{of: keptAs{list: list, kind: (*T)(nil)}, raw: func(body []byte) ([]byte, string) {
		object, why := read[map[string]jsontext.Value](body)
		if why != "" {
			return nil, why
		}
		member, ok := object[list]
		if !ok {
			return nil, "the answer has no " + list
		}
		page := map[string]jsontext.Value{}
		if page[list], why = asList[T]().raw(member); why != "" {
			return nil, why
		}
		if next, ok := object["nextPageStart"]; ok && next.Kind() == '"' {
			page["nextPageStart"] = next
		}
		return encoded(page, nil), ""
	}}
}

// asKube keeps one page of objects of a kind. An answer of another kind is put aside
// unread: in the place of names it may hold secrets.
func asKube[T any](k kubeKind) keep {
	return keep{of: keptAs{list: "items", kind: (*T)(nil)}, raw: func(body []byte) ([]byte, string) {
		list, why := read[kubeList](body)
		if why != "" {
			return nil, why
		}
		if list.Kind != k.kind {
			return nil, fmt.Sprintf("the answer is a %s; want a %s", clipText(orText(list.Kind, "thing without a kind")), k.kind)
		}
		for i, raw := range list.Items {
			one, why := readItem[T](raw)
			if why != "" {
				return nil, fmt.Sprintf("items[%d]: %s", i, why)
			}
			hide(&one)
			list.Items[i] = encoded(one, nil)
		}
		return encoded(list, nil), ""
	}}
}

func readItem[T any](raw jsontext.Value) (v T, why string) {
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, notJSON(raw, err)
	}
	return v, ""
}

// asEngine keeps an answer of MKE about its engines as the record of an engine does, and
// beside it which node a thing is on, and the id of the swarm.
func asEngine(path string) keep {
	also := map[string][]string{"/swarm": {"ID"}, "/images/json": {"Node", "NodeID"}, "/containers/{id}/json": {"Node"}}[path]
	return keep{of: keptAs{engine: path, also: also}, raw: func(body []byte) ([]byte, string) {
		if _, why := read[jsontext.Value](body); why != "" {
			return nil, why
		}
		kept, why := facts.RecordAnswer(facts.Answer{Key: "answer", Call: "GET " + path, Status: 200, Body: body})
		if why != "" {
			return nil, why
		}
		return withMembers(kept, body, also), ""
	}}
}

// withMembers is what was kept of an object, or of each object of a list, with more of
// its members: those that are a text, and of an object its ID.
func withMembers(kept, body []byte, names []string) []byte {
	if len(names) == 0 {
		return kept
	}
	var into, from []jsontext.Value
	if json.Unmarshal(kept, &into) != nil || json.Unmarshal(body, &from) != nil || len(into) != len(from) {
		return moreOf(kept, body, names)
	}
	for i := range into {
		into[i] = moreOf(into[i], from[i], names)
	}
	return encoded(into, nil)
}

func moreOf(kept, body jsontext.Value, names []string) jsontext.Value {
	var into, from map[string]jsontext.Value
	if json.Unmarshal(kept, &into) != nil || json.Unmarshal(body, &from) != nil {
		return kept
	}
	for _, name := range names {
		var id struct {
			ID string `json:"ID,omitzero"`
		}
		switch raw := from[name]; raw.Kind() {
		case '"':
			into[name] = raw
		case '{':
			if json.Unmarshal(raw, &id) == nil {
				into[name] = encoded(id, nil)
			}
		}
	}
	return encoded(into, kept)
}

// keptCertificates is certificates as they are kept: public, so whole.
type keptCertificates struct {
	Certificates [][]byte `json:"certificates"`
	MinVersion   string   `json:"min_version_accepted,omitzero"`
}

// asPEM keeps the certificates in a PEM text.
func asPEM() keep {
	return keep{of: keptAs{kind: (*keptCertificates)(nil)}, kept: as[keptCertificates]().raw, raw: func(body []byte) ([]byte, string) {
		var k keptCertificates
		if _, why := certificatesIn(body); why != "" {
			return nil, "the answer " + why
		}
		for block, rest := pem.Decode(body); block != nil; block, rest = pem.Decode(rest) {
			if block.Type == "CERTIFICATE" {
				k.Certificates = append(k.Certificates, block.Bytes)
			}
		}
		return encoded(k, nil), ""
	}}
}

// keptConfig is MKE's configuration as it is kept.
type keptConfig struct {
	Config     facts.Tree `json:"config"`
	Redactions []string   `json:"redactions"`
}

// asConfig keeps MKE's configuration without what is secret in it.
func asConfig() keep {
	return keep{of: keptAs{kind: (*keptConfig)(nil)}, kept: as[keptConfig]().raw, raw: func(body []byte) ([]byte, string) {
		table, why := parseTOML(body)
		if why != "" {
			return nil, why
		}
		redactions := redactTable(table, "")
		return encoded(keptConfig{facts.NewTree(table), redactions}, nil), ""
	}}
}

// keptNotice says whether a page holds a text; the page itself is not kept.
type keptNotice struct {
	Holds bool `json:"holds_notice"`
}

// reduced is the reply as it is kept. Of a refusal that is what the server says of it.
func (r Reply) reduced(body func([]byte) ([]byte, string)) Reply {
	switch {
	case r.Err != "":
		r.Body = nil
	case r.Status/100 != 2:
		said := strings.TrimPrefix(r.message(), ": ")
		if r.Body = nil; said != "" {
			r.Body = encoded(map[string]string{"message": said}, nil)
		}
	default:
		r.Body, r.Err = body(r.Body)
	}
	return r
}

// again is the way of a body that was kept before.
func (k keep) again() func([]byte) ([]byte, string) {
	if k.kept != nil {
		return k.kept
	}
	return k.raw
}

// read is a body as a T, or why it cannot be read. Null is no answer: where a T is
// wanted there must be one.
func read[T any](body []byte) (v T, why string) {
	if jsontext.Value(body).Kind() == 'n' {
		return v, "the answer is null"
	}
	if err := json.Unmarshal(body, &v); err != nil {
		return v, notJSON(body, err)
	}
	return v, ""
}

// callOf is how a call is named in a record: method and path, and behind them what a
// question that is a POST asks.
func callOf(method, path, question string) string {
	return strings.Join(strings.Fields(cmp.Or(method, "GET")+" "+path+" "+question), " ")
}
