package benchmark

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stigwright/stigwright/xccdf"
)

// group is the innermost Group around the Rule, nil when there is none.
func (it *Item) group() *xccdf.Group {
	if len(it.Groups) == 0 {
		return nil
	}
	return it.Groups[len(it.Groups)-1]
}

// VulnID is the id of the Group, such as V-260903, without the prefix
// xccdf_mil.disa.stig_group_; "" without a Group.
func (it *Item) VulnID() string {
	g := it.group()
	if g == nil {
		return ""
	}
	return strings.TrimPrefix(g.ID.String(), groupPrefix)
}

// RuleID is the id of the Rule, such as SV-260903r966066_rule, without the prefix
// xccdf_mil.disa.stig_rule_.
func (it *Item) RuleID() string { return strings.TrimPrefix(it.Rule.ID.String(), rulePrefix) }

// STIGID is the version of the Rule, such as CNTR-MK-000010.
func (it *Item) STIGID() string { return it.Rule.Version.Text.String() }

// Severity is unknown, info, low, medium or high as the benchmark has it; "" when
// it has none, which XCCDF reads as unknown.
func (it *Item) Severity() string { return it.Rule.Severity.String() }

// Weight is the weight as the benchmark has it, such as "10.0"; "" when it has none,
// which XCCDF reads as 1.0.
func (it *Item) Weight() string { return it.Rule.Weight.String() }

// SRG is the title of the Group: the id of the requirement behind the Rule.
func (it *Item) SRG() string {
	g := it.group()
	if g == nil {
		return ""
	}
	return g.Title.String()
}

// Title is the title of the Rule.
func (it *Item) Title() string { return it.Rule.Title.String() }

// Discussion is the description of the Rule, taken apart.
func (it *Item) Discussion() xccdf.Discussion { return it.Rule.Discussion() }

// Check is the text of the check; several are joined by a blank line.
func (it *Item) Check() string {
	var texts []string
	for _, c := range it.Rule.Check {
		if c.Content.Present() {
			texts = append(texts, c.Content.String())
		}
	}
	return strings.Join(texts, "\n\n")
}

// CheckRef is the name and the href of the first check-content-ref, "" and "" without one.
func (it *Item) CheckRef() (name, href string) {
	for _, c := range it.Rule.Check {
		for _, ref := range c.ContentRef {
			return ref.Name.String(), ref.Href.String()
		}
	}
	return "", ""
}

// CheckDigest is the SHA-256, in lower-case hex, of Check in UTF-8 with each run of
// white space made one blank and none at the ends. White space is that of Unicode:
// 197 published files have no-break spaces.
func (it *Item) CheckDigest() string { return TextDigest(it.Check()) }

// TextDigest is CheckDigest of a check text that stands somewhere else, such as in a
// checklist.
func TextDigest(text string) string {
	sum := sha256.Sum256(spaced(text))
	return hex.EncodeToString(sum[:])
}

// spaced is s with each run of white space made one blank and none at the ends. It
// is what strings.Fields and Join would give, of 70 million characters of a library.
func spaced(s string) []byte {
	out := make([]byte, 0, len(s))
	blank := false
	for i := 0; i < len(s); {
		n := 1
		if c := s[i]; c > ' ' && c < utf8.RuneSelf {
			for i+n < len(s) && s[i+n] > ' ' && s[i+n] < utf8.RuneSelf {
				n++
			}
		} else {
			var r rune
			if r, n = utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
				blank = len(out) > 0
				i += n
				continue
			}
		}
		if blank {
			out, blank = append(out, ' '), false
		}
		out = append(out, s[i:i+n]...)
		i += n
	}
	return out
}

// Fix is the fix text; several are joined by a blank line.
func (it *Item) Fix() string {
	var texts []string
	for _, f := range it.Rule.FixText {
		texts = append(texts, f.Text.String())
	}
	return strings.Join(texts, "\n\n")
}

// LegacyIDs are the ids from before the renumbering of 2020, V- before SV-,
// whatever their order in the benchmark.
func (it *Item) LegacyIDs() []string {
	var vuln, other []string
	for _, id := range it.idents("/legacy") {
		if strings.HasPrefix(id, "V-") {
			vuln = append(vuln, id)
		} else {
			other = append(other, id)
		}
	}
	return append(vuln, other...)
}

// CCIs are the control correlation identifiers, each once, in the order of the benchmark.
func (it *Item) CCIs() []string {
	var list []string
	for _, id := range it.idents("/cci") {
		if !contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// idents are the idents whose system ends in suffix: DISA moved from
// iase.disa.mil to cyber.mil in between.
func (it *Item) idents(suffix string) []string {
	var list []string
	for _, id := range it.Rule.Ident {
		if id.System.HasSuffix(suffix) {
			list = append(list, id.Text.String())
		}
	}
	return list
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// TargetKey is the dc:identifier of the first reference of the Rule: the key of the
// product in DISA's records.
func (it *Item) TargetKey() string {
	if len(it.Rule.Reference) == 0 {
		return ""
	}
	return it.Rule.Reference[0].Identifier.String()
}

// named reports whether id, without outer white space, is a name of the item.
func (it *Item) named(id string) bool {
	if id == "" {
		return false
	}
	rule := it.RuleID()
	names := []string{it.STIGID(), it.VulnID(), rule, strings.TrimSuffix(rule, "_rule"), it.Rule.ID.String()}
	for _, name := range append(names, it.LegacyIDs()...) {
		if strings.EqualFold(strings.TrimSpace(name), id) {
			return true
		}
	}
	return false
}
