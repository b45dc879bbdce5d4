package facts

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// oneKeySSP is an ssp.yaml with one key, given by its dotted name.
func oneKeySSP(name, value string) string {
	words := strings.Split(name, ".")
	text := value
	for i := len(words) - 1; i >= 0; i-- {
		text = "{" + words[i] + ": " + text + "}"
	}
	return text
}

func TestKnownExamplesAreRead(t *testing.T) {
	beside := fstest.MapFS{"dod-root-ca.pem": {Data: []byte(testCA(t))}, "banner.txt": {Data: []byte("Authorized use only.")}}
	for _, k := range Known() {
		require.NotEmpty(t, k.Doc, k.Name)
		require.NotContains(t, k.Doc+k.Example, "\n", k.Name)
		if k.Example == "" || k.Name == "schema" {
			continue
		}
		text := oneKeySSP(k.Name, k.Example)
		if k.Name == "banner.path" || k.Name == "banner.text" {
			text = strings.Replace(text, "{banner: {", "{banner: {source: "+map[string]string{"banner.path": "file", "banner.text": "text"}[k.Name]+", ", 1)
		}
		s, err := ReadSSP("ssp.yaml", []byte(text), beside)
		require.NoError(t, err, text)
		s.File, s.Digest = "", ""
		require.NotEqual(t, &SSP{}, s, "%s: the value is kept", k.Name)
	}
}

// testCA is a root certificate, the same at each run, as PEM text.
func testCA(t testing.TB) string {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Root CA"},
		NotBefore: Date("2020-01-01").Time(), NotAfter: Date("2045-01-01").Time(), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(nil, ca, ca, key.Public(), key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestTrustAnchors(t *testing.T) {
	ca := testCA(t)
	block, _ := pem.Decode([]byte(ca))
	text := "trust_anchors:\n  mke:\n    - |\n      " + strings.ReplaceAll(strings.TrimSpace(ca), "\n", "\n      ") + "\n"
	beside := fstest.MapFS{"ca.pem": {Data: []byte(ca)}, "two.pem": {Data: []byte("Example Root CA\n" + ca + ca)},
		"half.pem": {Data: []byte(ca + ca[:len(ca)-40])}}

	inline, err := ReadSSP("ssp.yaml", []byte(text), nil)
	require.NoError(t, err)
	require.Equal(t, []TrustAnchor{{SSPEntry{"trust_anchors.mke[0]", 3}, "", [][]byte{block.Bytes}}}, inline.TrustAnchors.MKE)

	named, err := ReadSSP("ssp.yaml", []byte("trust_anchors: {mke: [{file: ca.pem}]}"), beside)
	require.NoError(t, err)
	require.Equal(t, inline.TrustAnchors.MKE[0].DER, named.TrustAnchors.MKE[0].DER)
	require.Equal(t, inline.Digest, named.Digest, "the digest takes the text of the file")

	two, err := ReadSSP("ssp.yaml", []byte("trust_anchors: {mke: [{file: two.pem}]}"), beside)
	require.NoError(t, err)
	require.Len(t, two.TrustAnchors.MKE[0].DER, 2)

	_, err = ReadSSP("ssp.yaml", []byte("trust_anchors: {mke: [{file: half.pem}]}"), beside)
	require.EqualError(t, err, "ssp.yaml:1:23: trust_anchors.mke[0]: 1 of 2 certificates are whole; want one or more, each whole")
}

// Every key of the sample is in Known, and Known names every top-level field of
// SSP, so that neither can grow alone.
func TestKnownIsComplete(t *testing.T) {
	top := 0
	seen := map[string]bool{}
	for _, k := range Known() {
		require.False(t, seen[k.Name], "%s stands twice", k.Name)
		seen[k.Name] = true
		if parent, _, nested := cutLast(k.Name); nested {
			require.True(t, seen[parent], "%s comes after the key it is below", k.Name)
		} else {
			top++
		}
	}
	// schema has no field; File and Digest are no keys.
	require.Equal(t, reflect.TypeFor[SSP]().NumField()-2, top-1)
}

func cutLast(name string) (before, after string, found bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}

// A list that is absent says nothing, an empty one says none.
func TestAbsentIsNotEmpty(t *testing.T) {
	at := Date("2026-06-01").Time()
	for _, row := range []struct {
		name string
		get  func(*Snapshot) (any, []Missing)
	}{
		{"docker_group_members", getter(SSPDockerGroupMembers)},
		{"mke.address", getter(SSPMKEAddress)},
		{"msr.replica_ids", getter(SSPMSRReplicaIDs)},
		{"system_containers.images", getter(SSPSystemImages)},
		{"ports.allowed", getter(SSPPortsAllowed)},
		{"ports.host_network_listeners", getter(SSPHostNetworkListeners)},
		{"exceptions.host_network", getter(SSPHostNetwork)},
		{"exceptions.unencrypted_overlay", getter(SSPUnencryptedOverlay)},
		{"resources.cpu_shares_documented", getter(SSPCPUShares)},
		{"secrets.swarm_required", getter(SSPSecretsSwarm)},
		{"secrets.kubernetes_required", getter(SSPSecretsKubernetes)},
		{"rbac.swarm_grants", getter(SSPSwarmGrants)},
		{"rbac.kubernetes_cluster_role_bindings", getter(SSPRoleBindings)},
		{"k8s.approved_system_services", getter(SSPSystemServices)},
		{"trust_anchors.mke", getter(SSPTrustAnchorsMKE)},
		{"trust_anchors.msr", getter(SSPTrustAnchorsMSR)},
		{"logging.approved_drivers", getter(SSPLoggingDrivers)},
		{"images.sensitive_host_paths", getter(SSPSensitivePaths)},
		{"images.approved_devices", getter(SSPApprovedDevices)},
		{"images.cgroup_parents", getter(SSPCgroupParents)},
		{"images.ulimits", getter(SSPUlimits)},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, missing := row.get(NewSnapshot(nil, nil, AsOf(at)))
			require.Equal(t, "ssp:"+row.name+": no ssp.yaml given", Join(missing))

			_, missing = row.get(NewSnapshot(nil, nil, AsOf(at), WithSSP(readSSP(t, "schema: ssp/1"))))
			require.Equal(t, "ssp:"+row.name+": ssp.yaml does not say", Join(missing))
			require.Equal(t, []string{fmt.Sprintf("ssp.yaml: add %s (%s)", row.name, sspKeyDoc(row.name))}, missing[0].How)

			list, missing := row.get(NewSnapshot(nil, nil, AsOf(at), WithSSP(readSSP(t, oneKeySSP(row.name, "[]")))))
			require.Empty(t, missing)
			require.Equal(t, 0, reflect.ValueOf(list).Len())
			require.False(t, reflect.ValueOf(list).IsNil())
		})
	}
}

func getter[T any](k Key[T]) func(*Snapshot) (any, []Missing) {
	return func(s *Snapshot) (any, []Missing) { return Get(s, k) }
}

func TestKeysOfSSP(t *testing.T) {
	at := Date("2026-06-01").Time()
	with := func(text string) *Snapshot { return NewSnapshot(nil, nil, AsOf(at), WithSSP(readSSP(t, text))) }

	days, missing := Get(with("audit: {window_days: 30}"), SSPAuditWindowDays)
	require.Empty(t, missing)
	require.Equal(t, 30, days)

	days, missing = Get(NewSnapshot(nil, nil, SSPAuditWindowDays.Is(7)), SSPAuditWindowDays)
	require.Empty(t, missing)
	require.Equal(t, 7, days, "a setting needs no ssp.yaml")

	_, missing = Get(NewSnapshot(nil, nil, SSPAuditWindowDays.Lacks(NotCollected, "")), SSPAuditWindowDays)
	require.Equal(t, "ssp:audit.window_days: not collected", Join(missing))

	ports, missing := Get(with(`ports: {allowed: [
  {host_port: 1}, {host_port: 2, approved_by: a, expires: 2026-05-31}, {host_port: 3, approved_by: a, on: 2026-06-02}]}`), SSPPortsAllowed)
	require.Empty(t, missing)
	require.Len(t, ports, 1, "an entry that lapsed or is dated later approves nothing")
	require.Equal(t, "ssp:ports.allowed[0]", ports[0].Ref())

	for name, text := range map[string]string{
		"the approval of A. Roe (approvals.ports) expired 2026-05-31":                                "approvals: {ports: {by: A. Roe, on: 2026-01-01, expires: 2026-05-31}}",
		"the approval of A. Roe (approvals.ports) is dated 2026-06-02, after the time of evaluation": "approvals: {ports: {by: A. Roe, on: 2026-06-02}}",
	} {
		_, missing = Get(with(text+"\nports: {allowed: [{host_port: 1}]}"), SSPPortsAllowed)
		require.Equal(t, "ssp:ports.allowed: "+name, Join(missing))
		require.Equal(t, []string{"ssp.yaml: renew approvals.ports"}, missing[0].How)
	}

	_, missing = Get(with("exceptions: {}"), SSPHostIPC)
	require.NotEmpty(t, missing)
	ipc, missing := Get(with("exceptions: {host_ipc: {allowed: false, containers: [{container: a, reason: r}]}}"), SSPHostIPC)
	require.Empty(t, missing)
	require.False(t, *ipc.Allowed)
	require.Empty(t, ipc.Containers, "an exception nobody signed counts as absent")

	_, missing = Get(with("schema: ssp/1"), SSPCapabilities)
	require.NotEmpty(t, missing)
	idp, missing := Get(with(`idp: {type: saml, saml: {idp_metadata_url: "https://idp.example.mil/m", sp_host: mke.example.mil}}`), SSPIDP)
	require.Empty(t, missing)
	require.Equal(t, SSPIdentityProvider{Type: "saml", SAML: &SSPSAML{"https://idp.example.mil/m", "mke.example.mil"}}, idp)
}

// Whatever is accepted is read again as the same content.
func FuzzReadSSP(f *testing.F) {
	for _, k := range Known() {
		if k.Example != "" {
			f.Add([]byte(oneKeySSP(k.Name, k.Example)))
		}
	}
	f.Add([]byte("ports:\n  allowed:\n    - {host_port: 1, service: \"a*\"}\n    - host_port: 2\n      proto: tcp\n"))
	f.Add([]byte("banner:\n  source: text\n  text: |\n    one\n    two\n"))
	f.Add([]byte("a: &b [*b]\n? c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ReadSSP("ssp.yaml", data, fstest.MapFS{})
		if err != nil {
			require.Nil(t, s)
			require.NotEmpty(t, err.Error())
			return
		}
		again, err := ReadSSP("ssp.yaml", data, nil)
		require.NoError(t, err)
		require.Equal(t, s, again)
		// The tree as JSON, which is YAML too, is the same content.
		root := newSSPReader("", nil, nil).Document(data)
		text, err := root.AppendJSON(nil)
		require.NoError(t, err)
		asJSON, err := ReadSSP("ssp.yaml", text, nil)
		require.NoError(t, err, "%s", text)
		require.Equal(t, s.Digest, asJSON.Digest)
	})
}
