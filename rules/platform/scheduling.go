package platform

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// Scheduling is that neither administrators nor users may place containers on managers
// and registry nodes.
var Scheduling = rules.All(
	Settings("administrators cannot place containers on managers and registry nodes",
		Setting{adminScheduling, "is false", IsBool(false)}),
	rules.FromCase([]string{facts.MKEConfig.Name}, userSchedulingKey),
	rules.About("grant to schedule", "no grant lets users place containers on managers and registry nodes", rules.FromCase(
		[]string{facts.MKERBAC.Name}, schedulingGrant)),
)

const (
	adminScheduling = "scheduling_configuration.enable_admin_ucp_scheduling"
	userScheduling  = "scheduling_configuration.enable_user_ucp_scheduling"
)

// userSchedulingKey judges the key of older releases where the export has it. That an
// export lacks it says nothing.
func userSchedulingKey(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	config := facts.Look(c.Snapshot, facts.MKEConfig)
	if config.State != facts.OK || config.Value.String(userScheduling).State == facts.NotCollected {
		return v, nil
	}
	o, missing := Setting{userScheduling, "is false", IsBool(false)}.Judge(c)
	v.Outcomes = []rules.Outcome{o}
	return v, missing
}

func schedulingGrant(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	grants, known, missing := grantsOf(c.Snapshot)
	if !known {
		return v, missing
	}
	missing = append(missing, noGrants(grants, missing)...)
	for _, g := range grants {
		switch schedules(g) {
		case certain:
			v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Violates, Subject: "grant to schedule", Actual: grantText(g), Facts: []string{"mke_api.rbac.grants"}})
		case possible:
			missing = append(missing, Lacking(facts.MKERBAC, "grants", "the names of "+grantText(g)+" were not resolved"))
		case similar:
			v.Notes = append(v.Notes, "lets some schedule, which is not the switch the check names: "+grantText(g))
		}
	}
	if missing == nil && v.Outcomes == nil {
		v.Outcomes = append(v.Outcomes, rules.Outcome{Kind: result.Pass, Subject: "grant to schedule", Actual: fmt.Sprintf("none of %d grants", len(grants)),
			Facts: []string{"mke_api.rbac.grants"}})
	}
	v.Pass = "Neither administrators nor users may place containers on managers and registry nodes."
	return v, missing
}

// likeness says how close a grant comes to the one the switch for users stands for.
type likeness uint8

const (
	unlike   likeness = iota
	similar           // lets somebody else schedule there
	possible          // may be the one: a name of it was not resolved
	certain
)

func schedules(g facts.Grant) likeness {
	role := strings.EqualFold(g.Role, "scheduler")
	root := g.Object == "/"
	everybody := g.Subject == "org:docker-datacenter"
	switch {
	case role && root && everybody:
		return certain
	case (role || unresolved(g.Role)) && (root || unresolvedObject(g)) && (everybody || unresolvedSubject(g.Subject)):
		return possible
	case role && (root || g.Object == "/System"):
		return similar
	}
	return unlike
}
