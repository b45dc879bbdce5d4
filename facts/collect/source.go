package collect

import (
	"context"
	"time"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/facts"
)

// Source gathers one section of a bundle.
type Source struct {
	Section string  // its key in the bundle: host_files, docker_engine.info
	Touches []Touch // what it may touch, in order; the same for a target, whatever is found
	// Collect looks. It returns a fact in any state but NotCollected, its time, its
	// source and its redactions filled in, and gives up when ctx ends.
	Collect func(ctx context.Context, t *Target, had Had) facts.Fact
}

// Touch is one file, command or call that a source may touch.
type Touch struct {
	Kind      Kind
	Ref       string // a path, a command line, GET /v1.41/info; {x} stands for a name that is found on the way
	Why       string // what it is read for, in a few words
	Privilege string // what it takes: root, docker group, MKE administrator; "" for none
}

// Kind is the way a fact comes from its source (fact bundle schema, section 2). The
// zero value is no kind.
type Kind string

// The kinds of source.
const (
	HTTP    Kind = "http"
	Exec    Kind = "exec"
	File    Kind = "file"
	Proc    Kind = "proc"
	Derived Kind = "derived"
)

// Had is what earlier sources of the run found, by section. A section that is not in
// it was not collected before.
type Had map[string]facts.Fact

// Target is the host that is looked at: parts that a test puts other parts in the
// place of.
type Target struct {
	Files Files            // of the host, or of an image below a folder
	Live  bool             // the host is running and is this one; false for a mounted image
	Root  bool             // the program is root, for reasons: being root helps nobody who is
	Run   Runner           // commands of the host; nil where none may be run
	Now   func() time.Time // the time of collection
	// Interfaces is the network interfaces of the host that are up; nil for an image.
	Interfaces func() ([]Interface, error)
	// OtherRoot reports whether the first process has another root folder than the
	// program, as far as that may be looked at; nil where it is not.
	OtherRoot func() bool
}

// IsHost says why the files are not those of a host: an image without an os-release is
// a folder that is empty, or that nothing was mounted on, and what it lacks is no evidence.
func (t *Target) IsHost() error {
	if t.Live {
		return nil
	}
	first := t.Files.at(osRelease, true)
	if first.state == facts.OK || t.Files.at(osReleaseOld, true).state == facts.OK {
		return nil
	}
	why := "is not there, nor " + osReleaseOld
	if first.state != facts.Absent {
		why = reasonOf(first)
	}
	return &diag.Error{Msg: "the folder is no image of a host: " + osRelease + ": " + why,
		Hint: "mount the image, and name with --root the folder that its /etc lies in"}
}
