package collect

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"github.com/stigwright/stigwright/facts"
)

// mkeConfig is MKE's configuration with all that is secret replaced.
func (c *Cluster) mkeConfig(ctx context.Context, _ Had) facts.Fact {
	r := c.firstOf(ctx, "config-toml", "application/toml", asConfig())
	m := decode[keptConfig](r, false)
	return factOf(c, facts.Maybe[facts.Tree]{State: m.State, Error: m.Error, Value: m.Value.Config}, r.Call, m.Value.Redactions...)
}

// maxDepth bounds how deep a document may be nested.
const maxDepth = 100

// parseTOML is a document as plain values. It says why it cannot be read without
// quoting it.
func parseTOML(text []byte) (table map[string]any, why string) {
	if deep(text) {
		return nil, "the configuration is nested too deep"
	}
	if err := toml.Unmarshal(text, &table); err != nil {
		return nil, "the answer is not TOML" + tomlPlace(err)
	}
	if len(table) == 0 {
		return nil, "the answer holds no configuration"
	}
	return table, ""
}

// deep reports whether brackets could be open that deep, before a reader recurses into
// them. A configuration with so many in its texts is refused as well.
func deep(text []byte) bool {
	open := 0
	for _, b := range text {
		switch b {
		case '[', '{':
			if open++; open > maxDepth*10 {
				return true
			}
		case ']', '}':
			open = max(0, open-1)
		case '\n':
			// a table's header ends with its line
		}
	}
	return false
}

func tomlPlace(err error) string {
	type placed interface{ Position() (row, column int) }
	if p, ok := err.(placed); ok {
		row, column := p.Position()
		return fmt.Sprintf(" at line %d, column %d", row, column)
	}
	return ""
}

// alsoSecret is what section 6 of the fact bundle schema names beside the patterns.
func alsoSecret(name string) bool {
	name = strings.ToLower(name)
	return name == "key" || strings.HasSuffix(name, "_key") || strings.HasSuffix(name, "licensekey") || strings.HasSuffix(name, "licencekey") || name == "webtlskey"
}

// redactTable replaces the secrets in a table and tells where they were.
func redactTable(table map[string]any, path string) (paths []string) {
	names := slices.Sorted(maps.Keys(table))
	for _, old := range names {
		name := renamed(table, old)
		at := name
		if path != "" {
			at = path + "." + name
		}
		secret := facts.SecretName(old) || alsoSecret(old) || // of the name it had
			(name == "value" && strings.HasSuffix(path, "custom_api_server_headers[]"))
		var found []string
		table[name], found = redactAny(table[name], at, old, secret)
		if name != old {
			found = append(found, at)
		}
		paths = append(paths, found...)
	}
	return slices.Compact(slices.Sorted(slices.Values(paths)))
}

// renamed takes a member whose name may be a secret to a name that tells nothing, and
// returns the name it has then. All else stays, so that a rule does not take what it
// cannot see for something that is not there.
func renamed(table map[string]any, name string) string {
	if settingShaped(name) && facts.RedactCommand(name) == name {
		return name
	}
	return renameTo(table, name)
}

func renameTo(table map[string]any, name string) string {
	masked := facts.Redacted
	for n := 2; ; n++ {
		if _, taken := table[masked]; !taken {
			break
		}
		masked = fmt.Sprintf("%s %d", facts.Redacted, n)
	}
	table[masked] = table[name]
	delete(table, name)
	return masked
}

// settingShaped reports whether a name has the form of the name of a setting: letters,
// few digits, and what joins words. Names with another form may be a secret, or hold one.
func settingShaped(name string) bool {
	const most, digits = 64, 4
	count := 0
	for _, c := range name {
		switch {
		case c >= '0' && c <= '9':
			count++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '-', c == '.':
		default:
			return false
		}
	}
	return len(name) <= most && count <= digits
}

// redactAny is a value without secrets. In a secret one every text and number goes;
// truth values stay, and so does empty text, which says that nothing is set.
func redactAny(value any, at, name string, secret bool) (any, []string) {
	switch v := value.(type) {
	case map[string]any:
		if secret {
			return hideAll(v), []string{at}
		}
		return v, redactTable(v, at)
	case []any:
		if secret && len(v) > 0 {
			return hideAll(v), []string{at}
		}
		return redactList(v, at, name)
	case string:
		out := v
		if secret && v != "" {
			out = facts.Redacted
		} else if !secret {
			out = redactSetting(name, v)
		}
		if out != v {
			return out, []string{at}
		}
		return v, nil
	case bool, nil:
		return v, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v), nil
		}
	}
	if secret {
		return facts.Redacted, []string{at}
	}
	return value, nil
}

// redactList is a list without secrets; the word behind an option such as --token is one.
func redactList(list []any, at, name string) (any, []string) {
	var paths []string
	before := ""
	for i, item := range list {
		word, _ := item.(string)
		var found []string
		hide := facts.RedactArgv([]string{before, cmp.Or(word, "a number")})[1] == facts.Redacted
		list[i], found = redactAny(item, at+"[]", name, hide)
		paths = append(paths, found...)
		before = word
	}
	return list, paths
}

// hideAll replaces every text, number and name below a secret name.
func hideAll(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			name = renameTo(v, name)
			v[name] = hideAll(v[name])
		}
		return v
	case []any:
		for i := range v {
			v[i] = hideAll(v[i])
		}
		return v
	case bool, nil:
		return v
	case string:
		if v == "" {
			return v
		}
	}
	return facts.Redacted
}

// assigned finds where a text gives a secret name a value, and all behind it: where that
// value ends only the form of the text would tell.
var assigned = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)([\w.-]*(?:pass(?:word|phrase)?|secret|token|credential|(?:api|private|access|account)[_-]?key)[\w.-]*(?:\\*["'])?\s*[:=]\s*)\S.*$`)
})

// redactSetting is the text of a setting whose name is not secret: notices to users go
// verbatim, options of programs as a command line does, all else without what stands
// behind a secret name that a text assigns to.
func redactSetting(name, text string) string {
	switch {
	case strings.HasSuffix(name, "_logon_message"):
		return facts.RedactText(text)
	case strings.HasPrefix(text, "-"), strings.Contains(name, "flags"), strings.Contains(name, "args"):
		if facts.HidesOption(strings.Fields(text)) {
			return facts.Redacted // a part would read as if nothing else was set
		}
		return facts.RedactCommand(text)
	default:
		return assigned().ReplaceAllString(facts.RedactUsers(facts.RedactText(text)), "${1}"+facts.Redacted)
	}
}
