package ruletest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// Decisions is the ssp.yaml of a folder as JSON, for LostDecisions to take from, and how
// to read it in that form.
func Decisions(t *testing.T, dir string) (map[string]any, func(map[string]any) *facts.SSP) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "ssp.yaml"))
	require.NoError(t, err)
	var text map[string]any
	require.NoError(t, yaml.Unmarshal(data, &text))
	return text, func(changed map[string]any) *facts.SSP {
		data, err := json.Marshal(changed)
		require.NoError(t, err)
		ssp, err := facts.ReadSSP("ssp.yaml", data, os.DirFS(dir))
		require.NoError(t, err, "%s", data)
		return ssp
	}
}
