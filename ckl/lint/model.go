package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl"
)

// part is an allowed child in a content model, in its order (checklist XSD 2.5).
type part struct {
	name     string
	optional bool
	many     bool
	blank    bool // may be added empty without saying anything
}

// model is the children of an element, nil for an element that holds text.
func model(name string) []part {
	switch name {
	case "CHECKLIST":
		return []part{{name: "ASSET"}, {name: "STIGS"}}
	case "ASSET":
		return []part{
			{name: "ROLE"}, {name: "ASSET_TYPE"}, {name: "MARKING", optional: true}, {name: "HOST_NAME", blank: true},
			{name: "HOST_IP", blank: true}, {name: "HOST_MAC", blank: true}, {name: "HOST_GUID", optional: true},
			{name: "HOST_FQDN", blank: true}, {name: "TARGET_COMMENT", optional: true}, {name: "TECH_AREA", blank: true},
			{name: "TARGET_KEY", blank: true}, {name: "STIG_GUID", optional: true}, {name: "WEB_OR_DATABASE"},
			{name: "WEB_DB_SITE", blank: true}, {name: "WEB_DB_INSTANCE", blank: true},
		}
	case "STIGS":
		return []part{{name: "iSTIG", many: true}}
	case "iSTIG":
		return []part{{name: "STIG_INFO"}, {name: "VULN", many: true}}
	case "STIG_INFO":
		return []part{{name: "SI_DATA", many: true}}
	case "SI_DATA":
		return []part{{name: "SID_NAME"}, {name: "SID_DATA", optional: true}}
	case "VULN":
		return []part{
			{name: "STIG_DATA", many: true}, {name: "STATUS"}, {name: "FINDING_DETAILS", blank: true}, {name: "COMMENTS", blank: true},
			{name: "SEVERITY_OVERRIDE", blank: true}, {name: "SEVERITY_JUSTIFICATION", blank: true},
		}
	case "STIG_DATA":
		return []part{{name: "VULN_ATTRIBUTE"}, {name: "ATTRIBUTE_DATA", blank: true}}
	}
	return nil
}

func rank(parts []part, name string) int {
	return slices.IndexFunc(parts, func(p part) bool { return p.name == name })
}

// vulnAttributes and sidNames are the words of VULN_ATTRIBUTE and SID_NAME.
func vulnAttributes() []string {
	return strings.Fields("Vuln_Num Severity Group_Title Rule_ID Rule_Ver Rule_Title Vuln_Discuss IA_Controls Check_Content Fix_Text " +
		"False_Positives False_Negatives Documentable Mitigations Potential_Impact Third_Party_Tools Mitigation_Control Responsibility " +
		"Security_Override_Guidance Check_Content_Ref Weight Class STIGRef TargetKey STIG_UUID LEGACY_ID CCI_REF")
}

func sidNames() []string {
	return strings.Fields("version classification customname stigid description filename releaseinfo title uuid notice source")
}

func statuses() []string { return []string{"NotAFinding", "Open", "Not_Applicable", "Not_Reviewed"} }

// allowed is the words an element may hold, nil for any.
func allowed(name string) []string {
	switch name {
	case "ROLE":
		return ckl.Roles()
	case "ASSET_TYPE":
		return ckl.AssetTypes()
	case "TECH_AREA":
		return append(ckl.TechAreas(), "")
	case "STATUS":
		return statuses()
	case "SEVERITY_OVERRIDE":
		return append(ckl.Overrides(), "")
	case "VULN_ATTRIBUTE":
		return vulnAttributes()
	case "SID_NAME":
		return sidNames()
	}
	return nil
}

// elements gathers what f says of every element of a .ckl.
func elements(d *document, f func(*element) []hit) []hit {
	var list []hit
	d.root.each(func(e *element) { list = append(list, f(e)...) })
	for i := range list {
		list[i].offset += d.base
	}
	return list
}

// says is one hit at e.
func (e *element) says(rows int, format string, args ...any) []hit {
	return []hit{{offset: e.start, path: e.path, rows: rows, msg: fmt.Sprintf(format, args...)}}
}

func missing(e *element) []hit {
	var list []hit
	for _, p := range model(e.name) {
		if !p.optional && e.first(p.name) == nil {
			list = append(list, e.says(0, "has no %s; want one", p.name)...)
		}
	}
	return list
}

func unknown(e *element) []hit {
	var list []hit
	for _, k := range e.kids {
		if rank(model(e.name), k.name) < 0 {
			list = append(list, k.says(0, "is not known in %s", e.name)...)
		}
	}
	return list
}

func repeated(e *element) []hit {
	var list []hit
	for _, p := range model(e.name) {
		if same := e.all(p.name); !p.many && len(same) > 1 {
			list = append(list, same[1].says(0, "stands %d times; want once", len(same))...)
		}
	}
	return list
}

func disorder(e *element) []hit {
	last := 0
	for _, k := range e.kids {
		i := rank(model(e.name), k.name)
		if i >= 0 && i < last {
			return k.says(0, "stands after %s; want it before", model(e.name)[last].name)
		}
		last = max(last, i)
	}
	return nil
}

func badWord(e *element) []hit {
	words := allowed(e.name)
	if words == nil || slices.Contains(words, e.text) {
		if e.name != "WEB_OR_DATABASE" || slices.Contains([]string{"true", "false", "0", "1"}, strings.TrimSpace(e.text)) {
			return nil
		}
		return e.says(0, "is %s; want true or false", quoted(e.text))
	}
	return e.says(0, "is %s; want %s", quoted(e.text), strings.Join(words, ", "))
}

// quoted is text in quotes, cut for a message.
func quoted(text string) string {
	if len(text) > 60 {
		return fmt.Sprintf("%.60q…", text)
	}
	return fmt.Sprintf("%q", text)
}
