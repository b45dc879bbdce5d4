package facts

import (
	"slices"
	"strings"
)

// plain reads the plain form (section 2.1): bare values and markers, section names
// dotted or nested.
func (r *reader) plain(top []member) []*Bundle {
	if !r.schema(top, false) {
		return nil
	}
	id := ""
	if !r.again {
		_, id = contentSums(top)
	}
	var bundles []*Bundle
	for _, kind := range []Kind{NodeBundle, ClusterBundle} {
		m, ok := find(top, string(kind))
		if !ok {
			continue
		}
		if !m.object {
			r.problem(r.fail(m.at, string(kind), "is "+kindWord(kindOf(m.raw))+"; want an object with sections", ""))
			continue
		}
		b := &Bundle{Kind: kind, File: r.file, Timeless: true, Digest: id, Facts: map[string]Fact{}}
		r.text(top, "cluster_id", &b.ClusterID)
		r.plainSections(b, "", m.members)
		bundles = append(bundles, b)
	}
	for _, m := range top {
		if !slices.Contains([]string{"schema", "node", "cluster", "cluster_id"}, m.name) {
			r.warn("member %q is unknown in the plain form and ignored", clip(m.name))
		}
	}
	shareCluster(bundles)
	return bundles
}

// shareCluster gives the node and the cluster of one file one cluster id.
func shareCluster(bundles []*Bundle) {
	for _, b := range bundles {
		if info, ok := b.Facts[EngineInfo.Name].Value.(Info); ok && b.ClusterID == "" {
			b.ClusterID = info.clusterID()
		}
	}
	if len(bundles) == 2 && bundles[1].ClusterID == "" {
		bundles[1].ClusterID = bundles[0].ClusterID
	}
}

// clusterID is the id of the swarm the engine belongs to; only managers know it.
func (i Info) clusterID() string { return i.Swarm.Value.Cluster.Value.ID }

// plainSections reads the members of a side, or of a group such as docker_engine.
func (r *reader) plainSections(b *Bundle, group string, members []member) {
	for _, m := range members {
		full := m
		full.name = group + m.name
		if _, known := r.sections[full.name]; !known && r.isGroup(full.name) {
			r.plainGroup(b, full)
			continue
		}
		s, ok := r.known(full, side(b.Kind))
		if !ok {
			continue
		}
		if _, twice := b.Facts[s.Name]; twice {
			r.problem(r.fail(m.nameAt, string(b.Kind)+quotedName(s.Name), "is there twice, nested and dotted; want it once", ""))
			continue
		}
		r.plainFact(b, s, full)
	}
}

// plainFact reads one bare value or marker.
func (r *reader) plainFact(b *Bundle, s Section, m member) {
	if kindOf(m.raw) == 'n' {
		r.problem(r.fail(m.at, s.Name, `is null; want a value, or a marker such as {"$absent": true}`, "leave out what was not collected"))
		return
	}
	var f Fact
	if r.value(s, m, s.Name, 0, &f) {
		if f.State == OK && !f.Complete {
			f = partial(f, "")
		}
		b.Facts[s.Name] = f
	}
}

// isGroup reports whether some section's name begins with name and a dot.
func (r *reader) isGroup(name string) bool {
	for full := range r.sections {
		if strings.HasPrefix(full, name+".") {
			return true
		}
	}
	return false
}

// plainGroup reads the sections nested in one member. A marker stands for all of
// the group's sections.
func (r *reader) plainGroup(b *Bundle, m member) {
	if isMarker(m.raw) {
		for _, s := range Sections() {
			if strings.HasPrefix(s.Name, m.name+".") && s.Side == side(b.Kind) {
				r.plainFact(b, s, m)
			}
		}
		return
	}
	if kindOf(m.raw) != '{' {
		r.problem(r.fail(m.at, m.name, "is "+kindWord(kindOf(m.raw))+"; want an object with sections", ""))
		return
	}
	inner := &document{file: r.file, data: m.raw}
	members, err := inner.scan(func(string) int { return 0 })
	if err != nil { // scan of the whole has accepted it
		return
	}
	for i := range members {
		members[i].at += m.at
		members[i].nameAt += m.at
	}
	r.plainSections(b, m.name+".", members)
}
