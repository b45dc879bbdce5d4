package facts

// Maybe is one entry inside a section: a value, or the reason there is none.
// The zero value is "not collected", so a key that a document does not have
// never reads as false, empty or zero.
//
// In JSON it is the bare value, or one of the markers of the bundle schema
// (section 2.1): {"$absent": true}, {"$error": "text"}, {"$denied": "text"},
// {"$skipped": true}, {"$partial": value}. A null is "not
// collected", but in answers of the engine and of Kubernetes, which spell an empty
// list or map so (docker_engine.*, swarm, k8s, engine_by_node).
type Maybe[T any] struct {
	State   State
	Partial bool // with OK: something of it is missing
	Error   string
	Value   T // valid with OK alone
}

// Some is a complete value.
func Some[T any](v T) Maybe[T] { return Maybe[T]{State: OK, Value: v} }

// Get is the value, or why there is no complete one.
func (m Maybe[T]) Get() (v T, why string) {
	if m.State == OK && !m.Partial {
		return m.Value, ""
	}
	return v, whyNot(m.State, m.Partial, m.Error)
}

// Why says why the entry cannot be used, "" when it is there and complete.
func (m Maybe[T]) Why() string {
	if m.State == OK && !m.Partial {
		return ""
	}
	return whyNot(m.State, m.Partial, m.Error)
}

// whyNot is why an entry cannot be used. It is apart so that asking an entry that is
// there, which is most of what rules do, copies nothing.
func whyNot(state State, partial bool, err string) string {
	return Fact{State: state, Complete: !partial, Error: err}.Why()
}

// Is reports whether there is a value, complete or not, for which test holds.
func (m Maybe[T]) Is(test func(T) bool) bool { return m.State == OK && test(m.Value) }
