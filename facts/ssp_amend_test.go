package facts

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An amended file is read as one that had been written so, and the file itself as before.
func TestAmendSSP(t *testing.T) {
	const file = "orchestrator: swarm\nports:\n  allowed:\n    - {container: web, proto: tcp, host_port: 80, approved_by: A, on: 2026-01-01}\n"
	read := func(text string, more ...Amendment) *SSP {
		t.Helper()
		ssp, err := AmendSSP("ssp.yaml", []byte(text), nil, more)
		require.NoError(t, err)
		return ssp
	}
	port := Amendment{"ports.allowed", "{container: db, proto: tcp, host_port: 5432, approved_by: B, on: 2026-01-02}", true}
	amended := read(file, port, Amendment{Key: "orchestrator", Value: "mixed"}, Amendment{"exemptions", "{rule: CNTR-MK-000550, component: ucp-agent, reason: r, approved_by: C, on: 2026-01-01}", true},
		Amendment{Key: "exceptions.host_ipc.allowed", Value: "false"})
	assert.Equal(t, "mixed", amended.Orchestrator)
	require.Len(t, amended.Ports.Allowed, 2)
	assert.Equal(t, "A", amended.Ports.Allowed[0].Approval.By)
	assert.Equal(t, "B", amended.Ports.Allowed[1].Approval.By)
	require.Len(t, amended.Exemptions, 1)
	require.NotNil(t, amended.Exceptions.HostIPC)
	assert.False(t, *amended.Exceptions.HostIPC.Allowed)

	written := read(file + "    - {container: db, proto: tcp, host_port: 5432, approved_by: B, on: 2026-01-02}\n")
	assert.Equal(t, written.Digest, read(file, port).Digest)
	assert.Equal(t, "swarm", read(file).Orchestrator)
	assert.Equal(t, "kubernetes", read("", Amendment{Key: "orchestrator", Value: "kubernetes"}).Orchestrator, "without a file")
	assert.Equal(t, "ports.allowed: also x", Amendment{"ports.allowed", "x", true}.String())
	assert.Equal(t, "orchestrator: x", Amendment{"orchestrator", "x", false}.String())
}

func TestAmendSSPRefused(t *testing.T) {
	for name, a := range map[string]Amendment{
		"unknown key":     {Key: "no_such_key", Value: "1"},
		"wrong value":     {Key: "orchestrator", Value: "nomad"},
		"no YAML":         {Key: "orchestrator", Value: "{"},
		"below a text":    {Key: "orchestrator.of", Value: "x"},
		"several lines":   {Key: "orchestrator", Value: "swarm\nexemptions: []"},
		"entry of a text": {Key: "orchestrator", Value: "swarm", Add: true},
		"a secret":        {Key: "system.name", Value: "SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx"},
	} {
		ssp, err := AmendSSP("ssp.yaml", []byte("orchestrator: swarm\n"), nil, []Amendment{a})
		assert.Error(t, err, name)
		assert.Nil(t, ssp, name)
	}
}
