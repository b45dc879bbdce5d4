package collect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// secretHost is a host that has a canary in every place where a secret may stand, and in
// files that are never read.
func secretHost(t *testing.T) *Target {
	t.Helper()
	files := sockets(engineHost(map[string]string{
		"etc/passwd":              strings.ReplaceAll(passwd, "root:x:0", "root:canary:0"),
		"etc/group":               "docker:canary:990:alice\n",
		"etc/shadow":              "root:canary:1::::::\n",
		"etc/default/docker":      "DOCKER_OPTS=\"--log-opt splunk-token=canary\"\nHTTPS_PROXY=http://me:canary@proxy\n",
		"etc/sysconfig/kubelet":   "KUBELET_EXTRA_ARGS=--some-token=canary --protect-kernel-defaults=true\n",
		"etc/docker/key.json":     "canary",
		"etc/audit/auditd.conf":   auditConf + "krb5_principal = canary\n",
		"var/log/audit/audit.log": firstLines + "canary\n",
		"var/lib/dpkg/status":     dpkgText + "\nPackage: docker-x\nStatus: install ok installed\nDescription: canary\n",
		"etc/machine-id":          "canary\n",
		"lib/docker.service":      "[Service]\nEnvironment=A=canary\nExecStart=/usr/bin/dockerd --log-opt splunk-token=canary\n",
		"proc/sys/kernel/panic":   "1\n",
		"proc/1180/environ":       "A=canary\x00",
		"proc/2841/cmdline":       "/bin/hyperkube\x00kubelet\x00--token\x00canary\x00--x=https://u:canary@h\x00",
		"proc/3000/cmdline":       "mysql\x00-pcanary\x00",
	}))
	target := folder(t, files)
	target.Run = prints(map[string]Output{
		strings.Join(showUnits(), " "): printed(strings.ReplaceAll(shownUnits, "/lib/systemd/system/docker.service", "/lib/docker.service")),
		"getent group docker":          printed("docker:canary:990:alice\n"), "getent passwd": printed(passwd),
		"systemctl is-active auditd": printed("active\n"), "auditctl -s": printed(auditOK), "auditctl -l": printed(ruleLines),
		strings.Join(searchAudit(), " "): printed(foundRecords),
	})
	return target
}

func TestNoSecretLeavesTheHost(t *testing.T) {
	target := secretHost(t)
	had := Had{facts.Volumes.Name: {State: facts.OK, Complete: true, Value: []facts.Volume{}}}
	for _, s := range HostSources(target) {
		had[s.Section] = collected(t, s, target, had)
		require.Equal(t, facts.OK, had[s.Section].State, s.Section)
	}
	text, err := facts.WriteBundle(&facts.Bundle{Kind: facts.NodeBundle, Facts: had})
	require.NoError(t, err)
	require.NotContains(t, string(text), "canary")
	require.NotContains(t, fmt.Sprintf("%+v", Identify(t.Context(), target)), "canary")
	bundle, _, err := facts.ReadBundle("host.json", text)
	require.NoError(t, err)
	require.Len(t, bundle[0].Facts, len(had), "what is written can be read")
}
