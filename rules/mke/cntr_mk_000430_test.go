package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// aRegistry is a registry with one organisation, one team and one repository, as
// aRegistryPlan states it; change may turn it into another.
func aRegistry(change func(*facts.Registry)) facts.Setting {
	shop := facts.Org{Name: "shop", Members: facts.Some([]string{"alice"}), Teams: facts.Some([]facts.Team{{Name: "dev", Members: facts.Some([]string{"alice"})}})}
	r := facts.Registry{Present: facts.Some(true), Major: facts.Some(3), Version: facts.Some("3.1.8"),
		Accounts: facts.Some(facts.Accounts{
			Users: facts.Some([]facts.Account{{Name: "admin", IsAdmin: facts.Some(true)}, {Name: "alice", IsAdmin: facts.Some(false)}}),
			Orgs:  facts.Some([]facts.Org{shop})}),
		Repositories: facts.Some([]facts.Repository{{Namespace: "shop", Name: "api", Access: facts.Some(map[string]string{"shop/dev": "read-write"})}})}
	if change != nil {
		change(&r)
	}
	return facts.MSR.Is(r)
}

const aRegistryPlan = `
system: {name: S, approved_by: "J. Doe, ISSM", approved_on: 2026-01-15}
registry_rbac:
  admins: [admin]
  orgs: {shop: {members: [alice], teams: {dev: [alice]}}}
  repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]
`

func TestCNTRMK000430(t *testing.T) {
	plan := ruletest.SSP(aRegistryPlan)
	used := all(facts.MSRInUse.Is(facts.RegistryUse{InUse: true}), facts.MKERegistries.Is([]facts.MKERegistry{}))
	says := func(text string) facts.Setting {
		return ruletest.SSP("system: {name: S}\nregistry_rbac: " + text + "\n")
	}
	org := func(r *facts.Registry) *facts.Org { return &r.Accounts.Value.Orgs.Value[0] }
	repo := func(r *facts.Registry) *facts.Repository { return &r.Repositories.Value[0] }
	user := func(name string) facts.Account { return facts.Account{Name: name, IsAdmin: facts.Some(true)} }
	empty := func(r *facts.Registry) {
		r.Accounts.Value.Orgs, r.Repositories = facts.Some([]facts.Org{}), facts.Some([]facts.Repository{})
	}

	ruletest.Run(t, mke.Rules, "CNTR-MK-000430",
		row("as stated", fine, "2 memberships", used, aRegistry(func(r *facts.Registry) {
			org(r).Teams = facts.Some([]facts.Team{})
			org(r).Members = facts.Some([]string{"alice", "bob"})
		}), says(`{admins: [admin], orgs: {shop: {members: [bob, alice], teams: {}}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("an administrator of the organisation whom ssp.yaml does not speak of", unclear, "ssp:registry_rbac.orgs.shop.admins: is not given", used, aRegistry(func(r *facts.Registry) { org(r).Admins = facts.Some([]string{"alice"}) }), plan),
		row("no administrator of the organisation", fine, "", used, aRegistry(func(r *facts.Registry) { org(r).Admins = facts.Some([]string{}) }), plan),
		row("an administrator of the organisation as stated", fine, "4 memberships", used, aRegistry(func(r *facts.Registry) { org(r).Admins = facts.Some([]string{"alice"}) }),
			says(`{admins: [admin], orgs: {shop: {admins: [alice], members: [alice], teams: {dev: [alice]}}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("another administrator of the organisation", open, "bob in administrators of shop: is there and not in ssp.yaml", used, aRegistry(func(r *facts.Registry) { org(r).Admins = facts.Some([]string{"alice", "bob"}) }),
			says(`{admins: [admin], orgs: {shop: {admins: [alice], members: [alice], teams: {dev: [alice]}}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("administrators of the organisation partly known", unclear, "accounts.orgs[shop].admins: partly", used, aRegistry(func(r *facts.Registry) { org(r).Admins = facts.Maybe[[]string]{State: facts.OK, Partial: true} }), plan),
		row("administrators of the organisation stated and not collected", unclear, "accounts.orgs[shop].admins: not collected", used, aRegistry(nil),
			says(`{admins: [admin], orgs: {shop: {admins: [alice], members: [alice], teams: {dev: [alice]}}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("a repository for everybody, of which ssp.yaml says nothing", unclear, "ssp:registry_rbac.repositories[shop/api].visibility", used, aRegistry(func(r *facts.Registry) { repo(r).Visibility = facts.Some("public") }), plan),
		row("a repository that is private", fine, "", used, aRegistry(func(r *facts.Registry) { repo(r).Visibility = facts.Some("private") }), plan),
		row("a repository for everybody, as stated", fine, "", used, aRegistry(func(r *facts.Registry) { repo(r).Visibility = facts.Some("public") }),
			says(`{admins: [admin], orgs: {shop: {members: [alice], teams: {dev: [alice]}}}, repositories: [{repo: shop/api, visibility: public, access: {"shop/dev": read-write}}]}`)),
		row("a repository for everybody that is to be private", open, "OPEN repository shop/api: is public; ssp registry_rbac says private", used, aRegistry(func(r *facts.Registry) { repo(r).Visibility = facts.Some("public") }),
			says(`{admins: [admin], orgs: {shop: {members: [alice], teams: {dev: [alice]}}}, repositories: [{repo: shop/api, visibility: private, access: {"shop/dev": read-write}}]}`)),
		row("whether a repository is for everybody denied", unclear, "repositories[shop/api].visibility: denied", used, aRegistry(func(r *facts.Registry) { repo(r).Visibility = facts.Maybe[string]{State: facts.Denied} }), plan),
		row("another registry that MKE knows", unclear, "msr2.example.mil too", used, facts.MKERegistries.Is([]facts.MKERegistry{{HostAddress: "msr2.example.mil"}}),
			aRegistry(func(r *facts.Registry) { r.Address = facts.Some("msr1.example.mil") }), plan),
		row("registries not known", unclear, "mke_api.registries: denied", used, facts.MKERegistries.Lacks(facts.Denied, "403"), aRegistry(nil), plan),
		row("names approver and counts", fine, "1 organisation: as ssp.yaml states them, of 1 found and 1 stated; approved by J. Doe, ISSM, on 2026-01-15", used, aRegistry(nil), plan),
		row("lists administrators", fine, "1 administrator of the registry: admin", used, aRegistry(nil), plan),
		row("administrators not stated are listed only", fine, "1 administrator of the registry: admin", used, aRegistry(nil),
			says(`{orgs: {shop: {members: [alice], teams: {dev: [alice]}}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("nothing there, nothing approved", fine, "0 organisations", used, aRegistry(empty), says("{admins: [admin], orgs: {}, repositories: []}")),
		row("extra organisation", open, "organisation ops: is there and not in ssp.yaml", used, aRegistry(func(r *facts.Registry) {
			r.Accounts.Value.Orgs.Value = append(r.Accounts.Value.Orgs.Value, facts.Org{Name: "ops"})
		}), plan),
		row("missing organisation", open, "organisation shop: is in ssp.yaml and not there", used, aRegistry(empty), plan),
		row("extra member", open, "membership mallory in shop: is there and not in ssp.yaml", used,
			aRegistry(func(r *facts.Registry) { org(r).Members = facts.Some([]string{"alice", "mallory"}) }), plan),
		row("missing member", open, "membership alice in shop: is in ssp.yaml and not there", used,
			aRegistry(func(r *facts.Registry) { org(r).Members = facts.Some([]string{}) }), plan),
		row("extra member of a team", open, "membership mallory in shop/dev", used, aRegistry(func(r *facts.Registry) {
			org(r).Teams.Value[0].Members = facts.Some([]string{"alice", "mallory"})
		}), plan),
		row("extra team", open, "membership team shop/ops: is there", used, aRegistry(func(r *facts.Registry) {
			org(r).Teams.Value = append(org(r).Teams.Value, facts.Team{Name: "ops"})
		}), plan),
		row("missing team", open, "membership team shop/dev: is in ssp.yaml", used, aRegistry(func(r *facts.Registry) { org(r).Teams = facts.Some([]facts.Team{}) }), plan),
		row("extra access", open, "grant of access ops/sre to shop/api: admin: is there", used, aRegistry(func(r *facts.Registry) {
			repo(r).Access = facts.Some(map[string]string{"shop/dev": "read-write", "ops/sre": "admin"})
		}), plan),
		row("another level", open, "grant of access shop/dev to shop/api: admin: is there", used,
			aRegistry(func(r *facts.Registry) { repo(r).Access = facts.Some(map[string]string{"shop/dev": "admin"}) }), plan),
		row("missing access", open, "grant of access shop/dev to shop/api: read-write: is in ssp.yaml", used,
			aRegistry(func(r *facts.Registry) { repo(r).Access = facts.Some(map[string]string{}) }), plan),
		row("missing repository", open, "repository shop/api: is in ssp.yaml", used, aRegistry(func(r *facts.Registry) { r.Repositories = facts.Some([]facts.Repository{}) }), plan),
		row("extra repository with access", open, "repository shop/old: is there", used, aRegistry(func(r *facts.Registry) {
			r.Repositories.Value = append(r.Repositories.Value, facts.Repository{Namespace: "shop", Name: "old", Access: facts.Some(map[string]string{"shop/dev": "admin"})})
		}), plan),
		row("a user's own repository", open, "repository mallory/tool: is there", used, aRegistry(func(r *facts.Registry) {
			r.Repositories.Value = append(r.Repositories.Value, facts.Repository{Namespace: "mallory", Name: "tool", Access: facts.Some(map[string]string{})})
		}), plan),
		row("extra repository without access", unclear, "repository shop/old: is there, nobody is known to have been given access", used, aRegistry(func(r *facts.Registry) {
			r.Repositories.Value = append(r.Repositories.Value, facts.Repository{Namespace: "shop", Name: "old", Access: facts.Some(map[string]string{})})
		}), plan),
		row("another administrator", open, "administrator root: is there", used, aRegistry(func(r *facts.Registry) {
			r.Accounts.Value.Users.Value = append(r.Accounts.Value.Users.Value, user("root"))
		}), plan),
		row("an administrator who is none", open, "administrator admin: is in ssp.yaml", used, aRegistry(func(r *facts.Registry) {
			r.Accounts.Value.Users.Value[0].IsAdmin = facts.Some(false)
		}), plan),
		row("whether a user is administrator unknown", unclear, "msr.accounts.users[admin].isAdmin: not collected", used, aRegistry(func(r *facts.Registry) {
			r.Accounts.Value.Users.Value[0].IsAdmin = facts.Maybe[bool]{}
		}), plan),

		row("first page of users, as stated", unclear, "msr.accounts.users: partly collected", used, aRegistry(func(r *facts.Registry) { r.Accounts.Value.Users.Partial = true }), plan),
		row("first page of organisations", unclear, "msr.accounts.orgs: partly collected", used, aRegistry(func(r *facts.Registry) { r.Accounts.Value.Orgs.Partial = true }), plan),
		row("what a first page lacks is no finding", unclear, "partly collected", used, aRegistry(func(r *facts.Registry) { empty(r); r.Accounts.Value.Orgs.Partial, r.Repositories.Partial = true, true }), plan),
		row("extra on a first page", open, "organisation ops", used, aRegistry(func(r *facts.Registry) {
			r.Accounts.Value.Orgs = facts.Maybe[[]facts.Org]{State: facts.OK, Partial: true, Value: []facts.Org{{Name: "ops"}}}
		}), plan),
		row("repositories denied", unclear, "msr.repositories: denied", used, aRegistry(func(r *facts.Registry) { r.Repositories = facts.Maybe[[]facts.Repository]{State: facts.Denied} }), plan),
		row("grant of access a repository unknown", unclear, "msr.repositories[shop/api].access: not collected", used, aRegistry(func(r *facts.Registry) { repo(r).Access = facts.Maybe[map[string]string]{} }), plan),
		row("members of a team unknown", unclear, "msr.accounts.orgs[shop/dev].members: not collected", used, aRegistry(func(r *facts.Registry) { org(r).Teams.Value[0].Members = facts.Maybe[[]string]{} }), plan),
		row("accounts denied", unclear, "msr.accounts.orgs: denied: 403", used, aRegistry(func(r *facts.Registry) { r.Accounts = facts.Maybe[facts.Accounts]{State: facts.Denied, Error: "403"} }), plan),
		row("accounts denied, extra access", open, "ops/sre", used, aRegistry(func(r *facts.Registry) {
			r.Accounts = facts.Maybe[facts.Accounts]{State: facts.Denied}
			repo(r).Access = facts.Some(map[string]string{"ops/sre": "admin"})
		}), plan),
		row("registry not collected", unclear, "msr: not collected", used, plan),
		row("registry partly collected", unclear, "msr: partly collected", used, facts.MSR.Partly(facts.Registry{}), plan),
		row("what a partly collected registry lacks is no finding", unclear, "msr: partly collected", used, plan,
			facts.MSR.Partly(facts.Registry{Accounts: facts.Some(facts.Accounts{Users: facts.Some([]facts.Account{}), Orgs: facts.Some([]facts.Org{})}), Repositories: facts.Some([]facts.Repository{})})),
		row("MSR 4", unclear, "MSR 4 has projects", used, aRegistry(func(r *facts.Registry) { r.Major = facts.Some(4) }), plan),

		row("nothing stated", unclear, "ssp:registry_rbac: no ssp.yaml given", used, aRegistry(nil)),
		row("key absent", unclear, "ssp:registry_rbac: ssp.yaml does not say", used, aRegistry(nil), ruletest.SSP("system: {name: S}\n")),
		row("nothing approved", open, "organisation shop: is there", used, aRegistry(nil), says("{admins: [admin], orgs: {}, repositories: []}")),
		row("organisations not stated", unclear, "ssp:registry_rbac.orgs: is not given", used, aRegistry(nil), says(`{repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("members not stated", unclear, "ssp:registry_rbac.orgs.shop.members: is not given", used, aRegistry(nil),
			says(`{orgs: {shop: {teams: {dev: [alice]}}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("teams not stated", unclear, "ssp:registry_rbac.orgs.shop.teams: is not given", used, aRegistry(nil),
			says(`{orgs: {shop: {members: [alice]}}, repositories: [{repo: shop/api, access: {"shop/dev": read-write}}]}`)),
		row("repositories not stated", unclear, "ssp:registry_rbac.repositories: is not given", used, aRegistry(nil), says("{orgs: {shop: {members: [alice], teams: {dev: [alice]}}}}")),
		row("decision lapsed", unclear, "expired 2026-11-01", used, aRegistry(nil),
			ruletest.SSP("approvals: {registry_rbac: {by: A, on: 2026-01-01, expires: 2026-11-01}}"+aRegistryPlan)),

		row("no registry", notAppl, "none here", facts.MSRInUse.Is(facts.RegistryUse{Source: "none here"}), aRegistry(empty)),
		row("use of a registry unknown", unclear, "It is not known whether the rule applies", facts.MSRInUse.Lacks(facts.NotCollected, ""), aRegistry(nil), plan),
	)
}
