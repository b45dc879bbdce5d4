package collect

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// The same system gives the same facts at another time, but for the times they bear: a
// reason that tells a time makes two bundles of one image differ in what rules read.
func TestSameSystemSameFacts(t *testing.T) {
	image := folder(t, map[string]string{"etc/os-release": "ID=debian\n", "etc/hostname": "h\n", "etc/docker/daemon.json": `{"tls":true}`})
	image.Live = false
	host := secretHost(t)
	for name, target := range map[string]*Target{"image": image, "host": host} {
		at := func(now time.Time) map[string]facts.Fact {
			target.Now = func() time.Time { return now }
			n := &Node{Target: target, NoEngine: "an image has no engine to ask (--root)", Sources: HostSources(target)}
			got := n.Collect(t.Context()).Node.Facts
			delete(got, facts.Audit.Name) // its search goes up to now
			for section, f := range got {
				require.Equal(t, now, f.At, section)
				f.At = time.Time{}
				got[section] = f
			}
			return got
		}
		require.Equal(t, at(testTime()), at(testTime().Add(time.Hour)), name)
	}
}
