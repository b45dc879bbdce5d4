package platform

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// StatedGrants compares MKE's grants with those of ssp.yaml.
func StatedGrants(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	grants, known, missing := grantsOf(c.Snapshot)
	stated, undecided := facts.Get(c.Snapshot, facts.SSPSwarmGrants)
	if missing = append(missing, undecided...); !known || undecided != nil {
		return v, missing
	}
	roles := facts.Look(c.Snapshot, facts.MKERBAC).Value.Roles.Value
	var have, want []string
	for _, g := range grants {
		if unresolvedGrant(g) || ambiguous(roles, g.Role) {
			missing = append(missing, Lacking(facts.MKERBAC, "grants", "the names of "+grantText(g)+" were not resolved"))
		} else {
			have = append(have, grantText(g))
		}
	}
	for _, g := range stated {
		want = append(want, grantOf(g.Subject, g.Role, g.Object))
	}
	v.Outcomes = Comparison{What: "grant", Many: "grants", Have: have, Want: want, Whole: missing == nil, Expect: "as ssp rbac.swarm_grants",
		Facts: []string{"mke_api.rbac.grants", facts.SSPSwarmGrants.Name}, By: Approver(c, "rbac")}.Outcomes()
	v.Pass = "The grants of MKE are those of ssp.yaml."
	return v, append(missing, noGrants(grants, missing)...)
}

// noGrants is that a list of grants is empty and said to be whole. It can prove that a
// grant is not there, and no pass.
func noGrants(grants []facts.Grant, missing []facts.Missing) []facts.Missing {
	if len(grants) > 0 || missing != nil {
		return nil
	}
	return []facts.Missing{Lacking(facts.MKERBAC, "grants", "is empty, and MKE comes with grants of its own")}
}

// ambiguous reports whether a role may be one of MKE's own or one of the site's: both are
// called alike but for case.
func ambiguous(roles []string, role string) bool {
	n := 0
	for _, r := range roles {
		if strings.EqualFold(r, role) {
			n++
		}
	}
	return n > 1
}

// grantsOf is the grants of MKE: what is known of them, whether anything is, and what
// is missing.
func grantsOf(s *facts.Snapshot) ([]facts.Grant, bool, []facts.Missing) {
	return Member(s, facts.MKERBAC, "grants", func(r facts.RBAC) facts.Maybe[[]facts.Grant] { return r.Grants })
}

// grantText is a grant as evidence names it and as it is compared: subject, role,
// object. Roles that MKE brings along are known by their word, in any spelling of case.
func grantText(g facts.Grant) string { return grantOf(g.Subject, g.Role, g.Object) }

func grantOf(subject, role, object string) string {
	switch word := strings.ToLower(role); word {
	case "none", "viewonly", "restrictedcontrol", "fullcontrol", "scheduler":
		role = word
	}
	return fmt.Sprintf("%s: %s on %s", subject, role, object)
}

// rawID is an identifier of MKE that stands where a name belongs.
var rawID = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24,})$`)
})

// unresolved reports whether a name is an id or not there, so that it can be compared
// with nothing.
func unresolved(name string) bool { return name == "" || rawID().MatchString(name) }

// unresolvedSubject is the same of user:NAME, org:NAME and org:NAME/team:NAME.
func unresolvedSubject(subject string) bool {
	for _, part := range strings.Split(subject, "/") {
		kind, name, ok := strings.Cut(part, ":")
		if !ok || (kind != "user" && kind != "org" && kind != "team") || unresolved(name) {
			return true
		}
	}
	return false
}

// unresolvedObject is the same of the path of a collection.
func unresolvedObject(g facts.Grant) bool {
	if g.ObjectType != "" && g.ObjectType != "collection" {
		return unresolved(g.Object)
	}
	return !strings.HasPrefix(g.Object, "/")
}

// unresolvedGrant reports whether any of its names was not resolved.
func unresolvedGrant(g facts.Grant) bool {
	return unresolvedSubject(g.Subject) || unresolved(g.Role) || unresolvedObject(g)
}
