package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl"
)

// cklbRules are about the structure of a .cklb.
func cklbRules() []Rule {
	rule := func(id, summary, remedy string, e Effect, f func(*document) []hit) Rule {
		return Rule{ID: id, Format: ckl.CKLB, Summary: summary, Remedy: remedy, Effects: []Effect{e}, find: func(d *document) []hit {
			if d.value == nil {
				return nil
			}
			list := f(d)
			for i := range list {
				list[i].offset += d.base
			}
			return list
		}}
	}
	fixed := func(r Rule) Rule { r.Fixed = true; return r }
	refused, dropped := Effect{STIGManager, Refused, Run}, Effect{STIGManager, Dropped, Run}
	forbidden := Effect{STIGViewer3, Warning, Schema}
	const again, convert = "export the checklist again", "export the checklist again, or write it with `stigwright convert`"
	return []Rule{
		rule("cklb-host-name", "no target_data.host_name, or one over 255 characters", "write the name of the asset", refused, jsonHost),
		rule("cklb-stigs", "no stigs, an empty list of them, or none with a stig_id", again, refused, jsonStigs),
		rule("cklb-null", "null in the place of a STIG or a rule", "remove it", refused, jsonNull),
		rule("cklb-rules", "a STIG whose rules are no list", again, refused, jsonRules),
		rule("cklb-no-stig-id", "a STIG without stig_id: its rows are dropped", "write the benchmark id", dropped, jsonStigID),
		rule("cklb-status", "a status word that is not one of the four, exactly", "correct the word", dropped, jsonStatus),
		rule("cklb-rule-id", "a row without rule_id_src", "write the rule id of the benchmark, with its _rule ending", dropped, jsonRuleID),
		rule("cklb-revision", "no version or no release_info to make a revision of", "write both as DISA does", Effect{STIGManager, Warning, Run}, jsonRevision),
		rule("cklb-cut", "a text over STIG Manager's limit", "shorten it, and keep the rest elsewhere", Effect{STIGManager, Cut, Run}, jsonCut),
		rule("cklb-twice", "two members of one name in an object: the last counts there, and other readers differ", "remove one by hand", Effect{STIGManager, Warning, Run}, jsonTwice),
		rule("cklb-required", "a key the schema demands is missing", convert, forbidden, schema(func(b *broken) []hit { return b.required })),
		fixed(rule("cklb-type", "a value of another type than the schema's, null among them", "write the value the message wants", forbidden, schema(func(b *broken) []hit { return b.kind }))),
		rule("cklb-word", "a severity, status or cklb_version outside the schema's list", "write one of the words", forbidden, schema(func(b *broken) []hit { return b.word })),
		rule("cklb-unknown", "a key the schema does not know and STIG Viewer 3 does not write", "remove it, if nothing of it is needed", forbidden, schema(func(b *broken) []hit { return b.unknown })),
		rule("cklb-uuid", "an id or uuid that is no UUID", convert, forbidden, jsonUUID),
		rule("cklb-pointer", "a row whose stig_uuid is not the uuid of its STIG", convert, Effect{STIGViewer3, Warning, Report}, jsonPointers),
		rule("cklb-size", "a size below the number of rules", "write the number of rules the STIG has", Effect{STIGViewer3, Warning, Report}, jsonSize),
		rule("cklb-row-twice", "two rows of one rule_id_src in a STIG: STIG Manager keeps one review of a rule", "keep the row whose answer counts, by hand",
			Effect{STIGManager, Warning, Code}, jsonRowTwice),
		rule("cklb-rule-form", "a rule_id_src without the _rule ending or with the prefix of XCCDF 1.2: STIG Manager finds no such rule", "write it as in SV-257777r925318_rule",
			Effect{STIGManager, Warning, Code}, jsonRuleForm),
		rule("emass-cklb-one-stig", "several STIGs in one file; eMASS works on pairs of asset and STIG", "give each STIG a file of its own, with `stigwright convert -o DIR/ --split`", Effect{EMASS, Warning, Report}, jsonSeveral),
		rule("emass-cklb-asset", "a computing asset without host name, address, MAC or FQDN", "fill it in", Effect{EMASS, Warning, Report}, jsonAsset),
		rule("emass-cklb-no-cci", "rows without ccis, which are mapped to no control", "take the release of the STIG that has them", Effect{EMASS, Warning, Report}, jsonNoCCI),
	}
}

func (v *value) says(path string, rows int, format string, args ...any) hit {
	return hit{offset: v.at(), path: path, rows: rows, msg: fmt.Sprintf(format, args...)}
}

// stigs is the entries of stigs, with their paths.
func (d *document) stigs() []*value {
	if s := d.value.get("stigs"); s != nil && s.kind == '[' {
		return s.kids
	}
	return nil
}

// eachRule calls f with each rule of each STIG whose rules STIG Manager reads.
func (d *document) eachRule(f func(path string, rule *value) []hit) []hit {
	var list []hit
	for i, s := range d.stigs() {
		rules := s.get("rules")
		if managerID(s) == "" || rules == nil || rules.kind != '[' {
			continue
		}
		for j, r := range rules.kids {
			list = append(list, f(fmt.Sprintf("stigs[%d].rules[%d]", i, j), r)...)
		}
	}
	return list
}

// managerID is the benchmark id STIG Manager takes.
func managerID(stig *value) string {
	return strings.Replace(stig.get("stig_id").str(), "xccdf_mil.disa.stig_benchmark_", "", 1)
}

func jsonHost(d *document) []hit {
	name := d.value.get("target_data").get("host_name")
	switch {
	case !name.truthy():
		return []hit{d.value.says("target_data.host_name", 0, "is missing or empty; want the name of the asset")}
	case units(name.str()) > maxName:
		return []hit{name.says("target_data.host_name", 0, "has %d characters; want at most %d", units(name.str()), maxName)}
	}
	return nil
}

func jsonStigs(d *document) []hit {
	if !slices.ContainsFunc(d.stigs(), func(s *value) bool { return managerID(s) != "" }) {
		return []hit{d.value.says("stigs", 0, "is no list with a STIG that has a stig_id; want one")}
	}
	return nil
}

func jsonNull(d *document) []hit {
	var list []hit
	for i, s := range d.stigs() {
		if s.kind == 'n' {
			list = append(list, s.says(fmt.Sprintf("stigs[%d]", i), 0, "is null; want a STIG"))
		}
	}
	return append(list, d.eachRule(func(path string, r *value) []hit {
		if r.kind != 'n' {
			return nil
		}
		return []hit{r.says(path, 0, "is null; want a rule")}
	})...)
}

func jsonRules(d *document) []hit {
	var list []hit
	for i, s := range d.stigs() {
		// A text is a list of characters to JavaScript, each of them a row without status.
		if r := s.get("rules"); managerID(s) != "" && (r == nil || r.kind != '[' && r.kind != '"') {
			list = append(list, s.says(fmt.Sprintf("stigs[%d].rules", i), 0, "is no list; want one"))
		}
	}
	return list
}

func jsonStigID(d *document) []hit {
	var list []hit
	for i, s := range d.stigs() {
		if s.kind == 'n' || managerID(s) != "" {
			continue
		}
		rows := 0
		if r := s.get("rules"); r != nil && r.kind == '[' {
			rows = len(r.kids)
		}
		list = append(list, s.says(fmt.Sprintf("stigs[%d].stig_id", i), rows, "is missing, empty or no text; want the benchmark id"))
	}
	return list
}

func jsonStatuses() []string {
	return []string{"not_a_finding", "open", "not_applicable", "not_reviewed"}
}

func takenRule(r *value) bool {
	status := r.get("status")
	// JavaScript takes a list of one text for that text where it wants the name of a member.
	for status != nil && status.kind == '[' && len(status.kids) == 1 {
		status = status.kids[0]
	}
	return slices.Contains(jsonStatuses(), status.str())
}

func jsonStatus(d *document) []hit {
	return d.eachRule(func(path string, r *value) []hit {
		if r.kind == 'n' || takenRule(r) {
			return nil
		}
		return []hit{r.says(path+".status", 1, "is %s; want one of %s", quoted(r.get("status").str()), strings.Join(jsonStatuses(), ", "))}
	})
}

func jsonRuleID(d *document) []hit {
	return d.eachRule(func(path string, r *value) []hit {
		if !takenRule(r) || r.get("rule_id_src").truthy() {
			return nil
		}
		return []hit{r.says(path+".rule_id_src", 1, "is missing or empty; want the rule id")}
	})
}

func jsonRowTwice(d *document) []hit {
	seen := map[string]bool{}
	return d.eachRule(func(path string, r *value) []hit {
		stig, _, _ := strings.Cut(path, ".")
		id := r.get("rule_id_src").str()
		if id == "" || !takenRule(r) {
			return nil
		}
		key := stig + " " + id
		if seen[key] {
			return []hit{r.says(path, 0, "is another row of %s; want one", id)}
		}
		seen[key] = true
		return nil
	})
}

func jsonRevision(d *document) []hit {
	var list []hit
	for i, s := range d.stigs() {
		if !s.get("version").truthy() || !release().MatchString(s.get("release_info").str()) {
			list = append(list, s.says(fmt.Sprintf("stigs[%d]", i), 0, "has no version and release_info to make a revision of; want such as 2 and `Release: 3 Benchmark Date: 24 Apr 2024`"))
		}
	}
	return list
}

func jsonCut(d *document) []hit {
	var list []hit
	check := func(path string, v *value, limit int) {
		if n := units(v.str()); n > limit {
			list = append(list, v.says(path, 0, "has %d characters; want at most %d, the rest is cut", n, limit))
		}
	}
	for _, key := range []string{"ip_address", "fqdn", "mac_address", "comments"} {
		check("target_data."+key, d.value.get("target_data").get(key), maxName)
	}
	d.eachRule(func(path string, r *value) []hit {
		check(path+".rule_id_src", r.get("rule_id_src"), maxRuleID)
		check(path+".finding_details", r.get("finding_details"), maxDetails)
		check(path+".comments", r.get("comments"), maxDetails)
		return nil
	})
	return list
}

func jsonTwice(d *document) []hit {
	var list []hit
	var walk func(path string, v *value)
	walk = func(path string, v *value) {
		seen := map[string]bool{}
		for i, k := range v.kids {
			at := fmt.Sprintf("%s[%d]", path, i)
			if v.kind == '{' {
				at = strings.TrimPrefix(path+"."+v.names[i], ".")
				if seen[v.names[i]] {
					list = append(list, k.says(at, 0, "stands twice in its object; want once"))
				}
				seen[v.names[i]] = true
			}
			walk(at, k)
		}
	}
	walk("", d.value)
	return list
}

func jsonKind(v *value) string {
	switch v.kind {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '0':
		return "a number"
	case '[':
		return "a list"
	default:
		return "an object"
	}
}

func jsonRuleForm(d *document) []hit {
	return d.eachRule(func(path string, r *value) []hit {
		id := r.get("rule_id_src").str()
		if id == "" || strings.HasSuffix(id, ruleEnding) && !strings.HasPrefix(id, rulePrefix) {
			return nil
		}
		return []hit{r.says(path+".rule_id_src", 0, "is %s; want such as SV-257777r925318_rule", quoted(id))}
	})
}

func jsonSeveral(d *document) []hit {
	if n := len(d.stigs()); n > 1 {
		return []hit{d.value.get("stigs").says("stigs", 0, "holds %d STIGs; want one in a file", n)}
	}
	return nil
}

func jsonAsset(d *document) []hit {
	target := d.value.get("target_data")
	if target.get("target_type").str() == "Non-Computing" {
		return nil
	}
	var list []hit
	for _, name := range []string{"host_name", "ip_address", "mac_address", "fqdn"} {
		if strings.TrimSpace(target.get(name).str()) == "" {
			list = append(list, target.says("target_data."+name, 0, "is missing or empty; want it"))
		}
	}
	return list
}

func jsonNoCCI(d *document) []hit {
	return d.eachRule(func(path string, r *value) []hit {
		if ccis := r.get("ccis"); r.kind == '{' && (ccis == nil || len(ccis.kids) == 0) {
			return []hit{r.says(path+".ccis", 0, "is missing or empty; want one or more")}
		}
		return nil
	})
}
