package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE001180 = rules.Rule{
	ID:    "DKER-EE-001180",
	Scope: rules.Registry,
	Class: rules.GivenSSP,
	Reading: "Organisations, memberships of organisations and teams, and the access of teams to repositories must be exactly " +
		"those of ssp.yaml; so must the administrators where it names them. The administrators of an organisation, and a repository that is " +
		"for everybody, must be stated where they are known. A repository below a user's own name is that " +
		"user's, so one that ssp.yaml does not list is a finding.",
	Warnings: []string{
		"Administrators see every repository, whatever the grants; they are listed.",
	},
	NotApplicable: platform.NoRegistry,
	Check: rules.About("registry permissions", "organisations, members and access to repositories are those of ssp registry_rbac", rules.FromCase(
		[]string{facts.MSR.Name, facts.MKERegistries.Name, facts.SSPRegistryRBAC.Name}, platform.RegistryPermissions)),
}
