package ckl

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/stigwright/stigwright/ckl/scan"
	"github.com/stigwright/stigwright/result"
)

// A scanner's result stands in the finding details between lines of its own, apart
// from the fence of our evaluation, and is replaced by the next result of the same
// scanner alone:
//
//	[scan begin]
//	scc 5.8: Open; result fail; 2026-01-02T03:04:05Z; on node1
//	what the scanner found
//	[scan end 0123abcd]
//
// The last line ends in a digest of what stands between. A block that was edited no
// longer matches it: then it is a person's text and stays.

const (
	scanBegin = "[scan begin]"
	scanEnd   = "[scan end "
	// maxScanText is 12,000 bytes: the block stays below 16,000 characters with room
	// for its first line, and STIG Manager cuts details at 32,767.
	maxScanText = 12_000
)

// foundScan is a block of a scanner in a text: text[start:end].
type foundScan struct {
	toolVerdict
	start, end int
}

var scanHead = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\S+) ?(\S*): (Open|NotAFinding|Not_Applicable|Not_Reviewed)(?:;|$)`)
})

// findScans finds the blocks of scanners that nobody changed, one for each
// scanner: of several, the last.
func findScans(text string) []foundScan {
	if !strings.Contains(text, scanBegin) {
		return nil
	}
	var out []foundScan
	all := lines(text)
	for i := 0; i < len(all); i++ {
		if all[i].text != scanBegin {
			continue
		}
		n := i + 1
		for n < len(all) && !strings.HasPrefix(all[n].text, scanEnd) && all[n].text != scanBegin {
			n++
		}
		if n == len(all) || all[n].text == scanBegin || n == i+1 {
			continue
		}
		body := make([]string, 0, n-i-1)
		for _, l := range all[i+1 : n] {
			body = append(body, l.text)
		}
		m := scanHead().FindStringSubmatch(body[0])
		if m == nil || all[n].text != endLine(body) {
			continue
		}
		end := all[n].start + len(all[n].text)
		v := toolVerdict{tool: m[1], status: statusWord(m[3]), text: text[all[i].start:end]}
		out = append(out, foundScan{v, all[i].start, end})
		i = n
	}
	return lastOfEach(out)
}

var scanTime = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`; (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))(?:;|$)`)
})

// before reports whether both verdicts say when they were found and this one earlier.
func (v toolVerdict) before(w toolVerdict) bool {
	if v.text == "" && w.text == "" {
		return v.day.before(w.day)
	}
	mine, known := v.time()
	other, also := w.time()
	return known && also && mine.Before(other)
}

// time is when a tool found the verdict, as the first line of its block says.
func (v toolVerdict) time() (time.Time, bool) {
	head, ok := strings.CutPrefix(v.text, scanBegin+"\n")
	head, _, _ = strings.Cut(head, "\n")
	m := scanTime().FindStringSubmatch(head)
	if !ok || m == nil {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339, m[1])
	return at, err == nil
}

func lastOfEach(all []foundScan) []foundScan {
	var out []foundScan
	for i, s := range all {
		later := false
		for _, t := range all[i+1:] {
			later = later || t.tool == s.tool
		}
		if !later {
			out = append(out, s)
		}
	}
	return out
}

func statusWord(word string) result.Status {
	for _, s := range result.Statuses() {
		if s.String() == word {
			return s
		}
	}
	return result.NotReviewed
}

// endLine is the last line of a block. White space at line ends does not count:
// viewers trim it.
func endLine(body []string) string {
	h := sha256.New()
	for _, l := range body {
		h.Write([]byte(strings.TrimRight(l, " \t\r") + "\n"))
	}
	return scanEnd + hex.EncodeToString(h.Sum(nil)[:4]) + "]"
}

// scanBlock is the block of the results checks of set, which are of one row: the
// worst of them counts, where a check that came to no verdict outweighs a pass: the
// row passed only when all of it was checked.
func scanBlock(set *scan.Set, checks []*scan.Check) toolVerdict {
	v := toolVerdict{tool: toolName(set.Product)}
	for i, k := range checks {
		if i == 0 || k.Status.Worse(v.status) {
			v.status = k.Status
		}
	}
	head := v.tool
	if set.Version != "" {
		head += " " + strings.Join(strings.Fields(set.Version), "_")
	}
	var wordList, text []string
	when := set.End
	for _, k := range checks {
		wordList = append(wordList, k.Word)
		if k.Time > when {
			when = k.Time
		}
		if detail := strings.Trim(k.Detail, "\r\n"); strings.TrimSpace(detail) != "" {
			text = append(text, detail)
		}
	}
	head += fmt.Sprintf(": %s; result %s", v.status, oneLine(strings.Join(wordList, ", ")))
	if when != "" {
		head += "; " + oneLine(when)
	}
	if host := set.Asset.HostName; host != "" {
		head += "; on " + oneLine(host)
	}
	body := append([]string{head}, quoted(strings.Join(text, "\n"))...)
	v.text = strings.Join(append(append([]string{scanBegin}, body...), endLine(body)), "\n")
	return v
}

// toolName is a product as one word.
func toolName(product string) string {
	name := strings.Map(func(r rune) rune {
		if r <= ' ' || r == ':' || r == ';' || r > '~' {
			return '_'
		}
		return r
	}, strings.ToLower(product))
	if name == "" {
		return "scanner"
	}
	return name[:min(len(name), 64)]
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(visible(s)), " ")
	return tamed(strings.ToValidUTF8(s[:min(len(s), 256)], ""))
}

// quoted is the text of a scanner as lines that can stand in a block: no line of it
// is taken for one of ours, none is read as several results by MITRE's converters,
// and what is too long is cut, which is said.
func quoted(text string) []string {
	if text == "" {
		return nil
	}
	if text = visible(text); strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if n := len(text); n > maxScanText {
		text = strings.ToValidUTF8(text[:maxScanText], "")
		text += fmt.Sprintf("\n… cut here: %d more bytes", n-len(text))
	}
	all := strings.Split(tamed(text), "\n")
	for i, l := range all {
		bare := strings.TrimSpace(l)
		if bare == scanBegin || strings.HasPrefix(bare, strings.TrimSpace(scanEnd)) || bare == result.FenceBegin || bare == result.FenceEnd {
			all[i] = "| " + l
		}
	}
	return all
}

// tamed breaks up what MITRE's converters read as several results.
func tamed(s string) string {
	for strings.Contains(s, " :: ") {
		s = strings.ReplaceAll(s, " :: ", " : : ")
	}
	const rule = "--------------------------------" // 32 hyphens
	for strings.Contains(s, rule) {
		s = strings.ReplaceAll(s, rule, rule[:16]+" "+rule[16:])
	}
	return s
}
