package scan

import "strings"

// arf reads an asset-report-collection (ARF 1.1, NISTIR 7694): which report is
// about which asset, the assets, the content the reports came from, the reports.
// The parts may stand in any order; settle joins them.
func (r *reader) arf() {
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "relationships":
			r.relationships()
		case "report-requests":
			r.content()
		case "assets":
			r.assetList()
		case "reports":
			r.reports()
		}
	}
	r.hint = "the collection holds no XCCDF report"
}

func (r *reader) relationships() {
	for kids := r.Children(); kids.Next(); {
		if r.Local() != "relationship" || !strings.HasSuffix(r.Attr("type").String(), "isAbout") {
			continue
		}
		subject := r.Attr("subject").String()
		for refs := r.Children(); refs.Next(); {
			if r.Local() == "ref" && len(r.about[subject]) < maxList {
				r.about[subject] = append(r.about[subject], strings.TrimSpace(r.Text().String()))
			}
		}
	}
}

// content looks for benchmarks, at any depth of the data stream.
func (r *reader) content() {
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "Benchmark":
			r.benchmark(ARF)
		case "oval_definitions", "ocil", "cpe-list":
		default:
			r.content()
		}
	}
}

func (r *reader) assetList() {
	for kids := r.Children(); kids.Next(); {
		if r.Local() != "asset" {
			continue
		}
		var a Asset
		id := r.Attr("id").String()
		r.assetPart(&a)
		if len(r.assets) < maxSets {
			r.assets[id] = a
		}
	}
}

// assetPart reads names and addresses at any depth (Asset Identification 1.1).
func (r *reader) assetPart(a *Asset) {
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "fqdn":
			a.FQDN = strings.TrimSpace(r.Text().String())
		case "hostname":
			a.HostName = strings.TrimSpace(r.Text().String())
		case "ip-v4", "ip-v6":
			a.addIP(r.Text().String())
		case "mac-address":
			a.addMAC(r.Text().String())
		default:
			r.assetPart(a)
		}
	}
}

func (r *reader) reports() {
	for kids := r.Children(); kids.Next(); {
		if r.Local() == "report" {
			r.reportPart(r.Attr("id").String())
		}
	}
}

func (r *reader) reportPart(id string) {
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "TestResult":
			r.testResult(ARF, id)
		case "Benchmark":
			before := len(r.sets)
			r.benchmark(ARF)
			for i := before; i < len(r.sets); i++ {
				r.report[i] = id
			}
		case "oval_results":
		default:
			r.reportPart(id)
		}
	}
}
