package facts

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// AttestationQuery asks for the statement that answers one question of one rule
// about one asset at one time.
type AttestationQuery struct {
	Rule        string // STIG ID
	Key         string
	Asset       string // name of the host; not looked at for the cluster
	Cluster     bool   // the cluster of the run is judged, not a host
	NodeScope   bool   // the rule is judged on each node
	CheckSHA256 string // of the loaded benchmark's check text; "" when it is not known
	At          time.Time
}

// Attestation is the statement that answers the query: the newest of those that
// count. It is nil when none does, or when two of the same day contradict each
// other; the texts then say why each of those that come near does not count. They
// are also given beside a statement that counts.
func (s *SSP) Attestation(q AttestationQuery) (*Attestation, []string) {
	if s == nil {
		return nil, nil
	}
	var counting []*Attestation
	var near []string
	for i := range s.Attestations {
		a := &s.Attestations[i]
		if a.Rule != q.Rule || a.Key != q.Key {
			continue
		}
		if why := a.Invalid(q); why != "" {
			near = append(near, a.Path+" "+why)
		} else {
			counting = append(counting, a)
		}
	}
	found, contradiction := newest(counting)
	if contradiction != "" {
		near = append(near, contradiction)
	}
	return found, near
}

// newest is the statement of the latest day, the first of several that agree.
func newest(list []*Attestation) (found *Attestation, contradiction string) {
	for _, a := range list {
		switch {
		case found == nil || a.On > found.On:
			found, contradiction = a, ""
		case a.On == found.On && !reflect.DeepEqual(a.Value, found.Value):
			contradiction = found.Path + " and " + a.Path + " contradict each other"
		}
	}
	if contradiction != "" {
		return nil, contradiction
	}
	return found, ""
}

// Invalid says why the statement does not answer the query, "" when it does (fact
// bundle schema, section 7). Rule and key are not looked at.
func (a Attestation) Invalid(q AttestationQuery) string {
	if why := a.uncounted(q.At); why != "" {
		return why
	}
	if why := a.covers(q); why != "" {
		return why
	}
	switch {
	case a.CheckSHA256 == "" || a.CheckSHA256 == q.CheckSHA256:
		return ""
	case q.CheckSHA256 == "":
		return "is bound to a check text, and the benchmark's is not known"
	}
	return "is for another check text: the check text changed since " + string(a.On)
}

// Bound reports whether the statement names the check text it answered. One that
// does not counts, and is printed as "not bound to a check text".
func (a Attestation) Bound() bool { return a.CheckSHA256 != "" }

// uncounted says which of the things a statement needs it lacks, or why it does not
// count at a time.
func (a Attestation) uncounted(at time.Time) string {
	if lacking := a.lacking(); lacking != nil {
		return "has no " + strings.Join(lacking, ", ")
	}
	return lapsed(a.On, a.Expires, at)
}

func (a Attestation) lacking() []string {
	var lacking []string
	for _, f := range []struct{ name, value string }{
		{"by", a.By}, {"on", string(a.On)}, {"expires", string(a.Expires)}, {"evidence", a.Evidence},
	} {
		if f.value == "" {
			lacking = append(lacking, f.name)
		}
	}
	if a.Value == nil {
		lacking = append(lacking, "value")
	}
	return lacking
}

// covers says why the statement is not about the asset, "" when it is. The word
// cluster is the cluster of the run, never a host; a host pattern is never the
// cluster. Without assets it covers the cluster in a rule that is judged there.
func (a Attestation) covers(q AttestationQuery) string {
	const cluster = Pattern("cluster")
	switch {
	case a.Assets == nil && q.NodeScope:
		return "names no assets, and says nothing of single nodes"
	case a.Assets == nil && !q.Cluster:
		return "names no assets, so it covers the cluster and no host"
	case a.Assets == nil:
		return ""
	case q.Cluster && slices.Contains(a.Assets, cluster):
		return ""
	case q.Cluster:
		return "does not cover the cluster; its assets name hosts"
	}
	if slices.ContainsFunc(a.Assets, func(p Pattern) bool { return p != cluster && p.Matches(q.Asset) }) {
		return ""
	}
	return fmt.Sprintf("does not cover %q", q.Asset)
}
