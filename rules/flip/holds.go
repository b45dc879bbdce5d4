package flip

import (
	"fmt"
	"maps"
	"slices"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Holds is what a verdict that passes or excuses rests on: each section the rule reads
// without which it comes out otherwise, with how, confirmed by judging without it:
// "docker_engine.containers: without it Not_Reviewed".
func Holds(in rules.Input, node *facts.Bundle, was result.Result) (out []string) {
	rule, _ := in.Table.Find(was.STIGID)
	s := search{in: in, node: node, position: was.Position}
	for _, known := range facts.Sections() {
		for _, b := range []*facts.Bundle{node, in.Site.Cluster} {
			if b == nil || !slices.Contains(rule.Needs(), known.Name) || b.Facts[known.Name].State == facts.NotCollected {
				continue
			}
			less := *b
			less.Facts = maps.Clone(b.Facts)
			delete(less.Facts, known.Name)
			if now, ok := s.with(b, &less).judge(); ok && now.Status != was.Status {
				out = append(out, fmt.Sprintf("%s: without it %s", known.Name, now.Status))
			}
		}
	}
	return out
}
