package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// member is what one node, or the cluster half, says in a rolled-up row.
type member struct {
	name   string
	result result.Result
}

// rolledNode is what one node says in each row that is rolled up, without what only a
// row of its own would show.
func (e *engine) rolledNode(node *facts.Bundle) Asset {
	asset, _ := node.Asset()
	a := Asset{Asset: facts.Asset{Name: asset.Name}}
	s := e.snapshot(asset.Name, node)
	for _, r := range e.rows {
		if !r.judged || r.clusterWide() {
			continue
		}
		out := e.judge(r, r.rule.Check, s, node)
		if r.rule.Scope == NodeAndCluster && blank(out) {
			out = e.judge(r, halves(r.rule.Check, r.rule.ClusterCheck), s, node)
		}
		out.Clauses = slices.Clip(slices.DeleteFunc(out.Clauses, merePass))
		out.Basis = result.Basis{}
		a.Results = append(a.Results, out)
	}
	return a
}

// merePass reports whether a clause is a pass that nobody decided or stated anything
// for: of those the line of the node says enough.
func merePass(c result.Clause) bool { return c.Kind == result.Pass && !c.Decided }

// rollUp is shape 3: the cluster alone, each rule of a node by its worst case. nodes
// is what rolledNode gave of each.
func (e *engine) rollUp(nodes []Asset) Asset {
	a := e.namedCluster()
	s := e.snapshot(a.Name, nil)
	at := 0
	for _, r := range e.rows {
		switch {
		case !r.judged:
			a.Results = append(a.Results, e.unjudged(r, a.Name, nil))
		case r.clusterWide():
			a.Results = append(a.Results, e.cluster[r.item.Position])
		default:
			members := make([]member, len(nodes))
			for i, node := range nodes {
				members[i] = member{node.Name, node.Results[at]}
			}
			at++
			a.Results = append(a.Results, e.rolled(r, s, members))
		}
	}
	return a
}

// rolled is one row over all nodes, those without facts, and the cluster half.
func (e *engine) rolled(r row, cluster *facts.Snapshot, members []member) result.Result {
	over := fmt.Sprintf("rolled up, worst case over %s", counted(len(members), "node"))
	absent := e.absent()
	members = append(members, absent...)
	if len(absent) > 0 {
		over += " and what is missing: " + shortList(memberNames(absent))
	}
	if r.rule.Scope == NodeAndCluster {
		half := e.judge(r, clusterHalf(r.rule.ClusterCheck), cluster, nil)
		members = append(members, member{cluster.Asset + " (cluster half)", half})
		over += ", with the cluster half"
	}
	out := worst(members)
	out.Scope = over + ": " + countsOf(members)
	out = e.finish(r, out, cluster.Asset, nil)
	e.restOn(&out.Basis)
	return out
}

// absent is what a node speaks with that cannot: each missing node, and the node
// list itself where it cannot be relied on to name them all.
func (e *engine) absent() []member {
	var out []member
	for _, n := range e.Site.MissingNodes {
		name := orElse(n.Hostname, n.ID)
		out = append(out, lacking(name, "node facts", "no facts for node "+name, "collect a bundle on that node and give it with -f"))
	}
	if why := e.nodeList(); why != "" {
		out = append(out, lacking("node list", "swarm.nodes", why+", so nodes without facts cannot be told",
			"give a current bundle of the cluster with -f"))
	}
	return out
}

func lacking(name, fact, why, how string) member {
	return member{name, result.Result{Judged: true, Reason: sentence(why),
		Missing: []result.Missing{{Fact: fact, Why: why, How: []string{how}}}}}
}

// nodeList says why the cluster's list of its nodes does not prove that no other
// node exists, "" when it does.
func (e *engine) nodeList() string {
	if e.Site.Cluster == nil {
		return "no cluster bundle given"
	}
	section := e.Site.Cluster.Facts[facts.Swarm.Name]
	swarm, _ := section.Value.(facts.SwarmObjects)
	switch stale := e.stale(row{}, nil); {
	case section.Why() != "":
		return section.Why()
	case swarm.Nodes.Why() != "":
		return swarm.Nodes.Why()
	case len(swarm.Nodes.Value) == 0:
		return "the cluster lists no node"
	case len(stale) > 0:
		return stale[0].Why
	}
	return ""
}

// worst is the row of all members: the status that outweighs the others, a clause
// for each member and the evidence of each that is no mere pass.
func worst(members []member) result.Result {
	if len(members) == 0 {
		return result.Result{Judged: true, Reason: "No node was judged."}
	}
	out := result.Result{Judged: true, Status: members[0].result.Status}
	for _, m := range members {
		if m.result.Status.Worse(out.Status) {
			out.Status = m.result.Status
		}
		out.Expected = wanted(out.Expected, m.result.Expected)
		out.Clauses = append(out.Clauses, m.clauses()...)
	}
	order := []result.Kind{result.Violates, result.Unknown, result.Excluded, result.Pass}
	slices.SortStableFunc(out.Clauses, func(x, y result.Clause) int {
		return slices.Index(order, x.Kind) - slices.Index(order, y.Kind)
	})
	var deciding []member
	for _, m := range members {
		if m.result.Status == out.Status {
			deciding = append(deciding, m)
		}
	}
	out.Reason = fmt.Sprintf("%s on %s; %s: %s", out.Status, shortList(memberNames(deciding)), deciding[0].name, deciding[0].result.Reason)
	out.Missing = missingOn(members)
	out.Notes = said(members, func(r result.Result) []string { return r.Notes })
	out.Applies = strings.Join(said(members, func(r result.Result) []string {
		if r.Applies == "" {
			return nil
		}
		return []string{r.Applies}
	}), "; ")
	return out
}

// wanted is what two members expect, each part once.
func wanted(a, b string) string {
	for _, part := range strings.Split(b, "; ") {
		a = both(a, part, "; ")
	}
	return a
}

// clauses is the member's line of the node matrix and, below it, its evidence.
func (m member) clauses() []result.Clause {
	kind := map[result.Status]result.Kind{result.Open: result.Violates, result.NotReviewed: result.Unknown,
		result.NotAFinding: result.Pass, result.NotApplicable: result.Pass}[m.result.Status]
	line := result.Clause{Name: m.name, Expected: m.result.Expected, Kind: kind, Actual: m.result.Status.String() + ": " + m.result.Reason}
	if m.restated() {
		line.Actual = m.result.Status.String() // its evidence follows
	}
	out := []result.Clause{line}
	for _, c := range m.result.Clauses {
		if !merePass(c) {
			c.Name = m.name + " / " + c.Name
			out = append(out, c)
		}
	}
	return out
}

// restated reports whether the reason of a member is nothing but its evidence in one
// line, which stands in the row below its name already.
func (m member) restated() bool {
	kind, told := map[result.Status]result.Kind{result.Open: result.Violates, result.NotReviewed: result.Unknown}[m.result.Status]
	for _, c := range m.result.Clauses {
		if told && c.Kind == kind && strings.Contains(m.result.Reason, c.Name+": ") {
			return true
		}
	}
	return false
}

// missingOn is what the members lack, each once with the members that lack it.
func missingOn(members []member) []result.Missing {
	type key struct{ fact, why string }
	at := map[key]int{}
	var out []result.Missing
	var on [][]string
	for _, m := range members {
		for _, lack := range m.result.Missing {
			k := key{lack.Fact, lack.Why}
			i, known := at[k]
			if !known {
				i = len(out)
				at[k], out, on = i, append(out, lack), append(on, nil)
			}
			on[i] = append(on[i], m.name)
		}
	}
	for i := range out {
		out[i].Why += " (" + shortList(on[i]) + ")"
	}
	return out
}

// said is the sentences of the members, each once with the members that say it.
func said(members []member, of func(result.Result) []string) []string {
	on := map[string][]string{}
	var order []string
	for _, m := range members {
		for _, s := range of(m.result) {
			if on[s] == nil {
				order = append(order, s)
			}
			on[s] = append(on[s], m.name)
		}
	}
	for i, s := range order {
		order[i] = s + " (" + shortList(on[s]) + ")"
	}
	return order
}

func memberNames(members []member) []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.name
	}
	return names
}

// shortList is the first names and how many more there are.
func shortList(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}

// countsOf is how many members have each status, the worst first.
func countsOf(members []member) string {
	var c result.Counts
	for _, m := range members {
		c.Add(m.result.Status)
	}
	return fmt.Sprintf("Open %d, Not_Reviewed %d, NotAFinding %d, Not_Applicable %d", c.Open, c.NotReviewed, c.NotAFinding, c.NotApplicable)
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// restOn names the bundles of the nodes beside that of the cluster. Where they are
// more than a block of details can hold, one digest stands for all.
func (e *engine) restOn(b *result.Basis) {
	const shown = 8
	if len(e.Site.Nodes) == 0 {
		return
	}
	var lines, digests []string
	for _, node := range e.Site.Nodes {
		asset, _ := node.Asset()
		b.Timeless = b.Timeless || node.Timeless
		lines = append(lines, asset.Name+": "+collected(node), "facts SHA-256 "+node.Digest)
		digests = append(digests, node.Digest)
	}
	if len(e.Site.Nodes) > shown {
		slices.Sort(digests)
		sum := sha256.Sum256([]byte(strings.Join(digests, "\n")))
		lines = []string{fmt.Sprintf("%d node bundles%s", len(e.Site.Nodes), e.span()),
			"SHA-256 of their sorted facts SHA-256, one a line: " + hex.EncodeToString(sum[:])}
	}
	if e.Site.Cluster == nil {
		b.Facts = nil // "none given" is not true here
	}
	b.Facts = append(lines, b.Facts...)
}

// span is when the node bundles were collected, first and last.
func (e *engine) span() string {
	var times []time.Time
	for _, n := range e.Site.Nodes {
		if n.Timeless || n.Provenance.FinishedAt.IsZero() {
			return ", some without a collection time"
		}
		times = append(times, n.Provenance.FinishedAt)
	}
	first, last := slices.MinFunc(times, time.Time.Compare), slices.MaxFunc(times, time.Time.Compare)
	return fmt.Sprintf(", collected %s to %s", first.UTC().Format(time.RFC3339), last.UTC().Format(time.RFC3339))
}
