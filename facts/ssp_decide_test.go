package facts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}

func TestDate(t *testing.T) {
	d := Date("2026-11-21")
	for _, row := range []struct {
		at            string
		after, before bool
	}{
		{"2026-11-20T23:59:59Z", true, false},
		{"2026-11-21T00:00:00Z", false, false},
		{"2026-11-21T23:59:59Z", false, false},
		{"2026-11-22T00:00:00Z", false, true},
		{"2026-11-22T01:00:00+02:00", false, false}, // 23:00 UTC of the day before
	} {
		require.Equal(t, row.after, d.After(moment(t, row.at)), row.at)
		require.Equal(t, row.before, d.Before(moment(t, row.at)), row.at)
	}
	for _, none := range []Date{"", "2026-1-5", "05.10.2026", "2026-02-29"} {
		require.True(t, none.Time().IsZero(), none)
		require.True(t, none.After(time.Now()) && none.Before(time.Now()), "%q counts for nothing", none)
	}
}

func TestApprover(t *testing.T) {
	s := readSSP(t, `
system: {name: A, approved_by: J. Doe, approved_on: 2026-01-15}
approvals: {ports: {by: A. Roe, on: 2026-01-20, expires: 2027-01-20}}
`)
	require.Equal(t, "approved by K. Poe, on 2026-02-01, expires 2026-03-01", s.Approver("ports", "K. Poe", "2026-02-01", "2026-03-01").String())
	require.Equal(t, "approved by A. Roe, on 2026-01-20, expires 2027-01-20", s.Approver("ports", "", "2026-02-01", "").String())
	require.Equal(t, Approval{"J. Doe", "2026-01-15", "", "system"}, s.Approver("audit", "", "", ""))
	require.Equal(t, "no approver on record", readSSP(t, "system: {name: A}").Approver("audit", "", "", "").String())
	var none *SSP
	require.Equal(t, "no approver on record", none.Approver("audit", "", "", "").String())
	require.Equal(t, 30*24*time.Hour, none.MaxFactAge())
	require.Equal(t, 24*time.Hour, none.MaxSkew())
	require.Equal(t, 48*time.Hour, readSSP(t, "max_skew_hours: 48").MaxSkew())
	require.Equal(t, 24*time.Hour, readSSP(t, "max_fact_age_days: 1").MaxFactAge())
}

func TestExemption(t *testing.T) {
	const rest = `reason: r, approved_by: a, on: 2026-01-15, expires: 2027-01-15`
	image := "sha256:" + hex64
	for _, row := range []struct {
		name, entry, at, invalid string
		counts                   bool
	}{
		{"component", "component: ucp-kubelet, " + rest, "2026-06-01T00:00:00Z", "", true},
		{"pattern", `component: "ucp-k*", ` + rest, "2026-06-01T00:00:00Z", "", true},
		{"image", `image: "` + image + `", ` + rest, "2026-06-01T00:00:00Z", "", true},
		{"both", `component: ucp-kubelet, image: "` + image + `", ` + rest, "2026-06-01T00:00:00Z", "", true},
		{"other component", "component: ucp-kv, " + rest, "2026-06-01T00:00:00Z", "", false},
		{"component of another image", `component: ucp-kv, image: "` + image + `", ` + rest, "2026-06-01T00:00:00Z", "", false},
		{"last second", "component: ucp-kubelet, " + rest, "2027-01-15T23:59:59Z", "", true},
		{"expired", "component: ucp-kubelet, " + rest, "2027-01-16T00:00:00Z", "expired 2027-01-15", false},
		{"first second", "component: ucp-kubelet, " + rest, "2026-01-15T00:00:00Z", "", true},
		{"dated later", "component: ucp-kubelet, " + rest, "2026-01-14T23:59:59Z", "is dated 2026-01-15, after the time of evaluation", false},
		{"by name", `name: "ucp-*", ` + rest, "2026-06-01T00:00:00Z", "selects by name, which proves nothing of a container and is printed only", false},
		{"by name and component", `name: "ucp-*", component: ucp-kubelet, ` + rest, "2026-06-01T00:00:00Z", "selects by name, which proves nothing of a container and is printed only", false},
		{"unsigned", "component: ucp-kubelet", "2026-06-01T00:00:00Z", "has no reason, approved_by, on or expires", false},
		{"without expiry", "component: ucp-kubelet, reason: r, approved_by: a, on: 2026-01-15", "2026-06-01T00:00:00Z", "has no expires", false},
		{"without reason", "component: ucp-kubelet, approved_by: a, on: 2026-01-15, expires: 2027-01-15", "2026-06-01T00:00:00Z", "has no reason", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := readSSP(t, "exemptions: [{rule: CNTR-MK-000680, "+row.entry+"}]")
			at := moment(t, row.at)
			_, ok := s.Exemption("CNTR-MK-000680", "ucp-kubelet", image, at)
			require.Equal(t, row.counts, ok)
			require.Equal(t, row.invalid, s.Exemptions[0].Invalid(at))
			_, ok = s.Exemption("CNTR-MK-000690", "ucp-kubelet", image, at)
			require.False(t, ok, "another rule")
			_, ok = s.Exemption("CNTR-MK-000680", "", "", at)
			require.False(t, ok, "a container that is nobody's")
		})
	}
	s := readSSP(t, `exemptions: [{rule: CNTR-MK-000650, name: "edge-*", `+rest+`}]`)
	e, ok := s.ExemptionByName("CNTR-MK-000650", "edge-web", "", "", moment(t, "2026-06-01T00:00:00Z"))
	require.True(t, ok)
	require.Equal(t, "ssp:exemptions[0]", e.Ref())
	_, ok = s.ExemptionByName("CNTR-MK-000650", "web", "", "", moment(t, "2026-06-01T00:00:00Z"))
	require.False(t, ok)
	_, ok = s.ExemptionByName("CNTR-MK-000650", "edge-web", "", "", moment(t, "2027-06-01T00:00:00Z"))
	require.False(t, ok, "what has lapsed is not on record")
	var none *SSP
	_, ok = none.Exemption("CNTR-MK-000650", "a", "b", time.Time{})
	require.False(t, ok)
	lapsed := readSSP(t, "approvals: {exemptions: {by: a, expires: 2026-02-01}}\nexemptions: [{rule: CNTR-MK-000680, component: ucp-kubelet, "+rest+"}]")
	_, ok = lapsed.Exemption("CNTR-MK-000680", "ucp-kubelet", image, moment(t, "2026-06-01T00:00:00Z"))
	require.False(t, ok, "the approval of the block has lapsed")
}

func TestExceptions(t *testing.T) {
	s := readSSP(t, `
exceptions:
  host_network:
    - {component: ucp-kubelet, reason: r, approved_by: a, on: 2026-01-15}
    - {namespace: kube-system, pod: "calico-node-*", reason: r, approved_by: a, on: 2026-01-15, expires: 2026-03-01}
    - {container: web, reason: r}
  unencrypted_overlay:
    - {network: metrics, reason: r, approved_by: a, on: 2026-01-15, evidence: e}
`)
	feb, june := moment(t, "2026-02-01T00:00:00Z"), moment(t, "2026-06-01T00:00:00Z")
	require.Len(t, s.Exceptions.HostNetwork.At(feb), 2)
	require.Len(t, s.Exceptions.HostNetwork.At(june), 1)
	require.Equal(t, "has no approved_by or on", s.Exceptions.HostNetwork[2].Invalid(feb))
	for _, row := range []struct {
		name string
		w    Workload
		want bool
	}{
		{"component", Workload{Container: "x", Component: "ucp-kubelet"}, true},
		{"its name proves nothing", Workload{Container: "ucp-kubelet"}, false},
		{"pod", Workload{Namespace: "kube-system", Pod: "calico-node-abc"}, true},
		{"pod elsewhere", Workload{Namespace: "shop", Pod: "calico-node-abc"}, false},
		{"namespace alone", Workload{Namespace: "kube-system"}, false},
		{"nothing", Workload{}, false},
	} {
		_, ok := s.Exceptions.HostNetwork.At(feb).Find(row.w)
		require.Equal(t, row.want, ok, row.name)
	}
	e, ok := s.Exceptions.UnencryptedOverlay.At(june).Find("metrics")
	require.True(t, ok)
	require.Equal(t, "e", e.Evidence)
	_, ok = s.Exceptions.UnencryptedOverlay.At(june).Find("metrics2")
	require.False(t, ok)
	require.Nil(t, ExceptionList(nil).At(june), "not given stays not given")
}

func TestSystemImages(t *testing.T) {
	s := readSSP(t, `system_containers: {images: [
  {id: "sha256:`+hex64+`", component: ucp-kubelet, approved_by: a, on: 2026-01-15},
  {id: "sha256:`+hex64+`", component: ucp-proxy, approved_by: a, on: 2026-01-15, expires: 2026-02-01},
  {id: "sha256:`+hex64+`", component: ucp-kv, approved_by: a},
  {id: "sha256:`+hex64+`", component: ucp-dsinfo, on: 2026-01-15}]}`)
	at := moment(t, "2026-06-01T00:00:00Z")
	require.Len(t, s.SystemImages(at), 1)
	_, ok := s.SystemImage("sha256:"+hex64, "ucp-kubelet", at)
	require.True(t, ok)
	_, ok = s.SystemImage("sha256:"+hex64, "ucp-kv", at)
	require.False(t, ok)
	require.Equal(t, "has no on", s.SystemContainers.Images[2].Invalid(at))
	require.Empty(t, s.SystemImages(moment(t, "2026-01-01T00:00:00Z")))
	require.Nil(t, (*SSP)(nil).SystemImages(at))
}

func TestPortAllowed(t *testing.T) {
	s := readSSP(t, `
ports:
  allowed:
    - {container: "web-*", proto: tcp, host_port: 8443, host_ip: 192.0.2.10}
    - {service: shop_api, proto: tcp, host_port: 30443}
    - {kind: nodePort, namespace: shop, service: api, host_port: 33443}
    - {component: ucp-controller}
    - {container: v6, host_ip: "2001:db8::1"}
    - {container: old, host_port: 1, approved_by: a, expires: 2026-02-01}
`)
	at := moment(t, "2026-06-01T00:00:00Z")
	web := PublishedPort{Workload: Workload{Container: "web-1"}, Kind: "container", Proto: "tcp", HostPort: 8443, HostIP: "192.0.2.10"}
	change := func(p PublishedPort, f func(*PublishedPort)) PublishedPort { f(&p); return p }
	for _, row := range []struct {
		name string
		port PublishedPort
		want string
	}{
		{"all fields", web, "ports.allowed[0]"},
		{"another port", change(web, func(p *PublishedPort) { p.HostPort = 8444 }), ""},
		{"port the host chooses", change(web, func(p *PublishedPort) { p.HostPort = 0 }), ""},
		{"another protocol", change(web, func(p *PublishedPort) { p.Proto = "udp" }), ""},
		{"another address", change(web, func(p *PublishedPort) { p.HostIP = "192.0.2.11" }), ""},
		{"every address", change(web, func(p *PublishedPort) { p.HostIP = "" }), ""},
		{"every IPv4 address", change(web, func(p *PublishedPort) { p.HostIP = "0.0.0.0" }), ""},
		{"name with something before", change(web, func(p *PublishedPort) { p.Container = "my-web-1" }), ""},
		{"service", PublishedPort{Workload: Workload{Service: "shop_api"}, Kind: "service", Proto: "tcp", HostPort: 30443}, "ports.allowed[1]"},
		{"node port", PublishedPort{Workload: Workload{Service: "api", Namespace: "shop"}, Kind: "nodePort", Proto: "tcp", HostPort: 33443}, "ports.allowed[2]"},
		{"of another kind", PublishedPort{Workload: Workload{Service: "api", Namespace: "shop"}, Kind: "service", HostPort: 33443}, ""},
		{"any port of a component", PublishedPort{Workload: Workload{Component: "ucp-controller"}, Proto: "tcp", HostPort: 1}, "ports.allowed[3]"},
		{"other spelling of an address", PublishedPort{Workload: Workload{Container: "v6"}, HostIP: "2001:DB8:0::1"}, "ports.allowed[4]"},
		{"lapsed", PublishedPort{Workload: Workload{Container: "old"}, HostPort: 1}, ""},
	} {
		e, ok := s.PortAllowed(row.port, at)
		require.Equal(t, row.want != "", ok, row.name)
		if ok {
			require.Equal(t, row.want, e.Path, row.name)
		}
	}
	_, ok := PortList{{}}.Find(web)
	require.False(t, ok, "an entry that gives nothing approves nothing")
}

func TestCapabilities(t *testing.T) {
	at := moment(t, "2026-06-01T00:00:00Z")
	s := readSSP(t, `
capabilities:
  default_allowed_add: [cap_chown]
  containers:
    - {name: "ntp-*", allowed_add: [SYS_TIME], approved_by: A. Roe, on: 2026-01-20}
    - {name: "*-1", allowed_add: [NET_ADMIN]}
    - {component: ucp-kube-proxy, allowed_add: [ALL]}
    - {name: old, allowed_add: [SYS_ADMIN], expires: 2026-01-01}
`).Capabilities.At(at)
	allowed, by, stated := s.Allowed(Workload{Container: "ntp-1"})
	require.Equal(t, []string{"CHOWN", "NET_ADMIN", "SYS_TIME"}, allowed)
	require.Len(t, by, 2)
	require.True(t, stated)
	require.Empty(t, Excess([]string{"CAP_SYS_TIME", "chown"}, allowed))
	require.Equal(t, []string{"ALL", "SYS_ADMIN"}, Excess([]string{"SYS_ADMIN", "ALL", "CAP_SYS_ADMIN"}, allowed))

	allowed, _, _ = s.Allowed(Workload{Container: "ucp-kube-proxy"})
	require.Equal(t, []string{"CHOWN"}, allowed, "a name is no proof of a component")
	allowed, _, _ = s.Allowed(Workload{Component: "ucp-kube-proxy"})
	require.Empty(t, Excess([]string{"ALL"}, allowed))
	allowed, _, _ = s.Allowed(Workload{Container: "old"})
	require.Equal(t, []string{"CHOWN"}, allowed)

	_, _, stated = readSSP(t, "capabilities: {containers: []}").Capabilities.Allowed(Workload{Container: "a"})
	require.False(t, stated, "neither a default nor an entry")
	_, _, stated = readSSP(t, "capabilities: {default_allowed_add: []}").Capabilities.Allowed(Workload{Container: "a"})
	require.True(t, stated)
}

func TestOtherLists(t *testing.T) {
	at := moment(t, "2026-06-01T00:00:00Z")
	s := readSSP(t, `
os_family_override: [{host: "edge-*", family: rhel}]
resources: {cpu_shares_documented: ["shop_api.*", {component: ucp-kubelet}]}
images: {ulimits: [{name: nofile, soft: 1024}]}
`)
	require.Equal(t, "rhel", s.Family("edge-1", at))
	require.Equal(t, "", s.Family("Edge-1", at))
	_, ok := s.Resources.CPUSharesDocumented.At(at).Find(Workload{Container: "shop_api.1.abc"})
	require.True(t, ok)
	_, ok = s.Resources.CPUSharesDocumented.At(at).Find(Workload{Container: "shop_apix"})
	require.False(t, ok)
	require.True(t, s.Images.Ulimits[0].Allows(Ulimit{Name: "nofile", Soft: 1024, Hard: 4096}))
	require.False(t, s.Images.Ulimits[0].Allows(Ulimit{Name: "nofile", Soft: 2048, Hard: 4096}))
	require.False(t, s.Images.Ulimits[0].Allows(Ulimit{Name: "nproc", Soft: 1024}))
}

func TestPattern(t *testing.T) {
	for _, row := range []struct {
		pattern Pattern
		name    string
		want    bool
	}{
		{"web", "web", true}, {"web", "web-1", false}, {"web", "Web", false},
		{"web-*", "web-", true}, {"web-*", "web-1", true}, {"web-*", "my-web-1", false},
		{"*-web", "my-web", true}, {"*-web", "my-web-1", false},
		{"a*b*c", "a-b-b-c", true}, {"a*b*c", "a-c-b", false}, {"a**c", "ac", true},
		{"node?", "node1", true}, {"node?", "node", false}, {"node?", "nodeé", true},
		{"web.1", "webx1", false}, {"[ab]", "a", false}, {"[ab]", "[ab]", true},
		{"", "", false}, {"", "a", false},
	} {
		require.Equal(t, row.want, row.pattern.Matches(row.name), "%q of %q", row.pattern, row.name)
	}
	// A pattern that would take a naive matcher for ever.
	long := Pattern("")
	for range 30 {
		long += "a*"
	}
	name := make([]byte, 5000)
	for i := range name {
		name[i] = 'a'
	}
	require.False(t, (long + "b").Matches(string(name)))
}

func TestAttestation(t *testing.T) {
	const whole = `by: K. Poe, on: 2026-02-01, expires: 2027-02-01, evidence: ticket 4711`
	at := moment(t, "2026-06-01T00:00:00Z")
	node := AttestationQuery{Rule: "CNTR-MK-000310", Key: "k", Asset: "node1.example.mil", NodeScope: true, At: at, CheckSHA256: hex64}
	cluster := AttestationQuery{Rule: "CNTR-MK-000310", Key: "k", Asset: "mke.example.mil", Cluster: true, At: at, CheckSHA256: hex64}
	half := cluster
	half.NodeScope = false
	nodeScopeOnCluster := cluster
	nodeScopeOnCluster.NodeScope = true
	unknownText := cluster
	unknownText.CheckSHA256 = ""
	for _, row := range []struct {
		name, entry string
		q           AttestationQuery
		why         string // "" when it counts
	}{
		{"host named", whole + `, assets: ["node*"]`, node, ""},
		{"other host", whole + `, assets: ["edge*"]`, node, `does not cover "node1.example.mil"`},
		{"cluster named, host judged", whole + `, assets: [cluster]`, node, `does not cover "node1.example.mil"`},
		{"cluster named", whole + `, assets: [cluster]`, cluster, ""},
		{"host pattern is never the cluster", whole + `, assets: ["mke*"]`, cluster, "does not cover the cluster; its assets name hosts"},
		{"both named", whole + `, assets: [cluster, "node*"]`, node, ""},
		{"no assets, node rule", whole, node, "names no assets, and says nothing of single nodes"},
		{"no assets, node rule on the cluster", whole, nodeScopeOnCluster, "names no assets, and says nothing of single nodes"},
		{"no assets, cluster rule", whole, half, ""},
		{"empty assets", whole + `, assets: []`, cluster, "does not cover the cluster; its assets name hosts"},
		{"bound", whole + `, check_sha256: ` + hex64, half, ""},
		{"bound to another text", whole + `, check_sha256: ` + "0" + hex64[1:], half, "is for another check text: the check text changed since 2026-02-01"},
		{"bound, text unknown", whole + `, check_sha256: ` + hex64, unknownText, "is bound to a check text, and the benchmark's is not known"},
		{"no by", "on: 2026-02-01, expires: 2027-02-01, evidence: e", half, "has no by"},
		{"no on", "by: K, expires: 2027-02-01, evidence: e", half, "has no on"},
		{"no expires", "by: K, on: 2026-02-01, evidence: e", half, "has no expires"},
		{"no evidence", "by: K, on: 2026-02-01, expires: 2027-02-01", half, "has no evidence"},
		{"future", "by: K, on: 2026-06-02, expires: 2027-02-01, evidence: e", half, "is dated 2026-06-02, after the time of evaluation"},
		{"expired", "by: K, on: 2026-02-01, expires: 2026-05-31, evidence: e", half, "expired 2026-05-31"},
		{"last day", "by: K, on: 2026-06-01, expires: 2026-06-01, evidence: e", half, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := readSSP(t, "attestations: [{rule: CNTR-MK-000310, key: k, value: true, "+row.entry+"}]")
			a, near := s.Attestation(row.q)
			if row.why == "" {
				require.NotNil(t, a, near)
				require.Equal(t, true, a.Value)
				require.Empty(t, near)
				return
			}
			require.Nil(t, a)
			require.Equal(t, []string{"attestations[0] " + row.why}, near)
		})
	}
	a, near := (*SSP)(nil).Attestation(node)
	require.Nil(t, a)
	require.Nil(t, near)
}

func TestAttestationsThatDisagree(t *testing.T) {
	entry := func(value, on string) string {
		return "  - {rule: CNTR-MK-000310, key: k, value: " + value + ", by: K, on: " + on + ", expires: 2027-02-01, evidence: e}\n"
	}
	q := AttestationQuery{Rule: "CNTR-MK-000310", Key: "k", Cluster: true, At: moment(t, "2026-06-01T00:00:00Z")}
	for _, row := range []struct {
		name, entries string
		want          any
		near          []string
	}{
		{"the newer one counts", entry("true", "2026-02-01") + entry("false", "2026-03-01"), false, nil},
		{"order does not matter", entry("false", "2026-03-01") + entry("true", "2026-02-01"), false, nil},
		{"same day, same answer", entry("true", "2026-02-01") + entry("true", "2026-02-01"), true, nil},
		{"same day, other answer", entry("true", "2026-02-01") + entry("false", "2026-02-01"), nil, []string{"attestations[0] and attestations[1] contradict each other"}},
		{"settled later", entry("true", "2026-02-01") + entry("false", "2026-02-01") + entry("true", "2026-02-02"), true, nil},
		{"one of them lapsed", entry("true", "2026-02-01") + entry("false", "2026-06-02"), true, []string{"attestations[1] is dated 2026-06-02, after the time of evaluation"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			a, near := readSSP(t, "attestations:\n"+row.entries).Attestation(q)
			require.Equal(t, row.near, near)
			if row.want == nil {
				require.Nil(t, a)
				return
			}
			require.Equal(t, row.want, a.Value)
		})
	}
}

func TestAttestedValues(t *testing.T) {
	for text, want := range map[string]any{
		"true": true, "10": 10.0, "-0.5": -0.5, "syslog": "syslog", `"10"`: "10", "2026-01-15": "2026-01-15",
		"[a, 1, false]": []any{"a", 1.0, false}, "[]": []any{}, `""`: "",
	} {
		s := readSSP(t, "attestations: [{rule: CNTR-MK-000310, key: k, value: "+text+"}]")
		require.Equal(t, want, s.Attestations[0].Value, text)
		require.False(t, s.Attestations[0].Bound())
	}
}

// A decision of the future does not count, whoever's date it is.
func TestSystemApprovalOfTheFuture(t *testing.T) {
	at := moment(t, "2026-11-21T00:00:00Z")
	system := "system: {name: E, version: \"1\", approved_by: \"J. Doe, ISSM\", approved_on: 2026-12-25}\n"
	future := readSSP(t, system)
	require.Equal(t, "the approval of J. Doe, ISSM (system.approved_on) is dated 2026-12-25, after the time of evaluation", future.Undecided("ports", at))
	require.Empty(t, future.Undecided("ports", moment(t, "2026-12-26T00:00:00Z")))
	signed := readSSP(t, system+"approvals: {ports: {by: \"A. Roe, ISSO\", on: 2026-01-15}}")
	require.Empty(t, signed.Undecided("ports", at), "somebody else decided that")
	require.NotEmpty(t, signed.Undecided("audit", at))
}
