package facts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func daemonFile(m Maybe[HostFile]) Setting {
	return HostFiles.Is(map[string]Maybe[HostFile]{DaemonFile: m})
}

func withContent(text string) Setting { return daemonFile(Some(HostFile{Content: Some(text)})) }

func TestDaemonConfig(t *testing.T) {
	parsed := NewTree(map[string]any{"log-driver": "syslog"})
	for _, row := range []struct {
		name, why string
		setting   Setting
	}{
		{"content", "", withContent(`{"log-driver": "syslog"}`)},
		{"parsed", "", daemonFile(Some(HostFile{Parsed: Some(parsed)}))},
		{"both", "", daemonFile(Some(HostFile{Content: Some(`{"log-driver": "syslog"}`), Parsed: Some(parsed)}))},
		{"comment", "line 2, column 3: invalid character '/'", withContent("{\n  // logs\n  \"log-driver\": \"syslog\"}")},
		{"comment that a reader forgave", "line 1, column 2", daemonFile(Some(HostFile{Content: Some(`{/**/"log-driver": "syslog"}`), Parsed: Some(parsed)}))},
		{"named twice", "line 2, column 1: duplicate object member name", withContent("{\"log-driver\": \"syslog\",\n\"log-driver\": \"none\"}")},
		{"named twice below", "duplicate object member name", withContent(`{"log-driver": "syslog", "log-opts": {"a": "1", "a": "2"}}`)},
		{"cut off", "line 1, column", withContent(`{"log-driver": "sys`)},
		{"empty", "line 1, column 1", withContent("")},
		{"two documents", "line 1, column", withContent(`{"log-driver": "syslog"} {}`)},
		{"not UTF-8", "invalid UTF-8", withContent("{\"log-driver\": \"\xff\"}")},
		{"a list", "is a list; want an object", withContent(`["log-driver"]`)},
		{"a number", "is 7; want an object", withContent(`7`)},
		{"null", "is null; want an object", withContent(`null`)},
		{"neither content nor parsed", "parsed: not collected", daemonFile(Some(HostFile{}))},
		{"parsed failed", "parsed: error: bad", daemonFile(Some(HostFile{Parsed: Maybe[Tree]{State: Failed, Error: "bad"}}))},
		{"parsed in part", "parsed: partly collected", daemonFile(Some(HostFile{Parsed: Maybe[Tree]{State: OK, Partial: true, Value: parsed}}))},
		{"denied", "denied: root only", daemonFile(Maybe[HostFile]{State: Denied, Error: "root only"})},
		{"never looked for", "not collected", HostFiles.Is(nil)},
		{"no files", "not collected", func(*Snapshot) {}},
		{"files denied", "denied", HostFiles.Lacks(Denied, "")},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, missing := Get(NewSnapshot(nil, nil, row.setting), DaemonConfig)
			if row.why != "" {
				require.Len(t, missing, 1)
				require.Contains(t, missing[0].Why, row.why)
				require.Zero(t, got)
				return
			}
			require.Empty(t, missing)
			require.True(t, got.Exists)
			require.Equal(t, "processes: not collected", Join(got.Unsure))
			driver, _ := got.File.String("log-driver").Get()
			require.Equal(t, "syslog", driver)
		})
	}
	for _, absent := range []Maybe[HostFile]{{State: Absent}, Some(HostFile{Exists: Some(false)})} {
		got, missing := Get(NewSnapshot(nil, nil, daemonFile(absent)), DaemonConfig)
		require.Empty(t, missing)
		require.False(t, got.Exists)
	}
}

// The file that counts is the one that the engine was started with.
func TestDaemonConfigOfAnotherFile(t *testing.T) {
	text := func(driver string) Maybe[HostFile] {
		return Some(HostFile{Content: Some(`{"log-driver": "` + driver + `"}`)})
	}
	files := HostFiles.Is(map[string]Maybe[HostFile]{DaemonFile: text("json-file"), "/srv/d.json": text("syslog"), "/srv/none.json": {State: Absent}})
	engines := func(engines ...[]string) Setting {
		var list []Process
		for _, argv := range engines {
			list = append(list, Process{Argv: Some(append([]string{"/usr/bin/dockerd"}, argv...))})
		}
		return Processes.Is(list)
	}
	for name, row := range map[string]struct {
		processes         Setting
		driver, path, why string
		unsure            string
	}{
		"told nothing":         {engines(nil), "json-file", "", "", ""},
		"told the usual file":  {engines([]string{"--config-file=/etc/docker//daemon.json"}), "json-file", "", "", ""},
		"told another":         {engines([]string{"--config-file", "/srv/d.json"}), "syslog", "/srv/d.json", "", ""},
		"two, the same":        {engines([]string{"--config-file", "/srv/d.json"}, []string{"--config-file=/srv/d.json"}), "syslog", "/srv/d.json", "", ""},
		"two, one told":        {engines([]string{"--config-file", "/srv/d.json"}, nil), "", "/srv/d.json", "not the only one", ""},
		"two, told two":        {engines([]string{"--config-file", "/srv/d.json"}, []string{"--config-file", "/srv/e.json"}), "", "/srv/d.json", "not the only one", ""},
		"from a folder":        {engines([]string{"--config-file", "d.json"}), "", "d.json", "folder that is not known", ""},
		"not collected":        {engines([]string{"--config-file", "/srv/e.json"}), "", "/srv/e.json", "not collected", ""},
		"gone since":           {engines([]string{"--config-file", "/srv/none.json"}), "", "/srv/none.json", "is not there, and the engine was started with it", ""},
		"some processes":       {Processes.Partly([]Process{{Argv: Some([]string{"dockerd"})}}), "json-file", "", "", "processes: partly"},
		"some, told another":   {Processes.Partly([]Process{{Argv: Some([]string{"dockerd", "--config-file=/srv/d.json"})}}), "syslog", "/srv/d.json", "", "processes: partly"},
		"processes are denied": {Processes.Lacks(Denied, "hidepid"), "json-file", "", "", "denied: hidepid"},
	} {
		t.Run(name, func(t *testing.T) {
			got, missing := Get(NewSnapshot(nil, nil, files, row.processes), DaemonConfig)
			if row.why != "" {
				require.Contains(t, Join(missing), row.why)
				require.Equal(t, DaemonSettings{Path: row.path}, got, "nothing but which file is missing")
				return
			}
			require.Empty(t, missing)
			require.Equal(t, Some(row.driver), got.File.String("log-driver"))
			require.Equal(t, row.path, got.Path)
			require.Contains(t, Join(got.Unsure), row.unsure)
			require.Equal(t, row.unsure == "", got.Unsure == nil)
		})
	}
}

// No content makes the reader of daemon.json panic, and what it accepts is an object.
func FuzzDaemonConfig(f *testing.F) {
	for _, seed := range []string{`{"hosts":["tcp://0.0.0.0:2375"]}`, `{"a":{"$absent":true}}`, "{\n//", `[`, "\xef\xbb\xbf{}", `{"a":1e999}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		got, missing := Get(NewSnapshot(nil, nil, withContent(content)), DaemonConfig)
		if missing == nil {
			require.True(t, strings.HasPrefix(strings.TrimSpace(content), "{"))
			require.Equal(t, OK, got.File.Table("").State)
			got.File.Strings("hosts").Why()
		}
	})
}

func TestEngineArgs(t *testing.T) {
	run := func(argv ...string) Process { return Process{Argv: Some(argv)} }
	get := func(settings ...Setting) (DaemonArgs, []Missing) {
		return Get(NewSnapshot(nil, nil, settings...), EngineArgs)
	}
	containerd := run("/usr/bin/containerd", "-H", "tcp://x")
	got, missing := get(Processes.Is([]Process{containerd, run("/usr/bin/dockerd", "-H", "fd://", "--host=tcp://a", "--host", "tcp://b", "-Htcp://c", "-DH", "tcp://d",
		"-l", "-H", "--userland-proxy=false", "--experimental", "--label", "x")}))
	require.Empty(t, missing)
	require.Empty(t, got.Missing)
	require.Equal(t, []string{"fd://", "tcp://a", "tcp://b", "tcp://c", "tcp://d"}, got.Given("host", "H", false))
	require.Equal(t, []string{"false"}, got.Given("userland-proxy", "", true))
	require.Equal(t, []string{"true"}, got.Given("experimental", "", true))
	require.Equal(t, []string{"-H"}, got.Given("log-level", "l", false))
	require.Empty(t, got.Given("insecure-registry", "", false))
	got, missing = get(Processes.Partly([]Process{run("dockerd")}))
	require.Empty(t, missing)
	require.Equal(t, "processes: partly collected", Join(got.Missing))
	got, missing = get(Processes.Partly(nil))
	require.Empty(t, missing)
	require.NotEmpty(t, got.Missing)
	_, missing = get(Processes.Is([]Process{containerd}))
	require.Contains(t, Join(missing), "no process of the engine")
	_, missing = get()
	require.Equal(t, "processes: not collected", Join(missing))
	_, missing = get(Processes.Lacks(Denied, "hidepid"))
	require.Equal(t, "processes: denied: hidepid", Join(missing))
	got, _ = get(Processes.Is([]Process{{Argv: Maybe[[]string]{State: OK, Partial: true, Value: []string{"dockerd", "-H", "tcp://a"}}}}))
	require.Equal(t, []string{"tcp://a"}, got.Given("host", "H", false))
	require.Len(t, got.Missing, 1)
}
