package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001890(t *testing.T) {
	const id = "DKER-EE-001890"
	site := func(key, grants string) facts.Setting {
		return ruletest.Bundle(`{"cluster":{"mke_config":{"scheduling_configuration":{` + key + `}},"mke_api.rbac":{"grants":` + grants + `}}}`)
	}
	const off = `"enable_admin_ucp_scheduling":false`
	ruletest.Run(t, dockeree.Rules, id,
		row("neither", unclear, "mke_api.rbac.grants: is empty, and MKE comes with grants of its own", site(off, `[]`)),
		row("neither, among others", fine, "none of 1 grants", site(off, `[{"subject":"org:ops","role":"fullcontrol","object":"/Shared"}]`)),
		row("administrators may", open, "enable_admin_ucp_scheduling: true", site(`"enable_admin_ucp_scheduling":true`, `[]`)),
		row("users may", open, "org:docker-datacenter: scheduler on /", site(off, `[{"subject":"org:docker-datacenter","role":"Scheduler","object":"/"}]`)),
		row("users may by the older key", open, "enable_user_ucp_scheduling: true", site(off+`,"enable_user_ucp_scheduling":true`, `[]`)),
		row("others may", fine, "lets some schedule", site(off, `[{"subject":"org:ops","role":"scheduler","object":"/"}]`)),
		row("grants partial", unclear, "partly collected", site(off, `{"$partial":[]}`)),
		row("grants denied", unclear, "mke_api.rbac: denied", ruletest.Bundle(`{"cluster":{"mke_config":{"scheduling_configuration":{`+off+`}},"mke_api.rbac":{"$denied":"403"}}}`)),
		row("key not in the export", unclear, "has no such key", site(``, `[]`)),
		row("nothing known", unclear, "mke_config: not collected"),
	)
}
