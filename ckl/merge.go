package ckl

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/result"
)

// Source is one thing to merge: a checklist or the results of a scan.
type Source struct {
	Name      string // for reports: the file
	Checklist *Checklist
	Scan      *scan.Set
	By        By
	Time      string // when it was made, RFC 3339, for Newest; "" is the end of the scan
}

// By says whose the statuses of a source are.
type By uint8

// The zero value tells by what stands in each row: our blocks and Evaluate-STIG's
// texts are tools', every other status but Not_Reviewed is a person's; results of a
// scan are a tool's, but for those STIG Manager and we write from checklists.
const (
	Detect   By = iota
	ByTool      // every status in the source is a tool's
	ByPerson    // every status but Not_Reviewed is a person's
)

// Policy says which word counts where checklist and source both have one.
type Policy uint8

// The policies. The zero value is the matrix of Merge for a status, both texts for
// details and comments, and the checklist's own for severity override and asset.
const (
	Default   Policy = iota
	Keep             // the checklist's
	Overwrite        // the source's, where it says anything; of several sources the worst
	Worst            // the worse status, the higher severity; as Default for texts and asset
	Newest           // that of the later Time; without two times as Keep
)

// Policies is a policy for each field. Override is for severity override and
// justification, which go together.
type Policies struct{ Status, Details, Comments, Override, Asset Policy }

// MergeOptions says how to merge.
type MergeOptions struct {
	Policies
	Base     *Checklist // what checklist and sources have in common, for a three-way merge; or nil
	Time     string     // when the checklist was made, for Newest
	Revised  bool       // take passes made for another revision of the rule
	AnyAsset bool       // merge what is of another asset
	DryRun   bool       // report alone, change nothing
}

// FieldChange is one field of the checklist that a merge changed, or would change.
type FieldChange struct {
	Where                  // empty for the asset
	Field, From, To string // Field as in a .ckl: STATUS, FINDING_DETAILS, HOST_IP
	Source          string // the sources that had a part in it
}

// MergeReport is what Merge did.
type MergeReport struct {
	Changes      []FieldChange // in the order of the checklist
	Needs        []Need        // rows a person should look at, and what found no row
	NotPerformed []Unperformed // rows of a scanned STIG the scanner gave no verdict for
	Totals       MergeTotals
}

// Unperformed is a row of a scanned STIG that no scanner gave a verdict for.
type Unperformed struct {
	Where
	Status string // the word the row has after the merge: ours, or a person's
}

// MergeTotals count every row of the checklist after the merge once, and every row
// or result of the sources once:
//
//	Rows = Added + StatusChanged + TextChanged + HumanKept + Same + Untouched
//	In = Merged + Taken + Held
type MergeTotals struct {
	Rows          int `json:"rows"`
	Added         int `json:"added"` // rows the checklist lacked
	StatusChanged int `json:"status_changed"`
	TextChanged   int `json:"text_changed"` // texts or severity override changed, the status did not
	HumanKept     int `json:"human_kept"`   // nothing changed: a person's status stands against another
	Same          int `json:"same"`         // nothing changed: the sources say the same, or nothing
	Untouched     int `json:"untouched"`    // no source has the row

	In     int `json:"in"`     // rows and results of the sources
	Merged int `json:"merged"` // found their row
	Taken  int `json:"taken"`  // became a row
	Held   int `json:"held"`   // found no row, or several; each is in Needs
}

// Add adds the totals of another merge.
func (t *MergeTotals) Add(o MergeTotals) {
	t.Rows, t.Added, t.StatusChanged, t.TextChanged = t.Rows+o.Rows, t.Added+o.Added, t.StatusChanged+o.StatusChanged, t.TextChanged+o.TextChanged
	t.HumanKept, t.Same, t.Untouched = t.HumanKept+o.HumanKept, t.Same+o.Same, t.Untouched+o.Untouched
	t.In, t.Merged, t.Taken, t.Held = t.In+o.In, t.Merged+o.Merged, t.Taken+o.Taken, t.Held+o.Held
}

// Merge merges sources into c: a scan into a reviewed checklist, several checklists
// of one asset, one file of many STIGs from several.
//
// The default for a status, by whose the old one is (rows) and whose the new one
// (columns); a tool's Not_Reviewed says nothing:
//
//		                        tool: Not_Reviewed  tool: a verdict              person: a word
//		nobody's Not_Reviewed   stays               taken                        taken
//		a tool's                stays               same tool: taken             taken
//		                                            another tool: worst of both
//		a person's              stays               stays, listed if it differs  stays, listed if it differs
//		no known word           stays, listed       stays, listed                stays, listed
//
//	  - Of several new results for one row the worst counts, never the last; of
//	    several people who differ the worst counts, and is listed.
//	  - Our fenced block, and the block of each scanner, is replaced alone. What
//	    people wrote in details and comments stays, and what the source has beyond it
//	    is added once after a blank line.
//	  - Severity override and justification stay; those of the source are taken where
//	    there are none, and listed where they differ.
//	  - With a base, a field that only one side changed since is taken from that side;
//	    a field that both changed goes as above, and is listed.
//	  - Asset data stand, empty ones are filled, other ones are listed.
//	  - STIGs and rows that c lacks are added from checklists; results without a row
//	    are listed. Of several STIGs of one release each goes into the one with its
//	    UUID, else into the one in its place.
//
// A result of a scan made for another revision of a rule counts when it is Open;
// a pass is listed, since the text it passed may not be this one.
//
// Refused, with c unchanged: sources of another asset, another release of a STIG.
func Merge(c *Checklist, sources []Source, o MergeOptions) (*MergeReport, error) {
	merged, report, err := Merged(c, sources, o)
	if err == nil && !o.DryRun {
		*c = *merged
	}
	return report, err
}

// Merged is Merge that leaves c as it is and gives the checklist after the merge.
func Merged(c *Checklist, sources []Source, o MergeOptions) (*Checklist, *MergeReport, error) {
	m := &merger{o: o, c: c.Clone(), work: map[*Row]*rowWork{}, sources: sources}
	for _, scans := range []bool{false, true} { // checklists may add the rows that scans speak of
		for i := range sources {
			if (sources[i].Scan != nil) != scans {
				continue
			}
			if err := m.source(i); err != nil {
				return nil, nil, err
			}
		}
	}
	m.rows()
	m.report.count(m)
	return m.c, &m.report, nil
}

// Clone is a copy of c that shares nothing that changes with it.
func (c *Checklist) Clone() *Checklist {
	out := *c
	out.Extra, out.Asset.Extra = slices.Clone(c.Extra), slices.Clone(c.Asset.Extra)
	out.Stigs = make([]*Stig, len(c.Stigs))
	for i, s := range c.Stigs {
		out.Stigs[i] = s.Clone()
	}
	return &out
}

// Clone is a copy of s that shares no memory with it that is ever changed.
func (s *Stig) Clone() *Stig {
	out := *s
	out.Extra = slices.Clone(s.Extra)
	rows := make([]Row, len(s.Rows)) // in one piece: there are hundreds
	out.Rows = make([]*Row, len(s.Rows))
	for i, r := range s.Rows {
		rows[i] = *r
		rows[i].Extra, rows[i].LegacyIDs, rows[i].CCIs = slices.Clone(r.Extra), slices.Clone(r.LegacyIDs), slices.Clone(r.CCIs)
		rows[i].GroupTree = slices.Clone(r.GroupTree)
		out.Rows[i] = &rows[i]
	}
	return &out
}

// merger is one merge under way.
type merger struct {
	o       MergeOptions
	c       *Checklist
	sources []Source
	work    map[*Row]*rowWork
	scanned []*Stig // that a scan was mapped to
	report  MergeReport
}

// rowWork is what the sources say of one row.
type rowWork struct {
	stig    *Stig
	offers  []offer
	added   bool
	outcome mergeOutcome
	checked bool // a scanner came to a verdict
	beside  bool // what stands beside the review changed
}

// offer is what one source says of a row.
type offer struct {
	source  int
	row     *Row // a checklist's; its finding details are taken apart in ledger
	ledger  ledger
	origin  origin
	comment string
	partial bool // of results of a scan, where what is not said was not removed
}

type mergeOutcome uint8

const (
	mergeSame mergeOutcome = iota
	mergeStatus
	mergeText
	mergeKept
)

func (m *merger) need(w Where, reason Reason, status string, v result.Status, format string, args ...any) {
	m.report.Needs = append(m.report.Needs, Need{w, reason, status, v, fmt.Sprintf(format, args...)})
}

// source maps what source i says to rows.
func (m *merger) source(i int) error {
	src := &m.sources[i]
	switch {
	case src.Checklist != nil && src.Scan == nil:
		return m.checklist(i, src.Checklist)
	case src.Scan == nil || src.Checklist != nil:
		return fmt.Errorf("merging %s: want a checklist or a scan", src.Name)
	}
	src.Time = cmp.Or(src.Time, src.Scan.End)
	if p := src.Scan.Product; p == "stig-manager" || p == ourProduct {
		return m.checklist(i, FromScan(src.Scan, nil)) // people's reviews, written as results
	}
	return m.scan(i, src.Scan)
}

// asset refuses another asset and fills in what is not known.
func (m *merger) asset(i int, a Asset) error {
	if !m.o.AnyAsset {
		if err := otherAsset(m.sources[i].Name, &m.c.Asset, &a); err != nil {
			return err
		}
	}
	m.fill(i, a)
	return nil
}

// otherAsset is why a, the asset of the file source, is not c, that of the checklist, or
// may not be; nil when it may.
func otherAsset(source string, c, a *Asset) error {
	if c.Nameless() != a.Nameless() {
		named := either(a.HostName, a.HostFQDN)
		e := &diag.Error{File: source, Msg: fmt.Sprintf("is of host %q, and the checklist names no host; want one of the same asset", named),
			Hint: "write the host's name into the checklist; or say with --any-asset that it is of that asset"}
		if a.Nameless() {
			e.Msg = fmt.Sprintf("names no host; want one of %q, the asset of the checklist", either(c.HostName, c.HostFQDN))
			e.Hint = "a checklist without a host may be of any asset: write the name into it, or say with --any-asset that it is of this one"
		}
		return e
	}
	if !c.SameHost(*a) {
		return &diag.Error{File: source,
			Msg:  fmt.Sprintf("is of host %q; want %q, the asset of the checklist", either(a.HostName, a.HostFQDN), either(c.HostName, c.HostFQDN)),
			Hint: "one asset's verdicts in another's checklist would be wrong; if both names mean one asset, say so with --any-asset"}
	}
	if (c.WebOrDatabase && a.WebOrDatabase) && (c.WebDBSite != a.WebDBSite || c.WebDBInstance != a.WebDBInstance) {
		return &diag.Error{File: source,
			Msg:  fmt.Sprintf("is of the site %q, instance %q; want %q, %q, those of the checklist", a.WebDBSite, a.WebDBInstance, c.WebDBSite, c.WebDBInstance),
			Hint: "each instance of a web server or database is an asset of its own"}
	}
	return nil
}

// Nameless reports whether a names no host: neither a name nor an FQDN, so that it may be
// any asset.
func (a *Asset) Nameless() bool {
	return strings.TrimSpace(a.HostName) == "" && strings.TrimSpace(a.HostFQDN) == ""
}

// SameHost reports whether two assets may be one host: by name, where a short name
// is that of its FQDN, or because one is named by an address or FQDN of the other. The
// FQDN alone decides only where a name is missing: a copied checklist keeps it. One that
// names no host may be any.
func (a *Asset) SameHost(b Asset) bool {
	if a.Nameless() || b.Nameless() {
		return true
	}
	if strings.TrimSpace(a.HostName) != "" && strings.TrimSpace(b.HostName) != "" {
		return sameHost(a.HostName, b.HostName) || a.named(b.HostName) || b.named(a.HostName)
	}
	for _, x := range []string{a.HostName, a.HostFQDN} {
		for _, y := range []string{b.HostName, b.HostFQDN} {
			if strings.TrimSpace(x) != "" && strings.TrimSpace(y) != "" && sameHost(x, y) {
				return true
			}
		}
	}
	return b.HostName != "" && slices.Contains(tokens(a.HostIP), b.HostName)
}

// named reports whether name is one of the asset's addresses or its FQDN, which does not
// count beside a full name of the asset that is another: who makes the checklist of
// another host of a copy writes its name and leaves the FQDN.
func (a *Asset) named(name string) bool {
	name, own := strings.TrimSpace(name), strings.TrimSpace(a.HostName)
	if slices.Contains(tokens(a.HostIP), name) {
		return true
	}
	_, err := netip.ParseAddr(own)
	other := strings.Contains(own, ".") && err != nil && !sameHost(own, a.HostFQDN)
	return strings.EqualFold(strings.TrimSpace(a.HostFQDN), name) && !other
}

// fill fills in asset data, or lists what differs. Of a source that says it is a web server
// or database, site and instance go with that: alone they would name another asset.
func (m *merger) fill(i int, a Asset) {
	c := &m.c.Asset
	instance := c.WebOrDatabase == a.WebOrDatabase
	for _, k := range assetElements {
		have, offered := assetWord(k, c), assetWord(k, &a)
		take := func() {
			m.report.Changes = append(m.report.Changes, FieldChange{Where{}, k.name, have, offered, m.sources[i].Name})
			takeWord(k, c, &a)
			instance = instance || k.name == webOrDatabase
		}
		if m.o.Base != nil && m.o.Asset == Default {
			was := assetWord(k, &m.o.Base.Asset)
			if offered == was {
				continue // the source did not change it
			}
			if have == was && offered != "" {
				take()
				continue
			}
		}
		stands := !instance && strings.HasPrefix(k.name, "WEB_DB_")
		want := have == "" && !stands || m.o.Asset == Overwrite || m.o.Asset == Newest && m.newer(i) ||
			k.name == "ROLE" && have == "None" && m.o.Asset == Default
		switch {
		case have == offered, saysNothing(k.name, offered):
		case want && m.o.Asset != Keep:
			take()
		case k.name != "TARGET_KEY" && k.name != "HOST_NAME":
			m.need(Where{}, AssetDiffers, "", 0, "%s is %q here and %q in %s; it stands", k.name, have, offered, m.sources[i].Name)
		}
	}
}

// saysNothing reports whether a word of ASSET is the one that programs write by themselves.
func saysNothing(element, word string) bool {
	switch element {
	case "ROLE":
		return word == "" || word == "None"
	case "ASSET_TYPE":
		return word == "" || word == "Computing"
	case webOrDatabase:
		return word == "false"
	}
	return word == ""
}

// newer reports whether source i is later than the checklist.
func (m *merger) newer(i int) bool { return later(m.sources[i].Time, m.o.Time) }

// checklist maps the rows of a checklist.
func (m *merger) checklist(i int, from *Checklist) error {
	if err := m.asset(i, from.Asset); err != nil {
		return err
	}
	besides := m.o.Base != nil && alike(m.o.Base, m.c) && alike(m.o.Base, from)
	if besides {
		m.beside(i, from)
	}
	for _, s := range from.Stigs {
		into, err := m.stigFor(i, from, s)
		if err != nil {
			return err
		}
		if into == nil && m.removed(s.Rows, s) {
			m.report.Totals.In += len(s.Rows)
			m.report.Totals.Held += len(s.Rows)
			m.need(Where{Benchmark: s.ID}, NoRow, "", 0, "the STIG was removed here, and %s did not change it; it stays removed", m.sources[i].Name)
			continue
		}
		if into == nil && m.sources[i].Scan != nil {
			m.holdStig(i, s)
			continue
		}
		if into == nil {
			m.addStig(s)
			continue
		}
		found := pairRows(into, s)
		if besides {
			m.besideSTIG(i, into, s, found)
		}
		for j, r := range s.Rows {
			m.report.Totals.In++
			switch {
			case found[j] != nil:
				m.report.Totals.Merged++
				m.offerRow(i, into, found[j], r)
			case found[j] == nil && hasKey(into, r):
				m.report.Totals.Held++
				m.need(Where{s.ID, r.STIGID, r.VulnID, r.RuleID}, Ambiguous, r.word(CKL), r.Status,
					"%s has several rows of this group and rule, and not as many as the checklist; none was merged", m.sources[i].Name)
			case m.removed([]*Row{r}, s):
				m.report.Totals.Held++
				m.need(Where{s.ID, r.STIGID, r.VulnID, r.RuleID}, NoRow, "", r.Status, "the row was removed here, and %s did not change it; it stays removed", m.sources[i].Name)
			case m.sources[i].Scan != nil:
				m.report.Totals.Held++
				m.holdRow(i, s, r)
			default:
				m.report.Totals.Taken++
				m.addRow(into, r)
			}
		}
	}
	return nil
}

// holdStig lists the rows of a STIG the checklist lacks. Results hold no texts of
// rules, so that they do not become rows.
func (m *merger) holdStig(i int, s *Stig) {
	m.report.Totals.In += len(s.Rows)
	m.report.Totals.Held += len(s.Rows)
	for _, r := range s.Rows {
		m.holdRow(i, s, r)
	}
}

func (m *merger) holdRow(i int, s *Stig, r *Row) {
	m.need(Where{s.ID, r.STIGID, r.VulnID, r.RuleID}, NoRow, "", r.Status, "%s says %s, and the checklist has no row for it", m.sources[i].Name, r.word(CKL))
}

func hasKey(s *Stig, r *Row) bool {
	return slices.ContainsFunc(s.Rows, func(t *Row) bool { return t.VulnID == r.VulnID && t.RuleID == r.RuleID })
}

func bareBenchmark(id string) string {
	return strings.TrimPrefix(strings.TrimSpace(id), benchmarkPrefix)
}

// stigFor is the STIG of the checklist that s of from is, nil when there is none. Of
// several of its release it is the one with its UUID, else the one in its place when both
// have as many, else the first.
func (m *merger) stigFor(i int, from *Checklist, s *Stig) (*Stig, error) {
	var other *Stig
	var list []*Stig
	for _, t := range m.c.Stigs {
		switch {
		case bareBenchmark(t.ID) != bareBenchmark(s.ID):
		case sameRelease(t, s):
			list = append(list, t)
		default:
			other = t
		}
	}
	switch {
	case len(list) > 1:
		return amongSeveral(list, from, s), nil
	case len(list) == 1:
		return list[0], nil
	case other == nil:
		return nil, nil
	}
	return nil, &diag.Error{File: m.sources[i].Name,
		Msg:  fmt.Sprintf("holds %s version %q, %q; want %q, %q, the release in the checklist", s.ID, s.Version, s.ReleaseInfo, other.Version, other.ReleaseInfo),
		Hint: "carry the older checklist over to the newer release first, then merge"}
}

// amongSeveral goes by UUID, by place or by neither for all of the STIGs of from that may be
// one of list, so that no two of them go into one.
func amongSeveral(list []*Stig, from *Checklist, s *Stig) *Stig {
	var peers []*Stig
	for _, t := range from.Stigs {
		if bareBenchmark(t.ID) == bareBenchmark(s.ID) && sameRelease(t, s) {
			peers = append(peers, t)
		}
	}
	at := slices.Index(peers, s)
	byUUID := make([]int, len(peers))
	all := at >= 0
	for i, p := range peers {
		same := func(t *Stig) bool { return p.UUID != "" && t.UUID == p.UUID }
		n := slices.IndexFunc(list, same)
		if n >= 0 && slices.ContainsFunc(list[n+1:], same) {
			n = -1
		}
		all = all && n >= 0 && !slices.Contains(byUUID[:i], n)
		byUUID[i] = n
	}
	switch {
	case all:
		return list[byUUID[at]]
	case at >= 0 && len(peers) == len(list):
		return list[at]
	case at >= 0 && byUUID[at] >= 0:
		return list[byUUID[at]]
	}
	for i, t := range list {
		if !slices.Contains(byUUID, i) {
			return t
		}
	}
	return list[0]
}

// sameRelease compares version and release. Where one does not say them they are
// the same when all rule ids of s are in t, since those change with every edit.
func sameRelease(t, s *Stig) bool {
	x, y := strings.TrimSpace(t.Version), strings.TrimSpace(s.Version)
	if x != "" && y != "" && x != y {
		return false
	}
	p, q := release(t.ReleaseInfo), release(s.ReleaseInfo)
	if p != "" && q != "" && p != q {
		return false
	}
	if x != "" && y != "" && p != "" && q != "" {
		return true
	}
	known := map[string]bool{}
	for _, r := range t.Rows {
		known[r.RuleID] = true
	}
	return !slices.ContainsFunc(s.Rows, func(r *Row) bool { return !known[r.RuleID] })
}

// pairRows finds the row of into for each row of s: by group and rule, rows that
// share both by their order when there are as many; else by STIG ID where that is
// unambiguous.
func pairRows(into, s *Stig) []*Row {
	type key struct{ vuln, rule string }
	have, want := map[key][]*Row{}, map[key]int{}
	bySTIG, wantSTIG := map[string][]*Row{}, map[string]int{}
	for _, r := range into.Rows {
		have[key{r.VulnID, r.RuleID}] = append(have[key{r.VulnID, r.RuleID}], r)
		bySTIG[plain(r.STIGID)] = append(bySTIG[plain(r.STIGID)], r)
	}
	for _, r := range s.Rows {
		want[key{r.VulnID, r.RuleID}]++
		wantSTIG[plain(r.STIGID)]++
	}
	out := make([]*Row, len(s.Rows))
	next, taken := map[key]int{}, map[*Row]bool{}
	for i, r := range s.Rows {
		k := key{r.VulnID, r.RuleID}
		if list := have[k]; len(list) > 0 && len(list) == want[k] {
			out[i] = list[next[k]]
			taken[out[i]] = true
			next[k]++
		}
	}
	for i, r := range s.Rows {
		id := plain(r.STIGID)
		if list := bySTIG[id]; out[i] == nil && id != "" && len(list) == 1 && wantSTIG[id] == 1 && !taken[list[0]] {
			out[i] = list[0]
			taken[out[i]] = true
		}
	}
	return out
}

// removed reports whether all rows of s, which the checklist lacks, are in the base
// and people wrote nothing into them since.
func (m *merger) removed(rows []*Row, s *Stig) bool {
	if m.o.Base == nil || len(rows) == 0 {
		return false
	}
	for _, b := range m.o.Base.Stigs {
		if bareBenchmark(b.ID) != bareBenchmark(s.ID) || !sameRelease(b, s) {
			continue
		}
		found := pairRows(b, s)
		for j, r := range s.Rows {
			if slices.Contains(rows, r) && (found[j] == nil || !sameReview(found[j], r)) {
				return false
			}
		}
		return true
	}
	return false
}

// sameReview reports whether two rows are the same in what people write.
func sameReview(a, b *Row) bool {
	for f := Status; f <= SeverityJustification; f++ {
		if a.value(f) != b.value(f) {
			return false
		}
	}
	return true
}

// addStig adds a STIG the checklist lacks, with its rows as they are.
func (m *merger) addStig(s *Stig) {
	one := s.Clone()
	m.c.add(one)
	for _, r := range one.Rows {
		m.report.Totals.In++
		m.report.Totals.Taken++
		m.work[r] = &rowWork{stig: one, added: true}
	}
}

func (m *merger) addRow(into *Stig, r *Row) {
	one := (&Stig{Rows: []*Row{r}}).Clone().Rows[0]
	one.STIGUUID = either(into.rowPointer(), one.STIGUUID)
	into.Rows = append(into.Rows, one)
	into.Size = max(into.Size, len(into.Rows))
	m.work[one] = &rowWork{stig: into, added: true}
}

// rowPointer is what the rows of s point at.
func (s *Stig) rowPointer() string {
	if len(s.Rows) == 0 {
		return ""
	}
	return s.Rows[0].STIGUUID
}

func (m *merger) offerRow(i int, into *Stig, to, r *Row) {
	o := offer{source: i, row: r, ledger: ledgerOf(r), comment: r.Comments, partial: m.sources[i].Scan != nil}
	o.origin = originOf(r, &o.ledger)
	switch m.sources[i].By {
	case ByTool:
		if o.origin == persons && r.StatusWord == "" {
			o.origin = tools
			o.ledger.person = false
			o.ledger.said = []toolVerdict{{tool: toolName(m.sources[i].Name), status: r.Status}}
			if _, any := worst(o.ledger.blocks); any {
				o.ledger.blocks = nil
			}
		}
	case ByPerson:
		if r.Status != result.NotReviewed {
			o.origin = persons
		}
	}
	m.offer(into, to, o)
}

func (m *merger) offer(into *Stig, to *Row, o offer) {
	w := m.workOn(into, to)
	w.offers = append(w.offers, o)
}

func (m *merger) workOn(into *Stig, to *Row) *rowWork {
	w := m.work[to]
	if w == nil {
		w = &rowWork{stig: into}
		m.work[to] = w
	}
	return w
}

// count counts every row once.
func (r *MergeReport) count(m *merger) {
	t := &r.Totals
	for _, s := range m.c.Stigs {
		for _, row := range s.Rows {
			t.Rows++
			w := m.work[row]
			switch {
			case w == nil:
				t.Untouched++
			case w.added:
				t.Added++
			case w.outcome == mergeStatus:
				t.StatusChanged++
			case w.outcome == mergeText, w.outcome == mergeSame && w.beside:
				t.TextChanged++
			case w.outcome == mergeKept:
				t.HumanKept++
			default:
				t.Same++
			}
		}
	}
}
