package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

// scheduling is the MKE configuration with that table.
func scheduling(keys map[string]any) facts.Tree {
	return facts.NewTree(map[string]any{"scheduling_configuration": keys})
}

func granted(list ...facts.Grant) facts.Setting {
	return facts.MKERBAC.Is(facts.RBAC{Grants: facts.Some(append([]facts.Grant{}, list...))})
}

func TestCNTRMK000490(t *testing.T) {
	const admin, uuid = "enable_admin_ucp_scheduling", "1f0a5c1e-95f6-4b0d-9f0c-2a4f0f6f1c11"
	off := facts.MKEConfig.Is(scheduling(map[string]any{admin: false}))
	grant := func(subject, role, object string) facts.Grant {
		return facts.Grant{Subject: subject, Role: role, Object: object}
	}
	everybody := grant("org:docker-datacenter", "scheduler", "/")
	partly := func(list ...facts.Grant) facts.Setting {
		return facts.MKERBAC.Is(facts.RBAC{Grants: facts.Maybe[[]facts.Grant]{State: facts.OK, Partial: true, Value: list}})
	}

	ruletest.Run(t, mke.Rules, "CNTR-MK-000490",
		row("both off", fine, "grant to schedule: none of 1 grants", off, granted(grant("org:ops", "fullcontrol", "/Shared"))),
		row("both off, no grants", unclear, "mke_api.rbac.grants: is empty, and MKE comes with grants of its own", off, granted()),
		row("administrators may", open, "scheduling_configuration.enable_admin_ucp_scheduling: true", facts.MKEConfig.Is(scheduling(map[string]any{admin: true})), granted(grant("org:ops", "fullcontrol", "/Shared"))),
		row("administrators may, grants unknown", open, "enable_admin_ucp_scheduling: true", facts.MKEConfig.Is(scheduling(map[string]any{admin: true}))),
		row("users may", open, "grant to schedule: org:docker-datacenter: scheduler on /", off, granted(everybody)),
		row("users may, in another case", open, "org:docker-datacenter: scheduler on /", off, granted(grant("org:docker-datacenter", "Scheduler", "/"))),
		row("users may, configuration unknown", open, "org:docker-datacenter", granted(everybody)),
		row("users may by the key of older releases", open, "enable_user_ucp_scheduling: true", granted(grant("org:ops", "fullcontrol", "/Shared")),
			facts.MKEConfig.Is(scheduling(map[string]any{admin: false, "enable_user_ucp_scheduling": true}))),
		row("key of older releases is off", fine, "enable_user_ucp_scheduling: false", granted(grant("org:ops", "fullcontrol", "/Shared")),
			facts.MKEConfig.Is(scheduling(map[string]any{admin: false, "enable_user_ucp_scheduling": false}))),
		row("key of older releases is no truth value", unclear, "enable_user_ucp_scheduling", granted(grant("org:ops", "fullcontrol", "/Shared")),
			facts.MKEConfig.Is(scheduling(map[string]any{admin: false, "enable_user_ucp_scheduling": "perhaps"}))),
		row("another organisation is a note", fine, "which is not the switch the check names: org:ops: scheduler on /", off, granted(grant("org:ops", "scheduler", "/"))),
		row("another collection", fine, "none of 1 grants", off, granted(grant("org:docker-datacenter", "scheduler", "/Shared"))),
		row("another role", fine, "none of 1 grants", off, granted(grant("org:docker-datacenter", "viewonly", "/"))),
		row("subject not resolved", unclear, "were not resolved", off, granted(grant("org:"+uuid, "scheduler", "/"))),
		row("object not resolved", unclear, "were not resolved", off, granted(grant("org:docker-datacenter", "scheduler", uuid))),
		row("role not resolved", unclear, "were not resolved", off, granted(grant("org:docker-datacenter", uuid, "/"))),
		row("role of one's own, of one team", fine, "none of 1 grants", off, granted(grant("org:ops/team:sre", uuid, "/"))),
		row("users may in a partial list", open, "org:docker-datacenter", off, partly(everybody)),
		row("none in a partial list", unclear, "mke_api.rbac.grants: partly collected", off, partly()),
		row("grants partly collected", unclear, "mke_api.rbac: partly collected", off, facts.MKERBAC.Partly(facts.RBAC{Grants: facts.Some([]facts.Grant{})})),
		row("grants denied", unclear, "mke_api.rbac: denied", off, facts.MKERBAC.Lacks(facts.Denied, "")),
		row("grants not collected", unclear, "mke_api.rbac: not collected", off),
		row("key missing", unclear, "the export of the configuration has no such key", facts.MKEConfig.Is(facts.NewTree(map[string]any{})), granted(grant("org:ops", "fullcontrol", "/Shared"))),
		row("key missing and attested", fine, "attested by A. Roe, ISSO on 2026-02-01", facts.MKEConfig.Is(facts.NewTree(map[string]any{})), granted(grant("org:ops", "fullcontrol", "/Shared")),
			attested("CNTR-MK-000490", "toml:scheduling_configuration."+admin, "false", "2026-02-01", "2027-02-01", "")),
		row("key missing and attested as on", open, "true", facts.MKEConfig.Is(facts.NewTree(map[string]any{})), granted(grant("org:ops", "fullcontrol", "/Shared")),
			attested("CNTR-MK-000490", "toml:scheduling_configuration."+admin, "true", "2026-02-01", "2027-02-01", "")),
		row("statement expired", unclear, "expired 2026-10-01", facts.MKEConfig.Is(facts.NewTree(map[string]any{})), granted(grant("org:ops", "fullcontrol", "/Shared")),
			attested("CNTR-MK-000490", "toml:scheduling_configuration."+admin, "false", "2026-02-01", "2026-10-01", "")),
		row("configuration denied", unclear, "mke_config: denied", facts.MKEConfig.Lacks(facts.Denied, ""), granted(grant("org:ops", "fullcontrol", "/Shared"))),
	)
}
