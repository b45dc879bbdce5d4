package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// RegistryPermissions compares the registry's organisations, members and access with ssp.yaml.
func RegistryPermissions(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	registry, known, missing := facts.Partly(c.Snapshot, facts.MSR)
	if !known {
		return v, missing
	}
	if major, why := registry.Major.Get(); why == "" && major >= 4 {
		return v, append(missing, Lacking(facts.MSR, "accounts", fmt.Sprintf("MSR %d has projects in the place of organisations and none of these lists", major)))
	}
	stated, undecided := facts.Get(c.Snapshot, facts.SSPRegistryRBAC)
	k := &permissions{by: Approver(c, "registry_rbac"), stated: stated, decided: undecided == nil, partial: missing != nil, missing: append(missing, undecided...)}
	k.look(registry)
	k.missing = append(k.missing, OtherRegistries(c.Snapshot, facts.MSR.Name)...)
	v.Outcomes, v.Notes = k.outcomes, k.notes
	v.Pass = "Organisations, members and access to repositories are those of ssp.yaml."
	return v, k.missing
}

// permissions collects what the registry's lists say beside those of ssp.yaml.
type permissions struct {
	by       string
	stated   facts.SSPRegistryGrants
	decided  bool
	partial  bool // of the registry's section something is missing, nobody knows of which list
	outcomes []rules.Outcome
	notes    []string
	missing  []facts.Missing
}

func (k *permissions) look(r facts.Registry) {
	accounts := r.Accounts.Value
	users, usersWhole := k.list("accounts.users", r.Accounts.Why(), accounts.Users.Why(), len(accounts.Users.Value))
	orgs, orgsWhole := k.list("accounts.orgs", r.Accounts.Why(), accounts.Orgs.Why(), len(accounts.Orgs.Value))
	repositories, reposWhole := k.list("repositories", r.Repositories.Why(), "", len(r.Repositories.Value))
	if users {
		k.admins(accounts.Users.Value, usersWhole)
	}
	if orgs {
		k.organisations(accounts.Orgs.Value, orgsWhole)
	}
	if repositories {
		k.repositories(r.Repositories.Value, accounts, reposWhole, orgsWhole)
	}
}

// list notes what is missing of a list. look is false where nothing of it is known,
// whole where all is.
func (k *permissions) list(name, outer, inner string, n int) (look, whole bool) {
	for _, why := range []string{outer, inner} {
		if why != "" {
			k.lacks(name, why)
			return n > 0, false
		}
	}
	return true, !k.partial
}

func (k *permissions) lacks(name, why string) {
	k.missing = append(k.missing, Lacking(facts.MSR, name, why))
}

// needs notes a part of ssp.yaml that is not given although something was found that
// it has to allow; decided is whether it was given.
func (k *permissions) needs(key string, given bool, found int) (decided bool) {
	if k.decided && !given && found > 0 {
		k.missing = append(k.missing, Unsaid("registry_rbac."+key, "is not given, and there is something to compare with it"))
	}
	return k.decided && given
}

func (k *permissions) compare(what, many string, have, want []string, whole bool, fact string) {
	k.outcomes = append(k.outcomes, Comparison{What: what, Many: many, Have: have, Want: want, Whole: whole, Expect: "those of ssp registry_rbac, no more and no less",
		Facts: []string{fact, facts.SSPRegistryRBAC.Name}, By: k.by}.Outcomes()...)
}

func (k *permissions) admins(users []facts.Account, whole bool) {
	var names []string
	for _, u := range users {
		admin, why := u.IsAdmin.Get()
		switch {
		case why != "":
			k.lacks("accounts.users["+u.Name+"].isAdmin", why)
			whole = false
		case admin:
			names = append(names, u.Name)
		}
	}
	k.notes = append(k.notes, Plural(len(names), "administrator", "administrators")+" of the registry: "+OrWord(strings.Join(Sorted(names), ", "), "none known"))
	if k.decided && k.stated.Admins != nil {
		k.compare("administrator", "administrators", names, k.stated.Admins, whole, "msr.accounts.users")
	}
}

// organisations compares the names of organisations, then who belongs to each and to
// its teams. The members of an organisation that ssp.yaml does not know are not listed:
// the organisation itself is the finding.
func (k *permissions) organisations(orgs []facts.Org, whole bool) {
	var names, have, want []string
	for _, o := range orgs {
		names = append(names, o.Name)
	}
	if !k.needs("orgs", k.stated.Orgs != nil, len(names)) {
		return
	}
	var wanted []string
	for name := range k.stated.Orgs {
		wanted = append(wanted, name)
	}
	k.compare("organisation", "organisations", names, wanted, whole, "msr.accounts.orgs")
	for _, o := range orgs {
		if stated, ok := k.stated.Orgs[o.Name]; ok {
			h, w, all := k.members(o, stated)
			have, want, whole = append(have, h...), append(want, w...), whole && all
		}
	}
	k.compare("membership", "memberships", have, want, whole, "msr.accounts.orgs")
}

// members is the memberships of one organisation as found and as stated: "alice in
// shop", "alice in administrators of shop", "alice in shop/dev", and "shop/dev" for the team itself.
func (k *permissions) members(o facts.Org, stated facts.SSPOrg) (have, want []string, whole bool) {
	whole = true
	add := func(group, fact, key string, found facts.Maybe[[]string], wanted []string, given bool) {
		if why := found.Why(); why != "" {
			k.lacks("accounts."+fact, why)
			whole = false
		}
		if k.needs(key, given, len(found.Value)) {
			have, want = append(have, within(found.Value, group)...), append(want, within(wanted, group)...)
		}
	}
	add(o.Name, "orgs["+o.Name+"].members", "orgs."+o.Name+".members", o.Members, stated.Members, stated.Members != nil)
	if stated.Admins != nil || o.Admins.State != facts.NotCollected { // bundles of others may not have them
		add("administrators of "+o.Name, "orgs["+o.Name+"].admins", "orgs."+o.Name+".admins", o.Admins, stated.Admins, stated.Admins != nil)
	}
	if why := o.Teams.Why(); why != "" {
		k.lacks("accounts.orgs["+o.Name+"].teams", why)
		whole = false
	}
	if !k.needs("orgs."+o.Name+".teams", stated.Teams != nil, len(o.Teams.Value)) {
		return have, want, whole
	}
	for team := range stated.Teams {
		want = append(want, "team "+o.Name+"/"+team)
	}
	for _, team := range o.Teams.Value {
		group := o.Name + "/" + team.Name
		have = append(have, "team "+group)
		if wanted, ok := stated.Teams[team.Name]; ok {
			add(group, "orgs["+group+"].members", "orgs."+group+".members", team.Members, wanted, true)
		}
	}
	return have, want, whole
}

func within(names []string, group string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n + " in " + group
	}
	return out
}

// repositories compares which repositories there are, then who has which access to
// those that ssp.yaml knows.
func (k *permissions) repositories(list []facts.Repository, accounts facts.Accounts, whole, orgsWhole bool) {
	if !k.needs("repositories", k.stated.Repositories != nil, len(list)) {
		return
	}
	stated, visible := map[string]bool{}, map[string]string{}
	var names, wanted, have, want []string
	for _, r := range k.stated.Repositories {
		stated[r.Repo], visible[r.Repo] = true, r.Visibility
		wanted, want = append(wanted, r.Repo), append(want, accesses(r.Repo, r.Access)...)
	}
	accessWhole := whole
	for _, r := range list {
		name := r.Namespace + "/" + r.Name
		access := r.Access.Value
		if why := r.Access.Why(); why != "" {
			k.lacks("repositories["+name+"].access", why)
			accessWhole = false
		}
		if !stated[name] && len(access) == 0 && (isOrg(accounts, r.Namespace) || !orgsWhole) {
			k.outcomes = append(k.outcomes, rules.Outcome{Subject: "repository " + name, Actual: "is there, nobody is known to have been given access to it, and ssp.yaml does not list it",
				Facts: []string{"msr.repositories", facts.SSPRegistryRBAC.Name}})
			continue
		}
		names = append(names, name)
		if stated[name] {
			k.visibility(name, r.Visibility, visible[name])
			have = append(have, accesses(name, access)...)
		}
	}
	k.compare("repository", "repositories", names, wanted, whole, "msr.repositories")
	k.compare("grant of access", "grants of access", have, want, accessWhole, "msr.repositories")
}

// visibility is whether a repository that ssp.yaml knows is for everybody. One that is
// private needs no word of it.
func (k *permissions) visibility(name string, found facts.Maybe[string], stated string) {
	is, why := found.Get()
	switch {
	case found.State == facts.NotCollected && stated == "": // bundles of others may not have it
	case why != "":
		k.lacks("repositories["+name+"].visibility", why)
	case stated == "" && strings.EqualFold(is, "private"), strings.EqualFold(is, stated):
	case stated == "":
		k.missing = append(k.missing, Unsaid("registry_rbac.repositories["+name+"].visibility", "is not given, and the repository is "+is))
	default:
		k.outcomes = append(k.outcomes, rules.Outcome{Kind: result.Violates, Subject: "repository " + name, Actual: "is " + is + "; ssp registry_rbac says " + stated,
			Facts: []string{"msr.repositories", facts.SSPRegistryRBAC.Name}})
	}
}

// accesses is one text a grant: "shop/dev to shop/api: read-write".
func accesses(repository string, access map[string]string) []string {
	var out []string
	for team, level := range access {
		out = append(out, fmt.Sprintf("%s to %s: %s", team, repository, strings.ToLower(level)))
	}
	slices.Sort(out)
	return out
}

// isOrg reports whether a namespace is that of an organisation; all others are users'.
func isOrg(accounts facts.Accounts, namespace string) bool {
	return slices.ContainsFunc(accounts.Orgs.Value, func(o facts.Org) bool { return o.Name == namespace })
}
