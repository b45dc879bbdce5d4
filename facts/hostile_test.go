package facts

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
)

// envelope is a bundle of one section in the envelope form.
func envelope(section, fact string) string {
	return fmt.Sprintf(`{"schema": "stigfacts/1", "kind": "node", "provenance": {"finished_at": "2026-11-20T06:00:00Z"}, "sections": {%q: %s}}`, section, fact)
}

func TestReadBundleRefuses(t *testing.T) {
	for _, row := range []struct{ name, text, want, hint string }{
		{"empty", "", "b.json: is empty; want a fact bundle in JSON", ""},
		{"blank", " \n\t", "b.json: is empty", ""},
		{"html", "<!DOCTYPE html><html><body>Log in</body></html>", "b.json: is an HTML page", "login page"},
		{"xml", "<?xml version='1.0'?><Benchmark/>", "b.json: is XML", "-b"},
		{"zip", "PK\x03\x04....", "b.json: is a zip archive", "-b"},
		{"gzip", "\x1f\x8b\x08", "b.json: is compressed with gzip", "gunzip"},
		{"zeros", "\x00\x00\x00", "b.json: holds NUL bytes", ""},
		{"utf-16", "\xff\xfe{\x00", "b.json: is UTF-16", "PowerShell"},
		{"utf-16 without mark", "{\x00\"\x00", "b.json: is UTF-16", "PowerShell"},
		{"yaml", "schema: ssp/1\n", "b.json: looks like YAML", "ssp.yaml goes to -i"},
		{"yaml of another key", "orchestrator: swarm\n", "b.json: looks like YAML", "ssp.yaml goes to -i"},
		{"yaml with a comment", "# decisions\n\n# more\nschema: ssp/1\n", "b.json: looks like YAML", "ssp.yaml goes to -i"},
		{"comments alone", "# nothing\n", "b.json:1:1: is not JSON", ""},
		{"text", "hello", "b.json:1:1: is not JSON", ""},
		{"truncated", `{"node": {"os": {"id": "rhel"`, "b.json:1:30: node.os: ends early", "copy it again"},
		{"two documents", `{"node": {}} {"node": {}}`, "b.json:1:14: is not JSON: more follows after the end of the document", ""},
		{"duplicate section", `{"node": {"os": {}, "os": {}}}`, "b.json:1:21: node.os: is there twice", ""},
		{"duplicate key deep inside", `{"node": {"docker_engine.info": {"Swarm": {"NodeID": "a", "NodeID": "b"}}}}`, `b.json:1:59: node["docker_engine.info"].Swarm.NodeID: is there twice`, ""},
		{"nested and dotted", `{"node": {"docker_engine.images": [], "docker_engine": {"images": []}}}`, `b.json:1:57: node["docker_engine.images"]: is there twice, nested and dotted`, ""},
		{"invalid utf-8", "{\"node\": {\"os\": {\"id\": \"\xff\"}}}", "b.json:1:2", ""},
		{"list", `[{"Id": "x", "HostConfig": {}}]`, "b.json:1:1: is a list; want a fact bundle", "docker inspect"},
		{"checklist", `{"title": "x", "stigs": []}`, "b.json:1:1: looks like a checklist (.cklb)", "--into"},
		{"kubernetes list", `{"apiVersion": "v1", "kind": "List", "items": []}`, "looks like a Kubernetes list", "k8s"},
		{"capture index", `{"info": {"endpoint": "GET /info", "status": 200}}`, "looks like the index of a capture folder", "folder"},
		{"docker info", `{"ID": "x", "ServerVersion": "25"}`, "looks like one answer of the Docker API", "capture folder"},
		{"sections without a side", `{"docker_engine": {"info": {}}}`, "has sections without a side", `wrap them: {"node"`},
		{"something else", `{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}`, `has the members "a", "b", "c", "d", …; want a fact bundle`, ""},
		{"empty object", `{}`, "is an empty object", ""},
		{"other schema", `{"schema": "stigfacts/2", "kind": "node", "sections": {}}`, `b.json:1:12: schema: is "stigfacts/2"; want "stigfacts/1"`, "newer version"},
		{"schema of the plain form", `{"schema": "stigfacts/9", "node": {}}`, `b.json:1:12: schema: is "stigfacts/9"`, "newer"},
		{"schema is a number", `{"schema": 1, "kind": "node", "sections": {}}`, "b.json:1:12: schema: is a number; want a string", ""},
		{"no schema", `{"kind": "node", "sections": {}}`, `schema: is missing; want "stigfacts/1"`, ""},
		{"other kind", `{"schema": "stigfacts/1.3", "kind": "host", "sections": {}}`, `b.json:1:37: kind: is "host"; want "node" or "cluster"`, ""},
		{"no sections", `{"schema": "stigfacts/1", "kind": "node"}`, "sections: is missing; want an object", ""},
		{"sections is a list", `{"schema": "stigfacts/1", "kind": "node", "sections": []}`, "b.json:1:55: sections: is a list; want an object", ""},
		{"bare value in an envelope", envelope("lsm", `true`), `sections["lsm"]: is true; want an object with status and value`, "plain form"},
		{"status of another name", envelope("lsm", `{"status": "OK", "value": {}}`), `sections["lsm"].status: is "OK"; want ok, absent`, ""},
		{"no status", envelope("lsm", `{"value": {}}`), `sections["lsm"].status: is missing; want ok`, ""},
		{"ok without a value", envelope("lsm", `{"status": "ok"}`), `sections["lsm"].value: is missing`, ""},
		{"ok with null", envelope("processes", `{"status": "ok", "complete": true, "value": null}`), `sections["processes"].value: is missing`, ""},
		{"ok with a marker", envelope("lsm", `{"status": "ok", "value": {"$absent": true}}`), `sections["lsm"].value: is a marker`, ""},
		{"time", envelope("lsm", `{"status": "ok", "at": "yesterday", "value": {}}`), `sections["lsm"].at: is "yesterday"; want a time such as`, ""},
		{"null in the plain form", `{"node": {"docker_engine.containers": null}}`, "b.json:1:39: docker_engine.containers: is null; want a value, or a marker", ""},
		{"side is a list", `{"node": []}`, "b.json:1:10: node: is a list; want an object with sections", ""},
		{"group is a list", `{"node": {"docker_engine": []}}`, "b.json:1:28: docker_engine: is a list", ""},
		{"number for a name", `{"node": {"docker_engine.containers": [{"Id": "1"}, {"Id": "2", "Names": [7]}]}}`, "b.json:1:75: docker_engine.containers[1].Names[0]: is a number; want a string", "another version"},
		{"text for a number", `{"node": {"docker_engine.containers": [{"inspect": {"HostConfig": {"Memory": "64m"}}}]}}`, `docker_engine.containers[0].inspect.HostConfig.Memory: is a string; want a whole number`, ""},
		{"text for a truth value", `{"node": {"docker_engine.containers": [{"inspect": {"HostConfig": {"Privileged": "false"}}}]}}`, `HostConfig.Privileged: is a string; want true or false`, ""},
		{"object for a list", `{"node": {"host_files": {"/etc/docker": {"entries": {"a": 1}}}}}`, `host_files["/etc/docker"].entries: is an object; want a list`, ""},
		{"list for an object", `{"node": {"lsm": []}}`, "b.json:1:18: lsm: is a list; want an object", ""},
		{"pair of three", `{"node": {"docker_engine.info": {"DriverStatus": [["a", "b", "c"]]}}}`, "docker_engine.info.DriverStatus[0]", ""},
		{"fraction", `{"node": {"listening": [{"port": 1.5}]}}`, "listening[0].port: is 1.5; want a whole number", ""},
		{"list of texts with a number", `{"node": {"host_files": {"/x": {"entries": ["a", 5]}}}}`, `b.json:1:50: host_files["/x"].entries[1]: is a number; want a string`, ""},
		{"list of texts that ends", `{"node": {"host_files": {"/x": {"entries": ["a"`, `ends early`, ""},
		{"marker of another name", `{"node": {"lsm": {"$unknown": true}}}`, `the marker "$unknown" is unknown; want $absent`, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			bundles, _, err := ReadBundle("b.json", []byte(row.text))
			require.Error(t, err)
			require.Empty(t, bundles)
			require.Contains(t, err.Error(), row.want)
			require.Contains(t, diag.Each(err)[0].Hint, row.hint)
			require.Equal(t, "b.json", diag.Each(err)[0].File)
		})
	}
}

func TestProblemsOfOneFileComeTogether(t *testing.T) {
	_, _, err := ReadBundle("b.json", []byte(`{"node": {
  "os": {"id": 5},
  "lsm": {"selinux_mode": true},
  "packages": {}
}}`))
	require.Equal(t, `b.json:2:16: os.id: is a number; want a string
b.json:3:27: lsm.selinux_mode: is true; want a string
b.json:4:15: packages: is an object; want a list`, err.Error())

	var b strings.Builder
	b.WriteString(`{"cluster": {"x": 0`)
	for _, s := range Sections() {
		if s.Side == ClusterSide {
			fmt.Fprintf(&b, ", %q: null", s.Name)
		}
	}
	b.WriteString(`}, "node": {"x": 0`)
	for _, s := range Sections() {
		if s.Side == NodeSide {
			fmt.Fprintf(&b, ", %q: null", s.Name)
		}
	}
	b.WriteString(`}}`)
	_, _, err = ReadBundle("b.json", []byte(b.String()))
	require.Len(t, diag.Each(err), MaxProblems)
}

func TestDepthIsBounded(t *testing.T) {
	nest := func(n int) string {
		return `{"cluster": {"mke_config": ` + strings.Repeat(`{"a":[`, n/2) + strings.Repeat(`]}`, n/2) + `}}`
	}
	_, _, err := ReadBundle("b.json", []byte(nest(MaxDepth-2)))
	require.NoError(t, err)
	_, _, err = ReadBundle("b.json", []byte(nest(MaxDepth)))
	require.ErrorContains(t, err, "nest deeper than 128")
	_, _, err = ReadBundle("b.json", []byte(strings.Repeat("[", 1<<20)))
	require.ErrorContains(t, err, "b.json:1:129: lists and objects nest deeper than 128")
	_, _, err = ReadBundle("b.json", []byte(`{"cluster": {"mke_config": {"`+strings.Repeat("[", 1000)+`\"": "`+strings.Repeat("{", 1000)+`\\"}}}`))
	require.NoError(t, err, "brackets in strings are text")
}

// Read more than once, the last of these would take longer than go test waits.
func TestLargeInputIsRefused(t *testing.T) {
	_, _, err := ReadBundle("b.json", make([]byte, 100<<20))
	require.ErrorContains(t, err, "holds NUL bytes")
	_, _, err = ReadBundle("b.json", make([]byte, MaxDocument+1))
	require.ErrorContains(t, err, "is 268435457 bytes; want at most 268435456")
	_, _, err = ReadBundle("b.json", append([]byte(`{"node": {"os": {"id": "`), bytes.Repeat([]byte{'\\'}, 8<<20)...))
	require.Error(t, err, "a run of backslashes is read once")
}

func TestEnvelopeRules(t *testing.T) {
	list := `[{"name": "a"}, {"name": "b"}]`
	for _, row := range []struct{ name, fact, why, warning string }{
		{"complete", `{"status": "ok", "complete": true, "expected": 2, "collected": 2, "value": ` + list + `}`, "", ""},
		{"not said", `{"status": "ok", "value": ` + list + `}`, "partly collected: the bundle does not say whether it is complete", ""},
		{"incomplete", `{"status": "ok", "complete": false, "error": "page 3 failed", "value": ` + list + `}`, "partly collected: page 3 failed", ""},
		{"counts win over complete", `{"status": "ok", "complete": true, "expected": 3, "collected": 2, "value": ` + list + `}`, "partly collected: 2 of 3", "claims to be complete with 2 of 3"},
		{"list shorter than its count", `{"status": "ok", "complete": true, "expected": 3, "collected": 3, "value": ` + list + `}`, "partly collected: 3 of 3: 3 expected, 2 in the list", "holds 2 of the 3 it claims"},
		{"expected alone", `{"status": "ok", "complete": true, "expected": 2, "value": ` + list + `}`, "partly collected: 0 of 2: 2 expected, and not said how many were collected", ""},
		{"denied", `{"status": "denied", "at": "2026-11-20T06:00:00Z", "error": "needs root"}`, "denied at 2026-11-20T06:00:00Z: needs root", ""},
		{"skipped", `{"status": "skipped"}`, "skipped", ""},
		{"absent with a value", `{"status": "absent", "value": ` + list + `}`, "absent", "has a value, which is ignored"},
		{"value edited", `{"status": "ok", "complete": true, "sha256": "00", "value": ` + list + `}`, "", `section "packages" was edited after collection`},
	} {
		t.Run(row.name, func(t *testing.T) {
			bundles, warnings, err := ReadBundle("b.json", []byte(envelope("packages", row.fact)))
			require.NoError(t, err)
			f := bundles[0].Facts["packages"]
			require.Equal(t, row.why, f.Why())
			require.Equal(t, f.State == OK, f.Value != nil)
			require.Contains(t, strings.Join(warnings, "\n"), row.warning)
			require.Equal(t, "b.json: has no bundle_id, so it cannot be told whether it was edited after collection", warnings[len(warnings)-1])
		})
	}
}

func TestTimesOfAnEnvelope(t *testing.T) {
	bundles, warnings, err := ReadBundle("b.json", []byte(`{"schema": "stigfacts/1", "kind": "node", "sections": {"lsm": {"status": "absent", "at": "2026-11-20T06:00:00Z"}, "os": {"status": "skipped"}}}`))
	require.NoError(t, err)
	require.False(t, bundles[0].Timeless, "the time of the facts stands in for the missing one")
	require.Equal(t, "2026-11-20T06:00:00Z", bundles[0].Provenance.FinishedAt.Format(time.RFC3339))
	require.Contains(t, strings.Join(warnings, "\n"), "has no provenance.finished_at")
	bundles, warnings, err = ReadBundle("b.json", []byte(`{"schema": "stigfacts/1", "kind": "node", "sections": {}}`))
	require.NoError(t, err)
	require.False(t, bundles[0].Timeless, "only the forms that have no times are")
	require.Contains(t, strings.Join(warnings, "\n"), "carries no time of collection")
}

// A bundle that was edited after collection still says so when only one word is another.
func TestEditedBundleIsToldApart(t *testing.T) {
	data := sampleText(t)
	bundles, warnings, err := ReadBundle("n.json", bytes.Replace(data, []byte("docker-datacenter"), []byte("docker-datacentre"), 1))
	require.NoError(t, err)
	require.True(t, bundles[0].Edited)
	require.Contains(t, warnings[len(warnings)-1], "n.json: was edited after collection: its content gives bundle_id ")
	indented := bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n\t"))
	again, warnings, err := ReadBundle("n.json", indented)
	require.NoError(t, err)
	require.Empty(t, warnings)
	original, _, _ := ReadBundle("n.json", data)
	require.Equal(t, original[0].Digest, again[0].Digest, "re-indenting changes nothing")
}

func TestListsOfNoProvenAdministratorAreIncomplete(t *testing.T) {
	cluster := func(privilege, method, whoami string) string {
		return fmt.Sprintf(`{"schema": "stigfacts/1", "kind": "cluster", "bundle_id": "x", "provenance": {"privilege": %q, "method": %q, "finished_at": "2026-11-20T06:00:00Z"},
		"sections": {%s "mke_api.rbac": {"status": "ok", "complete": true, "value": {"grants": []}},
		"swarm": {"status": "ok", "complete": true, "value": {"networks": [], "unlock_key_set": true, "nodes": {"$denied": "403"}}}}}`, privilege, method, whoami)
	}
	who := func(isAdmin string) string {
		return `"mke_api.whoami": {"status": "ok", "complete": true, "value": {"name": "a"` + isAdmin + `}},`
	}
	plain := func(whoami string) string {
		return `{"cluster": {` + whoami + `"mke_api.rbac": {"grants": []}, "swarm": {"networks": []}}}`
	}
	for _, row := range []struct {
		name, text string
		rbac       bool // stays complete
		swarm      bool
	}{
		{"administrator", cluster("mke-admin", "api", who(`, "isAdmin": true`)), true, true},
		{"administrator with the privilege of a user", cluster("mke-user", "api", who(`, "isAdmin": true`)), false, false},
		{"no administrator", cluster("mke-admin", "api", who(`, "isAdmin": false`)), false, false},
		{"not said", cluster("mke-admin", "api", who("")), false, false},
		{"never asked", cluster("mke-admin", "api", ""), false, false},
		{"a manager's own socket", cluster("root", "local", ""), false, true},
		{"plain form", plain(""), true, true},
		{"plain form, administrator", plain(`"mke_api.whoami": {"isAdmin": true},`), true, true},
		{"plain form, known user", plain(`"mke_api.whoami": {"isAdmin": false},`), false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			bundles, warnings, err := ReadBundle("c.json", []byte(row.text))
			require.NoError(t, err)
			facts := bundles[0].Facts
			require.Equal(t, row.rbac, facts["mke_api.rbac"].Why() == "", facts["mke_api.rbac"].Why())
			require.Equal(t, row.swarm, facts["swarm"].Why() == "")
			require.Equal(t, row.rbac, facts["mke_api.rbac"].Value.(RBAC).Grants.Why() == "", "the list inside says it too")
			swarm := facts["swarm"].Value.(SwarmObjects)
			require.Equal(t, row.swarm, swarm.Networks.Why() == "")
			require.Equal(t, !row.rbac || !row.swarm, strings.Contains(strings.Join(warnings, "\n"), "proven administrator"))
			if swarm.Nodes.State != NotCollected {
				require.Equal(t, "denied: 403", swarm.Nodes.Why())
				require.Empty(t, swarm.UnlockKeySet.Why(), "a single answer is not filtered")
			}
		})
	}
}

// A bundle of Kubernetes and MSR alone, of which no mke_api.whoami says who asked, holds
// lists that prove a violation and never that there is none; what is no list stays.
func TestListsWithoutMKEAreIncomplete(t *testing.T) {
	const text = `{"schema": "stigfacts/1", "kind": "cluster", "provenance": {"privilege": %q, "method": "api", "finished_at": "2026-11-20T06:00:00Z"}, "sections": {%s
		"k8s": {"status": "ok", "complete": true, "value": {"version": "v1.31.4", "pods": [], "services": {"$denied": "403"}}},
		"msr": {"status": "ok", "complete": true, "value": {"present": true, "settings": {"createRepositoryOnPush": false}, "accounts": {"users": [], "orgs": []}, "repositories": []}}}}`
	for name, row := range map[string]struct{ privilege, who, why string }{
		"MKE was not asked":         {"", "", "no mke_api.whoami in the bundle"},
		"claims an administrator":   {"mke-admin", "", "no mke_api.whoami in the bundle"},
		"MKE denied who asked":      {"mke-user", `"mke_api.whoami": {"status": "denied"},`, "no mke_api.whoami in the bundle"},
		"MKE says a user":           {"mke-user", `"mke_api.whoami": {"status": "ok", "complete": true, "value": {"name": "a", "isAdmin": false}},`, "not a proven administrator"},
		"MKE says an administrator": {"mke-admin", `"mke_api.whoami": {"status": "ok", "complete": true, "value": {"name": "a", "isAdmin": true}},`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			bundles, warnings, err := ReadBundle("c.json", fmt.Appendf(nil, text, row.privilege, row.who))
			require.NoError(t, err)
			b := bundles[0].Facts
			objects, registry := b[K8s.Name].Value.(K8sObjects), b[MSR.Name].Value.(Registry)
			for list, why := range map[string]string{"k8s": b[K8s.Name].Why(), "pods": objects.Pods.Why(), "msr": b[MSR.Name].Why(),
				"repositories": registry.Repositories.Why()} {
				require.Equal(t, row.why == "", why == "", "%s: %s", list, why)
				require.Contains(t, why, row.why, list)
			}
			require.Equal(t, row.why == "", !strings.Contains(strings.Join(warnings, "\n"), "k8s, msr claimed to be complete"), warnings)
			require.Equal(t, "denied: 403", objects.Services.Why(), "a list that was refused stays refused")
			require.Empty(t, registry.Settings.Why(), "a single answer is not filtered")
			require.Empty(t, objects.Version.Why())
		})
	}
}
