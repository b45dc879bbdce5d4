package ckl

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// The laws of the formats over random documents made of the words of the formats
// and words that are none, which bytes changed at random seldom reach.
func TestRandomDocumentsKeepTheLaws(t *testing.T) {
	shared.Long(t)
	g := &generator{rand.New(rand.NewPCG(3, 4))}
	accepted := 0
	for range 120 {
		if c, _, err := ReadCKLB("x", []byte(g.cklb())); err == nil {
			laws(t, CKLB, c)
			accepted++
		}
		if c, _, err := ReadCKL("x", []byte(g.ckl())); err == nil {
			laws(t, CKL, c)
			accepted++
		}
	}
	if accepted < 120 {
		t.Fatalf("only %d of 240 documents were accepted; the generator is too wild", accepted)
	}
}

type generator struct{ *rand.Rand }

func (g *generator) of(list ...string) string { return list[g.IntN(len(list))] }

func (g *generator) scalar() string {
	return g.of(`null`, `""`, `"x"`, `"y"`, `true`, `2`, `1.50`, `"low"`, `"null"`, `"SV-1r1_rule"`, `"SV-1r1"`, `"V-1"`, `"a\u000b\r\n"`, `"open"`, `"Unclass"`, `"info"`)
}

// object is an object of some of names, in any order, each once; value makes their values.
func (g *generator) object(names []string, value func(string) string) string {
	var members []string
	for _, i := range g.Perm(len(names)) {
		if g.IntN(3) == 0 {
			members = append(members, fmt.Sprintf("%q:%s", names[i], value(names[i])))
		}
	}
	return "{" + strings.Join(members, ", ") + "}"
}

func (g *generator) list(value func() string) string {
	items := make([]string, g.IntN(3))
	for i := range items {
		items[i] = value()
	}
	return "[" + strings.Join(items, ",\r\n") + "]"
}

func (g *generator) junk(string) string {
	return g.of(g.scalar(), `{}`, `[]`, `{"severity": {"a" : [1, 2.0e1]}}`)
}

func (g *generator) cklb() string {
	odd := []string{"odd", "", "evaluate-stig", "reason", "name"}
	var rule []string
	for _, k := range ruleKeys {
		rule = append(rule, k.name)
	}
	root := g.object([]string{"title", "id", "active", "mode", "has_path", "target_data", "cklb_version", "stigs", "odd", "evaluate-stig"}, func(name string) string {
		switch name {
		case "target_data":
			return g.object(append(namesOf(targetKeys), append(odd, "marking")...), func(string) string { return g.scalar() })
		case "stigs":
			return g.list(func() string {
				return g.object(append(append(namesOf(stigKeys), odd...), "size", "rules", "rules "), func(name string) string {
					if name == "rules" {
						return g.list(func() string { return g.object(append(rule, odd...), g.ruleValue) })
					}
					return g.scalar()
				})
			})
		}
		return g.scalar()
	})
	return root
}

func (g *generator) ruleValue(name string) string {
	switch name {
	case "overrides":
		return g.object([]string{"severity", "odd", "weight"}, func(string) string {
			return g.of(g.object([]string{"severity", "reason", "justification", "severity_justification", "odd"}, func(string) string { return g.scalar() }), `null`, `{}`, `"low"`)
		})
	case "check_content_ref":
		return g.object([]string{"href", "name", "odd"}, func(string) string { return g.scalar() })
	case "group_tree":
		return g.list(func() string {
			return g.object([]string{"id", "title", "description", "odd"}, func(string) string { return g.scalar() })
		})
	case "legacy_ids", "ccis":
		return g.list(g.scalar)
	case "odd", "", "evaluate-stig":
		return g.junk(name)
	}
	return g.scalar()
}

func (g *generator) text() string {
	return g.of("", "x", "low", "Open", "NotAFinding", "a &lt; b", "<![CDATA[<c>]]>", "&#xD;\r\n", " y ", "V-1", "true", "1", "t<b/>u")
}

func (g *generator) misc() string {
	return g.of("", "", "", "<!--note-->", "<?pi a?>", "stray", "<odd/>", "<odd a='1'> b </odd>", "<o:dd xmlns:o='urn:o'/>", "\r\n\t", "<![CDATA[s]]>")
}

func (g *generator) elements(names []string, inner func(string) string) string {
	var b strings.Builder
	b.WriteString(g.misc())
	for _, i := range g.Perm(len(names)) {
		if n := g.IntN(5); n > 0 {
			fmt.Fprintf(&b, "<%s>%s</%[1]s>%s", names[i], inner(names[i]), g.misc())
			if n == 1 {
				fmt.Fprintf(&b, "<%s>%s</%[1]s>%s", names[i], inner(names[i]), g.misc())
			}
		}
	}
	return b.String()
}

func (g *generator) ckl() string {
	pair := func(element, name, value string, names []string) string {
		var b strings.Builder
		for _, i := range g.Perm(len(names)) {
			if g.IntN(3) == 0 {
				fmt.Fprintf(&b, "<%s>%s</%[1]s>%s", element, g.elements([]string{name, value}, func(n string) string {
					if n == name {
						return names[i]
					}
					return g.text()
				}), g.misc())
			}
		}
		return b.String()
	}
	text := func(string) string { return g.text() }
	attributes := append(namesOf(rowAttributes), legacyID, legacyID, cciRef, cciRef, "Invented", "")
	stig := func(string) string {
		return g.misc() + "<STIG_INFO>" + g.misc() + pair("SI_DATA", "SID_NAME", "SID_DATA", append(namesOf(stigAttributes), "invented")) + "</STIG_INFO>" +
			g.elements([]string{"VULN", "VULN"}, func(string) string {
				return g.misc() + pair("STIG_DATA", "VULN_ATTRIBUTE", "ATTRIBUTE_DATA", attributes) +
					g.elements(append(namesOf(reviewElements), "STATUS"), text)
			})
	}
	misc := g.of("", "<!--top-->", "<!--stigwright :: old-->", "<?pi?>")
	return misc + "<CHECKLIST>" + g.elements([]string{"ASSET", "STIGS"}, func(name string) string {
		if name == "ASSET" {
			return g.elements(namesOf(assetElements), text)
		}
		return g.elements([]string{"iSTIG"}, stig)
	}) + "</CHECKLIST>" + g.of("", "<!--end-->", "\n<?end?><!--</CHECKLIST>-->")
}

// Random checklists go to every format and, with the sidecar, come back the same.
func TestRandomDocumentsConvertAndComeBack(t *testing.T) {
	shared.Long(t)
	g := &generator{rand.New(rand.NewPCG(5, 6))}
	done := 0
	for i := range 80 {
		f, read, data := CKL, ReadCKL, ""
		if i%2 == 0 {
			f, read, data = CKLB, ReadCKLB, g.cklb()
		} else {
			data = g.ckl()
		}
		whole, _, err := read("x", []byte(data))
		if err != nil {
			continue
		}
		for _, c := range append(whole.Split(), whole) {
			for _, to := range []Format{CKL, CKLB, XCCDF, CSV, JSONL} {
				if len(c.Stigs) == 0 && (to == CSV || to == JSONL) || to == XCCDF && (len(c.Stigs) != 1 || len(c.Stigs[0].Rows) == 0) {
					continue
				}
				out, err := Convert(c, ConvertOptions{To: to, Tool: "t", Times: testTimes, Sidecar: true})
				if err != nil && strings.Contains(err.Error(), "became") { // neighbours that nothing tells apart
					continue
				}
				require.NoError(t, err, "%s\n%s", to, data)
				back, err := readBack(out.Data, to)
				require.NoError(t, err)
				left, err := Restore(back, "x", out.Sidecar)
				require.NoError(t, err)
				require.Empty(t, left)
				want, err := Write(c, f, "t")
				require.NoError(t, err)
				got, err := Write(back, f, "t")
				require.NoError(t, err)
				require.Equal(t, string(want), string(got), "%s\n%s", to, data)
				done++
			}
		}
	}
	require.Greater(t, done, 150)
}
