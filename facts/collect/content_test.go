package collect

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

func TestRedactJSON(t *testing.T) {
	const text = `{
  "log-driver": "splunk", "log-opts": {"splunk-token": "canary", "max-size": "10m", "splunk-url": "https://me:canary@host:1/"},
  "proxies": {"http-proxy": "http://me:canary@p"}, "labels": ["password=canary", "zone=a"],
  "runtimes": {"x": {"runtimeArgs": ["--token", "canary", "--debug"]}},
  "my-secrets": {"a": 12345, "b": ["canary", {"c": "canary"}], "d": true, "e": null},
  "debug": false, "mtu": 1500
}
`
	got, paths, why := redactJSON(text)
	require.Equal(t, "", why)
	require.NotContains(t, got, "canary")
	require.NotContains(t, got, "12345")
	require.Equal(t, []string{"log-opts.splunk-token", "log-opts.splunk-url", "proxies.http-proxy", "labels[0]", "runtimes.x.runtimeArgs[1]",
		"my-secrets.a", "my-secrets.b[0]", "my-secrets.b[1].c"}, paths)
	undo := strings.NewReplacer(`"<redacted>"`, `"canary"`, "<redacted>@", "me:canary@", `"a": "canary"`, `"a": 12345`, "password=<redacted>", "password=canary")
	require.Equal(t, text, strings.Replace(undo.Replace(got), `"a": "canary"`, `"a": 12345`, 1), "all else stands as it was written")
	_, why = facts.ParseTree(got)
	require.Equal(t, "", why)

	got, paths, why = redactJSON(`{"a": {"https://me:canary@h/": 1, "b": "x"}}`)
	require.Equal(t, []any{`{"a": {"https://<redacted>@h/": 1, "b": "x"}}`, []string{"a.https://<redacted>@h/"}, ""}, []any{got, paths, why})

	got, _, why = redactJSON(`{"auths": {"reg": {"auth": "canary", "email": "canary"}}, "authorization-plugins": ["p"]}`)
	require.Equal(t, []string{`{"auths": {"reg": {"auth": "<redacted>", "email": "<redacted>"}}, "authorization-plugins": ["p"]}`, ""}, []string{got, why}, "a file of the docker command")

	for _, bad := range []string{`{"http://a:canary@h": 1, "http://b:canary@h": 2}`, ``, `{"a":1} x`, `{"a":1,"a":"canary"}`, `{"token": canary}`, "\xff"} {
		got, _, why := redactJSON(bad)
		require.NotEmpty(t, why, bad)
		require.Empty(t, got, bad)
		require.NotContains(t, why, "canary", bad)
	}
}

func TestRedactLines(t *testing.T) {
	const text = `# password canary
DOCKER_OPTS="--log-opt splunk-token=canary -H fd://"
export API_TOKEN='canary'
A=--password=canary
B="mysql -pcanary"
HTTP_PROXY="http://me:canary@proxy/"
https_proxy=me:canary@proxy:3128
TOKEN=first \
  canary
[Service]
Environment=DOCKER_FIPS=1 "FOO=canary canary"
ExecStart=/usr/bin/dockerd -H fd://
`
	got, paths, why := redactLines(text)
	require.Equal(t, "", why)
	require.NotContains(t, got, "canary")
	require.Contains(t, got, "\nExecStart=/usr/bin/dockerd -H fd://\n")
	require.Contains(t, got, "\nEnvironment=DOCKER_FIPS=1 FOO=<redacted>\n")
	require.Equal(t, []string{"line", "DOCKER_OPTS", "API_TOKEN", "A", "B", "HTTP_PROXY", "https_proxy", "TOKEN", "Environment"}, paths)
	require.NotContains(t, strings.Join(paths, " "), "canary")
	for _, unit := range []string{"Environment=A=1 \\\n# note\nB=canary\n", "Environment=A=1 \\\n  ; note \\\nB=canary\n", "# note \\\nEnvironment=B=canary\n"} {
		got, _, why := redactLines("[Service]\n" + unit + "ExecStart=x\n")
		require.Equal(t, "", why)
		require.NotContains(t, got, "canary", unit)
		require.Regexp(t, `Environment=.*B=<redacted>\nExecStart=x\n$`, got)
	}
	plain := "A=1\n\n# text \"\nB=\"x\"\n"
	got, paths, _ = redactLines(plain)
	require.Equal(t, plain, got)
	require.Empty(t, paths)
	for _, bad := range []string{"A=\"canary\ncanary\"\n", "\xff", "a\x00b", "K=-----BEGIN PRIVATE KEY-----\ncanary\n"} {
		got, _, why := redactLines(bad)
		require.NotEmpty(t, why, bad)
		require.Empty(t, got, bad)
	}
}

// Nothing secret survives, whatever stands around it.
func FuzzRedactJSON(f *testing.F) {
	f.Add(`{"splunk-token": "CANARY", "a": ["--password", "CANARY"]}`)
	f.Add(`{"x": {"token": [1, "CANARY"]}, "u": "http://a:CANARY@h"}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, _, why := redactJSON(text)
		if why != "" {
			return
		}
		if _, why := facts.ParseTree(got); why != "" {
			t.Fatalf("%q became %q: %s", text, got, why)
		}
		again, paths, _ := redactJSON(got)
		if again != got {
			t.Fatalf("%q, then %q (%v)", got, again, paths)
		}
	})
}

// A word behind a secret option is masked whatever it looks like, and what rests on all
// words is then not known.
func TestOptionShapedSecrets(t *testing.T) {
	got, _, why := redactJSON(`{"a": ["--password", "--canary", "--token", 4815], "hosts": ["--token", "-H", "tcp://x"], "b": "x --password -c --d", "--token canary": "canary"}`)
	require.Equal(t, []string{`{"a": ["--password", "<redacted>", "--token", "<redacted>"], "hosts": ["--token", "<redacted>", "tcp://x"], "b": "<redacted>", "--token <redacted>": "<redacted>"}`, ""}, []string{got, why})
	tree, _ := facts.ParseTree(got)
	require.True(t, tree.Strings("hosts").Partial)

	target := folder(t, map[string]string{"proc/1/cmdline": "init\x00", "proc/7/cmdline": "dockerd\x00--token\x00--canary\x00", "proc/7/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n"})
	list := processesSource().Collect(t.Context(), target, nil).Value.([]facts.Process)
	require.Len(t, list, 1)
	require.Equal(t, []string{"dockerd", "--token", "<redacted>"}, list[0].Argv.Value)
	require.Contains(t, list[0].Argv.Why(), "looks like an option")

	lines := startLines([]string{"{ path=/d ; argv[]=/d --token -canary tcp://x ; ignore_errors=no ; }"})
	require.Equal(t, []string{"/d --token <redacted> tcp://x"}, lines.Value)
	require.True(t, lines.Partial)
	require.False(t, startLines([]string{"{ path=/d ; argv[]=/d --token canary ; ignore_errors=no ; }"}).Partial)

	record := (&auditEvent{title: []byte("docker\x00exec\x00--token\x00--privileged\x00c\x00")}).record()
	require.Equal(t, []string{"docker", "exec", "--token", "<redacted>", "c"}, record.Argv.Value)
	require.True(t, record.Argv.Partial, "rules on docker exec then do not pass")
}
