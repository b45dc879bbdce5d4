package mke

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
)

// member is one member of a section: its value, whether there is one at all, and
// what is missing of it. A value that is partly there can prove a violation and
// never a pass, so missing is then not empty although known is true.
func member[S, T any](s *facts.Snapshot, key facts.Key[S], name string, read func(S) facts.Maybe[T]) (value T, known bool, missing []facts.Missing) {
	section, ok, missing := facts.Partly(s, key)
	if !ok {
		return value, false, missing
	}
	m := read(section)
	if why := m.Why(); why != "" {
		missing = append(missing, lacking(key, name, why))
	}
	return m.Value, m.State == facts.OK, missing
}

// lacking is a member of a section that is not there, with the way to get it.
func lacking[S any](key facts.Key[S], name, why string) facts.Missing {
	by := key.Doc.ByHand
	if by == "" {
		by = key.Doc.Source
	}
	return facts.Missing{Name: key.Name + "." + name, Why: why, How: []string{"by hand: " + by}}
}

// configured is one key of the MKE configuration, as it was collected or, where the
// export lacks it, as the site attested it (mke-rules P-TOML). missing is why it
// proves nothing good: the value is not known, or it stands in an export that is not
// whole.
type configured[T any] struct {
	value   T
	known   bool
	source  string // mke_config.auth.backend, ssp:attestations[3]
	by      string // who attested it; "" when it was collected
	missing []facts.Missing
}

// configKey reads one key of the MKE configuration as settings does: a key that a
// whole export lacks is missing unless attested, and a collected value wins.
func configKey[T any](c *rules.Case, path string, read func(facts.Tree, string) facts.Maybe[T]) configured[T] {
	s := setting{path: path}
	config, ok, missing := facts.Partly(c.Snapshot, facts.MKEConfig)
	k := configured[T]{source: "mke_config." + path, missing: missing}
	if !ok {
		return k
	}
	if missing == nil && config.String(path).State == facts.NotCollected {
		attested, by, near := s.attested(c)
		if attested == nil {
			why := append([]string{"the export of the configuration has no such key, which does not mean its default"}, near...)
			k.missing = []facts.Missing{s.missing(c, strings.Join(why, "; "))}
			return k
		}
		config, k.source, k.by = attested.tree, attested.ref, "attested "+by
	}
	value, why := read(config, path).Get()
	k.value, k.known = value, why == ""
	if why != "" {
		k.missing = append(k.missing, facts.Missing{Name: k.source, Why: why, How: []string{"by hand: " + facts.MKEConfig.Doc.ByHand}})
	}
	return k
}

// unsaid is a part of a decision of ssp.yaml that the file does not give although
// the rule needs it.
func unsaid(key, why string) facts.Missing {
	return facts.Missing{Name: "ssp:" + key, Why: why, How: []string{fmt.Sprintf("ssp.yaml: add %s", key)}}
}
