package rules

import (
	"fmt"
	"path"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// basis is what the verdict of a row rests on, in the words of the details.
func (e *engine) basis(r row, asset string, node *facts.Bundle) result.Basis {
	b := result.Basis{
		Asset:     asset,
		Benchmark: e.Benchmark.Label() + ", XCCDF SHA-256 " + e.Benchmark.SHA256,
		Tool:      e.Tool,
	}
	if e.SSP != nil {
		b.SSP = e.SSP.Label() + ", content SHA-256 " + e.SSP.Digest
	}
	for _, used := range e.bundles(r, node) {
		b.Timeless = b.Timeless || used.Timeless
		b.Facts = append(b.Facts, collected(used), "facts SHA-256 "+used.Digest)
	}
	if b.Facts == nil {
		b.Facts = []string{"none given"}
	}
	return b
}

// bundles is the bundles a row looks at: a node's own for its rules, the
// cluster's for the rest, both where a rule has two halves.
func (e *engine) bundles(r row, node *facts.Bundle) []*facts.Bundle {
	var out []*facts.Bundle
	wide := r.judged && (r.rule.Scope == Cluster || r.rule.Scope == Registry)
	if node != nil && !wide {
		out = append(out, node)
	}
	if e.Site.Cluster != nil && (wide || node == nil || r.rule.Scope == NodeAndCluster) {
		out = append(out, e.Site.Cluster)
	}
	return out
}

func collected(b *facts.Bundle) string {
	name := "bundle " + b.ID
	if b.ID == "" {
		name = "file " + path.Base(b.File) // not where it lay: moving a file changes no row
	}
	if b.Timeless {
		return name + ", no collection time: freshness not judged"
	}
	when := b.Provenance.FinishedAt.UTC().Format(time.RFC3339)
	if b.Provenance.FinishedAt.IsZero() {
		when = "at an unknown time"
	}
	where := "on the node"
	if b.Kind == facts.ClusterBundle {
		where = "through " + orElse(b.Provenance.Endpoint, "the cluster's API")
	}
	return fmt.Sprintf("%s, collected %s %s by %s", name, when, where, orElse(b.Provenance.RunBy, "an unnamed account"))
}
