package collect

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/fakecluster"
	"github.com/stigwright/stigwright/internal/members"
)

var update = flag.Bool("update", false, "rewrite golden files")

// What is kept of each answer is pinned: a record that was made before a member was kept
// does not have it, and to a rule it would not be there.
func TestKept(t *testing.T) {
	seen := map[string]keptAs{} // by what a golden file calls it
	var odd []string
	var mu sync.Mutex
	hear := func(call string, k keep) {
		mu.Lock()
		defer mu.Unlock()
		name := "an engine's " + k.of.engine
		if k.of.engine == "" {
			if k.of.kind == nil {
				odd = append(odd, call+": what is kept of it is not said")
				return
			}
			name = strings.TrimSpace(k.of.list + " " + reflect.TypeOf(k.of.kind).Elem().String())
		}
		if had, twice := seen[name]; twice && !reflect.DeepEqual(had, k.of) {
			odd = append(odd, call+": two types of one name, "+name)
		}
		seen[name] = k.of
	}
	fake := startSmall(t)
	collect := func(change func(*Cluster)) {
		c, _ := recording(t, fake, change)
		for _, a := range c.interfaces() {
			a.hears = hear
		}
		c.Collect(t.Context())
	}
	collect(nil)
	fake.Break("msr /api/v0/meta/settings", fakecluster.Status(http.StatusNotFound)) // MSR 4
	collect(func(c *Cluster) {
		own, err := ReadBundle("bundle", bundleFiles(t, fake, fakecluster.User))
		require.NoError(t, err)
		c.Bundle, c.Account = own, own.Account()
	})
	require.Empty(t, odd)

	var out strings.Builder
	fmt.Fprintln(&out, RecordSchema)
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		fmt.Fprintln(&out, name)
		if seen[name].engine != "" {
			fmt.Fprintln(&out, "\tas in facts/testdata/kept.txt")
			for _, also := range seen[name].also {
				fmt.Fprintf(&out, "\t%s string\n", also)
			}
			continue
		}
		for _, line := range members.Of(seen[name].kind) {
			fmt.Fprintf(&out, "\t%s\n", line)
		}
	}
	members.Golden(t, "testdata/kept.txt", out.String(), *update,
		"make them facts.Maybe, so that a record without them says nothing; or raise RecordSchema, so that a record made before is refused")
}
