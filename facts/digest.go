package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// appendCanonical appends a scanned value as canonical JSON (RFC 8785).
func appendCanonical(dst []byte, m member) []byte {
	switch {
	case m.canonical != nil:
		return append(dst, m.canonical...)
	case m.object:
		return appendObject(dst, m.members)
	default:
		return appendCanonicalText(dst, m.raw)
	}
}

// appendObject appends members as one canonical object.
func appendObject(dst []byte, members []member) []byte {
	sorted := slices.Clone(members)
	slices.SortFunc(sorted, func(a, b member) int { return compareNames([]byte(a.name), []byte(b.name)) })
	dst = append(dst, '{')
	for i, m := range sorted {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst, _ = jsontext.AppendQuote(dst, m.name)
		dst = append(dst, ':')
		dst = appendCanonical(dst, m)
	}
	return append(dst, '}')
}

// canonicalValues keeps the canonical text of the value of each fact of an envelope,
// which both the fact's own digest and that of the bundle are made of.
func canonicalValues(top []member) {
	sections, _ := find(top, "sections")
	for _, fact := range sections.members {
		for i := range fact.members {
			if m := &fact.members[i]; m.name == "value" {
				m.canonical = appendCanonicalText(make([]byte, 0, len(m.raw)), m.raw)
			}
		}
	}
}

// contentOf is the content of a bundle that its id and its digest are made of: all
// but bundle_id (fact bundle schema, section 1).
func contentOf(top []member) []byte {
	size := 0
	for _, m := range top {
		size += len(m.raw)
	}
	return appendObject(make([]byte, 0, size), slices.DeleteFunc(slices.Clone(top), func(m member) bool { return m.name == "bundle_id" }))
}

// bundleID is the name-based UUID of a bundle's content.
func bundleID(content []byte) string {
	return uuid.NewHash(sha256.New(), uuid.NameSpaceURL, content, 5).String()
}

// digest is the SHA-256 of data in lower hex.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
