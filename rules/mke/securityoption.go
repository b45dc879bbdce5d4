package mke

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// securityOption looks for one exact element in the security options of the node's
// own engine.
func securityOption(s *facts.Snapshot, element string) (facts.Info, rules.Outcome, []facts.Missing) {
	info, missing := ownEngine(s)
	if missing != nil {
		return info, rules.Outcome{}, missing
	}
	const name = "docker_engine.info.SecurityOptions"
	options, why := info.SecurityOptions.Get()
	if why != "" {
		return info, rules.Outcome{}, []facts.Missing{{Name: name, Why: why}}
	}
	o := rules.Outcome{Kind: result.Violates, Actual: "SecurityOptions=[" + strings.Join(options, " ") + "]", Facts: []string{name}}
	if slices.Contains(options, element) {
		o.Kind = result.Pass
	}
	return info, o, nil
}
