package platform

import (
	"fmt"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// Approver is who took the decision below a top-level key of ssp.yaml.
func Approver(c *rules.Case, block string) string {
	return c.SSP.Approver(block, "", "", "").String()
}

// Member is one member of a section: its value, whether there is one at all, and
// what is missing of it. A value that is partly there can prove a violation and
// never a pass, so missing is then not empty although known is true.
func Member[S, T any](s *facts.Snapshot, key facts.Key[S], name string, read func(S) facts.Maybe[T]) (value T, known bool, missing []facts.Missing) {
	section, ok, missing := facts.Partly(s, key)
	if !ok {
		return value, false, missing
	}
	m := read(section)
	if why := m.Why(); why != "" {
		missing = append(missing, Lacking(key, name, why))
	}
	return m.Value, m.State == facts.OK, missing
}

// Lacking is a member of a section that is not there, with the way to get it.
func Lacking[S any](key facts.Key[S], name, why string) facts.Missing {
	by := key.Doc.ByHand
	if by == "" {
		by = key.Doc.Source
	}
	return facts.Missing{Name: key.Name + "." + name, Why: why, How: []string{"by hand: " + by}}
}

// Unsaid is a part of a decision of ssp.yaml that the file does not give although
// the rule needs it.
func Unsaid(key, why string) facts.Missing {
	return facts.Missing{Name: "ssp:" + key, Why: why, How: []string{fmt.Sprintf("ssp.yaml: add %s", key)}}
}
