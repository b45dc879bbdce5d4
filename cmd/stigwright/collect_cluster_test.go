package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/fakecluster"
)

// TestCollectClusterKeepsSecrets runs the command against servers that hold a canary
// wherever there is a secret, well and in trouble, and looks for it in all it writes.
func TestCollectClusterKeepsSecrets(t *testing.T) {
	var values map[string]any
	require.NoError(t, json.Unmarshal([]byte(`{"mke_config": {"auth": {"sessions": {"lifetime_minutes": 10}}, "cluster_config": {}},
		"mke_api.whoami": {"name": "svc-stig-collect", "isAdmin": true}, "mke_api.version": {"server_version": "ucp/3.7.4"},
		"mke_api.available_versions": [], "mke_api.registries": [{"hostAddress": "msr.example.mil"}],
		"swarm": {"spec": {"Name": "default"}, "nodes": [], "services": [], "networks": [], "secrets": [], "configs": [], "unlock_key_set": true}}`), &values))
	fake := fakecluster.Start(t, values, nil)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	leaf := fake.Issuer.Leaf(t, fakecluster.User, fakecluster.Now().AddDate(50, 0, 0))
	bundle := filepath.Join(dir, "bundle")
	require.NoError(t, os.Mkdir(bundle, 0o700))
	ca := file("ca.pem", fakecluster.CertPEM(fake.Issuer.Cert.Raw))
	file("bundle/ca.pem", fakecluster.CertPEM(fake.Issuer.Cert.Raw))
	file("bundle/cert.pem", fakecluster.CertPEM(leaf.Certificate[0]))
	file("bundle/key.pem", fakecluster.KeyPEM(t, leaf.PrivateKey))
	file("bundle/env.sh", "export DOCKER_HOST=tcp://"+strings.TrimPrefix(fake.MKE.URL, "https://")+"\n")
	password := file("password", fakecluster.Password+"\n")
	run := func(args ...string) (code int, out string) {
		var stdout, stderr bytes.Buffer
		a := &app{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, raw: &stdout, now: fakecluster.Now, getenv: func(name string) string {
			if name == "STIGWRIGHT_MSR_PASSWORD" {
				return fakecluster.Password
			}
			return ""
		}}
		code = a.run(append([]string{"collect", "--cluster", "--ca-file", ca, "-o", filepath.Join(dir, "out.json")}, args...))
		written, err := os.ReadFile(filepath.Join(dir, "out.json"))
		require.NoError(t, err)
		out = stdout.String() + stderr.String()
		require.NotContains(t, out+string(written), fakecluster.Canary)
		require.NotContains(t, out+string(written), "PRIVATE KEY")
		return code, out
	}
	login := []string{"--mke", fake.MKE.URL, "--username", fakecluster.User, "--password-file", password, "--msr", fake.MSR.URL, "--msr-username", fakecluster.User}
	code, out := run(append(login, "--json")...)
	require.Zero(t, code, out)
	require.Contains(t, out, `"privilege": "mke-admin"`)
	code, out = run("--client-bundle", bundle, "--only", "client_bundle,mke_api")
	require.Zero(t, code, out)
	require.Contains(t, out, "client_bundle")

	for _, path := range fake.Paths() {
		fake.Break(path, fakecluster.Status(500)) // whose message repeats the token
	}
	code, out = run(append(login, "--only", "mke_config,mke_api.rbac,msr,swarm")...)
	require.Equal(t, exitInput, code, "nothing could be collected")
	require.Contains(t, out, "was not replaced: nothing could be collected")
	require.Contains(t, out, "hint: check that the addresses are right and reached from here, and that the account may ask; -o with a new file writes the reasons")
	require.NoError(t, os.Remove(filepath.Join(dir, "out.json")))
	_, again := run(append(login, "--only", "mke_config,mke_api.rbac,msr,swarm")...)
	require.Contains(t, again, "error: nothing could be collected")
	require.Contains(t, again, "hint: check that the addresses are right")
	require.NotContains(t, out+again, "as root on the node", "a cluster is asked from anywhere")
	require.Contains(t, out, "HTTP status 500: refused, token=<redacted>")
	code, out = run("--client-bundle", bundle, "--only", "client_bundle,mke_config,tls")
	require.Equal(t, exitInput, code, "a client bundle is no answer: %s", out)
	file("password", fakecluster.Canary+"-wrong")
	code, out = run(append(login, "--only", "mke_config")...)
	require.Equal(t, exitInput, code)
	require.Contains(t, out, "denied")
}
