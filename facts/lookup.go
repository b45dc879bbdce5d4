package facts

import (
	"strings"

	"github.com/go-json-experiment/json"
)

// Lookup is what the snapshot holds at a path: the name of a section of a bundle, then
// the names in it as Tree has them, in the JSON form of the bundle schema:
// docker_engine.info.ServerVersion. A section that is not there, or not whole, is
// missing in all its parts, with its reason; so is a path the section does not have.
func (s *Snapshot) Lookup(path string) Maybe[Tree] {
	var at *Section
	for _, section := range Sections() {
		if path != section.Name && !strings.HasPrefix(path, section.Name+".") {
			continue
		}
		if at == nil || len(section.Name) > len(at.Name) {
			at = &section
		}
	}
	if at == nil {
		return Maybe[Tree]{State: Failed, Error: "no section of the facts is called so"}
	}
	f := s.fact(at.Name, at.Side)
	if f.State != OK || !f.Complete {
		return Maybe[Tree]{State: f.State, Partial: f.State == OK, Error: f.Error}
	}
	data, err := json.Marshal(f.Value)
	if err != nil {
		return Maybe[Tree]{State: Failed, Error: err.Error()}
	}
	var tree Tree
	if err := json.Unmarshal(data, &tree); err != nil {
		return Maybe[Tree]{State: Failed, Error: err.Error()}
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(path, at.Name), ".")
	m := tree.at(rest)
	if m.State == OK && m.Value.value == redacted {
		return Maybe[Tree]{State: Skipped, Error: "replaced before it was stored"}
	}
	return m
}

// IsSection reports whether path begins with the name of a section of the facts.
func IsSection(path string) bool {
	for _, section := range Sections() {
		if path == section.Name || strings.HasPrefix(path, section.Name+".") {
			return true
		}
	}
	return false
}
