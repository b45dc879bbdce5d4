package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

// grantPages is MKE's grants, asked for in the words of the STIG.
var grantPages = paging{path: "/collectionGrants", query: "subjectType=all&expandUser=true&showPaths=true", list: "grants",
	size: 200, limit: "limit", from: "start"}

// grant is a grant as MKE gives it: three ids.
type grant struct {
	SubjectID      string `json:"subjectID"`
	ObjectID       string `json:"objectID"`
	RoleID         string `json:"roleID"`
	CollectionPath string `json:"collectionPath"`
}

// role and collection are what two of them stand for.
type role struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type collection struct {
	ID   string `json:"id"`
	Path string `json:"path"`
}

func (c *Cluster) mkeRBAC(ctx context.Context, had Had) facts.Fact {
	grants := pagesOf[grant](ctx, c.MKE, grantPages)
	roles := pagesOf[role](ctx, c.MKE, paging{path: "/roles", size: 1000, limit: "limit", from: "start"})
	collections := pagesOf[collection](ctx, c.MKE, paging{path: "/collections", size: 200, limit: "limit", from: "start"})
	call := "GET " + grantPages.path + "?" + grantPages.query + ", /roles, /collections"
	if grants.State != facts.OK {
		return factOf(c, facts.Maybe[facts.RBAC]{State: grants.State, Error: grants.Error}, call)
	}
	names := c.directory.of(ctx, c.MKE, "")
	value := facts.RBAC{
		Grants:      resolveGrants(grants, names.names, roles.Value, collections.Value),
		Roles:       textsOf(roles, roleWord),
		Collections: textsOf(collections, func(x collection) string { return x.Path }),
	}
	m := facts.Some(value) // each part with its own state
	f := factOf(c, filtered(m, notAdmin(had)), call)
	f.Expected, f.Collected = len(grants.Value), len(value.Grants.Value)
	return f
}

// resolveGrants puts names in the place of ids. An id that no list explains stays, and
// whoever compares it sees that it is none.
func resolveGrants(grants facts.Maybe[[]grant], subjects map[string]string, roles []role, collections []collection) facts.Maybe[[]facts.Grant] {
	out := facts.Maybe[[]facts.Grant]{State: facts.OK, Partial: grants.Partial, Error: grants.Error, Value: []facts.Grant{}}
	for _, g := range grants.Value {
		if g.SubjectID == "" || g.RoleID == "" || g.ObjectID == "" {
			out.Partial, out.Error = true, "a grant lacks its subject, role or object"
			continue
		}
		one := facts.Grant{Subject: g.SubjectID, Role: roleName(g.RoleID, roles)}
		if name, ok := subjects[g.SubjectID]; ok {
			one.Subject, one.SubjectType = name, subjectType(name)
		}
		one.Object, one.ObjectType = objectOf(g, collections)
		out.Value = append(out.Value, one)
	}
	slices.SortFunc(out.Value, func(x, y facts.Grant) int {
		return strings.Compare(x.Subject+"\x00"+x.Object+"\x00"+x.Role, y.Subject+"\x00"+y.Object+"\x00"+y.Role)
	})
	return out
}

// subjectType is user, org or team.
func subjectType(name string) string {
	kind, _, _ := strings.Cut(name[strings.LastIndex(name, "/")+1:], ":")
	return kind
}

// objectOf is the path of a collection, or the namespace a grant is about.
func objectOf(g grant, collections []collection) (name, kind string) {
	if i := slices.IndexFunc(collections, func(x collection) bool { return x.ID == g.ObjectID }); i >= 0 && collections[i].Path != "" {
		return collections[i].Path, "collection"
	}
	if strings.HasPrefix(g.CollectionPath, "/") {
		return g.CollectionPath, "collection"
	}
	if strings.Contains(g.ObjectID, "kubernetesnamespace") {
		return g.ObjectID, "namespace"
	}
	return g.ObjectID, "collection"
}

// builtIn is the roles MKE brings along; their id is the word.
func builtIn(id string) bool {
	return slices.Contains([]string{"none", "viewonly", "restrictedcontrol", "fullcontrol", "scheduler"}, strings.ToLower(id))
}

func roleWord(r role) string {
	if builtIn(r.ID) {
		return strings.ToLower(r.ID)
	}
	return r.Name
}

func roleName(id string, roles []role) string {
	if builtIn(id) {
		return strings.ToLower(id)
	}
	if i := slices.IndexFunc(roles, func(r role) bool { return r.ID == id }); i >= 0 && roles[i].Name != "" {
		return roles[i].Name
	}
	return id
}

// textsOf is the names of a list, sorted.
func textsOf[T any](list facts.Maybe[[]T], name func(T) string) facts.Maybe[[]string] {
	out := facts.Maybe[[]string]{State: list.State, Partial: list.Partial, Error: list.Error}
	for _, item := range list.Value {
		if text := name(item); text != "" {
			out.Value = append(out.Value, text)
		} else {
			out.Partial, out.Error = true, "an entry has no name"
		}
	}
	slices.Sort(out.Value)
	if out.State == facts.OK && out.Value == nil {
		out.Value = []string{}
	}
	return out
}
