package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"unicode/utf16"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// appendCanonical appends a scanned value as canonical JSON (RFC 8785): names
// sorted, no blanks.
func appendCanonical(dst []byte, m member) []byte {
	if !m.object {
		out, err := jsontext.AppendFormat(dst, m.raw, canonicalOptions()...)
		if err != nil { // scan has accepted the text, so there is none
			return append(dst, m.raw...)
		}
		return out
	}
	return appendObject(dst, m.members)
}

// appendObject appends members as one canonical object.
func appendObject(dst []byte, members []member) []byte {
	sorted := slices.Clone(members)
	slices.SortFunc(sorted, func(a, b member) int {
		return slices.Compare(utf16.Encode([]rune(a.name)), utf16.Encode([]rune(b.name)))
	})
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

func canonicalOptions() []jsontext.Options {
	return []jsontext.Options{
		jsontext.CanonicalizeRawInts(true), jsontext.CanonicalizeRawFloats(true),
		jsontext.ReorderRawObjects(true), jsontext.AllowDuplicateNames(true),
	}
}

// contentOf is the content of a bundle that its id and its digest are made of: all
// but bundle_id (fact bundle schema, section 1).
func contentOf(top []member) []byte {
	return appendObject(nil, slices.DeleteFunc(slices.Clone(top), func(m member) bool { return m.name == "bundle_id" }))
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
