package scan

import (
	"bytes"
	"strings"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// hasTestResult looks for the start tag without reading the document.
func hasTestResult(data []byte) bool {
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("TestResult"))
		if i < 0 {
			return false
		}
		at += i
		if at > 0 && (data[at-1] == '<' || data[at-1] == ':') {
			return true
		}
		at++
	}
}

// benchmark reads a Benchmark: what names it, its rules, and its results.
func (r *reader) benchmark(kind Kind) {
	b := Benchmark{ID: Bare(r.Attr("id").String())}
	r.meta = b
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "title":
			b.Title = r.Text().String()
		case "version":
			b.Version = strings.TrimSpace(r.Text().String())
		case "plain-text":
			if r.Attr("id").String() == "release-info" {
				b.ReleaseInfo = strings.TrimSpace(r.Text().String())
			}
		case "rear-matter":
			b.Manual = manual(r.Text().String())
		case "Group":
			r.meta = b
			r.group("")
		case "Rule":
			r.rule("")
		case "TestResult":
			r.meta = b
			r.testResult(kind, "")
		}
		r.meta = b
	}
	r.hint = "the benchmark has no TestResult: it is content, not results; scan with it first"
}

func (r *reader) group(outer string) {
	id := Bare(r.Attr("id").String())
	if id == "" {
		id = outer
	}
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "Group":
			r.group(id)
		case "Rule":
			r.rule(id)
		}
	}
}

// rule reads a Rule. SSG's content names the STIG in references and idents.
func (r *reader) rule(vulnID string) {
	id := r.Attr("id").String()
	u := &rule{vulnID: vulnID, severity: r.Attr("severity").String(), weight: r.Attr("weight").String()}
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "title":
			u.title = r.Text().String()
		case "version":
			u.version = strings.TrimSpace(r.Text().String())
		case "reference":
			u.named(r.Text())
		case "ident":
			system := r.Attr("system").String()
			sortIdent(system, strings.TrimSpace(r.Text().String()), &u.ccis, &u.legacy, &u.also)
		}
	}
	if len(r.rules) >= maxRules {
		r.Fail(r.Errorf("the document has more than %d rules (maxRules)", maxRules))
		return
	}
	if !strings.HasPrefix(vulnID, "V-") && !stigIDs().MatchString(vulnID) { // a chapter, not DISA's group of one rule
		u.vulnID = ""
	}
	if id != "" && r.rules[id] == nil {
		r.rules[id] = u
	}
}

// named takes ids of STIGs from a reference.
func (u *rule) named(t xmlio.Text) {
	if len(t) > 200 || len(u.also) >= maxList {
		return
	}
	s := t.String()
	u.also = append(u.also, ruleIDs().FindAllString(s, 10)...)
	u.also = append(u.also, stigIDs().FindAllString(s, 10)...)
}

// sortIdent puts an ident where it belongs by its system.
func sortIdent(system, id string, ccis, legacy, also *[]string) {
	switch {
	case id == "" || len(*ccis)+len(*legacy)+len(*also) >= maxList:
	case strings.HasSuffix(system, "/cci") || cciIDs().MatchString(id):
		*ccis = append(*ccis, id)
	case strings.HasSuffix(system, "/legacy"):
		*legacy = append(*legacy, id)
	default:
		*also = append(*also, id)
	}
}

// testResult reads a TestResult; report is the id of the ARF report it stands in.
func (r *reader) testResult(kind Kind, report string) {
	s := &Set{Kind: kind, ID: r.Attr("id").String(), System: r.Attr("test-system").String(), Benchmark: r.meta}
	s.Start, s.End = r.Attr("start-time").String(), r.Attr("end-time").String()
	s.Product, s.Version = product(s.System)
	r.add(s, report)
	r.room(s)
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "benchmark":
			r.tested(&s.Benchmark)
		case "profile":
			s.Profile = r.Attr("idref").String()
		case "target":
			if name := strings.TrimSpace(r.Text().String()); s.Asset.HostName == "" {
				s.Asset.HostName = name
			} else if name != s.Asset.HostName {
				r.noteHere("the first one counts, as in STIG Manager", "a second target %q; want one", name)
			}
		case "target-address":
			s.Asset.addIP(r.Text().String())
		case "target-facts":
			r.facts(&s.Asset)
		case "rule-result":
			r.ruleResult(s)
		}
	}
	if s.Asset.HostName == "" && r.Err() == nil && kind != ARF {
		r.noteHere("STIG Manager refuses such a file", "has no target; want the name of the asset")
	}
}

// tested reads the reference to the benchmark, which names it when the results
// stand alone. An href that names a component says nothing of the id.
func (r *reader) tested(b *Benchmark) {
	b.Href = r.Attr("href").String()
	id := r.Attr("id").String()
	if id == "" && spaced().MatchString(b.Href) {
		id = b.Href
	}
	if id != "" && Bare(id) != b.ID {
		*b = Benchmark{ID: Bare(id), Href: b.Href}
	}
}

// product takes a CPE name or "product:version" apart, as STIG Manager does.
func product(system string) (name, version string) {
	parts := strings.Split(system, ":")
	switch {
	case len(parts) >= 4 && parts[0] == "cpe" && strings.HasPrefix(parts[1], "/"):
		name = parts[3]
		if len(parts) > 4 {
			version = parts[4]
		}
	case len(parts) >= 5 && parts[0] == "cpe":
		name = parts[4]
		if len(parts) > 5 {
			version = parts[5]
		}
	case len(parts) > 1:
		name, version = parts[0], parts[1]
	default:
		name = system
	}
	return name, version
}

// facts reads target-facts: the names of SCC, Evaluate-STIG, STIG Manager and ours.
func (r *reader) facts(a *Asset) {
	for kids := r.Children(); kids.Next(); {
		if r.Local() != "fact" {
			continue
		}
		name := r.Attr("name").String()
		value := strings.TrimSpace(r.Text().String())
		a.fact(name[strings.LastIndexByte(name, ':')+1:], value)
	}
}

func (a *Asset) fact(name, value string) {
	set := func(field *string) {
		if *field == "" {
			*field = value
		}
	}
	switch name {
	case "name", "hostname", "host_name":
		set(&a.HostName)
	case "fqdn":
		// SCC says "HOST.." or "HOST" where it knows no domain.
		if !strings.HasSuffix(value, "..") {
			set(&a.FQDN)
		}
	case "ip", "ipv4", "ipv6", "ipaddress":
		for _, ip := range tokens(value) {
			a.addIP(ip)
		}
	case "mac", "macaddress":
		for _, mac := range tokens(value) {
			a.addMAC(mac)
		}
	case "role":
		set(&a.Role)
	case "noncomputing":
		if value == "true" {
			a.Type = "Non-Computing"
		}
	case "asset_type":
		set(&a.Type)
	case "marking":
		set(&a.Marking)
	case "tech_area":
		set(&a.TechArea)
	case "description":
		set(&a.Comment)
	case "target_key":
		set(&a.TargetKey)
	case "guid":
		set(&a.GUID)
	case "stig_guid":
		set(&a.STIGGUID)
	case "webordatabase":
		a.WebOrDatabase = a.WebOrDatabase || value == "true"
	case "ip_text":
		set(&a.IPText)
	case "mac_text":
		set(&a.MACText)
	case "cklRole":
		set(&a.Role)
	case "cklTechArea":
		set(&a.TechArea)
	case "cklWebOrDatabase":
		a.WebOrDatabase = a.WebOrDatabase || value == "true"
	case "cklWebDbSite":
		set(&a.WebSite)
	case "cklWebDbInstance":
		set(&a.WebInst)
	case "site":
		set(&a.WebSite)
	case "instance":
		set(&a.WebInst)
	}
}
