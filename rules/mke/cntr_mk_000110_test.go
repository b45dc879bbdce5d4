package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000110(t *testing.T) {
	const id = "CNTR-MK-000110"
	const good = `{"type":"socket","owner":"root","group":"docker","mode":"0660"}`
	const alice, nobody = `{"members":["alice"],"primary_members":[],"nsswitch":["files"]}`, `{"members":[],"primary_members":[],"nsswitch":["files"]}`
	const directory = `{"members":["alice"],"primary_members":{"$partial":[]},"nsswitch":["files","sss"]}`
	node := func(socket, group string) facts.Setting {
		return ruletest.Bundle(`{"node":{"host_files":{"/var/run/docker.sock":` + socket + `},"groups":{"docker":` + group + `}}}`)
	}
	socket := func(owner, group, mode string) string {
		return `{"type":"socket","owner":"` + owner + `","group":"` + group + `","mode":"` + mode + `"}`
	}
	approved := ruletest.SSP(`{system: {name: A, approved_by: "J. Doe, ISSM", approved_on: 2026-01-15}, docker_group_members: [alice]}`)
	reviewed := func(value, expires, assets string) facts.Setting {
		return ruletest.SSP(`
docker_group_members: [alice]
attestations: [{rule: ` + id + `, key: docker_group_directory_reviewed, value: ` + value + `, by: a, on: 2026-10-01, expires: ` + expires + `, evidence: e, assets: ` + assets + `}]`)
	}
	engine := func(hosts ...string) facts.Setting {
		argv := []string{"/usr/bin/dockerd"}
		for _, h := range hosts {
			argv = append(argv, "-H", h)
		}
		return facts.Processes.Is([]facts.Process{{PID: 7, Argv: facts.Some(argv)}})
	}
	files := func(entries string) facts.Setting {
		return ruletest.Bundle(`{"node":{"host_files":{` + entries + `},"groups":{"docker":` + nobody + `}}}`)
	}
	const here = `["node1.*"]`

	ruletest.Run(t, mke.Rules, id,
		row("approved member", fine, "group docker: approved: alice; approved by J. Doe, ISSM, on 2026-01-15", node(good, alice), approved),
		row("no members need no list", fine, "group docker: no members", node(good, nobody)),
		row("no group, and the socket belongs to it", unclear, "groups.docker: is absent, although the socket belongs to it", node(good, `{"$absent":true}`)),
		row("no group, and the socket is another's", open, "root:root", node(socket("root", "root", "0660"), `{"$absent":true}`)),
		row("member not approved", open, "member alice: not in ssp docker_group_members", node(good, alice), ruletest.SSP("docker_group_members: [bob]")),
		row("none approved", open, "member alice", node(good, alice), ruletest.SSP("docker_group_members: []")),
		row("nothing said", unclear, "ssp:docker_group_members: ", node(good, alice), ruletest.SSP("system: {name: A}")),
		row("approval of the list lapsed", unclear, "approvals.docker_group_members", node(good, alice),
			ruletest.SSP("approvals: {docker_group_members: {by: a, on: 2026-01-15, expires: 2026-02-01}}\ndocker_group_members: [alice]")),
		row("case counts", open, "member Alice", node(good, `{"members":["Alice"],"primary_members":[],"nsswitch":["files"]}`), approved),
		row("primary group", open, "member mallory", node(good, `{"members":[],"primary_members":["mallory"],"nsswitch":["files"]}`), approved),
		row("member that hides in a line", open, `member x\n[stigwright-end]`, node(good, `{"members":["x\n[stigwright end]"],"primary_members":[],"nsswitch":["files"]}`), approved),
		row("unapproved in a list that is cut", open, "member bob", node(good, `{"members":{"$partial":["bob"]},"primary_members":[],"nsswitch":["files"]}`), approved),
		row("list that is cut", unclear, "groups.docker.members: partly collected", node(good, `{"members":{"$partial":["alice"]},"primary_members":[],"nsswitch":["files"]}`), approved),

		row("group by substring", open, "root:dockerroot, mode 0660", node(socket("root", "dockerroot", "0660"), nobody)),
		row("owner", open, "daemon:docker", node(socket("daemon", "docker", "0660"), nobody)),
		row("open to all", open, "mode 0666", node(socket("root", "docker", "0666"), nobody)),
		row("executable", open, "mode 0770", node(socket("root", "docker", "0770"), nobody)),
		row("setgid", open, "mode 2660", node(socket("root", "docker", "2660"), nobody)),
		row("stricter", fine, "mode 0600; stricter than 0660, which the text allows", node(socket("root", "docker", "0600"), nobody)),
		row("mode that is none", unclear, `mode: is "rw-rw----"`, node(socket("root", "docker", "rw-rw----"), nobody)),
		row("no socket there", unclear, "host_files[/var/run/docker.sock]: absent", node(`{"$absent":true}`, nobody)),
		row("said not to exist", unclear, "absent", node(`{"exists":false}`, nobody)),
		row("socket denied", unclear, "denied: no", node(`{"$denied":"no"}`, nobody)),
		row("socket never looked for", unclear, "host_files[/var/run/docker.sock]: not collected", ruletest.Bundle(`{"node":{"host_files":{},"groups":{"docker":`+nobody+`}}}`)),
		row("a link says nothing of the socket", unclear, "is a link; want the engine's socket", node(`{"type":"link","owner":"root","group":"docker","mode":"0660"}`, nobody)),
		row("owner not collected", unclear, "not collected", node(`{"group":"docker","mode":"0660"}`, nobody)),
		row("socket bad, members not known", open, "mode 0666", node(socket("root", "docker", "0666"), `{"$error":"x"}`)),

		row("socket bad in files that are cut", open, "mode 0666", ruletest.Bundle(`{"node":{"host_files":{"$partial":{"/var/run/docker.sock":`+socket("root", "docker", "0666")+`}},"groups":{"docker":`+nobody+`}}}`)),
		row("socket good in files that are cut", unclear, "host_files: partly collected", ruletest.Bundle(`{"node":{"host_files":{"$partial":{"/var/run/docker.sock":`+good+`}},"groups":{"docker":`+nobody+`}}}`)),
		row("the usual socket by its arguments", fine, "PASS", node(good, nobody), engine("fd://", "unix:///var/run/docker.sock", "unix:///run/docker.sock", "unix://")),
		row("another socket", open, "OPEN /run/alt.sock: root:users, mode 0666", engine("fd://", "unix:///run/alt.sock"), files(`"/var/run/docker.sock":`+good+`,"/run/alt.sock":`+socket("root", "users", "0666"))),
		row("another socket that is good", fine, "PASS /run/alt.sock: root:docker, mode 0660", engine("unix:///run/alt.sock"), files(`"/var/run/docker.sock":`+good+`,"/run/alt.sock":`+good)),
		row("another socket under its other name", open, "OPEN /var/run/alt.sock", engine("unix:///var/run/alt.sock"), files(`"/var/run/docker.sock":`+good+`,"/run/alt.sock":`+socket("root", "users", "0666"))),
		row("another socket, not collected", unclear, "host_files[/run/alt.sock]: not collected", engine("unix:///run/alt.sock"), files(`"/var/run/docker.sock":`+good)),
		row("another socket by daemon.json", unclear, "host_files[/run/alt.sock]: not collected", files(`"/var/run/docker.sock":`+good+`,"/etc/docker/daemon.json":{"parsed":{"hosts":["unix:///run/alt.sock"]}}`)),
		row("an address of the network", unclear, "tcp://0.0.0.0:2375: the engine is told to listen there, and who may reach it is in no fact", node(good, nobody), engine("fd://", "tcp://0.0.0.0:2375")),
		row("an address without a scheme", unclear, ":2375", node(good, nobody), engine(":2375")),
		row("an address of the network by daemon.json", unclear, "tcp://127.0.0.1:2375", files(`"/var/run/docker.sock":`+good+`,"/etc/docker/daemon.json":{"parsed":{"hosts":["tcp://127.0.0.1:2375"]}}`)),
		row("an address of the network, and a bad socket", open, "mode 0666", node(socket("root", "docker", "0666"), nobody), engine("tcp://0.0.0.0:2375")),

		row("nothing collected", unclear, "host_files: not collected"),
		row("groups skipped", unclear, "groups: skipped", ruletest.Bundle(`{"node":{"host_files":{"/var/run/docker.sock":`+good+`},"groups":{"$skipped":true}}}`)),
		row("group never asked for", unclear, "groups.docker: not collected", ruletest.Bundle(`{"node":{"host_files":{"/var/run/docker.sock":`+good+`},"groups":{}}}`)),
		row("unapproved in groups that are cut", open, "member alice", ruletest.Bundle(
			`{"node":{"host_files":{"/var/run/docker.sock":`+good+`},"groups":{"$partial":{"docker":`+alice+`}}}}`), ruletest.SSP("docker_group_members: []")),
		row("groups that are cut", unclear, "groups: partly collected", ruletest.Bundle(
			`{"node":{"host_files":{"/var/run/docker.sock":`+good+`},"groups":{"$partial":{"docker":`+nobody+`}}}}`)),

		row("directory reviewed", fine, "users of a directory in group docker: attested true", node(good, directory), reviewed("true", "2027-10-01", here)),
		row("a directory of another kind", unclear, "users of a directory are not enumerated", node(good, `{"members":[],"primary_members":[],"nsswitch":["files","vas4"]}`), approved),
		row("a directory of another kind, reviewed", fine, "attested true", node(good, `{"members":[],"primary_members":{"$partial":[]},"nsswitch":["files","centrifydc"]}`), reviewed("true", "2027-10-01", here)),
		row("sources that are listed whole", fine, "no members", node(good, `{"members":[],"primary_members":[],"nsswitch":["compat","files","systemd","db","altfiles","extrausers","mymachines"]}`)),
		row("where users come from was not collected", unclear, "groups.docker.nsswitch: not collected", node(good, `{"members":[],"primary_members":[]}`)),
		row("where users come from was denied", unclear, "groups.docker.nsswitch: denied: no", node(good, `{"members":[],"primary_members":[],"nsswitch":{"$denied":"no"}}`)),
		row("groups of a directory", unclear, "groups.docker.members: partly collected", node(good, `{"members":{"$partial":["alice"]},"primary_members":[],"nsswitch":["files"],"group_directories":["sss"]}`), approved),
		row("groups of a directory, reviewed", fine, "users of a directory in group docker: attested true", node(good,
			`{"members":{"$partial":["alice"]},"primary_members":{"$partial":[]},"nsswitch":["sss","files"],"group_directories":["sss"]}`), reviewed("true", "2027-10-01", here)),
		row("groups of a directory alone, reviewed", fine, "attested true", node(good, `{"members":{"$partial":["alice"]},"primary_members":[],"nsswitch":["files"],"group_directories":["sss"]}`), reviewed("true", "2027-10-01", here)),
		row("groups of a directory, claimed whole", unclear, "groups.docker.members: partly collected", node(good, `{"members":["alice"],"primary_members":[],"nsswitch":["files"],"group_directories":["sss"]}`), approved),
		row("groups of a directory, an unapproved member", open, "member bob", node(good, `{"members":{"$partial":["bob"]},"primary_members":[],"nsswitch":["files"],"group_directories":["sss"]}`), reviewed("true", "2027-10-01", here)),
		row("directory reviewed, and bad", open, "attested false", node(good, directory), reviewed("false", "2027-10-01", here)),
		row("directory not reviewed", unclear, "groups.docker.primary_members: partly collected", node(good, directory), approved),
		row("review expired", unclear, "expired 2026-10-02", node(good, directory), reviewed("true", "2026-10-02", here)),
		row("review of the cluster says nothing of a host", unclear, "does not cover", node(good, directory), reviewed("true", "2027-10-01", "[cluster]")),
		row("primary members claimed whole beside a directory", unclear, "users of a directory are not enumerated", node(good,
			`{"members":["alice"],"primary_members":[],"nsswitch":["files","ldap"]}`), approved),
		row("a review does not stand for local users", unclear, "groups.docker.primary_members: denied: no", node(good,
			`{"members":["alice"],"primary_members":{"$denied":"no"},"nsswitch":["files","sss"]}`), reviewed("true", "2027-10-01", here)),
		row("a review does not stand for a list never collected", unclear, "groups.docker.primary_members: not collected", node(good,
			`{"members":["alice"],"nsswitch":["files","sss"]}`), reviewed("true", "2027-10-01", here)),
		row("a review does not stand for a list cut for another reason", unclear, "groups.docker.primary_members: partly collected", node(good,
			`{"members":["alice"],"primary_members":{"$partial":[]},"nsswitch":["files"]}`), reviewed("true", "2027-10-01", here)),
	)
}
