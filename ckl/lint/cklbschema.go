package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// shape is what the CKLB schema 1.0 says of a value. The zero value allows anything.
type shape struct {
	kinds    string            // of jsontext, f for both booleans, i for a whole number; "" for any
	words    []string          // a text must be one of these
	members  map[string]*shape // of an object that may have no others; nil for any members
	named    *shape            // of members with a name of letters and _ that members does not have
	required []string
	items    *shape // of a list
}

// cklbShape is the schema with the keys STIG Viewer 3 itself writes beyond it:
// version, srg_id, classification of the asset, and Evaluate-STIG's objects.
func cklbShape() *shape {
	text, maybe, flag, free := &shape{kinds: `"`}, &shape{kinds: `"n`}, &shape{kinds: "f"}, &shape{kinds: "{"}
	of := func(s *shape, names string) map[string]*shape {
		out := map[string]*shape{}
		for _, n := range strings.Fields(names) {
			out[n] = s
		}
		return out
	}
	with := func(m map[string]*shape, more map[string]*shape) map[string]*shape {
		for k, v := range more {
			m[k] = v
		}
		return m
	}
	texts := &shape{kinds: "[", items: text}
	rule := &shape{members: with(of(text, "uuid stig_uuid group_id group_id_src rule_id rule_id_src weight classification rule_version rule_title fix_text "+
		"group_title false_positives false_negatives discussion documentable mitigations potential_impacts third_party_tools mitigation_control "+
		"responsibility security_override_guidance ia_controls createdAt updatedAt comments finding_details STIGUuid srg_id"), map[string]*shape{
		"target_key": maybe, "stig_ref": maybe, "reference_identifier": maybe, "check_content": maybe, "legacy_ids": texts, "ccis": texts, "evaluate-stig": free,
		"severity":          {kinds: `"`, words: []string{"unknown", "low", "medium", "high"}},
		"status":            {kinds: `"`, words: jsonStatuses()},
		"check_content_ref": {kinds: "{n", named: &shape{}, members: of(text, "name href")},
		"group_tree":        {kinds: "[", items: &shape{kinds: "{", named: &shape{}, members: of(text, "id title description")}},
		"overrides":         {members: map[string]*shape{}, named: &shape{kinds: "{", members: map[string]*shape{}, named: text}},
	})}
	stig := &shape{kinds: "{", required: strings.Fields("stig_name display_name stig_id release_info uuid size"),
		members: with(of(text, "stig_name display_name stig_id release_info uuid version"), map[string]*shape{
			"reference_identifier": maybe, "size": {kinds: "i"}, "rules": {kinds: "[", items: rule}, "evaluate-stig": free})}
	target := &shape{kinds: "{", members: with(of(text, "target_type host_name ip_address mac_address fqdn comments role technology_area web_db_site web_db_instance"),
		map[string]*shape{"is_web_database": flag, "classification": maybe})}
	return &shape{required: []string{"title", "id"}, members: with(of(text, "title id"), map[string]*shape{
		"cklb_version": {words: []string{"1.0"}}, "active": flag, "has_path": flag, "mode": {kinds: "0"}, "target_data": target,
		"stigs": {kinds: "[", items: stig}, "evaluate-stig": free})}
}

// broken is what the schema forbids, by rule.
type broken struct{ required, kind, word, unknown []hit }

func (b *broken) check(path string, v *value, s *shape) {
	kind := string(rune(v.kind))
	if kind == "t" {
		kind = "f"
	}
	if s.kinds != "" && !strings.Contains(s.kinds, kind) && !(s.kinds == "i" && kind == "0" && whole(v.text)) {
		b.kind = append(b.kind, v.says(path, 0, "is %s; want %s", jsonKind(v), kindWords(s.kinds)))
		return
	}
	if s.words != nil && (kind != `"` || !slices.Contains(s.words, v.text)) {
		b.word = append(b.word, v.says(path, 0, "is %s; want one of %s", quoted(v.text), strings.Join(s.words, ", ")))
	}
	counts := v.counts()
	for i, k := range v.kids {
		if kind == "[" {
			if s.items != nil {
				b.check(fmt.Sprintf("%s[%d]", path, i), k, s.items)
			}
			continue
		}
		if s.members != nil && counts[i] > 0 { // of two the last counts
			b.member(strings.TrimPrefix(path+"."+v.names[i], "."), v.names[i], k, s)
		}
	}
	if kind == "{" {
		for _, name := range s.required {
			if v.get(name) == nil {
				b.required = append(b.required, v.says(strings.TrimPrefix(path+"."+name, "."), 0, "is missing; want it"))
			}
		}
	}
}

var memberName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-zA-Z_]+$`) })

func (b *broken) member(path, name string, v *value, s *shape) {
	known := s.members[name]
	if known == nil && s.named != nil && (s.named.kinds == "" || memberName().MatchString(name)) {
		known = s.named
	}
	if known == nil {
		b.unknown = append(b.unknown, v.says(path, 0, "is a key the schema does not know"))
		return
	}
	b.check(path, v, known)
}

// whole reports whether a number is one without a fraction, such as 2 or 2.0.
func whole(number string) bool {
	before, after, _ := strings.Cut(number, ".")
	return !strings.ContainsAny(before+after, "eE") && strings.Trim(after, "0") == ""
}

func kindWords(kinds string) string {
	words := map[rune]string{'"': "a text", 'n': "null", 'f': "true or false", '{': "an object", '[': "a list", '0': "a number", 'i': "a whole number"}
	var out []string
	for _, k := range kinds {
		out = append(out, words[k])
	}
	return strings.Join(out, " or ")
}

// schema makes the finder of one kind of what the schema forbids.
func schema(of func(*broken) []hit) func(*document) []hit {
	return func(d *document) []hit {
		var b broken
		b.check("", d.value, cklbShape())
		return of(&b)
	}
}

var uuidShape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
})

// jsonUUID: the schema wants UUIDs for the file and each STIG.
func jsonUUID(d *document) []hit {
	var list []hit
	check := func(path string, v *value) {
		if id := v.get("uuid"); path != "" && id != nil && id.kind == '"' && !uuidShape().MatchString(id.text) {
			list = append(list, id.says(path+".uuid", 0, "is %s; want a UUID", quoted(id.text)))
		}
	}
	if id := d.value.get("id"); id != nil && id.kind == '"' && !uuidShape().MatchString(id.text) {
		list = append(list, id.says("id", 0, "is %s; want a UUID", quoted(id.text)))
	}
	for i, s := range d.stigs() {
		check(fmt.Sprintf("stigs[%d]", i), s)
	}
	return list
}

// jsonPointers: a row names the uuid of its STIG.
func jsonPointers(d *document) []hit {
	var list []hit
	for i, s := range d.stigs() {
		rules := s.get("rules")
		if rules == nil || rules.kind != '[' {
			continue
		}
		for j, r := range rules.kids {
			if r.get("stig_uuid").str() != s.get("uuid").str() {
				list = append(list, r.says(fmt.Sprintf("stigs[%d].rules[%d].stig_uuid", i, j), 0, "is %s; want the uuid of the STIG, %s",
					quoted(r.get("stig_uuid").str()), quoted(s.get("uuid").str())))
			}
		}
	}
	return list
}

// jsonSize: size is how many rules the STIG has, so that readers see what is left out.
func jsonSize(d *document) []hit {
	var list []hit
	for i, s := range d.stigs() {
		size, rules, n := s.get("size"), s.get("rules"), 0.0
		if size == nil || size.kind != '0' || rules == nil || rules.kind != '[' {
			continue
		}
		if _, err := fmt.Sscan(size.text, &n); err == nil && n < float64(len(rules.kids)) {
			list = append(list, size.says(fmt.Sprintf("stigs[%d].size", i), 0, "is %s; want at least the %d rules there", size.text, len(rules.kids)))
		}
	}
	return list
}
