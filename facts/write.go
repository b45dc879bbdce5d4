package facts

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// writtenBundle is a bundle in the envelope form (fact bundle schema, section 1).
type writtenBundle struct {
	Schema     string                 `json:"schema"`
	Kind       Kind                   `json:"kind"`
	BundleID   string                 `json:"bundle_id,omitzero"`
	ClusterID  string                 `json:"cluster_id,omitzero"`
	Provenance writtenProvenance      `json:"provenance"`
	Sections   map[string]writtenFact `json:"sections"`
}

// writtenFact is one fact (fact bundle schema, section 2).
type writtenFact struct {
	Status     string           `json:"status"`
	Source     factSource       `json:"source"`
	At         Maybe[time.Time] `json:"at,omitzero"`
	Complete   bool             `json:"complete"`
	Expected   int              `json:"expected,omitzero"`
	Collected  *int             `json:"collected,omitzero"`
	Error      string           `json:"error,omitzero"`
	Redactions []string         `json:"redactions,omitzero"`
	SHA256     string           `json:"sha256,omitzero"`
	Value      jsontext.Value   `json:"value,omitzero"`
}

// WriteBundle is b in the envelope form, as JSON indented by two spaces with sorted
// names: the same facts give the same bytes. It sets b.ID, the name-based UUID of the
// content, and b.Digest. A section that was never collected is left out; one whose
// value cannot be written is an error, and says so. Bytes that are no UTF-8 are
// replaced, as JSON has no place for them.
//
// Values are written as they are: what is secret must have been taken out before.
func WriteBundle(b *Bundle) ([]byte, error) {
	w := writtenBundle{Schema: SchemaVersion, Kind: b.Kind, ClusterID: b.ClusterID, Provenance: b.Provenance.written(), Sections: map[string]writtenFact{}}
	for _, name := range slices.Sorted(maps.Keys(b.Facts)) {
		f := b.Facts[name]
		if f.State == NotCollected {
			continue
		}
		w.Sections[name] = f.written()
	}
	content, err := canonicalOf(w)
	if err != nil {
		return nil, fmt.Errorf("writing the bundle: %w", err)
	}
	b.ID, b.Digest = bundleID(content), digest(content)
	w.BundleID = b.ID
	out, err := canonicalOf(w)
	if err == nil {
		err = (*jsontext.Value)(&out).Indent(jsontext.WithIndent("  "))
	}
	if err != nil {
		return nil, fmt.Errorf("writing the bundle: %w", err)
	}
	return append(out, '\n'), nil
}

// canonicalOf is v as canonical JSON (RFC 8785).
func canonicalOf(v any) ([]byte, error) {
	text, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil, err
	}
	return appendCanonicalText(make([]byte, 0, len(text)), text), nil
}

// written is f as a bundle has it.
func (f Fact) written() writtenFact {
	w := writtenFact{Status: f.State.String(), Source: factSource{Kind: f.SourceKind, Ref: f.Source, HTTPStatus: f.HTTPStatus},
		Complete: f.State == OK && f.Complete, Error: f.Error, Redactions: f.Redactions}
	if f.SourceKind == "exec" {
		w.Source.ExitCode = &f.ExitCode
	}
	if !f.At.IsZero() {
		w.At = Some(f.At.UTC())
	}
	if f.State != OK {
		return w
	}
	value, err := canonicalOf(f.Value)
	if err != nil {
		w.Status, w.Complete, w.Error = Failed.String(), false, "the value cannot be written as JSON"
		return w
	}
	if f.Expected > 0 {
		w.Expected, w.Collected = f.Expected, &f.Collected
	}
	w.Value, w.SHA256 = value, digest(value)
	return w
}
