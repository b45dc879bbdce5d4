package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// RequiredSecrets is one outcome for each secret that is required. One that is not in
// a list that is whole is lacking; in another it is not known.
func RequiredSecrets(required []string, have map[string]bool, whole bool, list, key, by string, stated bool) []rules.Outcome {
	var out []rules.Outcome
	for _, name := range required {
		o := rules.Outcome{Kind: result.Pass, Subject: "secret " + name, Expected: "exists", Actual: "exists", Facts: []string{list, key}}
		switch {
		case have[name]:
		case whole:
			o.Kind, o.Actual = result.Violates, "is not there"
		default:
			o.Kind, o.Actual = result.Unknown, "not in what is known of "+list
		}
		out = append(out, o)
	}
	if stated && whole && len(required) == 0 {
		out = append(out, rules.Outcome{Kind: result.Pass, Expected: "exists", Actual: "ssp.yaml requires none", By: by, Facts: []string{list, key}})
	}
	return out
}

// SwarmSecrets is that every secret of ssp secrets.swarm_required is in the swarm's list.
func SwarmSecrets(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	v.Notes = SecretLookingKeys(c.Snapshot)
	required, missing := facts.Get(c.Snapshot, facts.SSPSecretsSwarm)
	swarm, ok, lacks := facts.Partly(c.Snapshot, facts.Swarm)
	if why := swarm.Secrets.Why(); ok && why != "" {
		lacks = append(lacks, facts.Missing{Name: "swarm.secrets", Why: why, How: []string{"by hand: docker secret ls"}})
	}
	have := map[string]bool{}
	for _, s := range swarm.Secrets.Value {
		have[s.Name] = true
	}
	v.Outcomes = RequiredSecrets(required, have, lacks == nil, "swarm.secrets", facts.SSPSecretsSwarm.Name, Approver(c, "secrets"), missing == nil)
	return v, append(missing, lacks...)
}

// SecretLookingKeys is a hint: environment variables of containers whose names look
// like secrets. Values are never collected.
func SecretLookingKeys(s *facts.Snapshot) []string {
	var found []string
	for _, node := range s.Nodes {
		found = append(found, node.Peer().SecretKeys...)
	}
	if found == nil {
		return nil
	}
	slices.Sort(found)
	found = slices.Compact(found)
	const shown = 10
	text := strings.Join(found[:min(len(found), shown)], ", ")
	if more := len(found) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return []string{"environment variables whose names look like secrets: " + text}
}
