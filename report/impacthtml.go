package report

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/release"
)

func sortImpacts(list []release.Impact) { slices.SortStableFunc(list, release.ByNeed) }

// WriteHTML writes the impact as one page that needs nothing beside it: no script of
// others, style sheet, font or picture, so that it can be mailed and archived. The
// filter needs a script; everything else is there without.
func (m *Impact) WriteHTML(out io.Writer) error {
	p := &impactPage{}
	p.b.WriteString(impactHead)
	title := strings.Join(m.Old, ", ") + " to " + strings.Join(m.New, ", ")
	p.put("<title>Impact: %s</title></head><body><header><h1>What the new release means</h1><p class=\"lead\">%s</p><p>%s</p></header><main>", title, title, m.basis())
	p.totals(m)
	p.refused(m.Refused)
	p.put(`<p class="filter"><label>Filter <input type="search" id="q" placeholder="asset, rule, CAT I, needs a person …"></label></p>`)
	p.assets(m.Assets)
	p.rules(m)
	p.details(m.Assets)
	p.b.WriteString("</main>" + impactScript + "</body></html>\n")
	if _, err := io.WriteString(out, p.b.String()); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

// basis is what the page rests on.
func (m *Impact) basis() string {
	s := fmt.Sprintf("%d checklists read; policy %s.", m.Files, m.Policy)
	if m.JudgedAsOf == "" {
		return s + " No facts were given: what stigwright judged is stale until it is judged again."
	}
	return s + " Facts judged as of " + m.JudgedAsOf + "."
}

// impactPage collects the page. Everything that is put in by a verb is escaped.
type impactPage struct{ b strings.Builder }

func (p *impactPage) put(format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = html.EscapeString(strings.Map(seen, s))
		}
	}
	fmt.Fprintf(&p.b, format, args...)
}

// seen shows a control character as a mark.
func seen(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
		return '\ufffd'
	}
	return r
}

func (p *impactPage) totals(m *Impact) {
	p.put(`<ul class="totals">`)
	for _, e := range release.Effects() {
		p.put(`<li class="%s"><b>%d</b> %s</li>`, string(e), m.Totals[e], EffectWord(e))
	}
	p.put("</ul>")
}

func (p *impactPage) refused(list []string) {
	if len(list) == 0 {
		return
	}
	p.put(`<section class="refused"><h2>Not counted: files that could not be used (%d)</h2><ul>`, len(list))
	for _, r := range list {
		p.put("<li>%s</li>", r)
	}
	p.put("</ul></section>")
}

// columns are the effects of the table of assets, in its order.
func columns() []release.Effect { return release.Effects() }

func (p *impactPage) assets(list []release.Impact) {
	p.put(`<h2>Assets</h2><div class="wide"><table class="sum"><thead><tr><th>Asset<th>STIG<th>Release<th class="n">CAT I<th class="n">CAT II<th class="n">CAT III`)
	for _, e := range columns() {
		p.put(`<th class="n">%s`, EffectWord(e))
	}
	p.put("</tr></thead><tbody>")
	for i := range list {
		one := &list[i]
		p.put(`<tr class="f"><td><a href="#a%d">%s</a><td>%s<td>%s to %s`, i, named(one.Asset), one.STIG, one.Old.Label, one.New.Label)
		for _, severity := range []string{"high", "medium", "low"} {
			p.number(one.Needing(severity), "cat "+severity)
		}
		for _, e := range columns() {
			p.number(one.Counts[e], string(e))
		}
		p.put("</tr>")
	}
	p.put("</tbody></table></div><p class=\"note\">CAT I to III count what somebody has to do something about: %s.</p>",
		"judged again and flipped, needs a person, stale, and new rules")
}

func (p *impactPage) number(n int, class string) {
	if n == 0 {
		class = "zero"
	}
	p.put(`<td class="n %s">%d`, class, n)
}

func (p *impactPage) rules(m *Impact) {
	p.put(`<h2>Work, rule by rule</h2><div class="wide"><table><thead><tr><th>CAT<th>Rule<th>What<th class="n">Assets<th>Why<th>On</tr></thead><tbody>`)
	for i := range m.Rules {
		r := &m.Rules[i]
		p.put(`<tr class="f"><td class="cat %s">%s<td class="id">%s<br><small>%s %s</small><td class="what %s">%s<td class="n">%d<td>%s<td>`,
			r.Severity, catWord(r.Severity), r.STIGID, r.STIG, r.VulnID, string(r.Effect), EffectWord(r.Effect), len(r.Assets), r.Why)
		p.someAssets(r.Assets)
		p.put("</tr>")
	}
	p.put("</tbody></table></div>")
}

// someAssets lists assets, many of them folded.
func (p *impactPage) someAssets(list []string) {
	const few = 6
	all := make([]string, len(list))
	for i, a := range list {
		all[i] = named(a)
	}
	if len(all) <= few {
		p.put("%s", strings.Join(all, ", "))
		return
	}
	p.put("<details><summary>%s …</summary>%s</details>", strings.Join(all[:few], ", "), strings.Join(all[few:], ", "))
}

func (p *impactPage) details(list []release.Impact) {
	p.put("<h2>Asset by asset</h2>")
	for i := range list {
		one := &list[i]
		p.put(`<details class="asset f" id="a%d"><summary><b>%s</b> %s: %d rows to know of</summary><p class="file">%s</p>`,
			i, named(one.Asset), one.STIG, len(one.Rows), strings.Join(one.Files, ", "))
		p.put(`<div class="wide"><table><thead><tr><th>CAT<th>Rule<th>What<th>Was<th>Is<th>Why</tr></thead><tbody>`)
		for _, r := range one.Rows {
			p.put(`<tr><td class="cat %s">%s<td class="id">%s<br><small>%s</small><td class="what %s">%s<td>%s<td>%s<td>%s</tr>`,
				r.Severity, catWord(r.Severity), r.STIGID, r.VulnID, string(r.Effect), EffectWord(r.Effect), r.Was, r.Status, r.Why)
		}
		p.put("</tbody></table></div></details>")
	}
}

func named(asset string) string {
	if strings.TrimSpace(asset) == "" {
		return "(no name)"
	}
	return asset
}

func catWord(severity string) string {
	switch severity {
	case "high":
		return "I"
	case "medium":
		return "II"
	case "low":
		return "III"
	}
	return severity
}

const impactHead = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<style>
:root{color-scheme:light dark;--line:#d4d7dc;--dim:#5c6470;--bg:#fff;--ink:#15181d;--head:#f1f3f6;--red:#b3261e;--amber:#8a5300;--blue:#1b5fa8;--green:#1e6b34}
@media(prefers-color-scheme:dark){:root{--line:#3a3f47;--dim:#a0a8b4;--bg:#15181d;--ink:#e8eaee;--head:#22262d;--red:#ff8a80;--amber:#ffb95c;--blue:#8ec2ff;--green:#7fd396}}
body{margin:0;font:15px/1.45 system-ui,sans-serif;background:var(--bg);color:var(--ink)}
header,main{max-width:1280px;margin:0 auto;padding:0 20px}
h1{margin:24px 0 4px;font-size:26px}h2{margin:32px 0 8px;font-size:19px}
.lead{font-size:17px;margin:0 0 4px}header p,.note,small,.file{color:var(--dim)}
.totals{display:flex;flex-wrap:wrap;gap:10px;list-style:none;padding:0;margin:16px 0}
.totals li{border:1px solid var(--line);border-radius:6px;padding:8px 12px;min-width:92px}.totals b{display:block;font-size:22px}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line)}
th{background:var(--head);font-weight:600;vertical-align:bottom}.n{text-align:right;font-variant-numeric:tabular-nums}
.sum td:nth-child(-n+3){white-space:nowrap}.sum th{max-width:92px}.cat{font-weight:600}.zero{color:var(--dim)}
.high,.flipped,.flipped b{color:var(--red)}.medium,.person,.person b{color:var(--amber)}.stale,.new,.stale b,.new b{color:var(--blue)}.confirmed b,.nothing b{color:var(--green)}
td.nothing,td.confirmed,td.look,td.removed{color:var(--ink)}.what{font-weight:600}.what,.id{white-space:nowrap}
.asset{border:1px solid var(--line);border-radius:6px;margin:8px 0;padding:8px 12px}summary{cursor:pointer}
.refused{border-left:4px solid var(--red);padding-left:14px}a{color:var(--blue)}
input{font:inherit;padding:6px 10px;width:min(420px,80vw);background:var(--bg);color:var(--ink);border:1px solid var(--line);border-radius:6px}
[hidden]{display:none!important}
@media print{.filter{display:none}body{font-size:11px}tr{break-inside:avoid}thead{display:table-header-group}}
</style>
`

// impactScript hides what the filter does not match, and opens an asset that is
// gone to.
const impactScript = `<script>
"use strict";
const q=document.getElementById("q"),all=[...document.querySelectorAll(".f")].map(e=>[e,e.textContent.toLowerCase()]);
q.addEventListener("input",()=>{const w=q.value.toLowerCase().split(/\s+/).filter(Boolean);for(const[e,t]of all)e.hidden=!w.every(x=>t.includes(x))});
const go=()=>{const e=location.hash&&document.getElementById(location.hash.slice(1));if(e&&e.tagName==="DETAILS"){e.open=true;e.scrollIntoView()}};
addEventListener("hashchange",go);go();
addEventListener("beforeprint",()=>document.querySelectorAll("details").forEach(d=>d.open=true));
</script>`
