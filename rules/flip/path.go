package flip

import (
	"maps"
	"slices"
	"strings"
)

// step is one part of a reference below a section: .name of an object, or [name] of a
// list or a map.
type step struct {
	name  string
	entry bool // written in brackets
}

// stepsOf reads .inspect.HostConfig, [web].inspect.Mounts.
func stepsOf(ref string) (out []step) {
	for ref != "" {
		if rest, ok := strings.CutPrefix(ref, "["); ok {
			name, after, closed := strings.Cut(rest, "]")
			if !closed {
				return nil
			}
			out, ref = append(out, step{name, true}), after
			continue
		}
		ref = strings.TrimPrefix(ref, ".")
		end := strings.IndexAny(ref, ".[")
		if end < 0 {
			end = len(ref)
		}
		out, ref = append(out, step{ref[:end], false}), ref[end:]
	}
	return out
}

// spelled is the steps as a reference spells them.
func spelled(steps []step) (out []string) {
	for _, s := range steps {
		if s.entry {
			out = append(out, "["+s.name+"]")
		} else {
			out = append(out, "."+s.name)
		}
	}
	return out
}

// look is the value at the steps, and whether there is one.
func look(v any, steps []step) (any, bool) {
	for _, s := range steps {
		switch of := v.(type) {
		case map[string]any:
			inner, ok := of[s.name]
			if !ok {
				return nil, false
			}
			v = inner
		case []any:
			i := slices.IndexFunc(of, func(e any) bool { return called(e, s.name) })
			if i < 0 {
				return nil, false
			}
			v = of[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// put is a copy of v with another value at the steps; false where they lead nowhere.
func put(v any, steps []step, value any) (any, bool) {
	if len(steps) == 0 {
		return value, true
	}
	s, rest := steps[0], steps[1:]
	_, leave := value.(nothing)
	switch of := v.(type) {
	case map[string]any:
		out := maps.Clone(of)
		if leave && len(rest) == 0 {
			delete(out, s.name)
			return out, true
		}
		inner, ok := put(of[s.name], rest, value)
		out[s.name] = inner
		return out, ok
	case []any:
		i := slices.IndexFunc(of, func(e any) bool { return called(e, s.name) })
		if i < 0 {
			return nil, false
		}
		if leave && len(rest) == 0 {
			return slices.Delete(slices.Clone(of), i, i+1), true
		}
		inner, ok := put(of[i], rest, value)
		out := slices.Clone(of)
		out[i] = inner
		return out, ok
	}
	return nil, false
}

// called reports whether an element of a list bears a name, in one of the ways in which
// evidence names it.
func called(element any, name string) bool {
	of, ok := element.(map[string]any)
	if !ok {
		return element == name
	}
	if names, _ := of["Names"].([]any); len(names) > 0 && names[0] == "/"+name {
		return true
	}
	for _, key := range []string{"Id", "ID", "id", "Name", "name", "hostname"} {
		if of[key] == name {
			return true
		}
	}
	if spec, _ := of["Spec"].(map[string]any); spec["Name"] == name && name != "" {
		return true
	}
	namespace, _ := of["namespace"].(string)
	own, _ := of["name"].(string)
	return namespace != "" && namespace+"/"+own == name
}
