package scan

import (
	"slices"
	"strings"

	"github.com/stigwright/stigwright/result"
)

// ruleResult reads a rule-result (checklist-formats 4.3 for its texts).
func (r *reader) ruleResult(s *Set) {
	k := Check{IDRef: strings.TrimSpace(r.Attr("idref").String()), STIGID: r.Attr("version").String(),
		Severity: r.Attr("severity").String(), Weight: r.Attr("weight").String(), Time: r.Attr("time").String()}
	var messages, instances []string
	var said content
	results := 0
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "result":
			if results++; results == 1 {
				k.Word = strings.TrimSpace(r.Text().String())
			}
		case "override":
			r.override(&k)
		case "ident":
			system := r.Attr("system").String()
			sortIdent(system, strings.TrimSpace(r.Text().String()), &k.CCIs, &k.LegacyIDs, &k.Also)
		case "message":
			if t := r.Text().String(); strings.TrimSpace(t) != "" && len(messages) < maxList {
				messages = append(messages, t)
			}
		case "instance":
			if t := strings.TrimSpace(r.Text().String()); t != "" && len(instances) < maxList {
				instances = append(instances, t)
			}
		case "check":
			r.checkElement(&said)
		}
	}
	if r.Err() != nil {
		return
	}
	r.judge(&k, results)
	k.say(said, messages, instances)
	r.check(s, k)
}

// judge takes the status from the word. A last override that disagrees with the
// result leaves no verdict: nobody can tell which of the two was meant.
func (r *reader) judge(k *Check, results int) {
	var known bool
	k.Status, k.Performed, known = statusOf(k.Word)
	switch {
	case k.IDRef == "":
		r.noteHere("it cannot be mapped to a row", "a rule-result without idref; want the id of a rule")
	case results == 0:
		r.noteHere("it counts as not reviewed", "%s: a rule-result without result; want one", k.IDRef)
	case results > 1:
		k.Status, k.Performed = result.NotReviewed, false
		r.noteHere("it counts as not reviewed", "%s: %d results in one rule-result; want one", k.IDRef, results)
	case !known:
		r.noteHere("it counts as not reviewed; the word is kept", "%s: the result is %q; want pass, fail, error, unknown, notapplicable, notchecked, notselected, informational or fixed", k.IDRef, k.Word)
	}
	if n := len(k.Overrides); n > 0 && k.Overrides[n-1].New != "" && k.Overrides[n-1].New != k.Word {
		k.Status, k.Performed = result.NotReviewed, false
		r.noteHere("it counts as not reviewed", "%s: the result is %q and its last override says %q; want the same", k.IDRef, k.Word, k.Overrides[n-1].New)
	}
}

func (r *reader) override(k *Check) {
	o := Override{Time: r.Attr("time").String(), Authority: r.Attr("authority").String()}
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "old-result":
			o.Old = strings.TrimSpace(r.Text().String())
		case "new-result":
			o.New = strings.TrimSpace(r.Text().String())
		case "remark":
			o.Remark = r.Text().String()
		}
	}
	if len(k.Overrides) < maxList {
		k.Overrides = append(k.Overrides, o)
	}
}

// content is what stands in check-content.
type content struct {
	detail, comment string
	engine          Engine
	answers         []Override // sm:overrides of the engine
	severity        string     // ours
	justification   string
	word            string
	vulnID          string
}

func (r *reader) checkElement(said *content) {
	for kids := r.Children(); kids.Next(); {
		if r.Local() == "check-content" {
			r.checkContent(said)
		}
	}
}

func (r *reader) checkContent(said *content) {
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "detail":
			said.detail = r.Text().String()
		case "comment":
			said.comment = r.Text().String()
		case "resultEngine":
			r.engine(said)
		case "severity-override":
			said.severity, said.justification = r.Attr("severity").String(), r.Text().String()
		case "status-word":
			said.word = r.Text().String()
		case "group":
			said.vulnID = r.Text().String()
		}
	}
}

func (r *reader) engine(said *content) {
	e := &said.engine
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "time":
			e.Time = r.Text().String()
		case "type":
			e.Type = r.Text().String()
		case "product":
			e.Product = r.Text().String()
		case "version":
			e.Version = r.Text().String()
		case "checkContent":
			for inner := r.Children(); inner.Next(); {
				if r.Local() == "location" {
					e.Location = r.Text().String()
				}
			}
		case "overrides":
			r.answer(said)
		}
	}
}

// answer reads sm:overrides, where Evaluate-STIG says what its answer file changed.
func (r *reader) answer(said *content) {
	var o Override
	for kids := r.Children(); kids.Next(); {
		switch r.Local() {
		case "authority":
			o.Authority = r.Text().String()
		case "oldResult":
			o.Old = r.Text().String()
		case "newResult":
			o.New = r.Text().String()
		case "remark":
			o.Remark = r.Text().String()
		}
	}
	if len(said.answers) < maxList {
		said.answers = append(said.answers, o)
	}
}

// say takes detail and comment as STIG Manager does: sm:detail, else the messages;
// sm:comment, else the first remark of sm:overrides, which is then cut from the end
// of the detail. The remarks of XCCDF overrides are kept in the detail.
func (k *Check) say(said content, messages, instances []string) {
	k.Detail, k.Comment = said.detail, said.comment
	if k.Detail == "" {
		k.Detail = strings.Join(messages, "\n")
	}
	if k.Comment == "" && len(said.answers) > 0 && strings.TrimSpace(said.answers[0].Remark) != "" {
		k.Comment = said.answers[0].Remark
		trimmed := strings.TrimRight(k.Detail, " \t\r\n")
		if cut, ok := strings.CutSuffix(trimmed, strings.TrimSpace(k.Comment)); ok {
			k.Detail = strings.TrimRight(cut, " \t\r\n")
		}
	}
	for _, o := range k.Overrides {
		k.Detail = appendLine(k.Detail, o.line())
	}
	k.Overrides = append(k.Overrides, said.answers...)
	slices.Sort(instances)
	for _, i := range slices.Compact(instances) {
		k.Detail = appendLine(k.Detail, "Instance: "+i)
	}
	k.Engine = said.engine
	k.SeverityOverride, k.SeverityJustification, k.OwnWord = said.severity, said.justification, said.word
	k.VulnID = said.vulnID
}

func (o Override) line() string {
	s := "Override " + o.Old + " to " + o.New
	if o.Authority != "" {
		s += " by " + o.Authority
	}
	if o.Time != "" {
		s += " at " + o.Time
	}
	if remark := strings.TrimSpace(o.Remark); remark != "" {
		s += ": " + remark
	}
	return s
}

func appendLine(text, line string) string {
	if text == "" {
		return line
	}
	return strings.TrimRight(text, "\r\n") + "\n" + line
}
