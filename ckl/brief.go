package ckl

import "github.com/stigwright/stigwright/diag"

// ReadBrief is ReadAny for counting: of a .ckl it leaves out the texts of rows, those of
// the benchmark and people's own. The rows have their ids, severity and its override,
// status, CCIs and legacy ids, and whatever no reader knows; the problems are the same.
// Such a checklist is not to be written. Other formats are read whole.
func ReadBrief(name string, data []byte) ([]*Checklist, diag.List, error) {
	if f, err := Sniff(name, data); err != nil || f != CKL || sniffAny(data) != 0 {
		return ReadAny(name, data)
	}
	c, problems, err := readCKL(name, data, asked{brief: true})
	if err != nil {
		return nil, nil, err
	}
	return []*Checklist{c}, problems, nil
}

// inBrief reports whether ReadBrief keeps the text of a row that a .ckl has under name.
func inBrief(name string) bool {
	switch name {
	case "Vuln_Num", "Rule_ID", "Rule_Ver", "Severity", "SEVERITY_OVERRIDE":
		return true
	}
	return false
}
