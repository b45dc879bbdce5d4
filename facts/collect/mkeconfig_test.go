package collect

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// A secret may be the name of a setting; names that rules ask for stand.
func TestRedactTOMLNames(t *testing.T) {
	const digits = "4815162342"
	table, why := parseTOML([]byte(`
[auth]
backend = "ldap"
"u:canary@host" = true
"password=canary" = true
"--token canary" = 1
"https://u:1234/canary@host" = "x"
"<redacted>" = 5
"api token 12345" = "canary"
"registry password (prod)" = ["canary"]
[auth.api_tokens]
canary = true
"canary two" = {canary = "x"}
[auth.sessions]
store_token_per_session = true
k` + digits + ` = "x"
[cluster_config.custom_kubelet_flags_profiles]
p1 = "--protect-kernel-defaults=false"
p2 = "--token --protect-kernel-defaults=false"
p3 = ["--token", "--canary", "--token", 4815162342]
p4 = ["--v=2"]
`))
	require.Empty(t, why)
	paths := redactTable(table, "")
	text, err := json.Marshal(table)
	require.NoError(t, err)
	require.NotContains(t, string(text)+strings.Join(paths, " "), "canary")
	require.NotContains(t, string(text), digits)
	tree := facts.NewTree(table)
	require.Equal(t, facts.Some("ldap"), tree.String("auth.backend"))
	require.Equal(t, facts.Some(true), tree.Bool("auth.sessions.store_token_per_session"))
	require.Equal(t, 10, tree.Len("auth"), "nothing is dropped or overwritten: backend, seven names, two tables")
	require.Equal(t, 2, tree.Len("auth.api_tokens"))
	require.Contains(t, paths, "auth.<redacted> 2")

	const profiles = "cluster_config.custom_kubelet_flags_profiles."
	require.Equal(t, facts.Some("--protect-kernel-defaults=false"), tree.String(profiles+"p1"))
	require.Equal(t, facts.Skipped, tree.String(profiles+"p2").State, "what may be a finding behind a switch is not masked into a pass")
	require.Equal(t, `partly collected: cluster_config.custom_kubelet_flags_profiles.p3[3] was replaced before it was stored`, tree.Strings(profiles+"p3").Why())
	require.Equal(t, facts.Some([]string{"--v=2"}), tree.Strings(profiles+"p4"))
}
