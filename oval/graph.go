package oval

import (
	"slices"
	"strings"
)

// sortNodes puts the nodes of a graph in an order in which each follows all it refers
// to, and finds those that reach themselves, each with the path as describe names it.
// It is Tarjan's algorithm with a stack of its own: the chains of a hostile document
// are longer than a call stack.
func sortNodes(edges [][]int32, describe func(int32) string) (order []int32, circles map[int32]string) {
	t := tarjan{edges: edges, number: make([]int32, len(edges)), low: make([]int32, len(edges)), in: make([]bool, len(edges))}
	circles = map[int32]string{}
	for n := range edges {
		if t.number[n] == 0 {
			t.visit(int32(n), func(group []int32) {
				order = append(order, group...)
				if len(group) > 1 || slices.Contains(edges[group[0]], group[0]) {
					text := pathText(circle(edges, group), describe)
					for _, m := range group {
						circles[m] = text
					}
				}
			})
		}
	}
	return order, circles
}

type tarjan struct {
	edges   [][]int32
	number  []int32 // from 1, in the order of first visits; 0 before that
	low     []int32 // the smallest number reached
	in      []bool  // on the stack of open groups
	open    []int32
	visited int32
	calls   []call
}

// call is one node being visited, and the edge to be followed next.
type call struct {
	node int32
	edge int
}

func (t *tarjan) enter(n int32) {
	t.visited++
	t.number[n], t.low[n], t.in[n] = t.visited, t.visited, true
	t.open = append(t.open, n)
	t.calls = append(t.calls, call{node: n})
}

// visit visits everything that start reaches, and hands over each group of nodes
// that reach each other after the groups it refers to.
func (t *tarjan) visit(start int32, group func([]int32)) {
	t.enter(start)
	for len(t.calls) > 0 {
		top := &t.calls[len(t.calls)-1]
		n := top.node
		if top.edge < len(t.edges[n]) {
			to := t.edges[n][top.edge]
			top.edge++
			if t.number[to] == 0 {
				t.enter(to)
			} else if t.in[to] {
				t.low[n] = min(t.low[n], t.number[to])
			}
			continue
		}
		t.calls = t.calls[:len(t.calls)-1]
		if len(t.calls) > 0 {
			up := t.calls[len(t.calls)-1].node
			t.low[up] = min(t.low[up], t.low[n])
		}
		if t.low[n] == t.number[n] {
			group(t.close(n))
		}
	}
}

// close takes the group that n began from the stack.
func (t *tarjan) close(n int32) []int32 {
	at := len(t.open) - 1
	for t.open[at] != n {
		at--
	}
	group := slices.Clone(t.open[at:])
	t.open = t.open[:at]
	for _, m := range group {
		t.in[m] = false
	}
	return group
}

// circle is a shortest path from the first node of a group back to it.
func circle(edges [][]int32, group []int32) []int32 {
	start := slices.Min(group)
	inside := make(map[int32]bool, len(group))
	for _, n := range group {
		inside[n] = true
	}
	from := map[int32]int32{}
	for queue := []int32{start}; len(queue) > 0; queue = queue[1:] {
		for _, to := range edges[queue[0]] {
			if _, seen := from[to]; seen || !inside[to] {
				continue
			}
			from[to] = queue[0]
			if to == start {
				return walkBack(from, start)
			}
			queue = append(queue, to)
		}
	}
	return group
}

func walkBack(from map[int32]int32, start int32) []int32 {
	path := []int32{start}
	for n := from[start]; n != start; n = from[n] {
		path = append(path, n)
	}
	path = append(path, start)
	slices.Reverse(path)
	return path
}

// pathText names the nodes of a path; of a long one the middle is left out.
func pathText(path []int32, describe func(int32) string) string {
	const ends = 8
	var b strings.Builder
	for i, n := range path {
		if i >= ends && i < len(path)-ends {
			continue
		}
		if i > 0 {
			b.WriteString(" -> ")
		}
		if i == len(path)-ends && i > ends {
			b.WriteString("... -> ")
		}
		b.WriteString(describe(n))
	}
	return b.String()
}
