package collect

import (
	"archive/zip"
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/fakecluster"
)

// smallCluster is the values of a cluster of one node.
const smallCluster = `{
"mke_config": {"auth": {"backend": "managed", "samlEnabled": false, "sessions": {"lifetime_minutes": 10, "store_token_per_session": true}},
	"cluster_config": {"controller_port": 443, "pre_logon_message": "Authorised use only.\n-password rules apply & more"}},
"mke_api.whoami": {"name": "svc-stig-collect", "isAdmin": true},
"mke_api.version": {"server_version": "ucp/3.7.4", "mke": "3.7.4"},
"mke_api.available_versions": ["3.7.16"],
"mke_api.logging": {"logLevel": "INFO", "auditLevel": "request"},
"mke_api.config_kubernetes": {"KMSEnabled": true},
"mke_api.registries": [{"hostAddress": "msr.example.mil"}],
"mke_api.auth_ldap": {"serverURL": "ldaps://ad.example.mil", "startTLS": false, "tlsSkipVerify": false, "readerDN": "cn=r"},
"mke_api.auth_saml": {"enabled": false, "idpMetadataURL": "", "tlsSkipVerify": false, "spHost": ""},
"mke_api.accounts": {"users": [{"name": "a", "isAdmin": true, "isActive": true}, {"name": "b", "isAdmin": false, "isActive": true}, {"name": "c", "isAdmin": false, "isActive": false}],
	"orgs": [{"name": "docker-datacenter", "members": [], "admins": [], "teams": []}, {"name": "ops", "members": ["a", "b", "c"], "admins": ["b"], "teams": [{"name": "sre", "members": ["a"]}]}]},
"mke_api.rbac": {"grants": [{"subject": "org:docker-datacenter", "role": "scheduler", "object": "/"}, {"subject": "org:ops/team:sre", "role": "fullcontrol", "object": "/Shared"}, {"subject": "user:b", "role": "viewonly", "object": "/Shared"}],
	"roles": ["fullcontrol", "none", "scheduler", "viewonly"], "collections": ["/", "/Shared", "/System"]},
"swarm": {"spec": {"Name": "default"}, "nodes": [{"ID": "n1", "Spec": {"Role": "manager"}, "Description": {"Hostname": "node1", "Platform": {"OS": "linux"}}, "Status": {"State": "ready"}}],
	"services": [], "networks": [], "secrets": [{"name": "db", "created": "2026-01-01T00:00:00Z", "labels": {}}], "configs": [], "unlock_key_set": true},
"k8s": {"version": "v1.31.4", "nodes": [{"name": "node1", "labels": {}, "taints": ["a:NoSchedule"]}], "namespaces": [{"name": "default"}, {"name": "shop"}, {"name": "kube-system"}],
	"services": [{"namespace": "default", "name": "kubernetes", "type": "ClusterIP", "ports": [{"port": 443, "protocol": "TCP"}]}, {"namespace": "shop", "name": "edge", "type": "ClusterIP", "ports": [{"port": 443, "protocol": "TCP"}], "externalIPs": ["192.0.2.7"]}], "pods": [{"namespace": "shop", "name": "api", "uid": "u1", "node": "node1", "hostPID": true, "containers": [{"name": "api", "image": "registry.example.mil/ingress-nginx/controller:1", "ports": [{"containerPort": 80, "hostPort": 80, "protocol": "TCP"}]}]}],
	"resource_quotas": [{"namespace": "shop", "name": "q", "hard": {"limits.cpu": "4"}}],
	"cluster_role_bindings": [{"name": "x", "role": "cluster-admin", "subjects": ["Group:ops", "ServiceAccount:kube-system/x"]}], "role_bindings": [],
	"ingress_classes": [{"name": "nginx", "controller": "k8s.io/ingress-nginx"}, {"name": "other", "controller": "example.mil/none"}],
	"ingresses": [], "secrets": [{"namespace": "shop", "name": "db"}], "secret_env_refs": [{"kind": "Deployment", "namespace": "shop", "name": "web", "via": "env.secretKeyRef"}], "pvcs": [], "storage_classes": []},
"msr": {"settings": {"createRepositoryOnPush": false, "reportAnalytics": false, "scanningEnabled": true, "scanningSyncOnline": false},
	"scan_status": {"lastDBUpdateFailed": false, "lastVulnOverridesDBUpdateFailed": false, "lastDBUpdate": "2026-11-14T02:00:00Z"},
	"accounts": {"users": [{"name": "alice", "isAdmin": false, "isActive": true}], "orgs": [{"name": "shop", "members": ["alice"], "admins": ["alice"], "teams": [{"name": "dev", "members": ["alice"]}]}]},
	"repositories": [{"namespace": "shop", "name": "api", "scanOnPush": true, "visibility": "private", "access": {"shop/dev": "read-write"}}, {"namespace": "shop", "name": "web", "scanOnPush": true, "access": {}}, {"namespace": "alice", "name": "own", "scanOnPush": false, "access": {}}],
	"tags": [{"repo": "shop/api", "name": "1", "inNotary": true}, {"repo": "shop/api", "name": "2", "inNotary": false}, {"repo": "shop/api", "name": "3", "inNotary": false}]}
}`

const smallContainers = `[{"Id": "c1", "Names": ["/web"], "Image": "shop/web:1", "ImageID": "sha256:1", "State": "exited", "Labels": {"token": "` + canary + `"},
	"inspect": {"Config": {"User": "1", "EnvKeys": ["PATH", "DB_PASSWORD"], "Image": "shop/web:1", "Healthcheck": true}, "HostConfig": {"Privileged": false}}},
	{"Id": "c2", "Names": ["/ucp-proxy"], "Image": "mirantis/ucp-agent:3.7.4", "ImageID": "sha256:2", "State": "running", "Labels": {},
	"inspect": {"Config": {"User": "", "EnvKeys": [], "Image": "mirantis/ucp-agent:3.7.4"}, "HostConfig": {"Privileged": false}}}]`

func startSmall(t testing.TB) *fakecluster.Cluster {
	t.Helper()
	var values map[string]any
	require.NoError(t, json.Unmarshal([]byte(smallCluster), &values))
	var containers []any
	require.NoError(t, json.Unmarshal([]byte(smallContainers), &containers))
	return fakecluster.Start(t, values, map[string][]any{"n1": containers})
}

// ask collects with a name and a password, and holds that nothing secret got through.
func askCluster(t testing.TB, fake *fakecluster.Cluster, change func(mke, msr *Access)) map[string]facts.Fact {
	t.Helper()
	c := &Cluster{Now: testTime, Account: fakecluster.User, MSRAccount: fakecluster.User}
	mke, msr, kube := interfacesOf(fake)
	if change != nil {
		change(&mke, &msr)
	}
	var err error
	c.MKE, err = NewMKE(mke)
	require.NoError(t, err)
	c.MSR, err = NewAPI(msr)
	require.NoError(t, err)
	c.Kube, err = NewAPI(kube)
	require.NoError(t, err)
	return written(t, c.Collect(t.Context()))
}

// interfacesOf is how the three interfaces of a fake cluster are asked, by its administrator.
func interfacesOf(fake *fakecluster.Cluster) (mke, msr, kube Access) {
	mke = Access{URL: fake.MKE.URL, CA: fake.Issuer.Pool(), Username: fakecluster.User, Password: fakecluster.Password, Now: testTime}
	msr, kube = mke, mke
	msr.Name, msr.URL = "msr", fake.MSR.URL
	kube.Name, kube.URL = "kubernetes", fake.Kube.URL
	return mke, msr, kube
}

// written is the facts of a collection, whose bundle must hold no secret.
func written(t testing.TB, got Collected) map[string]facts.Fact {
	t.Helper()
	text, err := facts.WriteBundle(got.Node)
	require.NoError(t, err)
	if at := strings.Index(string(text), canary); at >= 0 {
		t.Fatalf("a secret got through: %s", text[max(0, at-200):at])
	}
	return got.Node.Facts
}

func TestClusterIsCollected(t *testing.T) {
	fake := startSmall(t)
	got := askCluster(t, fake, nil)
	require.Empty(t, fake.Wrong())
	for section, f := range got {
		require.Equal(t, facts.OK, f.State, "%s: %s", section, f.Error)
		require.True(t, f.Complete, "%s: %s", section, f.Error)
		require.Equal(t, testTime(), f.At, section)
	}
	config := got[facts.MKEConfig.Name].Value.(facts.Tree)
	require.Equal(t, facts.Some(true), config.Bool("auth.sessions.store_token_per_session"))
	require.Equal(t, facts.Some(false), config.Bool("backup_schedule_config.no_passphrase"))
	require.Equal(t, facts.Skipped, config.String("backup_schedule_config.passphrase").State)
	require.Contains(t, got[facts.MKEConfig.Name].Redactions, "custom_api_server_headers[].value")
	require.Contains(t, got[facts.MKEConfig.Name].Redactions, "auth.samlProxy.credentials")
	require.Equal(t, "Authorised use only.\n-password rules apply & more", got[facts.MKEPrelogonObserved.Name].Value)
	k := got[facts.K8s.Name].Value.(facts.K8sObjects)
	require.Equal(t, facts.Some([]string{}), k.Services.Value[0].ExternalIPs)
	require.Equal(t, facts.Some([]string{"192.0.2.7"}), k.Services.Value[1].ExternalIPs)
	require.Equal(t, facts.Some(true), k.IngressClasses.Value[0].Running)
	require.Equal(t, facts.Failed, k.IngressClasses.Value[1].Running.State)
	require.Equal(t, []facts.SecretEnvRef{{Kind: "Deployment", Namespace: "shop", Name: "web", Via: "env.secretKeyRef"}}, k.SecretEnvRefs.Value)
	require.Equal(t, facts.Some(true), k.Pods.Value[0].HostPID)
	require.Equal(t, facts.Some(false), k.Pods.Value[0].HostIPC)
	require.Equal(t, []string{"Group:ops", "ServiceAccount:kube-system/x"}, k.ClusterRoleBindings.Value[0].Subjects.Value)
	engine := got[facts.EngineByNode.Name].Value.(map[string]facts.Maybe[facts.NodeEngine])["n1"].Value
	require.Equal(t, []string{"/web"}, engine.Containers.Value[0].Names)
	require.Equal(t, []string{"PATH", "DB_PASSWORD"}, engine.Containers.Value[0].Inspect.Value.Config.Value.EnvKeys.Value)
	require.Empty(t, engine.Containers.Why())
	require.Empty(t, engine.Images.Why())
	require.Len(t, got[facts.MKERBAC.Name].Value.(facts.RBAC).Grants.Value, 3)
	registry := got[facts.MSR.Name].Value.(facts.Registry)
	require.Equal(t, facts.Some(3), registry.Major)
	require.Empty(t, registry.Accounts.Why())
	require.Empty(t, registry.Repositories.Why())
	require.Len(t, registry.Tags.Value, 3)
	shown := got[facts.TLS.Name].Value.(map[string]facts.Maybe[facts.TLSEndpoint])["mke"].Value
	require.Len(t, shown.Chain.Value, 2)
	require.Equal(t, fake.Issuer.Cert.Raw, shown.DownloadedCA.Value[0].DER.Value)
	require.Equal(t, facts.Some("1.2"), shown.MinVersionAccepted)
}

// lists is the sections that an account which is no administrator sees a part of.
var lists = []string{facts.MKEAvailableVersions.Name, facts.MKERegistries.Name, facts.MKEAccounts.Name, facts.MKERBAC.Name, facts.Swarm.Name, facts.EngineByNode.Name}

func TestClusterOfAnAccountThatIsNoAdministrator(t *testing.T) {
	for name, answer := range map[string]string{
		"not one":      `{"name":"svc-stig-collect","isAdmin":false}`,
		"not told":     `{"name":"svc-stig-collect"}`,
		"null":         `{"name":"svc-stig-collect","isAdmin":null}`,
		"another":      `{"name":"admin","isAdmin":true}`,
		"a marker":     `{"name":"svc-stig-collect","isAdmin":{"$absent":true}}`,
		"not answered": `{`,
	} {
		t.Run(name, func(t *testing.T) {
			fake := startSmall(t)
			fake.Break("mke /accounts/"+fakecluster.User, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
			fake.Break("msr /enzi/v0/accounts/"+fakecluster.User, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
			got := askCluster(t, fake, nil)
			for _, section := range lists {
				require.False(t, got[section].Complete, section)
				require.Contains(t, got[section].Error, "not proven to be an administrator of MKE", section)
			}
			registry := got[facts.MSR.Name].Value.(facts.Registry)
			for _, why := range []string{registry.Accounts.Why(), registry.Repositories.Why(), registry.Tags.Why()} {
				require.Contains(t, why, "not proven to be an administrator of MSR")
			}
		})
	}
}

func TestClusterRefusesThePassword(t *testing.T) {
	fake := startSmall(t)
	got := askCluster(t, fake, func(mke, msr *Access) { mke.Password, msr.Password = canary+"-wrong", canary+"-wrong" })
	for _, section := range []string{facts.MKEWhoAmI.Name, facts.MKEConfig.Name, facts.MKERBAC.Name, facts.Swarm.Name, facts.MSR.Name} {
		require.Equal(t, facts.Denied, got[section].State, "%s: %s", section, got[section].Error)
	}
	require.Contains(t, got[facts.MKEConfig.Name].Error, "POST /auth/login: HTTP status 401")
	require.Equal(t, 1, fake.Asked("mke /auth/login"), "a wrong password is tried once: accounts are locked otherwise")
	require.Zero(t, fake.Asked("mke /accounts"))
}

// bundleFiles is a client bundle of an account.
func bundleFiles(t testing.TB, fake *fakecluster.Cluster, account string) fstest.MapFS {
	t.Helper()
	leaf := fake.Issuer.Leaf(t, account, testTime().AddDate(1, 0, 0))
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"cert.pem": file(fakecluster.CertPEM(leaf.Certificate[0])), "key.pem": file(fakecluster.KeyPEM(t, leaf.PrivateKey)),
		"ca.pem": file(fakecluster.CertPEM(fake.Issuer.Cert.Raw)),
		"env.sh": file("export DOCKER_TLS_VERIFY=1\nexport DOCKER_HOST=tcp://" + strings.TrimPrefix(fake.MKE.URL, "https://") + "\n"),
		"kube.yml": file("apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n" +
			"clusters: [{name: k, cluster: {server: " + fake.Kube.URL + ", certificate-authority: ca.pem}}]\nusers: [{name: u, user: {client-certificate: cert.pem, client-key: ./key.pem}}]\n"),
	}
}

func TestClientBundleProvesItsAccount(t *testing.T) {
	fake := startSmall(t)
	bundle, err := ReadBundle("bundle", bundleFiles(t, fake, fakecluster.User))
	require.NoError(t, err)
	require.Equal(t, fakecluster.User, bundle.Account())
	spki := fakecluster.PublicPEM(t, bundle.Certificate)
	other, err := ReadBundle("bundle", bundleFiles(t, fake, "mallory"))
	require.NoError(t, err)
	strange := fakecluster.PublicPEM(t, other.Certificate)
	keys := "mke /accounts/" + fakecluster.User + "/publicKeys"
	config := "mke /api/ucp/config-toml"
	quote := func(text string) string { b, _ := json.Marshal(text); return string(b) }
	for _, c := range []struct {
		name, keys string
		noConfig   bool
		why        string
	}{
		{name: "its key is known", keys: `{"accountPublicKeys":[{"publicKey":` + quote(spki) + `}]}`},
		{name: "another key is", keys: `{"accountPublicKeys":[{"publicKey":` + quote(strange) + `}]}`, why: "is not among those of the account"},
		{name: "keys are not told, but the configuration is given", keys: `nothing`},
		{name: "neither", keys: `nothing`, noConfig: true, why: "it is not proven that the client bundle is of the account"},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer fake.Mend()
			fake.Break(keys, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, c.keys) })
			if c.noConfig {
				fake.Break(config, fakecluster.Status(403))
			}
			mke, err := NewMKE(Access{URL: "https://" + bundle.Host, CA: bundle.CA, Certificate: &bundle.Certificate, Now: testTime})
			require.NoError(t, err)
			at, err := Kubeconfig("kube.yml", bundle.Kubeconfig, bundle.File)
			require.NoError(t, err)
			at.Now = testTime
			kube, err := NewAPI(at)
			require.NoError(t, err)
			got := written(t, (&Cluster{MKE: mke, Kube: kube, Bundle: bundle, Account: bundle.Account(), Now: testTime}).Collect(t.Context()))
			who := got[facts.MKEWhoAmI.Name].Value.(facts.WhoAmI)
			require.Contains(t, who.IsAdmin.Why(), c.why)
			require.Equal(t, c.why == "", who.IsAdmin.Why() == "")
			require.Equal(t, c.why == "", got[facts.MKEAccounts.Name].Complete)
			require.Equal(t, facts.OK, got[facts.K8s.Name].State)
			cert := got[facts.ClientBundle.Name].Value.(facts.ClientCertificate)
			require.Equal(t, "CN="+fakecluster.User+",O=Example Agency,C=US", cert.Subject.Value)
		})
	}
}

func TestClientBundleFaults(t *testing.T) {
	fake := startSmall(t)
	for name, change := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"no certificate": {func(m fstest.MapFS) { delete(m, "cert.pem") }, "cert.pem: file does not exist; want an MKE client bundle"},
		"no pair": {func(m fstest.MapFS) {
			m["key.pem"].Data = []byte("-----BEGIN PRIVATE KEY-----\n" + canary + "\n-----END PRIVATE KEY-----\n")
		}, "do not make a pair"},
		"no authority": {func(m fstest.MapFS) { m["ca.pem"].Data = nil }, "ca.pem holds no certificate"},
		"a giant":      {func(m fstest.MapFS) { m["ca.pem"].Data = make([]byte, maxBundleFile+1) }, "is more than 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			files := bundleFiles(t, fake, fakecluster.User)
			change.change(files)
			_, err := ReadBundle("bundle", files)
			require.ErrorContains(t, err, change.want)
			require.NotContains(t, err.Error(), canary)
		})
	}
	_, err := ZipBundle("b.zip", []byte("no zip"))
	require.ErrorContains(t, err, "b.zip: is no zip that can be read")
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	require.NoError(t, z.AddFS(bundleFiles(t, fake, fakecluster.User)))
	require.NoError(t, z.Close())
	b, err := ZipBundle("b.zip", buf.Bytes())
	require.NoError(t, err)
	require.Equal(t, strings.TrimPrefix(fake.MKE.URL, "https://"), b.Host)
}

func TestKubeconfig(t *testing.T) {
	const head = "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: [{name: k, cluster: {server: https://kube.example.mil:6443}}]\n"
	read := func(path string) ([]byte, error) {
		if path == "token.txt" {
			return []byte("from-file\n"), nil
		}
		return nil, fs.ErrNotExist
	}
	for text, want := range map[string]string{
		head + "users: [{name: u, user: {exec: {command: aws}}}]":                                                           "none is run here; want a token or a client certificate",
		head + "users: [{name: u, user: {auth-provider: {name: gcp}}}]":                                                     "none is run here",
		head + "users: [{name: u, user: {}}]":                                                                               "has no credentials",
		head + "users: [{name: x, user: {token: t}}]":                                                                       "names a cluster or a user that is not in the file",
		head + "users: [{name: u, user: {tokenFile: gone}}]":                                                                "tokenFile: file does not exist",
		head + "users: [{name: u, user: {client-certificate-data: '%%'}}]":                                                  "is not base64",
		head + "users: [{name: u, user: {client-certificate-data: QQ==, client-key-data: QQ==}}]":                           "do not make a pair",
		"current-context: nope":                                                                                             "want a context of the file",
		"token: " + canary + "\n\t- x: [":                                                                                   "is no kubeconfig that can be read",
		strings.Repeat("#", maxBundleFile+1):                                                                                "is more than",
		strings.Replace(head, "6443}", "6443, insecure-skip-tls-verify: true}", 1) + "users: [{name: u, user: {token: t}}]": "--insecure-skip-tls-verify",
	} {
		_, err := Kubeconfig("config", []byte(text), read)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), canary)
	}
	bomb := "a0: &a0 {x: x}\n"
	for i := range 30 { // each names the one before twice
		bomb += fmt.Sprintf("a%d: &a%d {x: *a%d, y: *a%d}\n", i+1, i+1, i, i)
	}
	_, err := Kubeconfig("config", []byte(bomb+head+"users: [{name: u, user: {exec: *a30}}]"), read)
	require.ErrorContains(t, err, "none is run here")
	at, err := Kubeconfig("config", []byte(head+"users: [{name: u, user: {tokenFile: token.txt}}]"), read)
	require.NoError(t, err)
	require.Equal(t, "from-file", at.Token)
	require.Equal(t, "https://kube.example.mil:6443", at.URL)
}

func TestKubernetesFaults(t *testing.T) {
	says := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
	}
	pods := func(k facts.K8sObjects) string { return k.Pods.Why() }
	for _, c := range []struct {
		name, path string
		h          http.HandlerFunc
		look       func(facts.K8sObjects) string
		why        string
	}{
		{"403", "kube /api/v1/pods", fakecluster.Status(403), pods, "denied: GET /api/v1/pods: HTTP status 403"},
		{"whole secrets", "kube /api/v1/secrets", says(`{"kind":"SecretList","items":[{"metadata":{"name":"x","namespace":"y"},"data":{"p":"` + canary + `"}}]}`),
			func(k facts.K8sObjects) string { return k.Secrets.Why() }, "the answer is a SecretList; want a PartialObjectMetadataList"},
		{"no items but a status", "kube /api/v1/pods", says(`{"kind":"Status","status":"Failure"}`), pods, "the answer is a Status; want a PodList"},
		{"a pod without a specification", "kube /api/v1/pods", says(`{"kind":"PodList","items":[{"metadata":{"name":"x","uid":"u"}}]}`), pods, "an object lacks its name or its specification"},
		{"pages without end", "kube /api/v1/pods", says(`{"kind":"PodList","items":[],"metadata":{"continue":"again"}}`), pods, "the pages begin again"},
		{"gone half-way", "kube /api/v1/namespaces", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("continue") != "" {
				fakecluster.Status(410)(w, r)
				return
			}
			_, _ = io.WriteString(w, `{"kind":"NamespaceList","items":[{"metadata":{"name":"a"}}],"metadata":{"continue":"x"}}`)
		}, func(k facts.K8sObjects) string { return k.Namespaces.Why() }, "partly collected: GET /api/v1/namespaces: HTTP status 410"},
		{"may not list", "kube /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", says(`{"status":{"allowed":false}}`), pods, "may not list the pods of all namespaces"},
		{"does not say", "kube /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", says(`{"status":{}}`), pods, "may not list the pods of all namespaces"},
		{"one workload kind denied", "kube /apis/apps/v1/daemonsets", fakecluster.Status(403), func(k facts.K8sObjects) string { return k.SecretEnvRefs.Why() }, "partly collected: denied: GET /apis/apps/v1/daemonsets"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := startSmall(t)
			fake.Break(c.path, c.h)
			got := askCluster(t, fake, nil)
			require.Contains(t, c.look(got[facts.K8s.Name].Value.(facts.K8sObjects)), c.why)
		})
	}
}

func TestContainersThroughMKEAreHeldAgainstTheNodes(t *testing.T) {
	engine := func(t *testing.T, breaks func(*fakecluster.Cluster)) (facts.Fact, facts.Maybe[facts.NodeEngine]) {
		fake := startSmall(t)
		breaks(fake)
		f := askCluster(t, fake, nil)[facts.EngineByNode.Name]
		m, _ := f.Value.(map[string]facts.Maybe[facts.NodeEngine])
		return f, m["n1"]
	}
	says := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
	}
	t.Run("not inspected", func(t *testing.T) {
		_, e := engine(t, func(f *fakecluster.Cluster) { f.Break("mke /containers/c1/json", fakecluster.Status(500)) })
		require.Contains(t, e.Value.Containers.Why(), "the container /node1/web was not inspected")
	})
	t.Run("on no node", func(t *testing.T) {
		f, e := engine(t, func(f *fakecluster.Cluster) {
			f.Break("mke /containers/c1/json", says(`{"Id":"c1","Node":{"ID":"elsewhere"}}`))
		})
		require.False(t, f.Complete)
		require.Contains(t, e.Value.Containers.Why(), "a container could be given to no node")
	})
	t.Run("node is down", func(t *testing.T) {
		_, e := engine(t, func(f *fakecluster.Cluster) {
			f.Break("mke /nodes", says(`[{"ID":"n1","Description":{"Hostname":"node1"},"Status":{"State":"down"}}]`))
		})
		require.Contains(t, e.Why(), "the node is down")
	})
	t.Run("nodes unknown", func(t *testing.T) {
		f, _ := engine(t, func(f *fakecluster.Cluster) { f.Break("mke /nodes", fakecluster.Status(500)) })
		require.Equal(t, facts.Failed, f.State)
	})
	t.Run("nothing listed", func(t *testing.T) {
		_, e := engine(t, func(f *fakecluster.Cluster) { f.Break("mke /containers/json", says(`[]`)) })
		require.Equal(t, "error: MKE listed no container of a node that must run its agent", e.Why())
	})
	t.Run("nothing of MKE listed", func(t *testing.T) {
		_, e := engine(t, func(f *fakecluster.Cluster) {
			f.Break("mke /containers/json", says(`[{"Id":"c1","Names":["/node1/web","/node1/web/ucp-x"]}]`))
		})
		require.Len(t, e.Value.Containers.Value, 1)
		require.Contains(t, e.Value.Containers.Why(), "MKE listed none of its own containers (ucp-*)")
	})
	t.Run("no image listed", func(t *testing.T) {
		_, e := engine(t, func(f *fakecluster.Cluster) { f.Break("mke /images/json", says(`[]`)) })
		require.Equal(t, "error: MKE listed no image of a node that must run its agent", e.Value.Images.Why())
	})
	const proxy = `{"Id":"c2","Names":["/node1/ucp-proxy"],"State":"running","Labels":{}}`
	t.Run("one in the list is odd", func(t *testing.T) {
		f, e := engine(t, func(f *fakecluster.Cluster) {
			f.Break("mke /containers/json", says(`[`+proxy+`,{"Id":"c1","Names":["/node1/web"],"State":"running","Labels":"`+canary+`"}]`))
		})
		require.True(t, f.Complete, "the list of that node alone is not whole")
		require.Equal(t, "partly collected: the entry of the container /node1/web in MKE's list cannot be read", e.Value.Containers.Why())
		require.Len(t, e.Value.Containers.Value, 1)
	})
	t.Run("of one in the list the node is not told", func(t *testing.T) {
		for entry, name := range map[string]string{`{"Id":"c1","Names":["/web"],"Labels":7}`: "/web", `{"Id":"c1","Names":7}`: "c1", `{"Id":7,"Names":["/elsewhere/web"]}`: "/elsewhere/web", `7`: "without a name"} {
			f, e := engine(t, func(f *fakecluster.Cluster) { f.Break("mke /containers/json", says(`[`+proxy+`,`+entry+`]`)) })
			require.False(t, f.Complete, entry)
			require.Contains(t, f.Error, "the entry of the container "+name+" in MKE's list cannot be read", entry)
			require.Contains(t, e.Value.Containers.Why(), "a container could be given to no node", entry)
			require.Len(t, e.Value.Containers.Value, 1, entry)
		}
	})
	t.Run("no list", func(t *testing.T) {
		f, _ := engine(t, func(f *fakecluster.Cluster) { f.Break("mke /containers/json", fakecluster.Status(403)) })
		require.Equal(t, facts.Denied, f.State)
	})
}

func TestRegistryFaults(t *testing.T) {
	registry := func(t *testing.T, path string, h http.HandlerFunc) facts.Registry {
		fake := startSmall(t)
		fake.Break(path, h)
		r, _ := askCluster(t, fake, nil)[facts.MSR.Name].Value.(facts.Registry)
		return r
	}
	says := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
	}
	two := registry(t, "msr /api/v0/meta/settings", says(`{"createRepositoryOnPush":false,"webTLSCert":"x","webTLSKey":"`+canary+`"}`))
	require.Equal(t, facts.Some(2), two.Major)
	require.Equal(t, facts.NotCollected, two.Settings.Value.ScanningEnabled.State)
	never := registry(t, "msr /api/v0/imagescan/status", says(`{"lastDBUpdateFailed":false,"lastDBUpdate":"0001-01-01T00:00:00Z"}`))
	require.Equal(t, facts.Absent, never.ScanStatus.Value.LastDBUpdate.State)
	lost := registry(t, "msr /api/v0/accounts/shop/teams/dev/repositoryAccess", fakecluster.Status(500))
	require.Contains(t, lost.Repositories.Value[1].Access.Why(), "HTTP status 500")
	namespace := registry(t, "msr /api/v0/repositoryNamespaces/shop/teamAccess", says(`{"teamAccessList":[{"accessLevel":"admin","team":{"id":"unknown"}}]}`))
	require.Contains(t, namespace.Repositories.Value[1].Access.Why(), "is not among the teams")
	fake := startSmall(t)
	fake.Break("msr /api/v0/meta/settings", fakecluster.Status(404))
	fake.Break("msr /api/v2.0/systeminfo", says(`{"harbor_version":"v2.10.0"}`))
	harbor := askCluster(t, fake, nil)[facts.MSR.Name].Value.(facts.Registry)
	require.Equal(t, facts.Some(4), harbor.Major)
	require.Equal(t, facts.NotCollected, harbor.Settings.State)
}

func TestPagesAreNotTakenForTheWholeList(t *testing.T) {
	for name, c := range map[string]struct {
		h   http.HandlerFunc
		why string
	}{
		"a full page without a next one": {func(w http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(w).Encode(map[string]any{"accounts": make([]struct{}, 100)})
		}, "a full page that names no next one"},
		"begins again": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"accounts":[],"nextPageStart":"x"}`)
		}, "the pages begin again"},
		"no list": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }, "the answer has no accounts"},
		"null":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"accounts":null}`) }, "the answer is null"},
	} {
		t.Run(name, func(t *testing.T) {
			ca := fakecluster.NewIssuer(t, "Example Root")
			a := testAPI(t, ca.Serve(t, testTime().AddDate(1, 0, 0), c.h).URL, ca, nil)
			require.Contains(t, pagesOf[enziAccount](t.Context(), a, enziPages("/accounts", "accounts")).Why(), c.why)
		})
	}
}

func TestConfigurationThatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "holds no configuration",
		"<html>":                         "is not TOML at line 1",
		"a = 1\na = 2":                   "is not TOML",
		strings.Repeat("[", 5000):        "nested too deep",
		"password = " + canary:           "is not TOML",
		"a = " + strings.Repeat("{", 99): "is not TOML",
	} {
		_, why := parseTOML([]byte(text))
		require.Contains(t, why, want)
		require.NotContains(t, why, canary)
	}
}

func TestUnverifiedIsSaid(t *testing.T) {
	fake := startSmall(t)
	mke, err := NewMKE(Access{URL: fake.MKE.URL, CA: x509.NewCertPool(), Insecure: true, Username: fakecluster.User, Password: fakecluster.Password, Now: testTime})
	require.NoError(t, err)
	got := (&Cluster{MKE: mke, Account: fakecluster.User, Now: testTime}).Collect(t.Context())
	require.Equal(t, facts.Some(false), got.Node.Provenance.TLSVerified)
	require.Contains(t, got.Node.Provenance.Notes[0], "was not verified, as the operator asked")
	require.Equal(t, "mke-admin", got.Node.Provenance.Privilege)
}

// FuzzConfiguration holds that no document crashes the reader or gets a secret through.
func FuzzConfiguration(f *testing.F) {
	for _, seed := range []string{"[auth.ldap]\nreader_password = \"x\"", "a = [[1], {b = 2}]", "x = nan\ny = 1979-05-27", "[[h]]\nvalue=\"y\"", "f = [\"--token\", \"z\"]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		table, why := parseTOML(text)
		if why != "" {
			return
		}
		table["client_secret"] = map[string]any{"a": []any{canary, int64(7), map[string]any{"b": canary}}}
		redactTable(table, "")
		out, err := facts.WriteBundle(&facts.Bundle{Kind: facts.ClusterBundle, Facts: map[string]facts.Fact{
			facts.MKEConfig.Name: {State: facts.OK, Complete: true, Value: facts.NewTree(table)}}})
		require.NoError(t, err)
		require.NotContains(t, string(out), canary)
	})
}

// FuzzAnswers holds that no answer of any interface crashes what maps it.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{`{"kind":"PodList","items":[{"metadata":{"name":"a","uid":"u"},"spec":{"containers":[{}]}}]}`, `{"items":[null]}`, `[]`, `{"accounts":[{"name":"x","isOrg":true}]}`, `[{"Id":"x","Names":["/a/b"]}]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := Reply{Call: "GET /x", Status: 200, Body: body}
		r = r.reduced(asKube[kubePod](kubeKinds()["pods"]).raw)
		pods := kubeItems[kubePod](r)
		mapItems(facts.Maybe[[]kubePod]{State: pods.State, Value: pods.Value.items}, podOf)
		r = Reply{Call: "GET /x", Status: 200, Body: body}
		bindings := kubeItems[kubeBindingObject](r)
		mapItems(facts.Maybe[[]kubeBindingObject]{State: bindings.State, Value: bindings.Value.items}, kubeBinding)
		accounts, _ := pageOf[enziAccount](r, "accounts")
		require.NotEqual(t, facts.NotCollected, accounts.State)
		decode[msrSettings](r, false)
		decode[facts.ScanStatus](r, false)
		cutNames(body)
		cutName(r)
		certificatesIn(body)
		require.NotContains(t, r.message(), "\n")
	})
}

func TestSecretsWithinASettingAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		`{"tenant":"t","aadClientSecret":"x y,z"}`:    `{"tenant":"t","aadClientSecret":` + facts.Redacted,
		`host=db user=u password=x sslmode=off`:       `host=db user=u password=` + facts.Redacted,
		`{\"password\":\"x\"}`:                        `{\"password\":` + facts.Redacted,
		"user: u\ntoken: |\n  x\n":                    "user: u\ntoken: " + facts.Redacted,
		"DefaultEndpointsProtocol=https;AccountKey=x": "DefaultEndpointsProtocol=https;AccountKey=" + facts.Redacted,
		`{"aadClientSecret":""} password policy`:      `{"aadClientSecret":` + facts.Redacted,
		"a password rule, and no value":               "a password rule, and no value",
		"me:x@proxy.example.mil:3128":                 facts.Redacted + "@proxy.example.mil:3128",
	} {
		table := map[string]any{"cloud_config": text}
		paths := redactTable(table, "")
		require.Equal(t, want, table["cloud_config"])
		require.Equal(t, want != text, len(paths) == 1, text)
	}
}

// Which version of TLS is the lowest that a server takes is known only where it refuses
// the lower ones: a connection that breaks says nothing.
func TestLowestVersionOfTLS(t *testing.T) {
	key, err := rsa.GenerateKey(nil, 2048) // old versions know no newer kind
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: testTime().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	require.NoError(t, err)
	leaf := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	shown := func(config *tls.Config, breaks bool) facts.TLSEndpoint {
		config.Certificates = []tls.Certificate{leaf}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for first := true; ; first = false {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				if !first && breaks {
					_ = conn.Close()
					continue
				}
				_ = tls.Server(conn, config).Handshake()
				_ = conn.Close()
			}
		}()
		a, err := NewAPI(Access{Name: "mke", URL: "https://" + listener.Addr().String()})
		require.NoError(t, err)
		return a.presents(t.Context()).Value
	}
	require.Equal(t, facts.Some("1.2"), shown(&tls.Config{MinVersion: tls.VersionTLS12}, false).MinVersionAccepted)
	require.Equal(t, facts.Some("1.3"), shown(&tls.Config{MinVersion: tls.VersionTLS13}, false).MinVersionAccepted)
	require.Equal(t, facts.Some("1.0"), shown(&tls.Config{MinVersion: tls.VersionTLS10}, false).MinVersionAccepted)
	old := &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}}
	require.Equal(t, facts.Some("1.0"), shown(old, false).MinVersionAccepted, "with ciphers that nobody should take any more")
	broken := shown(&tls.Config{MinVersion: tls.VersionTLS12}, true)
	require.Len(t, broken.Chain.Value, 1)
	require.Equal(t, "error: a handshake with a lower version was neither taken nor refused", broken.MinVersionAccepted.Why())
}

// Two nodes of one name cannot be told apart by it: the container that was not inspected
// may be either's.
func TestContainerOfOneOfTwoNodesOfAName(t *testing.T) {
	fake := startSmall(t)
	fake.Break("mke /nodes", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"ID":"n1","Description":{"Hostname":"node1"},"Status":{"State":"ready"}},{"ID":"n2","Description":{"Hostname":"node1"},"Status":{"State":"ready"}}]`)
	})
	fake.Break("mke /containers/c1/json", fakecluster.Status(500))
	fake.Break("mke /containers/c2/json", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"Id":"c2","Name":"/node1/ucp-proxy","Node":{"ID":"n2"}}`)
	})
	f := askCluster(t, fake, nil)[facts.EngineByNode.Name]
	require.False(t, f.Complete)
	require.Contains(t, f.Value.(map[string]facts.Maybe[facts.NodeEngine])["n2"].Value.Containers.Why(), "a container could be given to no node")
}

// A level of access that is not known may be more than one that is.
func TestUnknownLevelOfAccess(t *testing.T) {
	fake := startSmall(t)
	fake.Break("msr /api/v0/accounts/shop/teams/dev/repositoryAccess", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"repositoryAccessList":[{"accessLevel":"read-only","repository":{"namespace":"shop","name":"api"}},{"accessLevel":"owner","repository":{"namespace":"shop","name":"api"}}]}`)
	})
	for _, r := range askCluster(t, fake, nil)[facts.MSR.Name].Value.(facts.Registry).Repositories.Value {
		if r.Name == "api" {
			require.Equal(t, "partly collected: shop/dev has a level of access that is not known: owner", r.Access.Why())
		} else {
			require.Empty(t, r.Access.Why(), r.Name)
		}
	}
}
