package collect

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
)

// msrPages is a list of MSR's own interface.
func msrPages(path, list string) paging {
	return paging{path: path, list: list, size: 100, limit: "pageSize", from: "pageStart"}
}

// msrSource is the section msr.
func (c *Cluster) msrSource() Source {
	calls := []string{"GET /api/v0/meta/settings", "GET /api/v0/imagescan/status", "GET /api/v0/repositories",
		"GET /api/v0/repositories/{namespace}/{name}/tags", "GET /api/v0/repositoryNamespaces/{namespace}/teamAccess",
		"GET /api/v0/accounts/{org}/teams/{team}/repositoryAccess", "GET /api/v2.0/systeminfo (where it is MSR 4)",
		"GET /enzi/v0/accounts/{own name}"}
	return httpSource(facts.MSR.Name, "MSR administrator", c.msr, append(calls, accountCalls("/enzi/v0")...)...)
}

// msrSettings is the settings that are read, and those by which MSR 2 is known: MSR 3
// has them no more. What is secret among the others is not decoded.
type msrSettings struct {
	facts.MSRSettings
	WebTLSCert  *string `json:"webTLSCert,omitzero"`
	LogProtocol *string `json:"logProtocol,omitzero"`
}

// hide keeps of what MSR 2 alone has no more than that it is there.
func (s *msrSettings) hide() {
	for _, text := range []*string{s.WebTLSCert, s.LogProtocol} {
		if text != nil {
			*text = ""
		}
	}
}

// msr is the registry. Each part has its own state.
func (c *Cluster) msr(ctx context.Context, _ Had) facts.Fact {
	r := c.MSR.ask(ctx, "/api/v0/meta/settings", jsonType, as[msrSettings]())
	settings := decode[msrSettings](r, false)
	call := "GET https://" + c.MSR.Host + "/api/v0/meta/settings, /api/v0/imagescan/status, /api/v0/repositories, /enzi/v0/accounts"
	if settings.State != facts.OK {
		if harbor, ok := c.harbor(ctx); ok {
			return factOf(c, facts.Some(harbor), "GET https://"+c.MSR.Host+"/api/v2.0/systeminfo")
		}
		return factOf(c, facts.Maybe[facts.Registry]{State: settings.State, Error: settings.Error}, call)
	}
	v := facts.Registry{Present: facts.Some(true), Address: facts.Some(c.MSR.Host), Major: facts.Some(3),
		Version:  facts.Maybe[string]{State: facts.Failed, Error: "the interface of MSR does not tell its version"},
		Settings: facts.Some(settings.Value.MSRSettings)}
	if settings.Value.WebTLSCert != nil || settings.Value.LogProtocol != nil {
		v.Major = facts.Some(2)
	}
	v.ScanStatus = decode[facts.ScanStatus](c.MSR.ask(ctx, "/api/v0/imagescan/status", jsonType, as[facts.ScanStatus]()), false)
	noTime(&v.ScanStatus.Value.LastDBUpdate)
	why := c.notMSRAdmin(ctx)
	part, stop := turn(ctx, c.Left)
	defer stop()
	d := readDirectory(part, c.MSR, "/enzi/v0")
	v.Accounts = d.accounts
	if v.Accounts.State == facts.OK && !wholeAccounts(v.Accounts.Value) {
		v.Accounts.Partial, v.Accounts.Error = true, "not every member, organisation or team could be read"
	}
	v.Accounts = filtered(v.Accounts, why)
	v.Repositories, v.Tags = c.repositories(ctx, d, why)
	return factOf(c, facts.Some(v), call, "msr.accounts.users[].email", "msr.settings.storageBackend", "msr.settings.webTLSKey")
}

// noTime is a time that is none: the year 1 is how MSR writes "never", which is an answer.
func noTime(t *facts.Maybe[time.Time]) {
	if t.State == facts.OK && t.Value.Year() <= 1 {
		*t = facts.Maybe[time.Time]{State: facts.Absent}
	}
}

// harbor is MSR 4, which is another product with another interface.
func (c *Cluster) harbor(ctx context.Context) (facts.Registry, bool) {
	type harborInfo struct {
		Version string `json:"harbor_version"`
	}
	m := decode[harborInfo](c.MSR.ask(ctx, "/api/v2.0/systeminfo", jsonType, as[harborInfo]()), false)
	if m.Value.Version == "" {
		return facts.Registry{}, false
	}
	return facts.Registry{Present: facts.Some(true), Address: facts.Some(c.MSR.Host), Major: facts.Some(4),
		Version: facts.Maybe[string]{State: facts.Failed, Error: "MSR 4 tells only the version of the Harbor in it, " + clipText(m.Value.Version)}}, true
}

// notMSRAdmin is "" where MSR says that the account is an administrator.
func (c *Cluster) notMSRAdmin(ctx context.Context) string {
	r := c.MSR.ask(ctx, "/enzi/v0/accounts/"+url.PathEscape(c.MSRAccount), jsonType, as[enziAccount]())
	m := decode[enziAccount](r, false)
	if m.State == facts.OK && strings.EqualFold(m.Value.Name, c.MSRAccount) && m.Value.IsAdmin.Is(func(is bool) bool { return is }) {
		return ""
	}
	return joinText("listed by an account that is not proven to be an administrator of MSR", m.Error)
}

// msrRepository is a repository as MSR gives it.
type msrRepository struct {
	Namespace  string              `json:"namespace"`
	Name       string              `json:"name"`
	ScanOnPush facts.Maybe[bool]   `json:"scanOnPush,omitzero"`
	Visibility facts.Maybe[string] `json:"visibility,omitzero"`
}

// access is the repositories, or the namespaces, one team may use.
type access struct {
	team, namespace, name, level string // name is "" for the whole namespace
}

func (c *Cluster) repositories(ctx context.Context, d directory, notAdmin string) (facts.Maybe[[]facts.Repository], facts.Maybe[[]facts.RepositoryTag]) {
	list := pagesOf[msrRepository](ctx, c.MSR, msrPages("/api/v0/repositories", "repositories"))
	repos := facts.Maybe[[]facts.Repository]{State: list.State, Partial: list.Partial, Error: list.Error}
	if list.State != facts.OK {
		return repos, facts.Maybe[[]facts.RepositoryTag]{State: list.State, Error: list.Error}
	}
	granted, why := c.accesses(ctx, d, list.Value)
	repos.Value = make([]facts.Repository, len(list.Value))
	tags := make([]facts.Maybe[[]facts.RepositoryTag], len(list.Value))
	each(len(list.Value), func(i int) {
		one := list.Value[i]
		repos.Value[i] = facts.Repository{Namespace: one.Namespace, Name: one.Name, ScanOnPush: one.ScanOnPush, Visibility: one.Visibility, Access: accessTo(one, granted, why)}
		tags[i] = c.tags(ctx, one)
	})
	for _, r := range repos.Value {
		if r.Namespace == "" || r.Name == "" {
			repos.Partial, repos.Error = true, "a repository has no name"
		}
	}
	all := facts.Maybe[[]facts.RepositoryTag]{State: facts.OK, Partial: list.Partial, Error: list.Error, Value: []facts.RepositoryTag{}}
	for _, t := range tags {
		all.Value = append(all.Value, t.Value...)
		if why := t.Why(); why != "" {
			all.Partial, all.Error = true, why
		}
	}
	slices.SortFunc(repos.Value, func(x, y facts.Repository) int {
		return strings.Compare(x.Namespace+"/"+x.Name, y.Namespace+"/"+y.Name)
	})
	slices.SortFunc(all.Value, func(x, y facts.RepositoryTag) int { return strings.Compare(x.Repo+":"+x.Name, y.Repo+":"+y.Name) })
	return filtered(repos, notAdmin), filtered(all, notAdmin)
}

// accesses is what each team may use, by repository and by whole namespace.
func (c *Cluster) accesses(ctx context.Context, d directory, repos []msrRepository) (list []access, why string) {
	if !d.wholeTeams() {
		return nil, "not every team could be read"
	}
	teams := d.teams()
	namespaces := []string{}
	for _, r := range repos {
		if r.Namespace != "" && !slices.Contains(namespaces, r.Namespace) {
			namespaces = append(namespaces, r.Namespace)
		}
	}
	slices.Sort(namespaces)
	found := make([][]access, len(teams)+len(namespaces))
	whys := make([]string, len(found))
	each(len(found), func(i int) {
		if i < len(teams) {
			found[i], whys[i] = c.teamAccess(ctx, teams[i])
		} else if namespace := namespaces[i-len(teams)]; d.isOrg(namespace) {
			found[i], whys[i] = c.namespaceAccess(ctx, d, namespace)
		}
	})
	for i := range found {
		list = append(list, found[i]...)
		why = orText(why, whys[i])
	}
	return list, why
}

// teamAccess is the repositories a team, org/team, was given.
func (c *Cluster) teamAccess(ctx context.Context, team string) (list []access, why string) {
	org, name, _ := strings.Cut(team, "/")
	type teamItem struct {
		Level      string        `json:"accessLevel"`
		Repository msrRepository `json:"repository"`
	}
	m := pagesOf[teamItem](ctx, c.MSR, msrPages("/api/v0/accounts/"+url.PathEscape(org)+"/teams/"+url.PathEscape(name)+"/repositoryAccess", "repositoryAccessList"))
	for _, i := range m.Value {
		if i.Level == "" || i.Repository.Name == "" {
			return nil, "an access of the team " + clipText(team) + " lacks its level or its repository"
		}
		list = append(list, access{team, i.Repository.Namespace, i.Repository.Name, i.Level})
	}
	return list, m.Why()
}

// namespaceAccess is the teams that were given all repositories of a namespace.
func (c *Cluster) namespaceAccess(ctx context.Context, d directory, namespace string) (list []access, why string) {
	type namespaceItem struct {
		Level string `json:"accessLevel"`
		Team  team   `json:"team"`
	}
	m := pagesOf[namespaceItem](ctx, c.MSR, msrPages("/api/v0/repositoryNamespaces/"+url.PathEscape(namespace)+"/teamAccess", "teamAccessList"))
	for _, i := range m.Value {
		name := strings.NewReplacer("org:", "", "team:", "").Replace(d.names[i.Team.ID])
		if name == "" || i.Level == "" {
			return nil, "a team with access to the namespace " + clipText(namespace) + " is not among the teams"
		}
		list = append(list, access{name, namespace, "", i.Level})
	}
	return list, m.Why()
}

// accessTo is the highest level of each team on one repository.
func accessTo(r msrRepository, granted []access, why string) facts.Maybe[map[string]string] {
	rank := map[string]int{"read-only": 1, "read-write": 2, "admin": 3}
	out := facts.Maybe[map[string]string]{State: facts.OK, Partial: why != "", Error: why, Value: map[string]string{}}
	for _, g := range granted {
		if g.namespace != r.Namespace || g.name != r.Name && g.name != "" {
			continue
		}
		if rank[g.level] == 0 { // it may be more than one that is known
			out.Partial, out.Error = true, orText(out.Error, clipText(g.team)+" has a level of access that is not known: "+clipText(g.level))
		}
		if rank[g.level] >= rank[out.Value[g.team]] {
			out.Value[g.team] = g.level
		}
	}
	return out
}

func (c *Cluster) tags(ctx context.Context, r msrRepository) facts.Maybe[[]facts.RepositoryTag] {
	type tagItem struct {
		Name     string            `json:"name"`
		InNotary facts.Maybe[bool] `json:"inNotary,omitzero"`
	}
	path := "/api/v0/repositories/" + url.PathEscape(r.Namespace) + "/" + url.PathEscape(r.Name) + "/tags"
	return mapItems(pagesOf[tagItem](ctx, c.MSR, msrPages(path, "")), func(t tagItem) (facts.RepositoryTag, bool) {
		return facts.RepositoryTag{Repo: r.Namespace + "/" + r.Name, Name: t.Name, InNotary: t.InNotary}, t.Name != ""
	})
}

// wholeTeams reports whether every organisation's teams are known.
func (d directory) wholeTeams() bool {
	orgs, why := d.accounts.Value.Orgs.Get()
	return d.accounts.State == facts.OK && why == "" && !slices.ContainsFunc(orgs, func(o facts.Org) bool { return o.Teams.Why() != "" })
}

// teams is every team as org/team.
func (d directory) teams() (list []string) {
	for _, org := range d.accounts.Value.Orgs.Value {
		for _, t := range org.Teams.Value {
			list = append(list, org.Name+"/"+t.Name)
		}
	}
	return list
}

func (d directory) isOrg(name string) bool {
	return slices.ContainsFunc(d.accounts.Value.Orgs.Value, func(o facts.Org) bool { return o.Name == name })
}
