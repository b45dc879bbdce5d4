package stigwright_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/mke"
)

// auditing is a host of which only the audit system answers: what auditctl -s says, and
// what the log holds. A search of it finds nothing.
func auditing(t *testing.T, status, log string) *collect.Target {
	t.Helper()
	root := t.TempDir()
	for name, content := range map[string]string{"etc/os-release": "ID=rhel\n", "etc/audit/auditd.conf": "write_logs = yes\nlog_file = /var/log/audit/audit.log\n",
		"var/log/audit/audit.log": log} {
		file := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	}
	target, closeRoot, err := collect.Image(root, func() time.Time { return time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC) })
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, closeRoot()) })
	target.Live = true
	target.Run = func(_ context.Context, argv ...string) collect.Output {
		switch strings.Join(argv[:2], " ") {
		case "systemctl is-active":
			return collect.Output{Stdout: []byte("active\n")}
		case "auditctl -s":
			return collect.Output{Stdout: []byte(status)}
		case "auditctl -l":
			return collect.Output{Stdout: []byte("-w /usr/bin/docker -p rwxa -k docker\n")}
		case "ausearch --input-logs":
			return collect.Output{Exit: 1, Stderr: []byte("<no matches>\n")}
		}
		return collect.Output{Exit: 1}
	}
	return target
}

// auditFact is what collecting and a bundle's file leave of the audit section.
func auditFact(t *testing.T, target *collect.Target) *facts.Bundle {
	t.Helper()
	sources := collect.HostSources(target)
	i := slices.IndexFunc(sources, func(s collect.Source) bool { return s.Section == facts.Audit.Name })
	fact := sources[i].Collect(t.Context(), target, collect.Had{})
	text, err := facts.WriteBundle(&facts.Bundle{Kind: facts.NodeBundle, Provenance: facts.Provenance{FinishedAt: target.Now(), Privilege: "root"},
		Facts: map[string]facts.Fact{facts.Audit.Name: fact}})
	require.NoError(t, err)
	read, warnings, err := facts.ReadBundle("node.json", text)
	require.NoError(t, err)
	require.Empty(t, warnings)
	return read[0]
}

// A log that lacks records is no evidence that nobody ran docker exec: no rule that reads
// it passes, from the host to the verdict.
func TestAuditLogThatLacksRecordsPassesNothing(t *testing.T) {
	const (
		old    = "type=DAEMON_START msg=audit(1788242400.000:1): op=start\n" // 80 days before
		recent = "type=USER_LOGIN msg=audit(1795152600.000:2): res=success\n"
		kernel = "enabled 1\npid 790\n"
	)
	ssp, err := facts.ReadSSP("ssp.yaml", []byte("audit: {window_days: 30}"), nil)
	require.NoError(t, err)
	forMKE, err := mke.Table()
	require.NoError(t, err)
	forEE, err := dockeree.Table()
	require.NoError(t, err)
	var judges []rules.Rule
	for _, rule := range slices.Concat(forMKE.Rules, forEE.Rules) {
		if slices.Contains(rule.Needs(), facts.Audit.Name) && slices.Contains(rule.Needs(), facts.SSPAuditWindowDays.Name) {
			judges = append(judges, rule)
		}
	}
	require.Len(t, judges, 3)
	for _, row := range []struct{ name, status, log, why string }{
		{"whole", kernel + "lost 0\n", old + recent, ""},
		{"records lost", kernel + "lost 12\n", old + recent, "audit records were lost since the system started (auditctl -s: lost 12)"},
		{"the kernel does not say", kernel, old + recent, "auditctl -s does not say"},
		{"nothing written for more than a day", kernel + "lost 0\n", old + "type=USER_LOGIN msg=audit(1795062000.000:2): res=success\n", "more than a day before it was searched"},
		{"not back to the window", kernel + "lost 0\n", recent, "less than the 30 days stated"},
	} {
		bundle := auditFact(t, auditing(t, row.status, row.log))
		rulesAlone(t, bundle, forEE, row.name)
		for _, rule := range judges {
			s := facts.NewSnapshot(bundle, nil, facts.WithSSP(ssp), facts.AsOf(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)),
				facts.OS.Is(facts.OSRelease{ID: facts.Some("rhel")}))
			got := rules.Judge(rule, &rules.Case{Snapshot: s, Rule: rule.ID})
			if row.why == "" {
				require.Equal(t, result.NotAFinding, got.Status, "%s %s: %s", row.name, rule.ID, result.Details(got))
				continue
			}
			require.Equal(t, result.NotReviewed, got.Status, "%s %s", row.name, rule.ID)
			require.Contains(t, result.Details(got), "Missing", "%s %s", row.name, rule.ID)
			require.Contains(t, strings.Join(strings.Fields(result.Details(got)), " "), row.why, "%s %s", row.name, rule.ID)
		}
	}
}

// rulesAlone demands that the rule which reads the audit rules and no record passes: what
// the log lacks is nothing to it.
func rulesAlone(t *testing.T, bundle *facts.Bundle, table rules.Table, name string) {
	t.Helper()
	const id = "DKER-EE-001090"
	rule, ok := table.Find(id)
	require.True(t, ok)
	files, units := map[string]facts.Maybe[facts.HostFile]{}, map[string]facts.Maybe[facts.Unit]{}
	for _, file := range []string{"/etc/default/docker", "/etc/docker", "/etc/docker/daemon.json", "/usr/bin/docker-containerd", "/usr/bin/docker-runc", "/var/lib/docker"} {
		files[file] = facts.Maybe[facts.HostFile]{State: facts.Absent}
	}
	files["/usr/bin/docker"] = facts.Some(facts.HostFile{Exists: facts.Some(true)})
	for _, unit := range []string{"docker.service", "docker.socket"} {
		units[unit] = facts.Maybe[facts.Unit]{State: facts.Absent}
	}
	engine := []facts.Process{{PID: 1, Argv: facts.Some([]string{"/usr/bin/dockerd", "-H", "fd://"})}} // which says that its root is the usual one
	s := facts.NewSnapshot(bundle, nil, facts.HostFiles.Is(files), facts.Systemd.Is(units), facts.Processes.Is(engine), facts.AsOf(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)),
		facts.OS.Is(facts.OSRelease{ID: facts.Some("rhel")}))
	got := rules.Judge(rule, &rules.Case{Snapshot: s, Rule: id})
	require.Equal(t, result.NotAFinding, got.Status, "%s: %s", name, result.Details(got))
}
