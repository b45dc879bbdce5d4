package scan

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stigwright/stigwright/result"
)

// nessus reads a NessusClientData_v2: of each ReportHost the items of compliance
// plugins, one set for each audit file. Vulnerabilities are no checks of a STIG.
func (r *reader) nessus() {
	for kids := r.Children(); kids.Next(); {
		if r.Local() != "Report" {
			continue
		}
		name := r.Attr("name").String()
		for hosts := r.Children(); hosts.Next(); {
			if r.Local() == "ReportHost" {
				r.host(name)
			}
		}
	}
	r.hint = "the report has no compliance checks: scan with a policy that has a STIG audit file"
}

func (r *reader) host(report string) {
	base := Set{Kind: Nessus, ID: report, System: "nessus", Product: "nessus"}
	name := r.Attr("name").String()
	byAudit := map[string]*Set{}
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "HostProperties":
			r.properties(&base)
		case "ReportItem":
			k, audit := r.item()
			if k == nil || r.Err() != nil {
				continue
			}
			key := audit.Href + "\x00" + audit.Manual.STIGID
			s := byAudit[key]
			if s == nil {
				one := base
				s = &one
				s.Asset.IPs = append([]string(nil), base.Asset.IPs...)
				s.Benchmark = audit
				s.Asset.name(name)
				byAudit[key] = s
				r.add(s, "")
			}
			r.check(s, *k)
		}
	}
}

// name names a host that has no name by what it was scanned as.
func (a *Asset) name(target string) {
	a.addIP(target)
	if a.HostName == "" {
		a.HostName = target
	}
}

func (r *reader) properties(s *Set) {
	a := &s.Asset
	var netbios, host string
	stamps := map[string]string{}
	for kids := r.Children(); kids.Next(); {
		if r.Local() != "tag" {
			continue
		}
		tag := r.Attr("name").String()
		value := strings.TrimSpace(r.Text().String())
		switch tag {
		case "host-ip":
			a.addIP(value)
		case "host-fqdn", "host-rdns":
			if a.FQDN == "" {
				a.FQDN = value
			}
		case "hostname":
			host = value
		case "netbios-name":
			netbios = value
		case "mac-address":
			for _, mac := range tokens(value) {
				a.addMAC(mac)
			}
		case "HOST_START_TIMESTAMP", "HOST_START", "HOST_END_TIMESTAMP", "HOST_END":
			stamps[tag] = value
		}
	}
	s.Start, s.End = moment(stamps["HOST_START_TIMESTAMP"], stamps["HOST_START"]), moment(stamps["HOST_END_TIMESTAMP"], stamps["HOST_END"])
	for _, name := range []string{host, netbios, a.FQDN} {
		if a.HostName == "" {
			a.HostName = name
		}
	}
}

// moment is a time that stands in two forms: seconds since 1970, and words of the
// scanner's own zone, which they do not name.
func moment(seconds, words string) string {
	if n, err := strconv.ParseInt(seconds, 10, 64); err == nil && n > 0 && n < 1<<36 {
		return time.Unix(n, 0).UTC().Format(time.RFC3339)
	}
	return words
}

// described is how a compliance plugin begins its description: "name" : [PASSED]. Older
// scanners, and exports that drop what they do not know, say the result there alone.
var described = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*"([^\n]*?)"\s*:\s*\[([A-Z]+)\]`) })

// item reads a ReportItem; nil when it is no compliance check.
func (r *reader) item() (*Check, Benchmark) {
	v := map[string]string{}
	family, description := r.Attr("pluginFamily").String(), ""
	for kids := r.Children(); kids.Next(); {
		name, ok := strings.CutPrefix(r.Local(), "compliance-")
		if !ok {
			if r.Local() == "description" && family == "Policy Compliance" {
				description = r.Text().String()
			}
			continue
		}
		text := r.Text().String()
		if first, twice := v[name]; !twice {
			v[name] = text
		} else if name == "result" && text != first {
			v[name] = first + " and " + text // no word of a result, so not reviewed
		}
	}
	if _, said := v["result"]; !said {
		if m := described().FindStringSubmatch(description); m != nil {
			v["result"], v["info"] = m[2], cmp.Or(v["info"], description[len(m[0]):])
			v["check-name"] = cmp.Or(v["check-name"], m[1])
		}
	}
	word, performed := v["result"]
	if !performed || r.Err() != nil {
		return nil, Benchmark{}
	}
	k := &Check{IDRef: v["check-name"], Title: v["check-name"], Word: strings.TrimSpace(word)}
	r.nessusWord(k)
	stig, several := k.references(v["reference"])
	if several != "" {
		r.noteHere("it goes to no row, and is listed", "%s: names several rules, by %s; want one", k.IDRef, several)
		k.RuleID, k.STIGID, k.VulnID = "", "", ""
	} else {
		k.guess(v["check-name"], v["info"])
	}
	k.nessusDetail(v)
	audit := Benchmark{Href: strings.TrimSpace(v["audit-file"]), Title: v["benchmark-name"], Version: v["benchmark-version"]}
	audit.ID, audit.Manual.STIGID = audit.Href, stig
	return k, audit
}

// nessusWord: WARNING is a check that a person has to make, ERROR one that did not run.
func (r *reader) nessusWord(k *Check) {
	switch k.Word {
	case "PASSED":
		k.Status, k.Performed = result.NotAFinding, true
	case "FAILED":
		k.Status, k.Performed = result.Open, true
	case "WARNING", "ERROR", "SKIPPED":
	default:
		r.noteHere("it counts as not reviewed; the word is kept", "%s: the compliance result is %q; want PASSED, FAILED, WARNING or ERROR", k.IDRef, k.Word)
	}
}

// references reads NAME|VALUE pairs separated by commas or lines, as audit files write
// them. stig is the benchmark they name; several is the name of an id that has several
// values, unless one rule id tells: which of the rules the result is of is not known then.
func (k *Check) references(s string) (stig, several string) {
	twice := map[*string]string{}
	id := func(to *string, name, value string) {
		if *to != "" && *to != value {
			twice[to] = name
		}
		*to = value
	}
	for _, pair := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "|")
		if value = strings.TrimSpace(value); !ok || len(k.Also)+len(k.CCIs) >= maxList {
			continue
		}
		switch strings.ToUpper(strings.TrimSpace(name)) {
		case "STIG-ID", "STIGID":
			id(&k.STIGID, name, value)
		case "VULN-ID", "GROUP-ID":
			id(&k.VulnID, name, value)
		case "RULE-ID":
			id(&k.RuleID, name, RuleID(value))
		case "CCI":
			k.CCIs = append(k.CCIs, value)
		case "STIG-LEGACY":
			k.LegacyIDs = append(k.LegacyIDs, value)
		case "DISA_BENCHMARK":
			stig = value
		case "CAT":
			k.Severity = map[string]string{"I": "high", "II": "medium", "III": "low"}[strings.ToUpper(value)]
		}
	}
	for _, of := range []*string{&k.VulnID, &k.STIGID, &k.RuleID} {
		if name := twice[of]; name != "" {
			*of, several = "", name
		}
	}
	if k.RuleID != "" {
		several = ""
	}
	return stig, several
}

// guess finds ids in the name of the check and, failing that, its description.
func (k *Check) guess(texts ...string) {
	for _, s := range texts {
		s = s[:min(len(s), 4096)]
		if k.RuleID == "" {
			if id := ruleIDs().FindString(s); id != "" {
				k.RuleID = RuleID(id)
			}
		}
		if k.VulnID == "" {
			k.VulnID = vulnIDs().FindString(s)
		}
	}
	if k.STIGID == "" && len(texts) > 0 {
		k.STIGID = stigIDs().FindString(texts[0][:min(len(texts[0]), 4096)])
	}
}

func (k *Check) nessusDetail(v map[string]string) {
	for _, part := range []struct{ label, key string }{
		{"Expected", "policy-value"}, {"Found", "actual-value"}, {"Output", "output"}, {"Error", "error"},
	} {
		if text := strings.Trim(v[part.key], "\r\n"); strings.TrimSpace(text) != "" {
			k.Detail = appendLine(k.Detail, part.label+": "+text)
		}
	}
}
