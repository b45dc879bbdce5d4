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

// clusterFake is servers that hold a canary wherever there is a secret, and the files a
// user has who asks them.
type clusterFake struct {
	*fakecluster.Cluster
	dir, ca, bundle, password string
}

// at is the path of a file in the folder of the test.
func (c *clusterFake) at(name string) string { return filepath.Join(c.dir, name) }

func (c *clusterFake) file(t *testing.T, name, text string) string {
	require.NoError(t, os.WriteFile(c.at(name), []byte(text), 0o600))
	return c.at(name)
}

// login is the flags of who asks with a name and a password.
func (c *clusterFake) login() []string {
	return []string{"--ca-file", c.ca, "--mke", c.MKE.URL, "--username", fakecluster.User, "--password-file", c.password, "--msr", c.MSR.URL, "--msr-username", fakecluster.User}
}

// run runs the command, whose output must hold no secret.
func (c *clusterFake) run(t *testing.T, args ...string) (code int, out string) {
	var stdout, stderr bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, raw: &stdout, now: fakecluster.Now, getenv: func(name string) string {
		if name == "STIGWRIGHT_MSR_PASSWORD" {
			return fakecluster.Password
		}
		return ""
	}}
	code = a.run(args)
	out = stdout.String() + stderr.String()
	require.NotContains(t, out, fakecluster.Canary)
	require.NotContains(t, out, "PRIVATE KEY")
	return code, out
}

func startClusterFake(t *testing.T) *clusterFake {
	var values map[string]any
	require.NoError(t, json.Unmarshal([]byte(`{"mke_config": {"auth": {"sessions": {"lifetime_minutes": 10}}, "cluster_config": {}},
		"mke_api.whoami": {"name": "svc-stig-collect", "isAdmin": true}, "mke_api.version": {"server_version": "ucp/3.7.4"},
		"mke_api.available_versions": [], "mke_api.registries": [{"hostAddress": "msr.example.mil"}],
		"swarm": {"spec": {"Name": "default"}, "nodes": [], "services": [], "networks": [], "secrets": [], "configs": [], "unlock_key_set": true}}`), &values))
	c := &clusterFake{Cluster: fakecluster.Start(t, values, nil), dir: t.TempDir()}
	leaf := c.Issuer.Leaf(t, fakecluster.User, fakecluster.Now().AddDate(50, 0, 0))
	c.bundle = c.at("bundle")
	require.NoError(t, os.Mkdir(c.bundle, 0o700))
	c.ca = c.file(t, "ca.pem", fakecluster.CertPEM(c.Issuer.Cert.Raw))
	c.file(t, "bundle/ca.pem", fakecluster.CertPEM(c.Issuer.Cert.Raw))
	c.file(t, "bundle/cert.pem", fakecluster.CertPEM(leaf.Certificate[0]))
	c.file(t, "bundle/key.pem", fakecluster.KeyPEM(t, leaf.PrivateKey))
	c.file(t, "bundle/env.sh", "export DOCKER_HOST=tcp://"+strings.TrimPrefix(c.MKE.URL, "https://")+"\n")
	c.password = c.file(t, "password", fakecluster.Password+"\n")
	return c
}

// TestCollectClusterRecords holds that the record of a cluster is judged as its bundle
// is, wherever facts are taken, and that it holds no secret.
func TestCollectClusterRecords(t *testing.T) {
	fake := startClusterFake(t)
	for name, who := range map[string][]string{"login": fake.login(), "own": {"--client-bundle", fake.bundle, "--ca-file", fake.ca}} {
		record, bundle := fake.at("rec-"+name), fake.at(name+".json")
		code, out := fake.run(t, append([]string{"collect", "--cluster", "-o", bundle, "--record", record}, who...)...)
		require.Zero(t, code, out)
		require.Regexp(t, `recorded [0-9]+ answers in `, out)
		files, err := os.ReadDir(record)
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(filepath.Join(record, file.Name()))
			require.NoError(t, err)
			for _, secret := range []string{fakecluster.Canary, "PRIVATE KEY", "Bearer", "Authorization"} {
				require.NotContains(t, string(text), secret, file.Name())
			}
			info, err := file.Info()
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		}
		demo := fake.at("demo-" + name)
		code, out = fake.run(t, "demo", "-o", demo)
		require.Zero(t, code, out)
		benchmark := filepath.Join(demo, "input", "U_MKE_Sample_V2R0-1_Manual-xccdf.xml")
		for _, command := range [][]string{
			{"evaluate", "-b", benchmark, "--time", "2026-11-21", "--json", "-f"},
			{"explain", "CNTR-MK-000030", "-b", benchmark, "--time", "2026-11-21", "-f"},
			{"info"},
		} {
			code, want := fake.run(t, append(command, bundle)...)
			require.Zero(t, code, want)
			code, got := fake.run(t, append(command, record)...)
			require.Zero(t, code, got)
			require.Equal(t, strings.NewReplacer(bundle, record, "fact bundle", "record of a cluster").Replace(want), got)
		}
		code, out = fake.run(t, append([]string{"collect", "--cluster", "-o", bundle, "--record", record}, who...)...)
		require.Equal(t, exitInput, code)
		require.Contains(t, out, "is not empty; want a folder of its own")

		require.NoError(t, os.Remove(filepath.Join(record, files[1].Name())))
		code, out = fake.run(t, "info", record)
		require.Equal(t, exitInput, code)
		require.Contains(t, out, "the folder has no "+files[1].Name())
	}
	code, out := fake.run(t, append([]string{"collect", "--cluster", "--dry-run", "--record", fake.at("none")}, fake.login()...)...)
	require.Zero(t, code, out)
	require.Contains(t, out, filepath.Join(fake.at("none"), "*.json"))
	require.Contains(t, out, "never a header, a password, a token")
	require.NoDirExists(t, fake.at("none"))
}

// A disk that fills up while answers are recorded: no half record is left and the end is an
// error; the bundle, which is whole without it, is not lost.
func TestFullDiskLeavesNoHalfRecord(t *testing.T) {
	fake := startClusterFake(t)
	disk := smallDisk(t, "32")
	record := filepath.Join(disk, "record")
	code, out := fake.run(t, append([]string{"collect", "--cluster", "-o", fake.at("out.json"), "--record", record}, fake.login()...)...)
	require.Equal(t, exitInput, code, out)
	require.Contains(t, out, "no space left on device")
	left, err := os.ReadDir(record)
	require.NoError(t, err)
	require.Empty(t, left)
	require.Contains(t, out, "no space left on device")
	require.Contains(t, out, "the bundle was written, the record was not")
	code, out = fake.run(t, "info", fake.at("out.json"))
	require.Zero(t, code, out)

	// and of a bundle that could not be written no record is left
	record = fake.at("other")
	code, out = fake.run(t, append([]string{"collect", "--cluster", "-o", fake.at("nowhere/out.json"), "--record", record}, fake.login()...)...)
	require.Equal(t, exitInput, code, out)
	left, err = os.ReadDir(record)
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestCollectClusterKeepsSecrets runs the command against servers that hold a canary
// wherever there is a secret, well and in trouble, and looks for it in all it writes.
func TestCollectClusterKeepsSecrets(t *testing.T) {
	fake := startClusterFake(t)
	dir, bundle, login := fake.dir, fake.bundle, fake.login()
	file := func(name, text string) { fake.file(t, name, text) }
	run := func(args ...string) (code int, out string) {
		code, out = fake.run(t, append([]string{"collect", "--cluster", "--ca-file", fake.ca, "-o", fake.at("out.json")}, args...)...)
		written, err := os.ReadFile(fake.at("out.json"))
		require.NoError(t, err)
		require.NotContains(t, string(written), fakecluster.Canary)
		require.NotContains(t, string(written), "PRIVATE KEY")
		return code, out
	}
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
