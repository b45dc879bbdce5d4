package platform_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/platform"
)

// Of several ports that cannot be read it is always the same that is named.
func TestPublishedNamesTheSamePortEachTime(t *testing.T) {
	ports := map[string][]facts.PortBinding{}
	for _, p := range []string{"a", "b", "c", "d", "e"} {
		ports[p+"/tcp"] = []facts.PortBinding{{HostPort: "8" + p}}
	}
	for range 50 {
		_, why := platform.Published(ports)
		require.Equal(t, `HostPort is "8a"; want a port number`, why)
	}
}
