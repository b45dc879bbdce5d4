package flip

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/benchmark"
	"github.com/stigwright/stigwright/facts"
)

func onlyAt(position int) func(*benchmark.Item) bool {
	return func(item *benchmark.Item) bool { return item.Position == position }
}

// holder is the section a reference begins with and the bundle that has it.
func (s search) holder(ref string) (section string, b *facts.Bundle) {
	for _, known := range facts.Sections() {
		rest, ok := strings.CutPrefix(ref, known.Name)
		if ok && len(known.Name) > len(section) && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			section = known.Name
		}
	}
	for _, b := range []*facts.Bundle{s.node, s.in.Site.Cluster} {
		if b != nil && section != "" && b.Facts[section].State == facts.OK {
			return section, b
		}
	}
	return "", nil
}

// valueOf is the value of a section as JSON has it.
func valueOf(b *facts.Bundle, section string) (any, error) {
	text, err := facts.WriteBundle(&facts.Bundle{Kind: b.Kind, Facts: map[string]facts.Fact{section: b.Facts[section]}})
	if err != nil {
		return nil, err
	}
	var document struct {
		Sections map[string]struct{ Value any }
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	err = dec.Decode(&document)
	return document.Sections[section].Value, err
}

// changedBundle is a bundle with another value of one section, read as a reader would.
func changedBundle(b *facts.Bundle, section string, value any) (*facts.Bundle, error) {
	side := "node"
	if b.Kind == facts.ClusterBundle {
		side = "cluster"
	}
	text, err := json.Marshal(map[string]any{side: map[string]any{section: value}})
	if err != nil {
		return nil, err
	}
	read, _, err := facts.ReadBundle("changed", text)
	if err != nil {
		return nil, err
	}
	if len(read) != 1 {
		return nil, errors.New("is no value of one bundle")
	}
	out := *b
	out.Facts = maps.Clone(b.Facts)
	fact := b.Facts[section]
	fact.Value = read[0].Facts[section].Value
	out.Facts[section] = fact
	return &out, nil
}

// candidate is one changed value of a section, and what was changed.
type candidate struct {
	says  string
	value any
}

// candidates is the changes that a reference and an expectation suggest, smallest first:
// another value in the place named, then the entry left out.
func candidates(value any, section, ref, expected string) []candidate {
	steps := stepsOf(strings.TrimPrefix(ref, section))
	var out []candidate
	for n := len(steps); n > 0; n-- {
		at := section + strings.Join(spelled(steps[:n]), "")
		old, there := look(value, steps[:n])
		if n == len(steps) {
			for _, other := range others(old, there, expected) {
				if changed, ok := put(value, steps[:n], other); ok {
					out = append(out, candidate{at + ": " + difference(old, other, there), changed})
				}
			}
		}
		if there && steps[n-1].entry {
			if changed, ok := put(value, steps[:n], nothing{}); ok {
				out = append(out, candidate{at + ": gone", changed})
			}
		}
	}
	return out
}

// nothing in the place of a value leaves the entry out.
type nothing struct{}

// wanted is the words of an expectation that may be values: what is quoted, what follows
// an equals sign, numbers, and words with a hyphen or an equals sign in them.
var wanted = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`"([^"]*)"|\b([a-z]+(?:[-=][\w=:-]+)+)|=([\w.:/-]+)|\b(\d+)\b`)
})

// others is the values to try in the place of one.
func others(old any, there bool, expected string) (out []any) {
	var words []any
	for _, m := range wanted().FindAllStringSubmatch(expected, -1) {
		for _, w := range m[1:] {
			if w != "" {
				words = append(words, w)
			}
		}
	}
	switch old := old.(type) {
	case bool:
		return []any{!old}
	case json.Number:
		for _, w := range words {
			if n := json.Number(w.(string)); numeric(n) {
				out = append(out, n)
			}
		}
		return append(out, json.Number("0"))
	case string:
		return append([]any{""}, words...)
	case []any:
		for _, w := range words {
			if !slices.Contains(old, w) {
				out = append(out, append(slices.Clone(old), w))
			}
		}
		return append(out, less(old)...)
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(old)) {
			smaller := maps.Clone(old)
			delete(smaller, name)
			out = append(out, smaller)
		}
		return out
	case nil:
		if there {
			for _, w := range words {
				out = append(out, []any{w})
			}
		}
	}
	return out
}

// most is how many elements of a list are left out one by one.
const most = 200

// less is a list without one of its elements, for each; one of plain words also empty.
func less(list []any) (out []any) {
	plain := true
	for i, e := range list[:min(len(list), most)] {
		out = append(out, slices.Delete(slices.Clone(list), i, i+1))
		_, isObject := e.(map[string]any)
		plain = plain && !isObject
	}
	if plain && len(list) > 1 {
		out = append(out, []any{})
	}
	return out
}

func numeric(n json.Number) bool {
	_, err := n.Int64()
	return err == nil
}

// difference is what was changed, for people: of a list or a map what it has more or no
// more.
func difference(old, other any, there bool) string {
	if list, ok := old.([]any); ok {
		if now, _ := other.([]any); len(now) == len(list)+1 {
			return "also " + named(now[len(list)])
		}
		if now, _ := other.([]any); len(now) == len(list)-1 {
			for i := range list {
				if i == len(now) || inWords(list[i], true) != inWords(now[i], true) {
					return "without " + named(list[i])
				}
			}
		}
	}
	if of, ok := old.(map[string]any); ok {
		now, _ := other.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(of)) {
			if _, still := now[name]; !still {
				return "without " + name
			}
		}
	}
	return fmt.Sprintf("%s in place of %s", inWords(other, true), inWords(old, there))
}

// named is an element by its name where it has one.
func named(element any) string {
	of, _ := element.(map[string]any)
	for _, key := range []string{"name", "Name", "subject", "PublishedPort", "Destination", "Source"} {
		if name := of[key]; name != nil && name != "" {
			if namespace, _ := of["namespace"].(string); namespace != "" {
				return fmt.Sprintf("%s/%v", namespace, name)
			}
			return fmt.Sprint(name)
		}
	}
	return inWords(element, true)
}

// inWords is a value for people, cut where it is long.
func inWords(v any, there bool) string {
	if !there {
		return "nothing"
	}
	text, _ := json.Marshal(v) // it came from JSON
	const shown = 60
	if len(text) > shown {
		return strings.ToValidUTF8(string(text[:shown]), "") + "…"
	}
	return string(text)
}
