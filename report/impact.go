package report

import (
	"github.com/stigwright/stigwright/release"
)

// Impact is what a new release means for many checklists; its JSON is what `stigwright
// impact --json` prints.
type Impact struct {
	Old        []string               `json:"old"` // labels of the releases
	New        []string               `json:"new"`
	JudgedAsOf string                 `json:"judged_as_of"` // RFC 3339; "" when there were no facts
	Policy     string                 `json:"policy"`
	Files      int                    `json:"files"`   // that were read
	Refused    []string               `json:"refused"` // those that were not, and why
	Skipped    []string               `json:"skipped"` // those found in folders that hold no release before the new ones
	Totals     map[release.Effect]int `json:"totals"`  // of every effect
	Assets     []release.Impact       `json:"assets"`  // those with most to do first
	Rules      []release.RuleImpact   `json:"rules"`   // the same work on many assets once
}

// NewImpact counts and orders list, which it sorts.
func NewImpact(list []release.Impact) Impact {
	m := Impact{Old: []string{}, New: []string{}, Refused: []string{}, Skipped: []string{}, Totals: map[release.Effect]int{}, Assets: list}
	if list == nil {
		m.Assets = []release.Impact{}
	}
	for _, e := range release.Effects() {
		m.Totals[e] = 0
		for _, one := range list {
			m.Totals[e] += one.Counts[e]
		}
	}
	sortImpacts(m.Assets)
	m.Rules = release.ByRule(m.Assets)
	return m
}

// EffectWord is an effect in the words of reports.
func EffectWord(e release.Effect) string {
	switch e {
	case release.Confirmed:
		return "judged again, the same"
	case release.Flipped:
		return "judged again, flipped"
	case release.Answer:
		return "needs a person"
	case release.Unjudged:
		return "stale, judge again"
	case release.Fresh:
		return "new rule"
	case release.Unanswered:
		return "not answered before"
	case release.Glance:
		return "carried, look"
	case release.Dropped:
		return "removed"
	}
	return "nothing to do"
}

// EffectHead is an effect as the head of a narrow column.
func EffectHead(e release.Effect) string {
	if e == release.Confirmed {
		return "same again"
	}
	return string(e)
}
