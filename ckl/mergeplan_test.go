package ckl

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/ckl/scan"
)

// card is a card of a checklist of host with stigs, each of one rule of its own.
func card(path, host string, stigs ...string) Card {
	c := Card{Path: path, Asset: Asset{HostName: host}, STIGs: stigs}
	for _, s := range stigs {
		c.rules = append(c.rules, digests("", s+"-1")...)
	}
	return c
}

func scanCard(path, host, stig string, rules ...string) Card {
	set := &scan.Set{Asset: scan.Asset{HostName: host}, Benchmark: scan.Benchmark{ID: stig}}
	for _, r := range rules {
		set.Checks = append(set.Checks, scan.Check{STIGID: r})
	}
	return CardOf(Source{Name: path, Scan: set})
}

// planned is a plan in words: target[STIGs] < source[STIGs] ...
func planned(cards []Card, perAsset bool) (units, left []string) {
	plan, not := PlanMerge(cards, perAsset)
	words := func(p Part) string {
		s := p.Card.Path
		for _, id := range p.STIGs {
			s += "/" + id
		}
		return s
	}
	for _, u := range plan {
		s := words(u.Target)
		for _, p := range u.Sources {
			s += " < " + words(p)
		}
		units = append(units, s)
	}
	for _, u := range not {
		left = append(left, u.Path+": "+u.Why)
	}
	return units, left
}

func TestPlanMerge(t *testing.T) {
	into := func(c Card) Card { c.Into = true; return c }
	site := func(c Card, s string) Card { c.Asset.WebOrDatabase, c.Asset.WebDBSite = true, s; return c }
	at := func(c Card, ip string) Card { c.Asset.HostIP = ip; return c }
	for _, row := range []struct {
		name     string
		cards    []Card
		perAsset bool
		units    []string
		left     string
	}{
		{"one asset and STIG a unit", []Card{card("a", "n1", "S"), card("b", "n2", "S"), card("c", "N1", "S")}, false, []string{"a < c/S", "b"}, ""},
		{"other STIGs are other units", []Card{card("a", "n1", "S"), card("b", "n1", "T")}, false, []string{"a", "b"}, ""},
		{"several STIGs go to several files", []Card{card("a", "n1", "S"), card("b", "n1", "T"), card("all", "n1", "S", "T", "U")}, false,
			[]string{"a < all/S", "b < all/T", "all/U"}, ""},
		{"one file of each asset", []Card{card("a", "n1", "S"), card("b", "n1", "T"), card("c", "n2", "S")}, true, []string{"a < b/T", "c"}, ""},
		{"a scan of a STIG of a later file", []Card{card("a", "n1", "S"), card("b", "n1", "T"), scanCard("s", "n1", "SSG", "T-1")}, true, []string{"a < b/T < s"}, ""},
		{"a short name", []Card{card("a", "n1.example.mil", "S"), card("b", "n1", "S")}, false, []string{"a < b/S"}, ""},
		{"a short name of two", []Card{card("a", "n1.a.mil", "S"), card("b", "n1.b.mil", "S"), card("c", "n1", "S")}, false, []string{"a", "b", "c"}, ""},
		{"no name", []Card{card("a", " ", "S")}, false, nil, "names no host"},
		{"instances are assets", []Card{site(card("a", "n1", "S"), "x"), site(card("b", "n1", "S"), "y")}, false, []string{"a", "b"}, ""},
		{"a scan by the STIG it names", []Card{card("a", "n1", "S"), card("b", "n1", "T"), scanCard("s", "n1", "T", "T-1", "S-1")}, false, []string{"a", "b < s"}, ""},
		{"a scan by its rules", []Card{card("a", "n1", "S"), card("b", "n1", "T"), scanCard("s", "n1", "SSG", "T-1")}, false, []string{"a", "b < s"}, ""},
		{"a scan of nothing here", []Card{card("a", "n1", "S"), scanCard("s", "n1", "SSG", "Q-1")}, false, []string{"a"}, "no checklist of its asset has a rule of it"},
		{"a scan of another asset", []Card{card("a", "n1", "S"), scanCard("s", "n2", "S", "S-1")}, false, []string{"a"}, "no checklist of its asset, n2"},
		{"a scan by address", []Card{at(card("a", "n1", "S"), "192.0.2.1, 192.0.2.2"), scanCard("s", "192.0.2.2", "S", "S-1")}, false, []string{"a < s"}, ""},
		{"an address of two", []Card{at(card("a", "n1", "S"), "192.0.2.1"), at(card("b", "n2", "S"), "192.0.2.1"), scanCard("s", "192.0.2.1", "S")}, false, []string{"a", "b"}, "no checklist of its asset"},
		{"into a folder", []Card{into(card("a", "n1", "S")), card("b", "n1", "S"), card("c", "n2", "S")}, false, []string{"a < b/S"}, "c: no checklist merged into has S"},
		{"twice in the folder", []Card{into(card("a", "n1", "S")), into(card("b", "n1", "S"))}, false, []string{"a"}, "b: its S is also in a"},
	} {
		t.Run(row.name, func(t *testing.T) {
			units, left := planned(row.cards, row.perAsset)
			require.Equal(t, row.units, units)
			if row.left == "" {
				require.Empty(t, left)
			} else {
				require.Len(t, left, 1)
				require.Contains(t, left[0], row.left)
			}
		})
	}
}
