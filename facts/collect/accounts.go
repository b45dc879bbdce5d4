package collect

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/facts"
)

// directory is the users, organisations and teams of one account service, and the names
// that stand for its ids.
type directory struct {
	accounts facts.Maybe[facts.Accounts]
	names    map[string]string // id → user:NAME, org:NAME, org:NAME/team:NAME
}

// directoryOnce reads a directory once: the accounts are a section, and grants name
// them by id.
type directoryOnce struct {
	once sync.Once
	d    directory
}

func (o *directoryOnce) of(ctx context.Context, a *API, prefix string) directory {
	o.once.Do(func() { o.d = readDirectory(ctx, a, prefix) })
	return o.d
}

func accountCalls(prefix string) []string {
	at := "GET " + prefix + "/accounts"
	return []string{at + "?limit=100", at + "/{org}/members", at + "/{org}/teams", at + "/{org}/teams/{team}/members"}
}

// member is a member of an organisation or team.
type member struct {
	Member  enziAccount       `json:"member"`
	IsAdmin facts.Maybe[bool] `json:"isAdmin,omitzero"` // of the organisation
}

// team is a team as eNZi gives it.
type team struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// readDirectory reads all accounts below a prefix: "" in MKE, /enzi/v0 in MSR.
func readDirectory(ctx context.Context, a *API, prefix string) directory {
	list := pagesOf[enziAccount](ctx, a, enziPages(prefix+"/accounts", "accounts"))
	d := directory{names: map[string]string{}, accounts: facts.Maybe[facts.Accounts]{State: list.State, Error: list.Error}}
	if list.State != facts.OK {
		return d
	}
	users := facts.Maybe[[]facts.Account]{State: facts.OK, Partial: list.Partial, Error: list.Error, Value: []facts.Account{}}
	orgs := facts.Maybe[[]facts.Org]{State: facts.OK, Partial: list.Partial, Error: list.Error, Value: []facts.Org{}}
	for _, one := range list.Value {
		isOrg, why := one.IsOrg.Get()
		switch {
		case one.Name == "" || why != "":
			why := "an account has no name, or does not say whether it is an organisation"
			users.Partial, users.Error = true, why
			orgs.Partial, orgs.Error = true, why
		case isOrg:
			orgs.Value = append(orgs.Value, facts.Org{Name: one.Name})
			d.names[one.ID] = "org:" + one.Name
		default:
			users.Value = append(users.Value, facts.Account{Name: one.Name, IsAdmin: one.IsAdmin, IsActive: one.IsActive})
			d.names[one.ID] = "user:" + one.Name
		}
	}
	d.readOrgs(ctx, a, prefix, orgs.Value)
	slices.SortFunc(users.Value, func(x, y facts.Account) int { return strings.Compare(x.Name, y.Name) })
	slices.SortFunc(orgs.Value, func(x, y facts.Org) int { return strings.Compare(x.Name, y.Name) })
	delete(d.names, "")
	d.accounts.Value = facts.Accounts{Users: users, Orgs: orgs}
	return d
}

// readOrgs reads members and teams of each organisation into it.
func (d directory) readOrgs(ctx context.Context, a *API, prefix string, orgs []facts.Org) {
	teams := make([]facts.Maybe[[]team], len(orgs))
	each(len(orgs), func(i int) {
		at := prefix + "/accounts/" + url.PathEscape(orgs[i].Name)
		orgs[i].Members, orgs[i].Admins = accountMembers(ctx, a, at+"/members")
		teams[i] = pagesOf[team](ctx, a, enziPages(at+"/teams", "teams"))
		orgs[i].Teams = facts.Maybe[[]facts.Team]{State: teams[i].State, Partial: teams[i].Partial, Error: teams[i].Error}
		for _, one := range teams[i].Value {
			if one.Name == "" {
				orgs[i].Teams.Partial, orgs[i].Teams.Error = true, "a team has no name"
				continue
			}
			members, _ := accountMembers(ctx, a, at+"/teams/"+url.PathEscape(one.Name)+"/members")
			orgs[i].Teams.Value = append(orgs[i].Teams.Value, facts.Team{Name: one.Name, Members: members})
		}
		slices.SortFunc(orgs[i].Teams.Value, func(x, y facts.Team) int { return strings.Compare(x.Name, y.Name) })
		if orgs[i].Teams.State == facts.OK && orgs[i].Teams.Value == nil {
			orgs[i].Teams.Value = []facts.Team{}
		}
	})
	for i, org := range orgs {
		for _, one := range teams[i].Value {
			d.names[one.ID] = "org:" + org.Name + "/team:" + one.Name
		}
	}
}

// accountMembers is the members of an organisation or team, and which of them administer
// it; one of whom that is not said makes those partly known.
func accountMembers(ctx context.Context, a *API, path string) (members, admins facts.Maybe[[]string]) {
	list := pagesOf[member](ctx, a, enziPages(path, "members"))
	members = facts.Maybe[[]string]{State: list.State, Partial: list.Partial, Error: list.Error}
	admins = members
	for _, m := range list.Value {
		if m.Member.Name == "" {
			members.Partial, members.Error = true, "a member has no name"
			admins.Partial, admins.Error = true, members.Error
			continue
		}
		members.Value = append(members.Value, m.Member.Name)
		switch is, why := m.IsAdmin.Get(); {
		case why != "":
			admins.Partial, admins.Error = true, "a member does not say whether it is an administrator"
		case is:
			admins.Value = append(admins.Value, m.Member.Name)
		}
	}
	for _, names := range []*facts.Maybe[[]string]{&members, &admins} {
		slices.Sort(names.Value)
		if names.State == facts.OK && names.Value == nil {
			names.Value = []string{}
		}
	}
	return members, admins
}

// whole reports whether nothing of the accounts is missing, in any depth.
func wholeAccounts(a facts.Accounts) bool {
	for _, org := range a.Orgs.Value {
		if org.Members.Why() != "" || org.Teams.Why() != "" || slices.ContainsFunc(org.Teams.Value, func(t facts.Team) bool { return t.Members.Why() != "" }) {
			return false
		}
	}
	return a.Users.Why() == "" && a.Orgs.Why() == ""
}

func (c *Cluster) mkeAccounts(ctx context.Context, had Had) facts.Fact {
	d := c.directory.of(ctx, c.MKE, "")
	m := d.accounts
	if m.State == facts.OK && !wholeAccounts(m.Value) {
		m.Partial, m.Error = true, "not every member, organisation or team could be read"
	}
	f := factOf(c, filtered(m, notAdmin(had)), "GET /accounts", "mke_api.accounts.users[].email")
	if f.State == facts.OK && f.Complete {
		f.Expected = len(m.Value.Users.Value) + len(m.Value.Orgs.Value)
		f.Collected = f.Expected
	}
	return f
}
