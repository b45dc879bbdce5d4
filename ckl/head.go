package ckl

import "bytes"

// Head reads the asset and the STIG of a .ckl of one STIG and none of its rows: what
// sorting thousands of files asks. It is what ReadCKL gives but for the rows and what
// stands behind them, where the rest of the file is sound, which Head does not look at.
// It is false for every file whose first row does not follow all that it gives, or that
// does not end as a checklist ends.
func Head(data []byte) (*Checklist, bool) {
	const row, stig, end = "<VULN>", "iSTIG", "</iSTIG></STIGS></CHECKLIST>"
	at := bytes.Index(data, []byte(row))
	if at < 0 {
		return nil, false
	}
	// The last three tags are those of the root, of STIGS and of an iSTIG. Where iSTIG is
	// spelled nowhere between, that is the one the first row stands in, and nothing of
	// CHECKLIST or STIGS follows it.
	rest := data[at:]
	for _, tag := range []string{"</CHECKLIST>", "</STIGS>", "</" + stig + ">"} {
		var ok bool
		if rest, ok = bytes.CutSuffix(bytes.TrimRight(rest, " \t\r\n"), []byte(tag)); !ok {
			return nil, false
		}
	}
	if bytes.Contains(rest, []byte(stig)) {
		return nil, false
	}
	c, _, err := ReadCKL("", append(data[:at:at], end...))
	if err != nil || len(c.Stigs) != 1 || c.Stigs[0].ID == "" { // the head would not end where the rows begin
		return nil, false
	}
	return c, true
}
