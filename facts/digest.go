package facts

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
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
	dst = append(dst, '{')
	for i, m := range inOrder(members) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendCanonical(appendName(dst, m.name), m)
	}
	return append(dst, '}')
}

// inOrder is members in the order of canonical JSON.
func inOrder(members []member) []member {
	sorted := slices.Clone(members)
	slices.SortFunc(sorted, func(a, b member) int { return compareNames([]byte(a.name), []byte(b.name)) })
	return sorted
}

func appendName(dst []byte, name string) []byte {
	dst, _ = jsontext.AppendQuote(dst, name)
	return append(dst, ':')
}

// canonicalValues keeps the canonical text of the value of each fact of an envelope,
// which both the fact's own digest and that of the bundle are made of.
func (d *document) canonicalValues(top []member) {
	if d.memory == nil {
		d.memory = newMemory()
	}
	all := slices.Grow(d.memory.canonical[:0], len(d.data))
	defer func() { d.memory.canonical = all }()
	sections, _ := find(top, "sections")
	for _, fact := range sections.members {
		for i := range fact.members {
			if m := &fact.members[i]; m.name == "value" {
				from := len(all)
				all = appendCanonicalText(all, m.raw)
				m.canonical = all[from:len(all):len(all)]
			}
		}
	}
}

// contentSums is the id and the digest of the content of a bundle, which is all but
// bundle_id as canonical JSON (fact bundle schema, section 1).
func contentSums(top []member) (id, sum string) {
	c := contentHash{id: newIDHash(), sum: sha256.New()}
	c.object(slices.DeleteFunc(slices.Clone(top), func(m member) bool { return m.name == "bundle_id" }))
	c.flush()
	return idOf(c.id), hex.EncodeToString(c.sum.Sum(nil))
}

// contentHash takes a content piece by piece: the whole need not stand anywhere.
type contentHash struct {
	id, sum hash.Hash
	buf     []byte
}

func (c *contentHash) flush() {
	c.write(c.buf)
	c.buf = c.buf[:0]
}

func (c *contentHash) write(p []byte) {
	c.id.Write(p)
	c.sum.Write(p)
}

func (c *contentHash) object(members []member) {
	c.buf = append(c.buf, '{')
	for i, m := range inOrder(members) {
		if i > 0 {
			c.buf = append(c.buf, ',')
		}
		c.buf = appendName(c.buf, m.name)
		switch {
		case m.canonical != nil:
			c.flush()
			c.write(m.canonical)
		case m.object:
			c.object(m.members)
		default:
			c.buf = appendCanonicalText(c.buf, m.raw)
		}
	}
	c.buf = append(c.buf, '}')
}

// bundleID is the name-based UUID of a bundle's content.
func bundleID(content []byte) string {
	h := newIDHash()
	h.Write(content)
	return idOf(h)
}

func newIDHash() hash.Hash {
	h := sha256.New()
	h.Write(uuid.NameSpaceURL[:])
	return h
}

// idOf is the id of what h was given (RFC 9562, section 5.5, with SHA-256 in place of
// SHA-1; so does uuid.NewHash, which wants the content in one piece).
func idOf(h hash.Hash) string {
	var id uuid.UUID
	copy(id[:], h.Sum(nil))
	id[6] = id[6]&0x0f | 5<<4
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// digest is the SHA-256 of data in lower hex.
func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
