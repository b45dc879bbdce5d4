package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// Seal gives the bundle with the digest of each section and its bundle_id made to
// fit the content. Digests come first: they are part of what bundle_id covers.
func Seal(data []byte) ([]byte, error) {
	top, err := members(data, 0)
	if err != nil {
		return nil, err
	}
	sections, err := members(data, top.find("sections").offset)
	if err != nil {
		return nil, fmt.Errorf("sections: %w", err)
	}
	var edits []edit
	for _, s := range sections {
		section, err := members(data, s.offset)
		if err != nil {
			return nil, fmt.Errorf("sections[%q]: %w", s.name, err)
		}
		value, digest := section.find("value"), section.find("sha256")
		if value.raw == nil || digest.raw == nil {
			continue
		}
		sum, err := contentDigest(value.raw)
		if err != nil {
			return nil, fmt.Errorf("sections[%q].value: %w", s.name, err)
		}
		edits = append(edits, edit{digest, hex.EncodeToString(sum)})
	}
	data = splice(data, edits)
	return sealID(data)
}

// sealID writes the bundle_id of the content into data.
func sealID(data []byte) ([]byte, error) {
	top, err := members(data, 0)
	if err != nil {
		return nil, err
	}
	id := top.find("bundle_id")
	if id.raw == nil {
		return nil, fmt.Errorf("has no bundle_id; want one, whatever its value")
	}
	content, err := without(top, "bundle_id")
	if err != nil {
		return nil, err
	}
	name := uuid.NewHash(sha256.New(), uuid.NameSpaceURL, content, 5)
	return splice(data, []edit{{id, name.String()}}), nil
}

// contentDigest is the SHA-256 of a value as canonical JSON (RFC 8785).
func contentDigest(raw jsontext.Value) ([]byte, error) {
	value := slices.Clone(raw)
	if err := value.Canonicalize(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(value)
	return sum[:], nil
}

// without is the object as canonical JSON, less one member.
func without(object fields, name string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for _, f := range object {
		if f.name == name {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		key, err := jsontext.AppendQuote(nil, f.name)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(f.raw)
	}
	b.WriteByte('}')
	value := jsontext.Value(b.Bytes())
	err := value.Canonicalize()
	return value, err
}
