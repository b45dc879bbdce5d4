// Package facts holds what was collected from a system and what its organisation
// has decided: typed keys, a snapshot of them (one node with its cluster and
// ssp.yaml), why a fact is missing, and the readers of fact bundles, capture
// folders and ssp.yaml.
//
// A rule asks for a fact by key and gets the value or the reason there is none:
//
//	list, missing := facts.Get(snapshot, facts.Containers)
//
// Nothing here touches a target system, a clock or the network.
package facts

import (
	"fmt"
	"strings"
	"time"
)

// State says how the attempt to collect a fact ended (fact bundle schema 1,
// section 2). The zero value is NotCollected: never attempted.
type State uint8

// The states of a fact. Only OK carries a value; only Absent makes the absence
// of the thing evidence.
const (
	NotCollected State = iota
	OK
	Absent
	Denied
	Failed
	Skipped
)

// String is the word used in messages.
func (s State) String() string {
	switch s {
	case OK:
		return "ok"
	case Absent:
		return "absent"
	case Denied:
		return "denied"
	case Failed:
		return "error"
	case Skipped:
		return "skipped"
	default:
		return "not collected"
	}
}

// Fact is one section of a bundle.
type Fact struct {
	State      State
	Complete   bool      // every page, item and call is in Value; false with OK means partly collected
	Expected   int       // items the source announced; 0 when it did not say
	Collected  int       // items collected; 0 when Expected is 0
	At         time.Time // of collection, UTC; zero in the plain form and in capture folders
	Error      string    // why it is denied, failed or partial
	Source     string    // the call, file or command it came from
	SourceKind string    // http, exec, file, proc, derived; "" where it is not told
	HTTPStatus int       // of the call; 0 when there was none
	ExitCode   int       // of the command
	Redactions []string
	Value      any // of the type of its Key; nil unless State is OK
}

// Why says in one clause why the fact cannot be used, "" when it is OK and
// complete: "denied at 2026-11-17T06:03:18Z: ausearch: permission denied",
// "partly collected: 9 of 10", "not collected".
func (f Fact) Why() string {
	if f.State == OK && f.Complete {
		return ""
	}
	word := f.State.String()
	if f.State == OK {
		word = "partly collected"
		if f.Expected > 0 {
			word += fmt.Sprintf(": %d of %d", f.Collected, f.Expected)
		}
	} else if !f.At.IsZero() {
		word += " at " + f.At.UTC().Format(time.RFC3339)
	}
	if f.Error != "" {
		word += ": " + f.Error
	}
	return word
}

// Missing is a fact, a line of ssp.yaml or an attestation that is not there.
type Missing struct {
	Name string   // docker_engine.containers, ssp:docker_group_members
	Why  string   // its state, time and error
	How  []string // how to get it, one step each
}

// String is "name: why".
func (m Missing) String() string { return m.Name + ": " + m.Why }

// Join is "a: why; b: why".
func Join(missing []Missing) string {
	parts := make([]string, len(missing))
	for i, m := range missing {
		parts[i] = m.String()
	}
	return strings.Join(parts, "; ")
}
