package facts

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/members"
)

var update = flag.Bool("update", false, "rewrite golden files")

// keptTypes is the type of what is kept of each answer of an engine, by its path.
func keptTypes() map[string]any {
	return map[string]any{
		"/info": (*Info)(nil), "/version": (*Version)(nil), "/images/json": (*[]Image)(nil), "/volumes": (*volumesAnswer)(nil),
		"/networks": (*[]Network)(nil), "/networks/{id}": (*Network)(nil), "/containers/json": (*[]Container)(nil),
		"/containers/{id}/json": (*inspectAnswer)(nil), "/containers/{id}/top": (*Top)(nil), "/nodes": (*[]SwarmNode)(nil),
		"/swarm": (*struct{ Spec SwarmSpec })(nil), "/services": (*[]Service)(nil), "/secrets": (*[]named)(nil), "/configs": (*[]named)(nil),
		"/swarm/unlockkey": (*struct{ UnlockKey Maybe[string] })(nil),
	}
}

// What is kept of an engine's answers is pinned. A capture folder bears no version, as it
// may hold answers that nobody's program has recorded: one without a member must read as
// one that does not say.
func TestKeptOfAnEngine(t *testing.T) {
	var out strings.Builder
	fmt.Fprintln(&out, "answers of an engine")
	types := keptTypes()
	for _, path := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintln(&out, path)
		for _, line := range members.Of(types[path]) {
			if path != "/containers/json" || !strings.HasPrefix(line, "[].inspect") && !strings.HasPrefix(line, "[].top") && !strings.HasPrefix(line, "[].proc") {
				fmt.Fprintf(&out, "\t%s\n", line) // those of a container are answers of their own
			}
		}
		body, why := RecordAnswer(Answer{Key: "k", Call: "GET /v1.41" + path, Status: 200, Body: []byte("{")})
		require.Nil(t, body)
		require.NotContains(t, why, "not known what this call", path)
	}
	members.Golden(t, "testdata/kept.txt", out.String(), *update,
		"make them Maybe, so that an answer without them says nothing; and raise collect.RecordSchema where that cannot be")
}
