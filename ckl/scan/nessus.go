package scan

import (
	"strings"

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
			s := byAudit[audit.Href]
			if s == nil {
				one := base
				s = &one
				s.Asset.IPs = append([]string(nil), base.Asset.IPs...)
				s.Benchmark = audit
				s.Asset.name(name)
				byAudit[audit.Href] = s
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
		case "HOST_START_TIMESTAMP", "HOST_START":
			if s.Start == "" || tag == "HOST_START" {
				s.Start = value
			}
		case "HOST_END_TIMESTAMP", "HOST_END":
			if s.End == "" || tag == "HOST_END" {
				s.End = value
			}
		}
	}
	for _, name := range []string{host, netbios, a.FQDN} {
		if a.HostName == "" {
			a.HostName = name
		}
	}
}

// item reads a ReportItem; nil when it is no compliance check.
func (r *reader) item() (*Check, Benchmark) {
	v := map[string]string{}
	for kids := r.Children(); kids.Next(); {
		name, ok := strings.CutPrefix(r.Local(), "compliance-")
		if !ok {
			continue
		}
		text := r.Text().String()
		if first, twice := v[name]; !twice {
			v[name] = text
		} else if name == "result" && text != first {
			v[name] = first + " and " + text // no word of a result, so not reviewed
		}
	}
	word, performed := v["result"]
	if !performed || r.Err() != nil {
		return nil, Benchmark{}
	}
	k := &Check{IDRef: v["check-name"], Title: v["check-name"], Word: strings.TrimSpace(word)}
	r.nessusWord(k)
	k.references(v["reference"])
	k.guess(v["check-name"], v["info"])
	k.nessusDetail(v)
	audit := Benchmark{Href: strings.TrimSpace(v["audit-file"]), Title: v["benchmark-name"], Version: v["benchmark-version"]}
	audit.ID = audit.Href
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

// references reads NAME|VALUE pairs separated by commas, as audit files write them.
func (k *Check) references(s string) {
	for _, pair := range strings.Split(s, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "|")
		if !ok || len(k.Also)+len(k.CCIs) >= maxList {
			continue
		}
		switch strings.ToUpper(name) {
		case "STIG-ID", "STIGID":
			k.STIGID = value
		case "VULN-ID", "GROUP-ID":
			k.VulnID = value
		case "RULE-ID":
			k.RuleID = RuleID(value)
		case "CCI":
			k.CCIs = append(k.CCIs, value)
		case "STIG-LEGACY":
			k.LegacyIDs = append(k.LegacyIDs, value)
		case "CAT":
			k.Severity = map[string]string{"I": "high", "II": "medium", "III": "low"}[strings.ToUpper(value)]
		}
	}
}

// guess finds ids in the name of the check and, failing that, its description.
func (k *Check) guess(texts ...string) {
	for _, s := range texts {
		s = s[:min(len(s), 4096)]
		if k.RuleID == "" {
			if id := ruleIDs.FindString(s); id != "" {
				k.RuleID = RuleID(id)
			}
		}
		if k.VulnID == "" {
			k.VulnID = vulnIDs.FindString(s)
		}
	}
	if k.STIGID == "" && len(texts) > 0 {
		k.STIGID = stigIDs.FindString(texts[0][:min(len(texts[0]), 4096)])
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
