package lint

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/stigwright/stigwright/ckl"
)

// The limits of STIG Manager, in UTF-16 units (checklist-formats 5.1).
const (
	maxName    = 255    // host name: refused; addresses, stigid: cut
	maxRuleID  = 45     // cut
	maxDetails = 32_767 // details and comments: cut
)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// managerRules are what STIG Manager's parser does to a .ckl.
func managerRules() []Rule {
	const addEmpty = "add it, empty"
	fixed := func(r Rule) Rule { r.Fixed = true; return r }
	return []Rule{
		seen("manager-no-asset", "no ASSET, or an empty one", "add it with the host name", STIGManager, Refused, managerAsset),
		seen("manager-host-name", "no host name, or one over 255 characters", "write the name of the asset", STIGManager, Refused, managerHost),
		seen("manager-stig-info", "no stigid, version or releaseinfo, or one that is no plain text", "add the SI_DATA", STIGManager, Refused, managerInfo),
		seen("manager-no-stigid", "an empty stigid: its rows are dropped", "write the benchmark id", STIGManager, Dropped, managerStigID),
		seen("manager-all-stigids", "no stigid anywhere", "write the benchmark id", STIGManager, Refused, managerNoID),
		seen("manager-revision", "no revision can be made of version and releaseinfo", "write `Release: N Benchmark Date: …` as DISA does", STIGManager, Warning, managerRevision),
		seen("manager-lone-row", "the only VULN of an iSTIG is empty", "remove it", STIGManager, Refused, managerLone),
		seen("manager-status", "a status word that is not one of the four, exactly", "correct the word", STIGManager, Dropped, managerStatus),
		seen("manager-rule-id", "a row without a rule id", "write the rule id of the benchmark", STIGManager, Dropped, managerRuleID),
		fixed(seen("manager-no-text", "a row without FINDING_DETAILS or COMMENTS", addEmpty, STIGManager, Refused, managerText)),
		fixed(seen("manager-cdata", "CDATA or a comment where text is wanted: it becomes an object", "write the text escaped", STIGManager, Warning, managerCDATA)),
		{ID: "manager-twice-decoded", Format: ckl.CKL, Summary: "details or comments that literally say &lt; or another entity: STIG Manager decodes them a second time", Remedy: "write the character itself",
			Effects: []Effect{{STIGManager, Warning, Run}}, find: func(d *document) []hit { return elements(d, managerTwice) }},
		{ID: "manager-row-twice", Format: ckl.CKL, Summary: "two rows of one Rule_ID in an iSTIG: STIG Manager keeps one review of a rule", Remedy: "keep the row whose answer counts, by hand",
			Effects: []Effect{{STIGManager, Warning, Code}}, find: func(d *document) []hit { return elements(d, managerRowTwice) }},
		{ID: "manager-rule-form", Format: ckl.CKL, Summary: "a Rule_ID without the _rule ending or with the prefix of XCCDF 1.2: STIG Manager finds no such rule", Remedy: "write it as in SV-257777r925318_rule",
			Effects: []Effect{{STIGManager, Warning, Code}}, find: func(d *document) []hit { return elements(d, managerRuleForm) }},
		seen("manager-cut", "a text over STIG Manager's limit", "shorten it, and keep the rest elsewhere", STIGManager, Cut, managerCut),
	}
}

// plain reports whether STIG Manager takes e for text.
func plain(e *element) bool { return e != nil && !e.cdata && !e.attrs && len(e.kids) == 0 }

func managerAsset(e *element) []hit {
	if isRoot(e) && e.name == "CHECKLIST" && len(e.first("ASSET").kidsOrNil()) == 0 {
		return e.says(0, "has no ASSET with anything in it; want one")
	}
	return nil
}

func (e *element) kidsOrNil() []*element {
	if e == nil {
		return nil
	}
	return e.kids
}

func managerHost(e *element) []hit {
	if e.name != "ASSET" {
		return nil
	}
	names := e.all("HOST_NAME")
	switch {
	case len(names) == 0:
		return e.says(0, "has no HOST_NAME; want one")
	case len(names) > 1 || !plain(names[0]):
		return nil
	case strings.TrimSpace(names[0].text) == "":
		return names[0].says(0, "is empty; want the name of the asset")
	case units(names[0].text) > maxName:
		return names[0].says(0, "has %d characters; want at most %d", units(names[0].text), maxName)
	}
	return nil
}

// info is the SI_DATA of that name STIG Manager sees first.
func info(stig *element, name string) *element {
	for _, d := range stig.first("STIG_INFO").all("SI_DATA") {
		if names := d.all("SID_NAME"); len(names) == 1 && plain(names[0]) && strings.TrimSpace(names[0].text) == name {
			return d
		}
	}
	return nil
}

func managerInfo(e *element) []hit {
	if e.name != "iSTIG" || e.first("STIG_INFO") == nil {
		return nil
	}
	var list []hit
	for _, name := range []string{"stigid", "version", "releaseinfo"} {
		d := info(e, name)
		if d == nil {
			list = append(list, e.says(0, "has no SI_DATA %s; want one", name)...)
			continue
		}
		values := d.all("SID_DATA")
		switch {
		case len(values) == 0 && name == "stigid":
			list = append(list, d.says(0, "has no SID_DATA; want the benchmark id")...)
		case len(values) > 1, len(values) == 1 && !plain(values[0]):
			list = append(list, d.says(0, "has an SID_DATA for %s that is not one plain text", name)...)
		}
	}
	return list
}

// stigID is the benchmark id STIG Manager takes.
func stigID(stig *element) string {
	if v := info(stig, "stigid").first("SID_DATA"); v != nil {
		return strings.TrimSpace(strings.Replace(v.text, "xccdf_mil.disa.stig_benchmark_", "", 1))
	}
	return ""
}

func managerStigID(e *element) []hit {
	if e.name == "iSTIG" && stigID(e) == "" {
		return e.says(len(e.all("VULN")), "has no stigid; want the benchmark id")
	}
	return nil
}

func managerNoID(e *element) []hit {
	if e.name != "STIGS" || slices.ContainsFunc(e.all("iSTIG"), func(s *element) bool { return stigID(s) != "" }) {
		return nil
	}
	return e.says(0, "has no iSTIG with a stigid; want one")
}

var (
	digits  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d`) })
	release = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`Release:\s*(.+?)\s`) })
)

func managerRevision(e *element) []hit {
	if e.name != "iSTIG" {
		return nil
	}
	version, rel := info(e, "version").first("SID_DATA"), info(e, "releaseinfo").first("SID_DATA")
	if version != nil && rel != nil && digits().MatchString(version.text) && release().MatchString(strings.TrimSpace(rel.text)) {
		return nil
	}
	return e.says(0, "has no version and releaseinfo to make a revision of; want such as 2 and `Release: 3 Benchmark Date: 24 Apr 2024`")
}

func managerLone(e *element) []hit {
	if rows := e.all("VULN"); e.name == "iSTIG" && len(rows) == 1 && emptyRow(rows[0]) {
		return rows[0].says(0, "is the only row and empty; want rows, or none")
	}
	return nil
}

func emptyRow(row *element) bool { return len(row.kids) == 0 && !row.cdata }

// takenStatus reports whether STIG Manager knows the status of a row.
func takenStatus(row *element) bool {
	list := row.all("STATUS")
	return len(list) == 1 && plain(list[0]) && slices.Contains(statuses(), strings.TrimSpace(list[0].text))
}

// ruleID reports whether STIG Manager finds a rule id in a row; the first counts.
func ruleID(row *element) (string, bool) {
	for _, d := range row.all("STIG_DATA") {
		names, values := d.all("VULN_ATTRIBUTE"), d.all("ATTRIBUTE_DATA")
		// Two equal names make a list, which JavaScript compares as "a,b".
		if len(names) != 1 || !plain(names[0]) || strings.TrimSpace(names[0].text) != "Rule_ID" {
			continue
		}
		switch {
		case len(values) == 0:
			return "", false
		case len(values) > 1 || !plain(values[0]):
			return "", true
		}
		id := strings.TrimSpace(values[0].text)
		return id, id != ""
	}
	return "", false
}

// rowsIn is the rows of an iSTIG whose rows STIG Manager reads.
func rowsIn(e *element) []*element {
	if e.name != "iSTIG" || stigID(e) == "" {
		return nil
	}
	return e.all("VULN")
}

func managerStatus(e *element) []hit {
	var list []hit
	for _, row := range rowsIn(e) {
		if takenStatus(row) {
			continue
		}
		at, text := row, ""
		if s := row.first("STATUS"); s != nil {
			at, text = s, s.text
		}
		list = append(list, at.says(1, "is %s, or not one plain word; want one of %s", quoted(text), strings.Join(statuses(), ", "))...)
	}
	return list
}

func managerRuleID(e *element) []hit {
	var list []hit
	for _, row := range rowsIn(e) {
		if _, found := ruleID(row); !found && takenStatus(row) {
			list = append(list, row.says(1, "has no Rule_ID; want one")...)
		}
	}
	return list
}

func managerRowTwice(e *element) []hit {
	var list []hit
	seen := map[string]bool{}
	for _, row := range rowsIn(e) {
		id, found := ruleID(row)
		if found && id != "" && seen[id] && takenStatus(row) {
			list = append(list, row.says(0, "is another row of %s; want one", id)...)
		}
		seen[id] = seen[id] || takenStatus(row)
	}
	return list
}

func managerText(e *element) []hit {
	var list []hit
	for _, row := range rowsIn(e) {
		if !takenStatus(row) {
			continue
		}
		if row.first("STIG_DATA") == nil {
			list = append(list, row.says(0, "has no STIG_DATA; want one for each attribute")...)
			continue
		}
		if _, found := ruleID(row); !found {
			continue
		}
		for _, name := range []string{"FINDING_DETAILS", "COMMENTS"} {
			if row.first(name) == nil {
				list = append(list, row.says(0, "has no %s; want one, empty at least", name)...)
			}
		}
	}
	return list
}

func managerCDATA(e *element) []hit {
	if model(e.name) == nil && e.cdata {
		return e.says(0, "holds CDATA, a comment or an instruction; want text alone")
	}
	return nil
}

func managerCut(e *element) []hit {
	limit := 0
	switch e.name {
	case "FINDING_DETAILS", "COMMENTS":
		limit = maxDetails
	case "HOST_IP", "HOST_MAC", "HOST_FQDN":
		limit = maxName
	case "VULN":
		if id, _ := ruleID(e); units(id) > maxRuleID {
			return e.says(0, "has a Rule_ID of %d characters; want at most %d", units(id), maxRuleID)
		}
	case "iSTIG":
		if id := stigID(e); units(id) > maxName {
			return e.says(0, "has a stigid of %d characters; want at most %d", units(id), maxName)
		}
	}
	if n := units(strings.TrimSpace(e.text)); limit > 0 && n > limit {
		return e.says(0, "has %d characters; want at most %d, the rest is cut", n, limit)
	}
	return nil
}

const (
	rulePrefix = "xccdf_mil.disa.stig_rule_"
	ruleEnding = "_rule"
)

func managerRuleForm(e *element) []hit {
	var list []hit
	for _, row := range rowsIn(e) {
		if id, _ := ruleID(row); id != "" && (!strings.HasSuffix(id, ruleEnding) || strings.HasPrefix(id, rulePrefix)) {
			list = append(list, row.says(0, "has the Rule_ID %s; want such as SV-257777r925318_rule", quoted(id))...)
		}
	}
	return list
}

var entity = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`&(lt|gt|amp|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);`) })

func managerTwice(e *element) []hit {
	if e.name != "FINDING_DETAILS" && e.name != "COMMENTS" {
		return nil
	}
	if found := entity().FindString(e.text); found != "" {
		return e.says(0, "says %s literally, which arrives decoded", quoted(found))
	}
	return nil
}
