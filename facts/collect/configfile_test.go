package collect

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// dockerds is the section of processes with one engine of each user: user, then arguments.
func dockerds(engines ...[]string) facts.Fact {
	list := []facts.Process{{PID: 1, User: "root", Argv: facts.Some([]string{"containerd", "--config-file=/not/an/engine"})}}
	for i, e := range engines {
		list = append(list, facts.Process{PID: i + 2, User: e[0], Argv: facts.Some(append([]string{"/usr/bin/dockerd"}, e[1:]...))})
	}
	return facts.Fact{State: facts.OK, Complete: true, Value: list}
}

// The file that the engine was started with is stored as daemon.json is, and judged.
func TestConfigFile(t *testing.T) {
	target := folder(t, engineHost(map[string]string{
		"srv/engine.conf": `{"log-driver": "syslog", "log-opts": {"splunk-token": "canary"}, "tlscert": "/k/cert.pem"}`,
		"srv/link.json":   "-> engine.conf", "k/cert.pem": "",
	}))
	for _, name := range []string{"/srv/engine.conf", "/srv/link.json"} {
		had := Had{"processes": dockerds([]string{"root", "--config-file", "/srv/../" + name})}
		had["tls_paths"] = collected(t, tlsPathsSource(), target, had)
		require.Equal(t, []facts.TLSPath{{Role: "cert", Path: "/k/cert.pem", From: "config-file:" + name}}, had["tls_paths"].Value)
		files, f := hostFilesOf(t, target, had)
		require.Equal(t, `{"log-driver": "syslog", "log-opts": {"splunk-token": "<redacted>"}, "tlscert": "/k/cert.pem"}`, files[name].Value.Content.Value)
		require.Equal(t, "json", files[name].Value.ContentFormat)
		require.Contains(t, f.Redactions, "host_files."+name+".log-opts.splunk-token")
		require.Equal(t, facts.OK, files["/k/cert.pem"].State)

		snapshot := facts.NewSnapshot(nil, nil, facts.HostFiles.Is(files), facts.Processes.Is(had["processes"].Value.([]facts.Process)))
		config, missing := facts.Get(snapshot, facts.DaemonConfig)
		require.Empty(t, missing)
		require.Empty(t, config.Unsure)
		require.Equal(t, name, config.Path)
		require.Equal(t, facts.Some("syslog"), config.File.String("log-driver"))
	}
}

// Arguments that were masked may have named a file.
func TestTLSPathsOfMaskedArguments(t *testing.T) {
	masked := facts.Some([]string{"/usr/bin/dockerd", "--token", facts.Redacted})
	masked.Partial, masked.Error = true, "a word behind a secret option"
	had := Had{"processes": facts.Fact{State: facts.OK, Complete: true, Value: []facts.Process{{PID: 2, User: "root", Argv: masked}}}}
	require.Contains(t, collected(t, tlsPathsSource(), folder(t, engineHost(nil)), had).Why(), "arguments of dockerd: partly collected: a word behind a secret option")
}

// Nobody but root may have a file read: a process of any user can call itself dockerd.
func TestConfigFileOfOthers(t *testing.T) {
	target := folder(t, engineHost(map[string]string{"srv/login.json": `{"x": "canary", "tlskey": "/canary"}`, "srv/no.json": "canary"}))
	for name, row := range map[string]struct {
		processes facts.Fact
		file, why string
	}{
		"of a user":      {dockerds([]string{"ops", "--config-file=/srv/login.json"}), "/srv/login.json", "error: not stored: the process that names it is not one of root, so it may be any file"},
		"of a user too":  {dockerds([]string{"0", "--config-file=/srv/login.json"}, []string{"ops", "--config-file=/srv/login.json"}), "/srv/login.json", "error: not stored: the process that names it is not one of root, so it may be any file"},
		"is not JSON":    {dockerds([]string{"root", "--config-file=/srv/no.json"}), "/srv/no.json", "error: not stored: is not JSON that the engine reads: line 1, column 1: invalid character 'c' at start of value"},
		"is a folder":    {dockerds([]string{"root", "--config-file=/srv"}), "/srv", "error: /srv is not a regular file"},
		"is not there":   {dockerds([]string{"root", "--config-file=/srv/none.json"}), "/srv/none.json", "not collected"},
		"from somewhere": {dockerds([]string{"root", "--config-file=srv/no.json"}), "/srv/no.json", "not collected"},
	} {
		t.Run(name, func(t *testing.T) {
			had := Had{"processes": row.processes}
			had["tls_paths"] = collected(t, tlsPathsSource(), target, had)
			require.Empty(t, had["tls_paths"].Value)
			require.NotEmpty(t, had["tls_paths"].Why())
			files, f := hostFilesOf(t, target, had)
			require.Equal(t, row.why, files[row.file].Value.Parsed.Why())
			text, err := facts.WriteBundle(&facts.Bundle{Kind: facts.NodeBundle, Facts: map[string]facts.Fact{"host_files": f, "tls_paths": had["tls_paths"]}})
			require.NoError(t, err)
			require.NotContains(t, string(text), "canary")
			_, missing := facts.Get(facts.NewSnapshot(nil, nil, facts.HostFiles.Is(files), facts.Processes.Is(row.processes.Value.([]facts.Process))), facts.DaemonConfig)
			require.NotEmpty(t, missing, "never a pass")
		})
	}
	var many []string
	for i := range maxConfigs + 1 {
		many = append(many, fmt.Sprintf("--config-file=/srv/%d.json", i))
	}
	had := Had{"processes": dockerds(append([]string{"root"}, many...))}
	var certs []string
	for i := range maxTLSPaths + 50 {
		certs = append(certs, fmt.Sprintf("--tlscert=/srv/%d.pem", i))
	}
	tls := collected(t, tlsPathsSource(), target, Had{"processes": dockerds(append([]string{"root"}, certs...))})
	require.Len(t, tls.Value, maxTLSPaths)
	require.Contains(t, tls.Why(), "more than 256 files of TLS are named, and no more are looked at")
	require.Len(t, configFiles(had["processes"]), maxConfigs)
	require.Contains(t, collected(t, tlsPathsSource(), target, had).Why(), "processes name 16 configuration files or more")
}
