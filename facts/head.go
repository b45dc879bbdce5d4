package facts

import (
	"slices"
	"time"
)

// head is what stands in for the facts of a node bundle that is not held in memory:
// all that is asked of a node that is not itself judged.
type head struct {
	asset    Asset
	fallback bool
	nodeID   string
	oldest   time.Time
	sections []string
	engine   [2]Fact // docker_engine.containers and .images without their values
	peer     Peer
	labels   bool // labels are wanted: the cluster's list of nodes may have them
	open     func() (*Bundle, error)
}

// Head is the bundle without its facts, which open reads again. A head says of itself
// what the bundle does (Asset, Peer, Has), and can be assembled into a site; a rule
// that looked at its Facts would find none of them collected.
func (b *Bundle) Head(open func() (*Bundle, error)) *Bundle {
	out, h := *b, &head{nodeID: nodeKey(b), oldest: b.oldest(), engine: [2]Fact{b.Facts[Containers.Name], b.Facts[Images.Name]}, peer: b.Peer(), open: open}
	h.asset, h.fallback = b.Asset()
	h.labels = b.Facts[Node.Name].State == OK && h.peer.Serves.State != OK
	for _, s := range Sections() {
		if _, ok := b.Facts[s.Name]; ok {
			h.sections = append(h.sections, s.Name)
		}
	}
	h.engine[0].Value, h.engine[1].Value = nil, nil
	out.Facts, out.head = nil, h
	return &out
}

// Open is the bundle with its facts: itself, or read again where it is a head. The
// error says that the file is no longer what it was.
func (b *Bundle) Open() (*Bundle, error) {
	if b.head == nil {
		return b, nil
	}
	return b.head.open()
}

// Has reports whether the bundle has a section, in whatever state.
func (b *Bundle) Has(section string) bool {
	if b.head != nil {
		return slices.Contains(b.head.sections, section)
	}
	_, ok := b.Facts[section]
	return ok
}

// filledHead is a head whose bundle is filled when it is opened. What a client bundle
// saw of its containers and images stands in for those it lacks.
func (a *assembly) filledHead(b *Bundle, id string, engines Fact, entry Maybe[NodeEngine]) *Bundle {
	out, h := *b, *b.head
	open := b.head.open // alone, so that b need not be kept
	h.open = func() (*Bundle, error) {
		whole, err := open()
		if err != nil {
			return nil, err
		}
		return a.filled(whole, id, engines, entry), nil
	}
	lists := Bundle{Provenance: Provenance{FinishedAt: h.oldest}, Facts: map[string]Fact{Containers.Name: h.engine[0], Images.Name: h.engine[1]}}
	a.fillEngine(&lists, id, engines, entry)
	if f := lists.Facts[Containers.Name]; f.State == OK && h.engine[0].State != OK {
		list, _ := f.Value.([]Container)
		had := h.peer
		h.peer = peerOf(h.asset.Name, h.nodeID, f.Why(), list)
		h.peer.Kubelet, h.peer.Replica, h.peer.Serves = had.Kubelet, had.Replica, had.Serves
	}
	if listed := a.nodes[id].Spec.Labels; h.labels && listed.State == OK {
		h.peer.Serves, h.labels = schedulerOf(listed), false
	}
	h.oldest, h.sections = lists.oldest(), slices.Clone(h.sections)
	for name := range lists.Facts {
		h.sections = append(h.sections, name)
	}
	out.head = &h
	return &out
}
