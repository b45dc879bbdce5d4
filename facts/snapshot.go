package facts

import (
	"maps"
	"sync"
	"time"
)

// Snapshot is what one rule may look at: one node's facts with those of its
// cluster and the organisation's decisions, at one time of evaluation. It is used
// by one goroutine.
type Snapshot struct {
	Asset   string    // the name of the asset that is judged
	Node    *Bundle   // nil when no node is judged, or none was given
	Cluster *Bundle   // nil when no cluster bundle was given
	Nodes   []*Bundle // every node of the site with fresh facts, for what is asked of the cluster as a whole
	SSP     *SSP      // nil when no ssp.yaml was given
	At      time.Time // of the evaluation; decides freshness and expiry only

	// Unseen is the other nodes of the cluster: no bundle was given, or it is stale.
	Unseen []MissingNode

	set     map[string]Fact // facts put in by Settings, before those of the bundles
	derived map[string]any  // computed facts
	common  *Common         // nil: what DerivedOnce gives is computed for this snapshot alone
}

// Common is what the snapshots of all nodes of one site have in common: the values of
// keys that are DerivedOnce. Several goroutines may share it.
type Common struct {
	mu sync.Mutex
	s  Snapshot
}

// NewCommon is what snapshots like s have in common: of the same cluster, nodes,
// ssp.yaml and time.
func NewCommon(s *Snapshot) *Common {
	c := &Common{s: *s}
	c.s.Asset, c.s.Node, c.s.common = "", nil, nil
	c.s.set, c.s.derived = maps.Clone(s.set), map[string]any{}
	return c
}

// Within lets a snapshot share what is computed once for a site.
func Within(c *Common) Setting { return func(s *Snapshot) { s.common = c } }

// NewSnapshot is a snapshot of bundles (either may be nil) and settings, of which
// later ones win over earlier ones and over the bundles.
func NewSnapshot(node, cluster *Bundle, settings ...Setting) *Snapshot {
	s := &Snapshot{Node: node, Cluster: cluster, set: map[string]Fact{}, derived: map[string]any{}}
	for _, set := range settings {
		set(s)
	}
	return s
}

// fact is the section called name; never collected where there is none.
func (s *Snapshot) fact(name string, side Side) Fact {
	if f, ok := s.set[name]; ok {
		return f
	}
	bundle := s.Node
	if side == ClusterSide {
		bundle = s.Cluster
	}
	if bundle == nil {
		return Fact{}
	}
	return bundle.Facts[name]
}

// missing says why the section called name cannot be used and how to get it.
func (s *Snapshot) missing(name string, side Side, doc Doc, f Fact) Missing {
	m := Missing{Name: name, Why: f.Why()}
	if m.Why == "" {
		m.Why = "has another shape than expected"
	}
	if how := collecting(side, doc); how != "" {
		m.How = append(m.How, how)
	}
	by := doc.ByHand
	if by == "" {
		by = doc.Source
	}
	if by != "" {
		m.How = append(m.How, "by hand: "+by)
	}
	return m
}

// collecting is the command that collects a section.
func collecting(side Side, doc Doc) string {
	switch {
	case side == ClusterSide:
		return "collect it from the cluster: stigwright collect --cluster -o FILE"
	case side != NodeSide:
		return ""
	case doc.Needs == "root":
		return "collect it on this node: sudo stigwright collect -o FILE"
	}
	return "collect it on this node: stigwright collect -o FILE"
}
