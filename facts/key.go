package facts

import (
	"slices"
	"time"
)

// Side says where a fact comes from.
type Side uint8

// The sources of facts.
const (
	NodeSide    Side = iota + 1 // collected on a node
	ClusterSide                 // collected once for the cluster
	SSPSide                     // stated in ssp.yaml
	DerivedSide                 // computed from other facts
)

// String is the word used in listings.
func (s Side) String() string {
	return [...]string{"", "node", "cluster", "ssp.yaml", "derived"}[s]
}

// Doc is what `stigwright facts` and `explain` say of a key.
type Doc struct {
	Shape  string // the value in short: list of {Id, Names[], …}
	Source string // the call, file or command it comes from
	ByHand string // the commands a person would run; "" where that is Source
	Needs  string // the privilege it takes: root, docker group, MKE administrator; "" for none
}

// Key names a fact of type T. Keys are values of this package; two keys with one
// name do not exist.
type Key[T any] struct {
	Name string // docker_engine.containers, ssp:docker_group_members
	Side Side
	Doc  Doc
	get  func(*Snapshot) (T, []Missing)
}

// Get is the value of a fact, which must be complete, or what is missing.
func Get[T any](s *Snapshot, k Key[T]) (T, []Missing) {
	return k.get(s)
}

// Partly is the value of a fact even where something of it is missing: missing
// is then not empty although the value can be used to prove a violation. ok is
// false when there is no value at all.
func Partly[T any](s *Snapshot, k Key[T]) (value T, ok bool, missing []Missing) {
	f := s.fact(k.Name, k.Side)
	if k.Side != NodeSide && k.Side != ClusterSide {
		value, missing = k.get(s)
		return value, missing == nil, missing
	}
	v, isT := f.Value.(T)
	if f.State != OK || !isT {
		return value, false, []Missing{s.missing(k.Name, k.Side, k.Doc, f)}
	}
	if !f.Complete {
		missing = []Missing{s.missing(k.Name, k.Side, k.Doc, f)}
	}
	return v, true, missing
}

// Look is the fact itself, for the few rules to which absence is evidence.
func Look[T any](s *Snapshot, k Key[T]) Maybe[T] {
	f := s.fact(k.Name, k.Side)
	m := Maybe[T]{State: f.State, Partial: f.State == OK && !f.Complete, Error: f.Error}
	if f.State == OK {
		m.Value, _ = f.Value.(T)
	}
	return m
}

// sectionKey is a key whose value is a whole section of a bundle.
func sectionKey[T any](name string, side Side, doc Doc) Key[T] {
	k := Key[T]{Name: name, Side: side, Doc: doc}
	k.get = func(s *Snapshot) (v T, missing []Missing) {
		f := s.fact(name, side)
		v, isT := f.Value.(T)
		if f.State == OK && f.Complete && isT {
			return v, nil
		}
		return v, []Missing{s.missing(name, side, doc, f)}
	}
	return k
}

// Derived is a key whose value is a pure function of other facts, computed once
// for a snapshot. Where it cannot be told, f returns what is missing.
func Derived[T any](name string, doc Doc, f func(*Snapshot) (T, []Missing)) Key[T] {
	return derived(name, doc, f, func(s *Snapshot, compute func(*Snapshot) (T, []Missing)) (T, []Missing) {
		return compute(s)
	})
}

// DerivedOnce is Derived of the facts of the cluster, of its nodes as Snapshot.Nodes
// and Unseen have them, of ssp.yaml and of the time alone: snapshots of one Common
// compute it once between them, and it sees no node that is judged.
func DerivedOnce[T any](name string, doc Doc, f func(*Snapshot) (T, []Missing)) Key[T] {
	return derived(name, doc, f, func(s *Snapshot, compute func(*Snapshot) (T, []Missing)) (T, []Missing) {
		if s.common == nil {
			return compute(s)
		}
		s.common.mu.Lock()
		defer s.common.mu.Unlock()
		return compute(&s.common.s)
	})
}

// derived is a key of what f makes of the snapshot that on computes it on, and keeps there.
func derived[T any](name string, doc Doc, f func(*Snapshot) (T, []Missing),
	on func(s *Snapshot, compute func(*Snapshot) (T, []Missing)) (T, []Missing)) Key[T] {
	type answer struct {
		value   T
		missing []Missing
	}
	compute := func(s *Snapshot) (T, []Missing) {
		if a, ok := s.derived[name].(answer); ok {
			return a.value, slices.Clone(a.missing)
		}
		v, missing := f(s)
		s.derived[name] = answer{v, missing}
		return v, slices.Clone(missing)
	}
	return Key[T]{Name: name, Side: DerivedSide, Doc: doc, get: func(s *Snapshot) (T, []Missing) {
		// A value of another type is that of the section the key is derived from.
		set, ok := s.set[name]
		if v, isT := set.Value.(T); ok && (isT || set.State != OK) {
			if why := set.Why(); why != "" {
				return v, []Missing{{Name: name, Why: why}}
			}
			return v, nil
		}
		return on(s, compute)
	}}
}

// Setting puts one fact into a snapshot; see NewSnapshot.
type Setting func(*Snapshot)

// Is sets the fact, complete.
func (k Key[T]) Is(v T) Setting {
	return k.Set(Fact{State: OK, Complete: true, Value: v})
}

// Partly sets the fact, known to be incomplete.
func (k Key[T]) Partly(v T) Setting { return k.Set(Fact{State: OK, Value: v}) }

// Lacks sets the fact to a state without a value, such as Denied.
func (k Key[T]) Lacks(state State, why string) Setting {
	return k.Set(Fact{State: state, Error: why})
}

// Set sets the fact as given; its Value must be a T.
func (k Key[T]) Set(f Fact) Setting {
	return func(s *Snapshot) { s.set[k.Name] = f }
}

// WithSSP gives the snapshot an ssp.yaml.
func WithSSP(ssp *SSP) Setting { return func(s *Snapshot) { s.SSP = ssp } }

// AsOf sets the time at which the snapshot is judged.
func AsOf(t time.Time) Setting { return func(s *Snapshot) { s.At = t } }
