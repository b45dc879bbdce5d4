package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/diag"
)

// Site is everything that is judged in one run: the nodes of one cluster and the
// cluster itself (fact bundle schema, section 5).
type Site struct {
	Nodes        []*Bundle     // sorted by asset name
	Cluster      *Bundle       // nil when none was given
	MissingNodes []MissingNode // nodes of the cluster without a bundle, sorted by id
}

// MissingNode is a node that the cluster lists and of which no bundle was given, or
// none that is fresh.
type MissingNode struct {
	ID       string // Swarm node id
	Hostname string
	// Engine is its containers and images where a client bundle read them.
	Engine  Maybe[NodeEngine]
	replica bool             // its stale bundle says that it holds a replica of a registry
	serves  Maybe[Scheduler] // what the labels in its stale bundle name
	peer    *Peer            // what is known of it where Engine is not held; nil where it is
}

// Assemble puts bundles together into a site: the newest of each node and of the
// cluster, labels and containers of a node completed from the cluster. The bundles
// given are not changed. Bundles of two clusters are refused.
func Assemble(bundles []*Bundle) (site Site, warnings []string, err error) {
	if err := oneCluster(bundles); err != nil {
		return Site{}, nil, err
	}
	a := &assembly{nodes: map[string]SwarmNode{}}
	var clusters []*Bundle
	for _, b := range bundles {
		if b.Kind == ClusterBundle {
			clusters = append(clusters, b)
		} else {
			a.site.Nodes = append(a.site.Nodes, b)
		}
	}
	clusters = a.newest(clusters, func(*Bundle) string { return "the cluster" })
	a.site.Nodes = a.newest(a.site.Nodes, nodeKey)
	if len(a.problems) > 0 {
		return Site{}, a.warnings, oneOrAll(a.problems)
	}
	if len(clusters) > 0 {
		a.site.Cluster = clusters[0]
	}
	a.complete()
	if len(a.problems) > 0 {
		return Site{}, a.warnings, oneOrAll(a.problems)
	}
	slices.SortStableFunc(a.site.Nodes, func(x, y *Bundle) int {
		p, _ := x.Asset()
		q, _ := y.Asset()
		return cmp.Compare(p.Name, q.Name)
	})
	return a.site, a.warnings, nil
}

// assembly is a site in the making.
type assembly struct {
	site     Site
	nodes    map[string]SwarmNode // the cluster's node list by id
	warnings []string
	problems diag.List
}

func (a *assembly) warn(format string, args ...any) {
	a.warnings = append(a.warnings, fmt.Sprintf(format, args...))
}

// oneCluster refuses bundles that state different clusters.
func oneCluster(bundles []*Bundle) error {
	var first *Bundle
	for _, b := range bundles {
		switch {
		case b.ClusterID == "":
		case first == nil:
			first = b
		case b.ClusterID != first.ClusterID:
			return &diag.Error{File: b.File, Path: "cluster_id",
				Msg:  fmt.Sprintf("is %q; want %q, as in %s", clip(b.ClusterID), clip(first.ClusterID), first.File),
				Hint: "facts of two clusters cannot be judged together: run once for each"}
		}
	}
	return nil
}

// nodeKey is what tells nodes apart: the Swarm node id, "" where there is none.
func nodeKey(b *Bundle) string {
	if b.head != nil {
		return b.head.nodeID
	}
	if node, ok := b.Facts[Node.Name].Value.(NodeInfo); ok && node.SwarmNodeID != "" {
		return node.SwarmNodeID
	}
	info, _ := b.Facts[EngineInfo.Name].Value.(Info)
	return info.Swarm.Value.NodeID
}

// newest keeps of bundles with one key the newest. Bundles without a key are all
// kept, but for exact copies.
func (a *assembly) newest(bundles []*Bundle, key func(*Bundle) string) []*Bundle {
	var kept []*Bundle
	for _, b := range bundles {
		i := slices.IndexFunc(kept, func(k *Bundle) bool {
			return b.Digest != "" && k.Digest == b.Digest || key(b) != "" && key(k) == key(b)
		})
		if i < 0 {
			kept = append(kept, b)
			continue
		}
		kept[i] = a.newer(kept[i], b)
	}
	return kept
}

// newer is the newer of two bundles of one node or cluster. Where that cannot be
// told, neither is taken for the truth.
func (a *assembly) newer(x, y *Bundle) *Bundle {
	name, _ := x.Asset()
	switch {
	case x.Digest != "" && x.Digest == y.Digest:
		a.warn("%s and %s are the same bundle; the first is used", x.File, y.File)
		return x
	case x.undated() || y.undated() || x.Provenance.FinishedAt.Equal(y.Provenance.FinishedAt):
		a.problems = append(a.problems, &diag.Error{File: y.File,
			Msg:  fmt.Sprintf("is of %s, as is %s, and which of the two is newer cannot be told", name.Name, x.File),
			Hint: "give one of the two"})
		return x
	case y.Provenance.FinishedAt.After(x.Provenance.FinishedAt):
		x, y = y, x
	}
	a.warn("%s and %s are both of %s: the newer is used, of %s", x.File, y.File, name.Name, x.Provenance.FinishedAt.Format(time.RFC3339))
	return x
}

// complete fills the nodes from the cluster and finds the missing ones.
func (a *assembly) complete() {
	if a.site.Cluster == nil {
		return
	}
	swarm, _ := a.site.Cluster.Facts[Swarm.Name].Value.(SwarmObjects)
	if swarm.Nodes.State != OK {
		if len(a.site.Nodes) > 0 {
			a.warn("%s: swarm.nodes: %s, so missing nodes cannot be told", a.site.Cluster.File, swarm.Nodes.Why())
		}
	}
	for _, n := range swarm.Nodes.Value {
		a.nodes[n.ID] = n
	}
	engines := a.site.Cluster.Facts[EngineByNode.Name]
	byNode, _ := engines.Value.(map[string]Maybe[NodeEngine])
	present := map[string]bool{}
	for i, b := range a.site.Nodes {
		id := a.idOf(b)
		present[id] = true
		if _, listed := a.nodes[id]; !listed && swarm.Nodes.Why() == "" {
			a.refuseStranger(b)
		}
		a.site.Nodes[i] = a.filled(b, id, engines, byNode[id])
	}
	a.missing(swarm.Nodes.Value, present, engines, byNode)
}

// refuseStranger refuses a node that the cluster does not list: with the cluster's
// facts it would get the passes of a cluster that is not its own.
func (a *assembly) refuseStranger(b *Bundle) {
	asset, _ := b.Asset()
	e := &diag.Error{File: b.File,
		Msg:  fmt.Sprintf("is of %s, which says no Swarm node id and whose name is not of one node in swarm.nodes of %s; want a node of that cluster", asset.Name, a.site.Cluster.File),
		Hint: "evaluate it without the bundle of the cluster, or collect it again with docker_engine.info"}
	if id := nodeKey(b); id != "" {
		e.Msg = fmt.Sprintf("is of %s, Swarm node id %q, which is not in swarm.nodes of %s; want a node of that cluster", asset.Name, clip(id), a.site.Cluster.File)
		e.Hint = "is it the bundle of another cluster? or did the node join later: collect the cluster again"
	}
	a.problems = append(a.problems, e)
}

// idOf is the Swarm node id of a bundle; one that does not know it is found in the
// node list by its name.
func (a *assembly) idOf(b *Bundle) string {
	if id := nodeKey(b); id != "" {
		return id
	}
	asset, fallback := b.Asset()
	found := ""
	for _, id := range slices.Sorted(maps.Keys(a.nodes)) {
		if !fallback && strings.EqualFold(a.nodes[id].Description.Hostname, asset.Name) {
			if found != "" {
				return "" // two nodes of one name
			}
			found = id
		}
	}
	return found
}

// missing lists the nodes of the cluster that have no bundle.
func (a *assembly) missing(nodes []SwarmNode, present map[string]bool, engines Fact, byNode map[string]Maybe[NodeEngine]) {
	for _, n := range nodes {
		if present[n.ID] {
			continue
		}
		present[n.ID] = true
		a.site.MissingNodes = append(a.site.MissingNodes,
			MissingNode{ID: n.ID, Hostname: n.Description.Hostname, Engine: a.engine(n.ID, engines, byNode[n.ID])})
	}
	slices.SortFunc(a.site.MissingNodes, func(x, y MissingNode) int { return cmp.Compare(x.ID, y.ID) })
}

// filled is a copy of a node bundle with what the cluster knows of it.
func (a *assembly) filled(b *Bundle, id string, engines Fact, entry Maybe[NodeEngine]) *Bundle {
	if b.head != nil {
		return a.filledHead(b, id, engines, entry)
	}
	out := *b
	out.Facts = maps.Clone(b.Facts)
	if out.Facts == nil {
		out.Facts = map[string]Fact{}
	}
	a.fillLabels(&out, id)
	a.fillEngine(&out, id, engines, entry)
	return &out
}

// fillEngine takes containers and images that the node's own bundle lacks from what a
// client bundle saw.
func (a *assembly) fillEngine(b *Bundle, id string, engines Fact, entry Maybe[NodeEngine]) {
	if entry = a.engine(id, engines, entry); entry.State == OK {
		fillList(b, Containers.Name, engines, entry, entry.Value.Containers)
		fillList(b, Images.Name, engines, entry, entry.Value.Images)
	}
}

// fillLabels takes the labels of a worker from the managers' list (section 3, node).
func (a *assembly) fillLabels(b *Bundle, id string) {
	f := b.Facts[Node.Name]
	node, ok := f.Value.(NodeInfo)
	listed, known := a.nodes[id]
	if f.State != OK || !ok || !known || node.Labels.State == OK || listed.Spec.Labels.State != OK {
		return
	}
	node.Labels = listed.Spec.Labels
	f.Value = node
	b.Facts[Node.Name] = f
}

// engine is an entry of engine_by_node as far as it can be relied on: complete only
// if the section is, the node is ready and every container was inspected (section
// 4.1). What describes a process of the node itself is never taken through MKE.
func (a *assembly) engine(id string, section Fact, entry Maybe[NodeEngine]) Maybe[NodeEngine] {
	if entry.State != OK {
		return entry
	}
	why := ""
	if n, ok := a.nodes[id]; !ok || n.Status.State != "ready" {
		why = "the node was not ready when it was read through MKE"
	}
	if !section.Complete {
		why = join(why, firstOf(section.Error, "engine_by_node is incomplete"))
	}
	e := entry.Value
	e.Containers.Value = slices.Clone(e.Containers.Value)
	for i := range e.Containers.Value {
		c := &e.Containers.Value[i]
		c.Proc = Maybe[Proc]{}
		c.Names = withoutNode(c.Names, a.nodes[id].Description.Hostname)
		if c.Inspect.State != OK {
			e.Containers.Partial = true
			e.Containers.Error = fmt.Sprintf("container %q was not inspected", c.Name())
		}
	}
	entry.Value = e
	if why != "" {
		entry, _ = entry.partly(why).(Maybe[NodeEngine])
		entry.Partial, entry.Error = true, join(entry.Error, why)
	}
	return entry
}

// withoutNode cuts "/node/name" to "/name".
func withoutNode(names []string, node string) []string {
	out := slices.Clone(names)
	for i, name := range out {
		if rest, ok := strings.CutPrefix(name, "/"+node+"/"); ok && node != "" {
			out[i] = "/" + rest
		}
	}
	return out
}

// fillList puts a list read through MKE where the node's own bundle has none.
func fillList[T any](b *Bundle, name string, section Fact, entry Maybe[NodeEngine], list Maybe[[]T]) {
	if b.Facts[name].State == OK || list.State != OK {
		return
	}
	b.Facts[name] = Fact{
		State: OK, Complete: !entry.Partial && !list.Partial, Error: list.Error,
		At: section.At, Source: "engine_by_node of the cluster bundle: " + section.Source, Value: list.Value,
	}
}

// Unseen is a node bundle as a node that nobody looked at, for the reason given: what
// its containers show counts, what they do not show proves nothing.
func (b *Bundle) Unseen(why string) MissingNode {
	asset, _ := b.Asset()
	if b.head != nil {
		p := b.head.peer
		p.Kubelet = Maybe[KubeletConfig]{}
		p.Lacks = Maybe[NodeEngine]{State: OK, Partial: true, Error: why}.Why()
		return MissingNode{ID: nodeKey(b), Hostname: asset.Name, peer: &p}
	}
	list, _ := b.Facts[Containers.Name].Value.([]Container)
	images, _ := b.Facts[Images.Name].Value.([]Image)
	p := b.Peer()
	return MissingNode{ID: nodeKey(b), Hostname: asset.Name, replica: p.Replica, serves: p.Serves, Engine: Maybe[NodeEngine]{State: OK, Partial: true, Error: why, Value: NodeEngine{
		Containers: Maybe[[]Container]{State: OK, Partial: true, Error: why, Value: list},
		Images:     Maybe[[]Image]{State: OK, Partial: true, Error: why, Value: images}}}}
}

// Stale says why what was found on an asset is too old to prove anything good:
// node's own age, that of the cluster bundle, from which its labels and containers may
// come, and how far the two are apart; or with nil the age of the cluster bundle (section
// 5). Facts without times are not judged.
func (s Site) Stale(node *Bundle, at time.Time, maxAgeDays, maxSkewHours int) []string {
	if node == nil {
		return tooOld(s.Cluster, "cluster", at, maxAgeDays)
	}
	reasons := tooOld(node, "node", at, maxAgeDays)
	if reasons == nil {
		reasons = tooOld(s.Cluster, "cluster", at, maxAgeDays)
	}
	if s.Cluster == nil || s.Cluster.undated() || node.undated() {
		return reasons
	}
	x, y := node.oldest(), s.Cluster.oldest()
	apart := max(x.Sub(y).Abs(), node.Provenance.FinishedAt.Sub(s.Cluster.Provenance.FinishedAt).Abs())
	if apart > time.Duration(maxSkewHours)*time.Hour {
		reasons = append(reasons, fmt.Sprintf("the facts of the node and of the cluster were collected %s apart (%s and %s); at most %d hours are allowed",
			hours(apart), x.Format(time.RFC3339), y.Format(time.RFC3339), maxSkewHours))
	}
	return reasons
}

// tooOld is the reason a bundle is too old, none when it is not.
func tooOld(b *Bundle, what string, at time.Time, maxAgeDays int) []string {
	const day = 24 * time.Hour
	switch {
	case b == nil || b.Timeless:
		return nil
	case b.undated():
		return []string{"the bundle of the " + what + " carries no time of collection"}
	case at.Sub(b.oldest()) <= time.Duration(maxAgeDays)*day:
		return nil
	}
	return []string{fmt.Sprintf("the facts of the %s were collected %s, more than %d days before the evaluation",
		what, b.oldest().Format(time.RFC3339), maxAgeDays)}
}

// undated reports whether nothing tells when the bundle was collected.
func (b *Bundle) undated() bool { return b.Timeless || b.Provenance.FinishedAt.IsZero() }

// oldest is when the oldest fact of the bundle was collected that a verdict may rest
// on, or the end of the collection where that is older.
func (b *Bundle) oldest() time.Time {
	if b.head != nil {
		return b.head.oldest
	}
	oldest := b.Provenance.FinishedAt
	for _, f := range b.Facts {
		if (f.State == OK || f.State == Absent) && !f.At.IsZero() && f.At.Before(oldest) {
			oldest = f.At
		}
	}
	return oldest
}

// hours is a duration in hours, or minutes below two of them.
func hours(d time.Duration) string {
	if d < 2*time.Hour {
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
	return fmt.Sprintf("%d hours", int(d.Hours()))
}

// Future refuses an evaluation time before the end of the collection of any
// bundle: it would revive statements that had expired by then.
func (s Site) Future(at time.Time) error {
	var problems diag.List
	for _, b := range append(slices.Clone(s.Nodes), s.Cluster) {
		if b == nil || b.Timeless || !at.Before(b.Provenance.FinishedAt) {
			continue
		}
		problems = append(problems, &diag.Error{File: b.File, Path: "provenance.finished_at",
			Msg: fmt.Sprintf("is %s, after the evaluation time %s; want facts collected before they are judged",
				b.Provenance.FinishedAt.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339)),
			Hint: "give a later --time, or set SOURCE_DATE_EPOCH or the clock of this host right"})
	}
	if len(problems) == 0 {
		return nil
	}
	return oneOrAll(problems)
}
