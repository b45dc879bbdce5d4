package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001090(t *testing.T) {
	const id = "DKER-EE-001090"
	const keys = " -p rwxa -k docker"
	all := []string{"-w /usr/bin/docker" + keys, "-w /var/lib/docker" + keys, "-w /etc/docker" + keys, "-w /etc/default/docker" + keys,
		"-w /usr/lib/systemd/system/docker.service" + keys, "-w /usr/lib/systemd/system/docker.socket" + keys}
	log := func(rules ...string) facts.Setting {
		return facts.Audit.Is(facts.AuditLog{AuditdActive: facts.Some(true), Rules: facts.Some(rules)})
	}
	unit := func(name string) facts.Maybe[facts.Unit] {
		return facts.Some(facts.Unit{FragmentPath: facts.Some("/usr/lib/systemd/system/" + name), LoadState: facts.Some("loaded")})
	}
	units := facts.Systemd.Is(map[string]facts.Maybe[facts.Unit]{"docker.service": unit("docker.service"), "docker.socket": unit("docker.socket")})
	gone := facts.Maybe[facts.HostFile]{State: facts.Absent}
	files := func(change map[string]facts.Maybe[facts.HostFile]) facts.Setting {
		all := map[string]facts.Maybe[facts.HostFile]{"/usr/bin/docker-containerd": gone, "/usr/bin/docker-runc": gone}
		for _, name := range []string{"/usr/bin/docker", "/var/lib/docker", "/etc/docker", "/etc/default/docker", facts.DaemonFile} {
			all[name] = facts.Some(facts.HostFile{Exists: facts.Some(true)})
		}
		for name, m := range change {
			all[name] = m
		}
		return facts.HostFiles.Is(all)
	}
	there := files(nil)
	moved := files(map[string]facts.Maybe[facts.HostFile]{"/var/lib/docker": gone, facts.DaemonFile: gone})
	dataIn := func(argv ...string) facts.Setting {
		return facts.Processes.Is([]facts.Process{{Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, argv...))}})
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("all watched", fine, "NOTE not there, so no rule is wanted: /usr/bin/docker-containerd, /usr/bin/docker-runc", log(all...), there, units),
		row("one lacks", open, "OPEN /usr/bin/docker: no audit rule", log(all[1:]...), there, units),
		row("a unit lacks", open, "OPEN docker.service: no audit rule for /usr/lib/systemd/system/docker.service", log(slices.Concat(all[:4], all[5:])...), there, units),
		row("the socket by its own name", fine, "docker.sock", log(append(slices.Clone(all[:5]), "-w /var/run/docker.sock"+keys)...), there, units),
		row("one that exists after all", open, "OPEN /usr/bin/docker-runc", log(all...), files(map[string]facts.Maybe[facts.HostFile]{"/usr/bin/docker-runc": facts.Some(facts.HostFile{})}), units),
		row("one of which nobody knows", unclear, "host_files[/usr/bin/docker-runc]: not collected", log(all...), files(map[string]facts.Maybe[facts.HostFile]{"/usr/bin/docker-runc": {}}), units),
		row("one that is denied", unclear, "denied: x", log(all[1:]...), files(map[string]facts.Maybe[facts.HostFile]{"/usr/bin/docker": {State: facts.Denied, Error: "x"}}), units),
		row("a filter rule", fine, "path=/usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F path=/usr/bin/docker -F perm=x -F key=docker")...), there, units),
		row("a rule on who acts", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F exe=/usr/bin/docker -F key=docker")...), there, units),
		row("a file of the unit's name elsewhere", open, "OPEN docker.service", log(slices.Concat(all[:4], all[5:], []string{"-w /tmp/docker.service -p wa"})...), there, units),
		row("a rule that says never", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a never,exit -F path=/usr/bin/docker -F perm=x")...), there, units),
		row("all watched, and a rule that ends all records", unclear, "-a never,task", log(append([]string{"-a never,task"}, all...)...), there, units),
		row("all watched, and kinds of records left out", unclear, "exclude", log(append([]string{"-a always,exclude -F msgtype=SYSCALL"}, all...)...), there, units),
		row("one lacks, and a rule that ends all records", open, "OPEN /usr/bin/docker", log(append([]string{"-a never,task"}, all[1:]...)...), there, units),
		row("a rule for nobody who logs in", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F path=/usr/bin/docker -F auid>=4000000000 -F key=docker")...), there, units),
		row("a rule without one user", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F path=/usr/bin/docker -F auid!=1000")...), there, units),
		row("a rule for who logged in", fine, "auid>=1000", log(append(slices.Clone(all[1:]), "-a always,exit -S all -F path=/usr/bin/docker -F perm=wa -F auid>=1000 -F auid!=-1 -F key=docker")...), there, units),
		row("a rule for one call", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F arch=b64 -S unlink -F path=/usr/bin/docker")...), there, units),
		row("a rule for programs of 32 bits", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F arch=b32 -F path=/usr/bin/docker")...), there, units),
		row("a watch for reading alone", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-w /usr/bin/docker -p r -k docker")...), there, units),
		row("a rule on two paths", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F dir=/srv -F path=/usr/bin/docker")...), there, units),
		row("rules that leave out what is no file", fine, "auditd runs and watches", log(append([]string{"-a never,exit -F arch=b64 -S adjtimex,clock_settime -F auid=-1", "-a never,user -F subj_type=crond_t",
			"-a always,exclude -F msgtype=CRYPTO_KEY_USER", "-a never,exit -F dir=/dev/shm"}, all...)...), there, units),
		row("a rule that leaves out where a path lies", unclear, "may keep what is watched", log(append([]string{"-a never,exit -F dir=/var"}, all...)...), there, units),
		row("a rule that leaves out a call that opens", unclear, "may keep what is watched", log(append([]string{"-a never,exit -S adjtimex,openat"}, all...)...), there, units),
		row("the data lie elsewhere", unclear, "host_files[/srv/docker]: not collected", log(all...), moved, dataIn("--data-root", "/srv/docker"), units),
		row("the data lie elsewhere, says the file", unclear, "host_files[/srv/docker]: not collected", log(all...), files(map[string]facts.Maybe[facts.HostFile]{"/var/lib/docker": gone,
			facts.DaemonFile: facts.Some(facts.HostFile{Exists: facts.Some(true), Content: facts.Some(`{"data-root":"/srv/docker/"}`)})}), dataIn(), units),
		row("the data lie elsewhere and are watched", fine, "PASS /srv/docker: -w /srv/docker", log(append(slices.Clone(all), "-w /srv/docker"+keys)...), moved, dataIn("-g", "/srv/docker"), units),
		row("the data lie nowhere that is known", unclear, "processes: not collected", log(all...), moved, units),
		row("a rule for one user", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-a always,exit -F path=/usr/bin/docker -F uid=1000")...), there, units),
		row("a folder further up", unclear, "which leaves mount points out", log(append(slices.Concat(all[:1], all[2:]), "-w /var"+keys)...), there, units),
		row("a name that begins alike", open, "OPEN /usr/bin/docker", log(append(slices.Clone(all[1:]), "-w /usr/bin/docker-compose"+keys)...), there, units),
		row("no rule and part of the list", unclear, "audit.rules: partly collected", there, units,
			facts.Audit.Is(facts.AuditLog{AuditdActive: facts.Some(true), Rules: facts.Maybe[[]string]{State: facts.OK, Partial: true}})),
		row("no rule at all", open, "no audit rule", log(), there, units),
		row("auditd stands still", open, "OPEN auditd: is not active", there, units, facts.Audit.Is(facts.AuditLog{AuditdActive: facts.Some(false), Rules: facts.Some(all)})),
		row("auditd not known", unclear, "audit.auditd_active: not collected", there, units, facts.Audit.Is(facts.AuditLog{Rules: facts.Some(all)})),
		row("rules denied", unclear, "audit.rules: denied: root only", there, units,
			facts.Audit.Is(facts.AuditLog{AuditdActive: facts.Some(true), Rules: facts.Maybe[[]string]{State: facts.Denied, Error: "root only"}})),
		row("not collected", unclear, "audit: not collected", there, units),
		row("files not collected", unclear, "host_files[/usr/bin/docker-runc]: not collected", log(all...), units),
		row("units not collected", unclear, "systemd[docker.service].FragmentPath: not collected", log(all[:4]...), there),
		row("units by name, not collected", fine, "docker.service", log(all...), there),
		row("nothing there", unclear, "none of the paths and units listed is there", log(), facts.Systemd.Is(map[string]facts.Maybe[facts.Unit]{
			"docker.service": {State: facts.Absent}, "docker.socket": {State: facts.Absent}}), files(map[string]facts.Maybe[facts.HostFile]{
			"/usr/bin/docker": gone, "/var/lib/docker": gone, "/etc/docker": gone, "/etc/default/docker": gone, facts.DaemonFile: gone})),
	)
}
