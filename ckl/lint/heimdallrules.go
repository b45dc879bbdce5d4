package lint

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/stigwright/stigwright/ckl"
)

// heimdallRules are what Heimdall's converter does to a .ckl.
func heimdallRules() []Rule {
	return []Rule{
		seen("heimdall-namespace", "a namespace", "remove xmlns", Heimdall, Refused, heimdallSpace),
		{ID: "heimdall-tags", Format: ckl.CKL, Summary: "attributes on CHECKLIST, STIGS or STIG_INFO: the file is not told to be a checklist", Remedy: "remove them",
			Effects: []Effect{{Heimdall, Refused, Code}}, find: func(d *document) []hit { return elements(d, heimdallTags) }},
		seen("heimdall-no-row", "an iSTIG without a row, or a row without STIG_DATA", "remove the empty iSTIG or VULN", Heimdall, Refused, heimdallRow),
		seen("heimdall-nested", "an element within a text", "write it escaped", Heimdall, Refused, heimdallNested),
		seen("heimdall-word", "a ROLE, ASSET_TYPE, TECH_AREA or WEB_OR_DATABASE outside its list", "write one of the words, in this very spelling", Heimdall, Refused, heimdallWord),
		seen("heimdall-address", "a HOST_IP, HOST_MAC or HOST_FQDN that is none", "write plain addresses separated by blanks, and a name with a dot", Heimdall, Refused, heimdallAddress),
		seen("heimdall-severity", "a severity, or override, other than low, medium or high on a row that is not Not_Applicable", "write the severity of the benchmark", Heimdall, Refused, heimdallSeverity),
		seen("heimdall-customname", "a customname that is not JSON", "remove it", Heimdall, Refused, heimdallCustom),
		seen("heimdall-status", "a status word that is not one of the four: the row counts as not reviewed", "correct the word", Heimdall, Warning, heimdallStatus),
	}
}

func heimdallSpace(e *element) []hit {
	if isRoot(e) && e.space != "" {
		return e.says(0, "is in the namespace %q; want none", e.space)
	}
	return nil
}

func heimdallTags(e *element) []hit {
	if e.attrs && slices.Contains([]string{"CHECKLIST", "STIGS", "STIG_INFO"}, e.name) {
		return e.says(0, "has attributes; want a bare tag")
	}
	return nil
}

func heimdallRow(e *element) []hit {
	switch {
	case e.name == "iSTIG" && e.first("VULN") == nil:
		return e.says(0, "has no VULN; want one or more")
	case e.name == "VULN" && e.first("STIG_DATA") == nil:
		return e.says(0, "has no STIG_DATA; want one for each attribute")
	}
	return nil
}

func heimdallNested(e *element) []hit {
	var list []hit
	for _, k := range e.kids {
		if rank(model(e.name), k.name) >= 0 && model(k.name) == nil && len(k.kids) > 0 {
			list = append(list, k.says(0, "holds the element %s; want text alone", k.kids[0].name)...)
		}
	}
	return list
}

func heimdallWord(e *element) []hit {
	if e.name != "ASSET" {
		return nil
	}
	var list []hit
	for _, name := range []string{"ROLE", "ASSET_TYPE", "TECH_AREA"} {
		if k := e.last(name); k != nil && !slices.Contains(allowed(name), k.text) {
			list = append(list, badWord(k)...)
		}
	}
	if k := e.last("WEB_OR_DATABASE"); k != nil && strings.TrimSpace(k.text) != "" && !slices.Contains([]string{"true", "false", "0", "1"}, k.text) {
		list = append(list, k.says(0, "is %s; want true or false without white space", quoted(k.text))...)
	}
	return list
}

var (
	separators = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[\s,]+`) })
	macShape   = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}([:\-\s][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{4}(\.[0-9A-Fa-f]{4}){2})$`)
	})
	labelShape = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[0-9A-Za-z\x{a1}-\x{ffff}]([0-9A-Za-z\x{a1}-\x{ffff}-]*[0-9A-Za-z\x{a1}-\x{ffff}])?$`)
	})
	topShape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([A-Za-z\x{a1}-\x{ffff}]{2,}|xn[A-Za-z0-9-]{2,})$`) })
)

func isIP(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// isFQDN is the converter's notion: labels of 63 characters, a last one of letters.
func isFQDN(s string) bool {
	labels := strings.Split(s, ".")
	for _, l := range labels {
		if len(l) > 63 || !labelShape().MatchString(l) {
			return false
		}
	}
	return len(labels) > 1 && topShape().MatchString(labels[len(labels)-1])
}

func heimdallAddress(e *element) []hit {
	if e.name != "ASSET" {
		return nil
	}
	var list []hit
	check := func(name, want string, good func(string) bool, split bool) {
		k := e.last(name)
		if k == nil || k.text == "" {
			return
		}
		words := []string{k.text}
		if split {
			words = separators().Split(k.text, -1)
		}
		for _, word := range words {
			if !good(word) {
				list = append(list, k.says(0, "holds %s; want %s", quoted(word), want)...)
				return
			}
		}
	}
	check("HOST_IP", "plain IP addresses without white space around", isIP, true)
	check("HOST_MAC", "MAC addresses such as 00:00:5e:00:53:01 without white space around", macShape().MatchString, true)
	check("HOST_FQDN", "a name with a dot, an IP address or nothing", func(s string) bool { return isIP(s) || isFQDN(s) }, false)
	return list
}

// attribute is the values of a VULN_ATTRIBUTE, joined as the converter joins them.
func attribute(row *element, container, key, data, name string) string {
	var values []string
	for _, d := range row.all(container) {
		if k := d.last(key); k != nil && k.text == name {
			text := ""
			if v := d.last(data); v != nil {
				text = v.text
			}
			values = append(values, text)
		}
	}
	return strings.Join(values, "; ")
}

func heimdallSeverity(e *element) []hit {
	if e.name != "VULN" || e.first("STIG_DATA") == nil {
		return nil
	}
	if s := e.last("STATUS"); s != nil && s.text == "Not_Applicable" {
		return nil
	}
	if tools := attribute(e, "STIG_DATA", "VULN_ATTRIBUTE", "ATTRIBUTE_DATA", "Third_Party_Tools"); strings.Contains(tools, "hdfSpecificData") {
		return nil // its own data say which severity counts
	}
	severity := attribute(e, "STIG_DATA", "VULN_ATTRIBUTE", "ATTRIBUTE_DATA", "Severity")
	if o := e.last("SEVERITY_OVERRIDE"); o != nil && o.text != "" {
		severity = o.text
	}
	if slices.Contains(ckl.Overrides(), severity) {
		return nil
	}
	return e.says(0, "has the severity %s; want low, medium or high", quoted(severity))
}

func heimdallCustom(e *element) []hit {
	if e.name != "STIG_INFO" {
		return nil
	}
	custom := attribute(e, "SI_DATA", "SID_NAME", "SID_DATA", "customname")
	if custom == "" || json.Valid([]byte(custom)) {
		return nil
	}
	return e.says(0, "has the customname %s; want none", quoted(custom))
}

func heimdallStatus(e *element) []hit {
	if e.name != "VULN" {
		return nil
	}
	if s := e.last("STATUS"); s == nil || !slices.Contains(statuses(), s.text) {
		return e.says(0, "has no STATUS of %s", strings.Join(statuses(), ", "))
	}
	return nil
}
