package facts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRedactArgv(t *testing.T) {
	for name, row := range map[string]struct{ argv, want []string }{
		"plain":              {[]string{"dockerd", "-H", "fd://", "--host=tcp://0.0.0.0:2375"}, []string{"dockerd", "-H", "fd://", "--host=tcp://0.0.0.0:2375"}},
		"next word":          {[]string{"x", "--password", "hunter2", "y"}, []string{"x", "--password", Redacted, "y"}},
		"assigned":           {[]string{"x", "--token=hunter2"}, []string{"x", "--token=" + Redacted}},
		"assigned, blanks":   {[]string{"x", "--token=hunter2 hunter3"}, []string{"x", "--token=" + Redacted}},
		"short":              {[]string{"mysql", "-phunter2"}, []string{"mysql", "-p" + Redacted}},
		"short, like a name": {[]string{"mysql", "-pmysecret-hunter2", "-password", "hunter2", "-psecret=hunter2"}, []string{"mysql", "-p" + Redacted, Redacted, Redacted, "-p" + Redacted}},
		"inner command":      {[]string{"sh", "-c", "mysql -uroot -phunter2 --x"}, []string{"sh", "-c", "mysql -uroot -p" + Redacted + " --x"}},
		"address":            {[]string{"x", "https://me:hunter2@host/"}, []string{"x", "https://" + Redacted + "@host/"}},
		"private key":        {[]string{"x", "-----BEGIN PRIVATE KEY-----\nhunter2", "y"}, []string{"x", Redacted, "y"}},
		"like an option":     {[]string{"x", "--password", "-h", "--password", "--hunter=2", "y"}, []string{"x", "--password", Redacted, "--password", Redacted, "y"}},
		"option of its own":  {[]string{"x", "--password", "--token", "hunter2", "-p", "-p", "hunter2"}, []string{"x", "--password", Redacted, Redacted, "-p", Redacted, Redacted}},
		"plain switch":       {[]string{"kubelet", "--authentication-token-webhook", "--v=2"}, []string{"kubelet", "--authentication-token-webhook", "--v=2"}},
		"behind a switch":    {[]string{"docker", "login", "--password-stdin", "hunter2"}, []string{"docker", "login", "--password-stdin", Redacted}},
		"none":               {nil, []string{}},
	} {
		got := RedactArgv(row.argv)
		require.Equal(t, row.want, got, name)
		require.NotContains(t, strings.Join(got, " "), "hunter", name)
	}
}

// What was masked and looks like an option may be one: nobody may take the rest for all.
func TestHidesOption(t *testing.T) {
	for line, want := range map[string]bool{
		"docker exec --token --privileged c": true, "x --password -x": true, "x --password --a=b": true, "x -p -p": true,
		"x --password y -x": false, "kubelet --authentication-token-webhook --v=2": false, "docker login --password-stdin -u": false,
		"x --token=a -x": false, "x -pabc --y": false, "x -password --y": true, "": false, "x --password": false,
	} {
		require.Equal(t, want, HidesOption(strings.Fields(line)), line)
		require.Equal(t, want, HidesOption([]string{"sh", "-c", line}), line)
		require.Equal(t, want, HiddenOption(strings.Fields(line)) != "", line)
	}
}
