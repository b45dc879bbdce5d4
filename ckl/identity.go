package ckl

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/stigwright/stigwright/xccdf"
)

// UUIDs are name-based: SHA-256 over the identity of the thing, cut to 128 bits,
// with version bits 5, because some readers know versions 1 to 5 alone. The
// identity is the asset, the benchmark's id, version and release, and for a row its
// position; never a text, a status or the time. So the same asset and release
// give the same UUIDs on every run.
func identity(parts ...string) string {
	return uuid.NewHash(sha256.New(), space(), quotedParts(nil, parts...), 5).String()
}

// quotedParts appends the parts so that no two lists of parts read alike.
func quotedParts(name []byte, parts ...string) []byte {
	for _, p := range parts {
		if len(name) > 0 {
			name = append(name, ' ')
		}
		name = strconv.AppendQuote(name, p)
	}
	return name
}

// space is the name space of our UUIDs: the one of the URL of this project, SHA-256
// like all of them.
func space() uuid.UUID {
	return uuid.UUID{0x2c, 0xe7, 0x0d, 0xbc, 0x62, 0x2c, 0x52, 0x46, 0xaa, 0x95, 0x56, 0xeb, 0xdf, 0x42, 0x34, 0x55}
}

// identity of an asset: its name, and for a web server or database the instance,
// which STIG Manager holds to be an asset of its own.
func (a *Asset) identity() []string {
	if a.WebOrDatabase {
		return []string{a.HostName, a.WebDBSite, a.WebDBInstance}
	}
	return []string{a.HostName}
}

// release is the release in a release info, or the whole of it where it cannot be read.
func release(info string) string {
	if r := xccdf.ParseRelease(info).Release; r != "" {
		return r
	}
	return strings.TrimSpace(info)
}

func (s *Stig) identity() []string { return []string{s.ID, s.Version, release(s.ReleaseInfo)} }

func checklistID(c *Checklist) string {
	parts := append([]string{"checklist"}, c.Asset.identity()...)
	for _, s := range c.Stigs {
		parts = append(parts, s.identity()...)
	}
	return identity(parts...)
}

func stigID(a *Asset, s *Stig, kind string) string {
	return identity(append(append([]string{kind}, a.identity()...), s.identity()...)...)
}

// The STIG itself (SI_DATA uuid, stigs[].uuid) and what its rows point at in a
// .ckl (STIG_UUID), which STIG Viewer keeps apart.
func stigUUID(a *Asset, s *Stig) string    { return stigID(a, s, "stig") }
func stigRowUUID(a *Asset, s *Stig) string { return stigID(a, s, "stig rows") }

func rowUUID(a *Asset, s *Stig, position int) string {
	return stigID(a, s, fmt.Sprintf("rule %d", position))
}

// rowUUIDs is rowUUID of the first n rows.
func rowUUIDs(a *Asset, s *Stig, n int) []string {
	list, hash, owner := make([]string, n), sha256.New(), append(a.identity(), s.identity()...)
	var name []byte
	rest := quotedParts(nil, owner...)
	for i := range list {
		name = append(fmt.Appendf(name[:0], `"rule %d" `, i), rest...)
		list[i] = uuid.NewHash(hash, space(), name, 5).String()
	}
	return list
}

// reference is STIGRef as STIG Viewer builds it.
func (s *Stig) reference() string {
	return s.Title + " :: Version " + s.Version + ", " + s.ReleaseInfo
}

// display is display_name: STIG Viewer 3, Evaluate-STIG and STIG Manager agree.
func (s *Stig) display() string {
	if s.DisplayName != "" {
		return s.DisplayName
	}
	return strings.TrimSuffix(s.Title, " Security Technical Implementation Guide")
}
