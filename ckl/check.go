package ckl

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Warning is something a reader of the file would refuse, drop or cut.
type Warning struct {
	Consumer string // who would: "STIG Manager"
	Where    string // such as HOST_NAME or RHEL-08-010000 SEVERITY_OVERRIDE
	Message  string // what was met; what is wanted
}

// String is "where: message (consumer)".
func (w Warning) String() string {
	return fmt.Sprintf("%s: %s (%s)", w.Where, w.Message, w.Consumer)
}

// The consumers, and the limits they set (checklist-formats 5).
const (
	stigViewer  = "STIG Viewer"
	stigManager = "STIG Manager"
	heimdall    = "Heimdall"

	maxDetails    = 32_767  // characters of details or comments; STIG Manager cuts the rest
	maxReferences = 200_000 // entity references in a .ckl; STIG Manager refuses more
	maxHostName   = 255     // characters; STIG Manager refuses more
)

// Check is what the known readers would not take of c in format f, in file order.
// An empty list means that none of the known traps is in it.
func Check(c *Checklist, f Format) []Warning {
	k := &checker{format: f}
	k.asset(c.Asset)
	if len(c.Stigs) == 0 {
		k.warn(stigViewer+", "+stigManager, "STIGS", "holds no STIG; want one or more")
	}
	for _, s := range c.Stigs {
		k.stig(s)
	}
	if f == CKL {
		if n := references(c); n > maxReferences {
			k.warn(stigManager, "the file", "has %d characters written as entity references; want at most %d, or the file is refused", n, maxReferences)
		}
	}
	return k.list
}

type checker struct {
	format Format
	list   []Warning
}

func (k *checker) warn(consumer, where, format string, args ...any) {
	k.list = append(k.list, Warning{consumer, where, fmt.Sprintf(format, args...)})
}

func (k *checker) asset(a Asset) {
	a.defaults()
	k.oneOf("ROLE", a.Role, Roles())
	k.oneOf("ASSET_TYPE", a.Type, AssetTypes())
	if a.TechArea != "" {
		k.oneOf("TECH_AREA", a.TechArea, TechAreas())
	}
	switch n := utf8.RuneCountInString(a.HostName); {
	case strings.TrimSpace(a.HostName) == "":
		k.warn(stigManager, "HOST_NAME", "is empty; want a name, or the file is refused; eMASS wants one too")
	case n > maxHostName:
		k.warn(stigManager, "HOST_NAME", "has %d characters; want at most %d, or the file is refused", n, maxHostName)
	}
	if k.format == CKL {
		k.addresses(a)
	}
}

func (k *checker) oneOf(where, value string, words []string) {
	if !slices.Contains(words, value) {
		k.warn(stigViewer+", "+heimdall, where, "is %q; want %s", value, wordList(words))
	}
}

// addresses: Heimdall refuses a whole .ckl for one malformed address.
func (k *checker) addresses(a Asset) {
	if a.HostFQDN != "" && !isIP(a.HostFQDN) && !isFQDN(a.HostFQDN) {
		k.warn(heimdall, "HOST_FQDN", "is %q; want a name with a dot, an IP address or nothing, or the file is refused", a.HostFQDN)
	}
	for _, ip := range tokens(a.HostIP) {
		if !isIP(ip) {
			k.warn(heimdall, "HOST_IP", "holds %q; want plain IP addresses, or the file is refused", ip)
		}
	}
	for _, mac := range tokens(a.HostMAC) {
		if !macShape().MatchString(mac) {
			k.warn(heimdall, "HOST_MAC", "holds %q; want MAC addresses such as 00:1a:2b:3c:4d:5e, or the file is refused", mac)
		}
	}
}

func tokens(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
}

func isIP(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Zone() == ""
}

var (
	macShape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$`) })
	// releaseShape is what STIG Manager takes a release from.
	releaseShape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`Release:\s*\S+\s`) })
	nameShape    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z_]([0-9A-Za-z_-]*[0-9A-Za-z_])?$`) })
)

func isFQDN(s string) bool {
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	for _, l := range labels {
		if !nameShape().MatchString(l) {
			return false
		}
	}
	return len(labels) > 1
}

func (k *checker) stig(s *Stig) {
	if len(s.Rows) == 0 {
		k.warn(stigViewer+", "+heimdall, s.ID, "has no row; want one or more, or the file is refused")
	}
	if s.Version == "" || !releaseShape().MatchString(s.ReleaseInfo) {
		k.warn(stigManager, s.ID, "has version %q and release info %q; want both, or no revision is matched", s.Version, s.ReleaseInfo)
	}
	for i, r := range s.Rows {
		k.row(r, either(r.STIGID, either(r.RuleID, fmt.Sprintf("row %d", i+1))))
	}
}

func (k *checker) row(r *Row, where string) {
	if r.StatusWord != "" {
		k.warn(stigViewer+", "+stigManager, where+" STATUS", "is %q; want %s: STIG Viewer refuses the file, STIG Manager drops the row", r.StatusWord, wordList(words(k.format)))
	}
	if r.RuleID == "" {
		k.warn(stigManager, where+" Rule_ID", "is empty; want an id, or the row is dropped")
	}
	if !slices.Contains(Overrides(), r.Severity) {
		switch {
		case k.format == CKL:
			k.warn(heimdall, where+" Severity", "is %q; want low, medium or high, or the file is refused", r.Severity)
		case r.Severity != "unknown" && r.Severity != "info" && r.Severity != "":
			k.warn(stigViewer, where+" severity", "is %q; want unknown, low, medium or high", r.Severity)
		}
	}
	if r.SeverityOverride != "" && !slices.Contains(Overrides(), r.SeverityOverride) {
		k.warn(stigViewer+", "+heimdall, where+" SEVERITY_OVERRIDE", "is %q; want nothing, low, medium or high, or the file is refused", r.SeverityOverride)
	}
	if k.format == CKLB && r.SeverityOverride == "" && r.SeverityJustification != "" {
		k.warn(stigViewer, where+" overrides", "has a justification without an override; it is kept, and a viewer may not show it")
	}
	k.length(where+" FINDING_DETAILS", r.FindingDetails)
	k.length(where+" COMMENTS", r.Comments)
}

func (k *checker) length(where, text string) {
	if len(text) <= maxDetails {
		return
	}
	if n := utf8.RuneCountInString(text); n > maxDetails {
		k.warn(stigManager, where, "has %d characters; want at most %d, the rest is cut", n, maxDetails)
	}
}

// references counts what a .ckl of c writes as &amp; &lt; &gt; and &#xD;.
func references(c *Checklist) int {
	n := 0
	eachText(c, func(s string) {
		for _, c := range []string{"&", "<", ">", "\r"} { // each at the speed of the memory
			n += strings.Count(s, c)
		}
	})
	return n
}

// eachText hands over every text of c that a .ckl holds but the lists of ids.
func eachText(c *Checklist, take func(string)) {
	for _, k := range assetElements {
		if k.field != nil {
			take(*k.field(&c.Asset))
		}
	}
	for _, s := range c.Stigs {
		for _, k := range stigAttributes {
			take(*k.field(s))
		}
		for _, r := range s.Rows {
			for _, k := range rowAttributes {
				take(*k.field(r))
			}
			for _, k := range reviewElements {
				take(*k.field(r))
			}
		}
	}
}

// textBytes is how much text c holds, and in how many rows.
func textBytes(c *Checklist) (n, rows int) {
	eachText(c, func(s string) { n += len(s) })
	for _, s := range c.Stigs {
		rows += len(s.Rows)
	}
	return n, rows
}
