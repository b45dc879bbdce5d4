package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// lackingIn is how many entries within a section are not known, or not whole, and the
// first of them with its reason: a section that was looked at can lack all that is in it.
func lackingIn(f facts.Fact) (n int, first string) {
	if f.State != facts.OK {
		return 0, ""
	}
	text, err := json.Marshal(f.Value, json.Deterministic(true))
	if err != nil {
		return 0, ""
	}
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return n, first
		}
		if token.Kind() != '"' || !isLacking(token.String()) || !firstName(dec) {
			continue
		}
		if n++; first == "" {
			at := entryAt(dec.StackPointer())
			if dec.PeekKind() == '"' {
				why, _ := dec.ReadToken()
				at += ": " + why.String()
			}
			first = at
		}
	}
}

// isLacking reports whether a name is the marker of an entry that proves no pass.
func isLacking(name string) bool {
	return name == "$error" || name == "$denied" || name == "$partial"
}

// firstName reports whether the text just read is the first name of an object.
func firstName(dec *jsontext.Decoder) bool {
	kind, length := dec.StackIndex(dec.StackDepth())
	return kind == '{' && length == 1
}

// entryAt is the entry that a marker stands for: search.oldest_record.
func entryAt(marker jsontext.Pointer) string {
	var parts []string
	for part := range marker.Tokens() {
		parts = append(parts, part)
	}
	return orElse(strings.Join(parts[:len(parts)-1], "."), "all of it")
}

// saidOf is what is said of n entries that lack.
func saidOf(n int, first string) string {
	if n == 1 {
		return "not known: " + first
	}
	return fmt.Sprintf("%d entries not known, such as %s", n, first)
}
