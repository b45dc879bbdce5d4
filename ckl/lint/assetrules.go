package lint

import (
	"strings"

	"github.com/stigwright/stigwright/ckl"
)

// assetRules are what is reported of eMASS (checklist-formats 5.4).
func assetRules() []Rule {
	reported := func(id, summary, remedy string, f func(*element) []hit) Rule {
		return Rule{ID: id, Format: ckl.CKL, Summary: summary, Remedy: remedy,
			Effects: []Effect{{EMASS, Warning, Report}}, find: func(d *document) []hit { return elements(d, f) }}
	}
	return []Rule{
		reported("emass-one-stig", "several iSTIG in one file; eMASS works on pairs of asset and STIG", "give each STIG a file of its own, with `stigwright convert -o DIR/ --split`", severalStigs),
		reported("emass-asset", "a computing asset without host name, address, MAC or FQDN", "fill it in", emptyAsset),
		reported("emass-no-cci", "rows without CCI_REF, which are mapped to no control", "take the release of the STIG that has them", noCCI),
	}
}

func severalStigs(e *element) []hit {
	if n := len(e.all("iSTIG")); e.name == "STIGS" && n > 1 {
		return e.says(0, "holds %d STIGs; want one in a file", n)
	}
	return nil
}

func emptyAsset(e *element) []hit {
	if kind := e.first("ASSET_TYPE"); e.name != "ASSET" || kind != nil && kind.text == "Non-Computing" {
		return nil
	}
	var list []hit
	for _, name := range []string{"HOST_NAME", "HOST_IP", "HOST_MAC", "HOST_FQDN"} {
		if k := e.first(name); k == nil || strings.TrimSpace(k.text) == "" {
			list = append(list, e.says(0, "has no %s; want one", name)...)
		}
	}
	return list
}

func noCCI(e *element) []hit {
	if e.name == "VULN" && attribute(e, "STIG_DATA", "VULN_ATTRIBUTE", "ATTRIBUTE_DATA", "CCI_REF") == "" {
		return e.says(0, "has no CCI_REF; want one or more")
	}
	return nil
}
