package facts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRedactArgv(t *testing.T) {
	for name, row := range map[string]struct{ argv, want []string }{
		"plain":             {[]string{"dockerd", "-H", "fd://", "--host=tcp://0.0.0.0:2375"}, []string{"dockerd", "-H", "fd://", "--host=tcp://0.0.0.0:2375"}},
		"next word":         {[]string{"x", "--password", "hunter2", "y"}, []string{"x", "--password", Redacted, "y"}},
		"assigned":          {[]string{"x", "--token=hunter2"}, []string{"x", "--token=" + Redacted}},
		"assigned, blanks":  {[]string{"x", "--token=hunter2 hunter3"}, []string{"x", "--token=" + Redacted}},
		"short":             {[]string{"mysql", "-phunter2"}, []string{"mysql", "-p" + Redacted}},
		"inner command":     {[]string{"sh", "-c", "mysql -uroot -phunter2 --x"}, []string{"sh", "-c", "mysql -uroot -p" + Redacted + " --x"}},
		"address":           {[]string{"x", "https://me:hunter2@host/"}, []string{"x", "https://" + Redacted + "@host/"}},
		"private key":       {[]string{"x", "-----BEGIN PRIVATE KEY-----\nhunter2", "y"}, []string{"x", Redacted, "y"}},
		"no flag swallowed": {[]string{"docker", "exec", "--token", "--privileged", "c"}, []string{"docker", "exec", "--token", "--privileged", "c"}},
		"none":              {nil, []string{}},
	} {
		got := RedactArgv(row.argv)
		require.Equal(t, row.want, got, name)
		require.NotContains(t, strings.Join(got, " "), "hunter", name)
	}
}
