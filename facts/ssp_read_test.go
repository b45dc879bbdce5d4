package facts

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
)

const (
	hex64   = "7edc0383c12921c700a527730a6dbc860734c78d565d89d2835d68c84eb3c9ec"
	hexCaps = "7EDC0383c12921c700a527730a6dbc860734c78d565d89d2835d68c84eb3c9ec"
)

// readSSP reads a document that must be sound.
func readSSP(t testing.TB, text string) *SSP {
	t.Helper()
	s, err := ReadSSP("ssp.yaml", []byte(text), nil)
	require.NoError(t, err, text)
	return s
}

func TestReadSSPMistakes(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"unknown top key", "prots: {}", `1:1: prots: unknown key; did you mean "ports"?`},
		{"unknown key in a block", "ports:\n  alowed: []", `2:3: ports.alowed: unknown key; did you mean "allowed"?`},
		{"unknown key in an entry", "ports: {allowed: [{host_prt: 1, service: a}]}", `1:20: ports.allowed[0].host_prt: unknown key; did you mean "host_port"?`},
		{"key of nothing near", "login: {zebra_crossing: 1}", `1:9: login.zebra_crossing: unknown key; want per_user_limit`},
		{"key of another block", "window_days: 3", `1:1: window_days: unknown key; did you mean "audit.window_days"?`},
		{"key twice", "orchestrator: swarm\norchestrator: mixed", `2:1: orchestrator: stands twice, first in line 1; want it once`},
		{"key twice in an entry", "audit: {window_days: 3, window_days: 4}", `1:25: audit.window_days: stands twice, first in line 1; want it once`},
		{"key that is a number", "3: a", `1:1: has the key "3"; want text of one line (a number in quotes)`},
		{"key of two lines", `{"a\nb": 1}`, `1:2: has the key "a\nb"; want text of one line (a number in quotes)`},
		{"text for a list", "docker_group_members: alice", `1:23: docker_group_members: is "alice"; want a list`},
		{"no value for a list", "docker_group_members:", `1:1: docker_group_members: has no value; want a list`},
		{"no value for a block", "ports:", `1:1: ports: has no value; want a mapping with allowed or host_network_listeners`},
		{"list for a block", "ports: []", `1:8: ports: is a list; want a mapping with allowed or host_network_listeners`},
		{"number for text", "mke: {latest_approved_version: 3.8}", `1:32: mke.latest_approved_version: is 3.8; want text`},
		{"blank text", `system: {name: " "}`, `1:16: system.name: is " "; want text`},
		{"word for a truth", "msr: {in_use: yes}", `1:15: msr.in_use: is "yes"; want true or false`},
		{"port 0", "ports: {allowed: [{host_port: 0}]}", `1:31: ports.allowed[0].host_port: is 0; want 1 to 65535`},
		{"port as text", `ports: {allowed: [{host_port: "80"}]}`, `1:31: ports.allowed[0].host_port: is "80"; want 1 to 65535`},
		{"octal port", "ports: {allowed: [{host_port: 0777}]}", `1:31: ports.allowed[0].host_port: is 0777; want 1 to 65535`},
		{"port of nothing", "ports: {allowed: [{proto: tcp}]}", `1:19: ports.allowed[0]: says not what it is for; want host_port, container, component, service, namespace or pod`},
		{"address range for an address", "ports: {allowed: [{host_port: 1, host_ip: 192.0.2.0/24}]}", `1:43: ports.allowed[0].host_ip: is "192.0.2.0/24"; want an IP address as 192.0.2.10`},
		{"mistyped address", "mke: {address: [192.0.2.300]}", `1:17: mke.address[0]: is "192.0.2.300"; want a host name or an IP address`},
		{"protocol", "ports: {allowed: [{host_port: 1, proto: TCP}]}", `1:41: ports.allowed[0].proto: is "TCP"; want tcp, udp or sctp`},
		{"selector of everything", `exceptions: {host_network: [{pod: "?*"}]}`, `1:35: exceptions.host_network[0].pod: is "?*"; want a selector that does not match everything`},
		{"selector of all assets", `attestations: [{rule: CNTR-MK-000310, key: k, value: true, assets: ["*"]}]`, `1:69: attestations[0].assets[0]: is "*"; want a selector that does not match everything`},
		{"selector of nothing", "exceptions: {host_network: [{reason: r}]}", `1:29: exceptions.host_network[0]: says not what it is for; want component, image, container, service, pod or namespace`},
		{"ALL for every container", "capabilities: {default_allowed_add: [all]}", `1:38: capabilities.default_allowed_add[0]: is "all"; want no ALL for every container`},
		{"capability", "capabilities: {default_allowed_add: [net-admin]}", `1:38: capabilities.default_allowed_add[0]: is "net-admin"; want a capability as NET_ADMIN, or ALL`},
		{"Vuln ID", "exemptions: [{rule: V-260907, component: a}]", `1:21: exemptions[0].rule: is "V-260907"; want a STIG ID as CNTR-MK-000310`},
		{"rule in small letters", "exemptions: [{rule: cntr-mk-000310, component: a}]", `1:21: exemptions[0].rule: is "cntr-mk-000310"; want a STIG ID as CNTR-MK-000310`},
		{"no rule", "exemptions: [{component: a}]", `1:14: exemptions[0]: has no rule; want one`},
		{"image tag for an id", `exemptions: [{rule: CNTR-MK-000310, image: "nginx:1"}]`, `1:44: exemptions[0].image: is "nginx:1"; want an image id, sha256: and 64 hexadecimal digits in lower case`},
		{"pattern for a component", `system_containers: {images: [{id: "sha256:` + hex64 + `", component: "ucp-*"}]}`, `1:121: system_containers.images[0].component: is "ucp-*"; want one name, without blanks and wildcards`},
		{"digest in capitals", "attestations: [{rule: CNTR-MK-000310, key: k, value: true, check_sha256: " + hexCaps + "}]",
			`1:74: attestations[0].check_sha256: is "` + hexCaps[:60] + `…"; want 64 hexadecimal digits in lower case`},
		{"no such day", "system: {approved_on: 2026-02-30}", `1:23: system.approved_on: is "2026-02-30"; want a date as 2026-10-05`},
		{"expiry before the decision", "approvals: {ports: {by: a, on: 2026-02-02, expires: 2026-02-01}}", `1:53: approvals.ports.expires: is "2026-02-01"; want a day not before 2026-02-02`},
		{"approval of what is no key", "approvals: {port: {by: a}}", `1:13: approvals.port: unknown key; did you mean "ports"?`},
		{"approval by nobody", "approvals: {ports: {on: 2026-02-02}}", `1:20: approvals.ports: has no by; want one`},
		{"duration without unit", `swarm: {node_cert_expiry: "2160"}`, `1:27: swarm.node_cert_expiry: is "2160"; want a duration as 2160h`},
		{"quantity", "resources: {kubernetes_quotas: {shop: {limits.cpu: lots}}}", `1:52: resources.kubernetes_quotas.shop.limits.cpu: is "lots"; want a quantity as "4", 500m or 8Gi`},
		{"access level", "registry_rbac: {repositories: [{repo: a/b, access: {a/c: rw}}]}", `1:58: registry_rbac.repositories[0].access.a/c: is "rw"; want read-only, read-write or admin`},
		{"looser reading", "interpretation: {CNTR-MK-000570: lax}", `1:34: interpretation.CNTR-MK-000570: is "lax"; want check or title`},
		{"reading of no rule", "interpretation: {x: check}", `1:18: interpretation.x: is no STIG ID; want one as CNTR-MK-000570`},
		{"directory address", "idp: {ldap: {server_url: ad.example.mil}}", `1:26: idp.ldap.server_url: is "ad.example.mil"; want an address that begins with ldaps, ldap or https and ://`},
		{"attestation without value", "attestations: [{rule: CNTR-MK-000310, key: k}]", `1:16: attestations[0]: has no value; want one`},
		{"attestation of a mapping", "attestations: [{rule: CNTR-MK-000310, key: k, value: {a: b}}]", `1:54: attestations[0].value: is a mapping; want true, false, a number, text or a list of these`},
		{"octal answer", "attestations: [{rule: CNTR-MK-000310, key: k, value: 010}]", `1:54: attestations[0].value: is 010; want a number as 10 or 0.5`},
		{"schema of the future", "schema: ssp/2", `1:9: schema: is "ssp/2"; want ssp/1`},
		{"fact bundle", "schema: stigfacts/1", `1:9: schema: is "stigfacts/1"; want ssp/1`},
		{"banner without text", "banner: {source: text}", `1:9: banner: has no text; want one`},
		{"certificate", "trust_anchors: {mke: [abc]}", `1:23: trust_anchors.mke[0]: 0 of 0 certificates are whole; want one or more, each whole`},
		{"relative device", "images: {approved_devices: [fuse]}", `1:29: images.approved_devices[0]: is "fuse"; want a path that begins with /`},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := ReadSSP("ssp.yaml", []byte(row.text), nil)
			require.Nil(t, s)
			require.EqualError(t, err, "ssp.yaml:"+row.want)
		})
	}
}

func TestReadSSPRefusesWhatIsNotPlainYAML(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"empty", "", "says nothing"},
		{"comments alone", "# a\n", "says nothing"},
		{"text", "abc", `1:1: is "abc"; want keys with values, such as schema: ssp/1`},
		{"anchor", "docker_group_members: &a [b]", "1:23: is an anchor"},
		{"alias", "docker_group_members: *a", "1:23: is an anchor or an alias"},
		{"alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "1:4: is an anchor"},
		{"merge key", "<<: {a: b}", "1:1: is a merge key"},
		{"tag", "orchestrator: !!str swarm", "1:15: is a tag"},
		{"directive", "%YAML 1.1\n---\norchestrator: swarm", "1:1: is a directive"},
		{"complex key", "? orchestrator\n: swarm", "1:1: is a key in the form"},
		{"two documents", "orchestrator: swarm\n---\norchestrator: mixed", "begins a second document"},
		{"tab", "ports:\n\tallowed: []", "2:1: is not YAML: a tab where a line is indented; want blanks"},
		{"line that is swallowed", "docker_group_members: [a]\norchestrator: swarm\n  - {x: y}", "3:10: is text without quotes that goes on in the next line"},
		{"colon without a blank", "audit: {window_days:30}", "1:20: is a colon without a blank after it"},
		{"open bracket", "docker_group_members: [a", "1:23: is not YAML"},
		{"deep flow", strings.Repeat("[", 100_000), "is nested too deep; want at most 64 levels"},
		{"deep block", strings.Repeat("- ", 100_000) + "a", "is nested too deep; want at most 64 levels"},
		{"many keys", manyKeys(20_000), "is one key more than a mapping may have; want at most 2000"},
		{"many words", "a: [" + strings.Repeat("1,", 300_000) + "]", "words and marks; want at most 400000"},
		{"too long", strings.Repeat("#", 9<<20), "has 9437184 bytes; want at most 8388608 (8 MiB)"},
		{"long key", strings.Repeat("k", 100_000) + ": 1", "1:1: has the key"},
		{"UTF-16", "\xff\xfeo\x00", "1:1: is UTF-16; want UTF-8"},
		{"Latin-1", "system: {name: \"Stra\xdfe\"}", "1:21: holds a byte that is not UTF-8"},
		{"control character", "system: {name: a\x1b[31m}", "1:17: holds a control character"},
		{"web page", "<!DOCTYPE html>", `begins with "<"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := ReadSSP("ssp.yaml", []byte(row.text), nil)
			require.Nil(t, s)
			require.ErrorContains(t, err, row.want)
			require.Less(t, len(err.Error()), 300, "a message is one line")
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}

func TestReadSSPHoldsNoSecret(t *testing.T) {
	key := "-----BEGIN EC PRIVATE " + "KEY-----\nMHcCAQEE\n-----END EC PRIVATE " + "KEY-----\n"
	for _, row := range []struct{ name, text, want string }{
		{"private key", "trust_anchors:\n  mke:\n    - |\n      " + strings.ReplaceAll(key, "\n", "\n      "), "ssp.yaml:4:7: holds a private key; ssp.yaml holds no secret"},
		{"in a comment", "# " + strings.ReplaceAll(key, "\n", "\n# "), "ssp.yaml:1:3: holds a private key; ssp.yaml holds no secret"},
		{"escaped", `system: {name: "\x2d----BEGIN PRIVATE ` + `KEY-----"}`, "ssp.yaml:1:16: system.name: holds a private key; ssp.yaml holds no secret"},
		{"password in an address", `idp: {ldap: {server_url: "ldaps://u:hunter2@ad.example.mil"}}`, "ssp.yaml:1:26: idp.ldap.server_url: holds an address with a password; ssp.yaml holds no secret"},
		{"join token", "docker_group_members: [SWMTKN-1-abc]", "ssp.yaml:1:24: docker_group_members[0]: holds a join token or unlock key of a swarm; ssp.yaml holds no secret"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := ReadSSP("ssp.yaml", []byte(row.text), nil)
			require.Nil(t, s)
			require.EqualError(t, err, row.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
	_, err := ReadSSP("ssp.yaml", []byte("idp: {ldap: {reader_password: hunter2}}"), nil)
	require.ErrorContains(t, err, "unknown key")
	require.Equal(t, "ssp.yaml holds no secret: remove the value, and change it where it is used", diag.Each(err)[0].Hint)
	require.NotContains(t, err.Error(), "hunter2")
}

func TestReadSSPFilesBeside(t *testing.T) {
	beside := fstest.MapFS{
		"banner.txt":  {Data: []byte("Authorized use only.\n")},
		"key.pem":     {Data: []byte("-----BEGIN PRIVATE " + "KEY-----\n")},
		"empty.pem":   {Data: []byte("\n")},
		"der.pem":     {Data: []byte{0x30, 0x82, 0xff}},
		"large.pem":   {Data: make([]byte, maxBesideBytes+1)},
		"sub/ca.pem":  {Data: []byte("x")},
		"no-cert.pem": {Data: []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")},
		"cut.pem":     {Data: []byte("-----BEGIN CERTIFICATE-----\nAAAA\n")},
		"request.pem": {Data: []byte("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")},
	}
	for _, row := range []struct{ name, file, want string }{
		{"above", "../ca.pem", `:30: trust_anchors.msr[0].file: file "../ca.pem" is not a name in the folder of ssp.yaml`},
		{"absolute", "/etc/ca.pem", "is not a name in the folder"},
		{"below", "sub/ca.pem", "is not a name in the folder"},
		{"other slash", `'..\ca.pem'`, "is not a name in the folder"},
		{"folder", "sub", "is not a plain file"},
		{"absent", "none.pem", "cannot be read: open none.pem: file does not exist"},
		{"private key", "key.pem", "holds a private key"},
		{"empty", "empty.pem", "is empty"},
		{"DER", "der.pem", "is not UTF-8 text"},
		{"large", "large.pem", "has 1048577 bytes; want at most 1048576 (1 MiB)"},
		{"no certificate", "no-cert.pem", "trust_anchors.msr[0]: certificate 1 of the text cannot be read"},
		{"cut", "cut.pem", "0 of 1 certificates are whole"},
		{"request", "request.pem", `holds a PEM block "CERTIFICATE REQUEST"; want certificates alone`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := ReadSSP("ssp.yaml", []byte("trust_anchors: {msr: [{file: "+row.file+"}]}"), beside)
			require.ErrorContains(t, err, row.want)
			require.Len(t, diag.Each(err), 1)
		})
	}
	_, err := ReadSSP("-", []byte("trust_anchors: {msr: [{file: a.pem}]}"), nil)
	require.ErrorContains(t, err, "cannot be read: ssp.yaml was not read from a folder")

	s, err := ReadSSP("ssp.yaml", []byte("banner: {source: file, path: banner.txt}"), beside)
	require.NoError(t, err)
	require.Equal(t, &SSPBannerText{Source: "file", Path: "banner.txt", Text: "Authorized use only.\n"}, s.Banner)
	beside["banner.txt"].Data = []byte("Other text.\n")
	other, err := ReadSSP("ssp.yaml", []byte("banner: {source: file, path: banner.txt}"), beside)
	require.NoError(t, err)
	require.NotEqual(t, s.Digest, other.Digest, "another text is another content")
}

func TestReadSSPReportsAllProblemsInFileOrder(t *testing.T) {
	text := "login: {per_user_limit: 0}\norchestrator: swarn\nschema: ssp/9\n"
	_, err := ReadSSP("ssp.yaml", []byte(text), nil)
	require.EqualError(t, err, `ssp.yaml:1:25: login.per_user_limit: is 0; want 1 to 1000000
ssp.yaml:2:15: orchestrator: is "swarn"; want swarm, kubernetes or mixed
ssp.yaml:3:9: schema: is "ssp/9"; want ssp/1`)

	_, err = ReadSSP("ssp.yaml", []byte("docker_group_members: ["+strings.Repeat("1,", 80)+"]"), nil)
	problems := diag.Each(err)
	require.Len(t, problems, 50)
	require.Contains(t, problems[49].Hint, "30 more problems are not shown")
}

func TestReadSSPDigest(t *testing.T) {
	digest := func(text string) string { return readSSP(t, text).Digest }
	one := digest("audit: {window_days: 30}\nsystem: {name: A, approved_on: 2026-01-15}\n")
	for name, same := range map[string]string{
		"order, comments, block form": "# c\nsystem:\n  approved_on: 2026-01-15 # d\n  name: 'A'\naudit:\n  window_days: 30\n",
		"dates in quotes":             "audit: {window_days: 30}\nsystem: {name: \"A\", approved_on: \"2026-01-15\"}",
		"line ends":                   "audit: {window_days: 30}\r\nsystem: {name: A, approved_on: 2026-01-15}\r\n",
		"byte order mark":             "\ufeffaudit: {window_days: 30}\nsystem: {name: A, approved_on: 2026-01-15}\n",
		"start of document":           "---\naudit: {window_days: 30}\nsystem: {name: A, approved_on: 2026-01-15}\n",
		"JSON":                        `{"audit":{"window_days":30},"system":{"name":"A","approved_on":"2026-01-15"}}`,
	} {
		require.Equal(t, one, digest(same), name)
	}
	require.NotEqual(t, one, digest("audit: {window_days: 31}\nsystem: {name: A, approved_on: 2026-01-15}\n"))
	require.NotEqual(t, digest("{}"), digest("docker_group_members: []"), "none approved is not nothing said")
}

func TestReadSSPWordsOfYAML12(t *testing.T) {
	s := readSSP(t, "docker_group_members: [on, off, yes, y, 1_000, 12:30, 2026-01-15]\n")
	require.Equal(t, []string{"on", "off", "yes", "y", "1_000", "12:30", "2026-01-15"}, s.DockerGroupMembers)
}

func TestFactBundleIsRefusedBySchemaAlone(t *testing.T) {
	_, err := ReadSSP("n.json", []byte(`{"schema": "stigfacts/1", "kind": "node", "sections": {}}`), nil)
	all := diag.Each(err)
	require.Len(t, all, 1)
	require.EqualError(t, err, `n.json:1:12: schema: is "stigfacts/1"; want ssp/1`)
	require.Equal(t, "this is a fact bundle: give it with -f", all[0].Hint)
}
